"""Reading the kept content of a notice back as the parsed notice it was."""

import json
import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from portal.notices.parse.model import ParsedNotice
from portal.notices.types import NoticeType

_hints = cache(get_type_hints)


def restore(content: str) -> ParsedNotice:
    """The parsed notice whose canonical JSON was kept; its content hash is the same as then.

    Fields that this program does not know are passed over, and those that were not known then are
    empty, so that content kept by any earlier version can be read.
    """
    notice: ParsedNotice = _made(ParsedNotice, json.loads(content))
    return notice


def _made(kind: Any, value: Any) -> Any:
    """The value as the type that an annotation names."""
    if get_origin(kind) in {types.UnionType, Union}:
        kinds = [each for each in get_args(kind) if each is not types.NoneType]
        return None if value is None else _made(kinds[0], value)
    if get_origin(kind) is tuple:
        return tuple(_made(get_args(kind)[0], each) for each in value or ())
    if is_dataclass(kind):
        return _record(kind, value or {})
    if kind in {date, datetime}:
        return kind.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _member(kind, value)
    return value


def _record(kind: Any, value: dict[str, Any]) -> Any:
    hints = _hints(kind)
    needed = {each.name for each in fields(kind) if _is_needed(each)}
    known = {name: _made(hints[name], value[name]) for name in hints.keys() & value.keys()}
    return kind(**{**dict.fromkeys(needed), **known})


def _is_needed(field: Any) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _member(kind: type[StrEnum], value: str) -> StrEnum:
    """The member; a type of notice that is not known any more is another one."""
    try:
        return kind(value)
    except ValueError:
        if kind is NoticeType:
            return NoticeType.OTHER
        raise
