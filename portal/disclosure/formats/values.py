"""Values that every text format writes alike: numbers, days, yes or no."""

from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, func, literal

from portal.disclosure.columns import Column, Kind

OFFSET = "+08:00"
"""China has had one time without daylight saving since 1992"""


def as_text(dialect: str, column: Column) -> ColumnElement[Any]:
    """The value as a database expression that gives its text, or nothing where it is missing."""
    value = column.value
    match column.kind:
        case Kind.MONEY | Kind.SCORE:
            whole, hundredths = cast(value // 100, Text), cast(value % 100 + 100, Text)
            return whole + literal(".") + func.substr(hundredths, 2)
        case Kind.BOOLEAN:
            yes, no = (value.is_(True), literal("true")), (value.is_(False), literal("false"))
            return case(yes, no)
        case Kind.MOMENT:
            return _moment(dialect, value)
        case Kind.DATE if dialect == "postgresql":
            # As text it would have the shape that the server's administrator likes.
            return func.to_char(value, "YYYY-MM-DD")
        case _:
            return cast(value, Text)


def _moment(dialect: str, value: ColumnElement[Any]) -> ColumnElement[Any]:
    """A stored UTC moment as 2026-01-31T09:30:00+08:00."""
    if dialect == "postgresql":
        shanghai = func.timezone("Asia/Shanghai", value)
        return func.to_char(shanghai, f'YYYY-MM-DD"T"HH24:MI:SS"{OFFSET}"')
    return func.strftime(f"%Y-%m-%dT%H:%M:%S{OFFSET}", value, "+8 hours")
