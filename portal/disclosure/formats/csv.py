"""CSV that spreadsheet programs open with Chinese intact and without running anything."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Engine, String, case, func, literal_column, null

from portal.disclosure.columns import Column, Kind
from portal.disclosure.formats.formulas import is_formula
from portal.disclosure.formats.rows import Noted, read_pieces
from portal.disclosure.formats.values import as_text
from portal.disclosure.table import Filter, PublicTable

BOM = "\ufeff"
MEDIA_TYPE = "text/csv; charset=utf-8"
ENDING = "\r\n"
QUOTE = literal_column("'\"'", String)
DISARMING_QUOTE = literal_column("'\"'''", String)
EMPTY = literal_column("''", String)


def write_csv(
    engine: Engine, table: PublicTable, wanted: Filter, noted: Noted | None = None
) -> Iterator[bytes]:
    """UTF-8 with BOM, CRLF line ends (RFC 4180), a header line, then the rows.

    Texts stand in quotes; numbers, days, true and false stand bare; what is missing is nothing.
    """
    header = ",".join(each.name for each in table.columns)
    yield f"{BOM}{header}{ENDING}".encode()
    yield from read_pieces(
        engine, table, wanted, line_of(engine.dialect.name, table.columns), noted
    )


def line_of(
    dialect: str, columns: Sequence[Column], *, disarming: bool = True
) -> ColumnElement[str]:
    """A row as the database writes its line; without ``disarming`` every text is as it is."""
    cells = [_cell(dialect, each, disarming=disarming) for each in columns]
    template = ",".join(place for place, _ in cells) + ENDING
    return func.format(template, *(value for _, values in cells for value in values))


def _cell(
    dialect: str, column: Column, *, disarming: bool
) -> tuple[str, Sequence[ColumnElement[Any]]]:
    """Where the cell stands in the template of its line, and what is put there."""
    value = column.value
    if column.kind is not Kind.TEXT:
        return "%s", [as_text(dialect, column)]
    formulas = [(is_formula(dialect, value), DISARMING_QUOTE)] if disarming else []
    # What is missing comes first: most cells of most tables.
    opening = case((value.is_(None), null()), *formulas, else_=QUOTE)
    if dialect == "postgresql":
        return "%s", [opening.concat(func.replace(value, '"', '""')).concat(QUOTE)]
    # Only SQLite has %w, which doubles the quotes within.
    closing = case((value.is_not(None), QUOTE))
    return "%s%w%s", [opening, func.coalesce(value, EMPTY), closing]
