"""Values that every text format writes alike: numbers, days, yes or no."""

from typing import Any

from sqlalchemy import ColumnElement, Text, case, cast, func, literal

from portal.disclosure.columns import Column, Kind


def as_text(dialect: str, column: Column) -> ColumnElement[Any]:
    """The value as a database expression that gives its text, or nothing where it is missing."""
    value = column.value
    match column.kind:
        case Kind.MONEY | Kind.SCORE:
            whole, hundredths = cast(value // 100, Text), cast(value % 100 + 100, Text)
            return whole + literal(".") + func.substr(hundredths, 2)
        case Kind.BOOLEAN:
            return case((value.is_(True), literal("true")), else_=literal("false"))
        case Kind.DATE if dialect == "postgresql":
            # As text it would have the shape that the server's administrator likes.
            return func.to_char(value, "YYYY-MM-DD")
        case _:
            return cast(value, Text)
