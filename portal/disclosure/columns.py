"""The data dictionary: a public column, its kind, its words in both languages, its source."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement


class Kind(enum.StrEnum):
    """What a public value is; decides how every format writes it."""

    TEXT = "text"
    INTEGER = "integer"
    MONEY = "money"
    """stored in fen (分), published with two decimals"""
    SCORE = "score"
    """stored in hundredths of a point, published with two decimals"""
    DATE = "date"
    """a day in Asia/Shanghai, ISO 8601"""
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class Column:
    """One public column. What is not listed in a table's columns cannot be published."""

    name: str
    value: ColumnElement[object] = field(repr=False)
    kind: Kind
    label: Mapping[str, str]
    about: Mapping[str, str]


def column(
    name: str, value: object, kind: Kind, zh: str, en: str, about: tuple[str, str] = ("", "")
) -> Column:
    """A column with its Chinese and English label and, where needed, an explanation of each."""
    return Column(
        name,
        value,  # type: ignore[arg-type] # mapped attributes are column expressions
        kind,
        {"zh": zh, "en": en},
        {"zh": about[0], "en": about[1]},
    )
