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
    MOMENT = "moment"
    """a moment in Asia/Shanghai, ISO 8601 to the second with its offset"""
    BOOLEAN = "boolean"


NO_UNIT = ("", "")
UNITS = {
    Kind.MONEY: (
        "currency 一列所示币种，人民币为元",
        "of the row's currency; yuan where it is CNY",
    ),
    Kind.SCORE: ("分", "points"),
}
"""In what the figures of a kind are counted, unless their column says otherwise"""


@dataclass(frozen=True)
class Column:
    """One public column. What is not listed in a table's columns cannot be published."""

    name: str
    value: ColumnElement[object] = field(repr=False)
    kind: Kind
    label: Mapping[str, str]
    about: Mapping[str, str]
    unit: Mapping[str, str]
    """In what it is counted; empty for what is not counted"""


def column(
    name: str,
    value: object,
    kind: Kind,
    zh: str,
    en: str,
    about: tuple[str, str] = ("", ""),
    unit: tuple[str, str] | None = None,
) -> Column:
    """A column with its Chinese and English label and, where needed, what explains it in each."""
    units = unit or UNITS.get(kind, NO_UNIT)
    return Column(
        name,
        value,  # type: ignore[arg-type] # mapped attributes are column expressions
        kind,
        {"zh": zh, "en": en},
        {"zh": about[0], "en": about[1]},
        {"zh": units[0], "en": units[1]},
    )
