"""The messages of the product's own source, found by reading it, for translators and tests."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from portal import errors

ROOT = Path(__file__).resolve().parents[2]
PLACES = ("app.py", "pages", "portal")
"""Files and folders of the checkout that speak to people"""
ERRORS = frozenset(
    name
    for name, each in vars(errors).items()
    if isinstance(each, type) and issubclass(each, errors.PortalError)
)
"""An error's first argument is shown through ``explain``, so it is a message as well"""
SPOKEN = frozenset({"gettext", "marked"})


class Spoken(NamedTuple):
    """One thing the product says; ``plural`` is its form for several."""

    text: str
    plural: str | None = None


class UnreadableError(ValueError):
    """A message is put together at run time, so no catalogue can hold it."""


def extract(root: Path = ROOT) -> dict[Spoken, list[str]]:
    """Every message of the source, with the files that say it."""
    found: dict[Spoken, list[str]] = {}
    for path in _sources(root):
        name = path.relative_to(root).as_posix()
        for message in messages_in(path.read_text(encoding="utf-8"), name):
            files = found.setdefault(message, [])
            if name not in files:
                files.append(name)
    return found


def messages_in(source: str, name: str) -> Iterator[Spoken]:
    """The messages of one file; literals written in several pieces are one message."""
    for node in ast.walk(ast.parse(source, name)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = _name_of(node.func)
        if called == "ngettext":
            one, many = (_literal(each, name) for each in node.args[:2])
            if one and many:
                yield Spoken(one, many)
        elif called in SPOKEN or called in ERRORS:
            # Settings speak to the operator before there is a language, and name their values.
            strict = called in SPOKEN
            text = _literal(node.args[0], name, strict=strict)
            if text:
                yield Spoken(text)


def _sources(root: Path) -> Iterator[Path]:
    for place in PLACES:
        path = root / place
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def _name_of(called: ast.expr) -> str | None:
    match called:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return None


def _literal(argument: ast.expr, name: str, *, strict: bool = True) -> str | None:
    """The text itself; None for a name, whose text is marked where it is written."""
    match argument:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr() | ast.BinOp() if strict:
            raise UnreadableError(
                f"{name}:{argument.lineno}: a message has to be one literal; put {{gaps}} into it"
            )
    return None
