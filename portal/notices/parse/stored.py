"""Reading the kept content of a notice back as the parsed notice it was."""

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from portal.notices.parse.model import ParsedNotice
from portal.notices.types import NoticeType

Read = Callable[[Any], Any]


def restore(content: str) -> ParsedNotice:
    """The parsed notice whose canonical JSON was kept; its content hash is the same as then.

    Fields that this program does not know are passed over, and those that were not known then are
    empty, so that content kept by any earlier version can be read.
    """
    return restored(json.loads(content))


def restored(content: Mapping[str, Any]) -> ParsedNotice:
    """As ``restore``, of JSON that is read already."""
    notice: ParsedNotice = _record(ParsedNotice)(content)
    return notice


@cache
def _reader(kind: Any) -> Read | None:
    """What makes a value of the type that an annotation names; None where JSON gives it as is.

    Made once for each type: annotations are slow to look into, and a file of all releases reads
    every version of every notice.
    """
    if get_origin(kind) in {types.UnionType, Union}:
        inner = _reader(next(each for each in get_args(kind) if each is not types.NoneType))
        return inner and _unless_none(inner)
    if get_origin(kind) is tuple:
        return _several(_reader(get_args(kind)[0]))
    if is_dataclass(kind):
        return _record(kind)  # type: ignore[arg-type] # a class, which can be hashed
    if kind is date or kind is datetime:
        read: Read = kind.fromisoformat
        return read
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _member(kind)
    return None


def _unless_none(read: Read) -> Read:
    return lambda value: None if value is None else read(value)


def _several(read: Read | None) -> Read:
    if read is None:
        return lambda values: tuple(values or ())
    return lambda values: tuple(map(read, values or ()))


@cache
def _record(kind: Any) -> Read:
    hints = get_type_hints(kind)
    readers = {name: _reader(hint) for name, hint in hints.items()}
    needed = {
        each.name: None
        for each in fields(kind)
        if each.default is MISSING and each.default_factory is MISSING
    }

    def read(value: Mapping[str, Any] | None) -> Any:
        known = {
            name: convert(each) if (convert := readers[name]) else each
            for name, each in (value or {}).items()
            if name in readers
        }
        return kind(**{**needed, **known})

    return read


def _member(kind: type[StrEnum]) -> Read:
    """A type of notice that is not known any more is another one."""
    members = {each.value: each for each in kind}
    if kind is NoticeType:
        return lambda value: members.get(value, NoticeType.OTHER)
    return members.__getitem__
