"""What import-linter cannot see: the entry script, and when an import happens."""

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = [
    path
    for path in [ROOT / "app.py", *ROOT.glob("pages/*.py"), *ROOT.glob("portal/**/*.py")]
    if "demo" not in path.relative_to(ROOT).parts
]


def test_the_entry_script_reaches_the_database_through_rooms() -> None:
    imported = set(_imported((ROOT / "app.py").read_text(), deferred=True))

    assert not {name.split(".")[0] for name in imported} & {"sqlalchemy", "psycopg", "sqlite3"}


@pytest.mark.parametrize("module", ["rounds", "roles", "importing"])
def test_a_command_read_alone_knows_every_table(module: str) -> None:
    """In a process of its own: here, other tests have loaded the tables already."""
    script = (
        f"import portal.commands.{module}\n"
        "from portal.records.base import Base\n"
        "list(key.column for table in Base.metadata.tables.values() for key in table.foreign_keys)"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


def test_the_demonstration_is_not_loaded_unless_asked_for() -> None:
    """Production mode never loads it, so nobody may import it where a module begins."""
    loaded = {
        str(path.relative_to(ROOT)): name
        for path in PRODUCT
        for name in _imported(path.read_text(), deferred=False)
        if f"{name}.".startswith("portal.demo.")
    }

    assert loaded == {}


@pytest.mark.parametrize(
    "deferral", ["def f():", "async def f():", "if settings.is_demo:", "if get_settings().is_demo:"]
)
def test_an_import_that_waits_is_told_from_one_that_does_not(deferral: str) -> None:
    source = f"if True:\n    import a.b\n{deferral}\n    from portal import demo\n"

    assert list(_imported(source, deferred=False)) == ["a.b"]
    assert list(_imported(source, deferred=True)) == ["a.b", "portal", "portal.demo"]


@pytest.mark.parametrize("condition", ["settings.is_demo", "not settings.is_demo"])
def test_an_import_for_production_too_does_not_wait(condition: str) -> None:
    source = f"if {condition}:\n    pass\nelse:\n    import portal.demo\n"

    assert "portal.demo" in _imported(source, deferred=False)


def _imported(source: str, *, deferred: bool) -> Iterator[str]:
    """Every module that this source imports; ``deferred`` includes what a call or the
    demonstration mode has to ask for first.
    """
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        else:
            waiting.extend(ast.iter_child_nodes(node) if deferred else _prompt(node))


def _prompt(node: ast.AST) -> Iterable[ast.AST]:
    """The parts that run with the module, in production too."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return []
    if isinstance(node, ast.If) and isinstance(node.test, ast.Attribute):
        return node.orelse if node.test.attr == "is_demo" else [*node.body, *node.orelse]
    return ast.iter_child_nodes(node)
