"""The messages of the product's own source, found by reading it, for translators and tests."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from portal import errors

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("app.py", "pages", "portal")
"""Files and folders of the checkout that speak to people"""
SPOKEN = frozenset({"gettext", "marked"})
COUNTED = "ngettext"
ERRORS = frozenset(
    name
    for name, each in vars(errors).items()
    if isinstance(each, type) and issubclass(each, errors.PortalError)
)
"""An error's first argument is shown through ``explain``, so it is a message as well"""


class Spoken(NamedTuple):
    """One thing the product says; ``plural`` is its form for several."""

    text: str
    plural: str | None = None


class UnreadableError(ValueError):
    """A message that no catalogue can hold, because it is put together at run time."""


def extract(root: Path = ROOT) -> list[Spoken]:
    """Every message of the source, once, in the order of the files."""
    found: dict[Spoken, None] = {}
    for path in _sources(root):
        name = path.relative_to(root).as_posix()
        found |= dict.fromkeys(messages_in(path.read_text(encoding="utf-8"), name))
    return list(found)


def messages_in(source: str, name: str) -> Iterator[Spoken]:
    """The messages of one file; a literal written in several pieces is one message."""
    tree = ast.parse(source, name)
    unmarked = _unmarked_constants(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called, first = _name_of(node.func), node.args[0]
        if called in SPOKEN and (text := _literal(first, name)):
            yield Spoken(text)
        elif called == COUNTED and (one := _literal(first, name)):
            yield Spoken(one, _literal(node.args[1], name))
        elif called in ERRORS and isinstance(first, ast.Constant):
            yield Spoken(str(first.value))
        elif called in ERRORS and isinstance(first, ast.Name) and first.id in unmarked:
            raise UnreadableError(f"{name}:{first.lineno}: {first.id} is shown, so mark it")


def _sources(root: Path) -> Iterator[Path]:
    for place in PLACES:
        path = root / place
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def _unmarked_constants(tree: ast.Module) -> set[str]:
    """Texts that have a name but are not marked for translation."""
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _name_of(called: ast.expr) -> str | None:
    match called:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return None


def _literal(argument: ast.expr, name: str) -> str | None:
    """The text itself; None for a name, whose text is marked where it is written."""
    match argument:
        case ast.Constant(value=str(text)):
            return text
        case ast.Name() | ast.Attribute() | ast.Subscript():
            return None
    raise UnreadableError(
        f"{name}:{argument.lineno}: a message is one literal; put what changes into {{gaps}}"
    )
