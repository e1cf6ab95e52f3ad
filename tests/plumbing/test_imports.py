"""What import-linter cannot see: the entry script, and when an import happens."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = [
    path
    for path in [ROOT / "app.py", *ROOT.glob("pages/*.py"), *ROOT.glob("portal/**/*.py")]
    if "demo" not in path.relative_to(ROOT).parts
]


def test_the_entry_script_reaches_streamlit_and_the_database_through_rooms() -> None:
    imported = set(_imported((ROOT / "app.py").read_text(), deferred=True))

    assert not {name.split(".")[0] for name in imported} & {"streamlit", "sqlalchemy"}


def test_the_demonstration_is_not_loaded_unless_asked_for() -> None:
    """Production mode never loads it, so nobody may import it where a module begins."""
    loaded = {
        str(path.relative_to(ROOT)): name
        for path in PRODUCT
        for name in _imported(path.read_text(), deferred=False)
        if f"{name}.".startswith("portal.demo.")
    }

    assert loaded == {}


def test_an_import_inside_a_function_waits_for_the_call() -> None:
    source = "if True:\n    import a.b\ndef f():\n    from portal import demo\n"

    assert list(_imported(source, deferred=False)) == ["a.b"]
    assert list(_imported(source, deferred=True)) == ["a.b", "portal", "portal.demo"]


def _imported(source: str, *, deferred: bool) -> Iterator[str]:
    """Every module that this source imports; ``deferred`` includes those inside functions."""
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif deferred or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))
