"""Reading a whole public table for a file: ready-made text from the database, piece by piece.

Each piece is a short query of its own, continued by key. So a slow reader holds no transaction
open, and neither memory nor the sweep of a closed round has to wait for a download.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Engine, Text, case, cast, func, literal
from sqlalchemy.orm import Session

from portal.disclosure.columns import Column, Kind
from portal.disclosure.table import Filter, PublicTable

PIECE_ROWS = 4_000

Row = Sequence[str | int | None]


def read_pieces(
    engine: Engine, table: PublicTable, wanted: Filter, *, guarded: bool
) -> Iterator[list[Row]]:
    """The rows as text, a list for each piece; ``guarded`` disarms spreadsheet formulas."""
    statement = (
        table.select(wanted)
        .with_only_columns(*(_as_text(each, guarded=guarded) for each in table.columns))
        .limit(PIECE_ROWS)
    )
    piece = statement
    while True:
        rows = _fetch(engine, piece)
        if rows:
            yield rows
        if len(rows) < PIECE_ROWS:
            return
        with Session(engine) as session:
            position = table.position_of(session, str(rows[-1][0]))
        if position is None:
            return
        piece = statement.where(table.after(position))


def _fetch(engine: Engine, statement: Any) -> list[Row]:
    """Rows straight from the driver: building SQLAlchemy's row objects would halve the speed."""
    compiled = statement.compile(engine, compile_kwargs={"render_postcompile": True})
    parameters = compiled.construct_params()
    bound: Any = parameters
    if compiled.positional:
        bound = tuple(_bound(compiled, name, parameters[name]) for name in compiled.positiontup)
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(str(compiled), bound)
        rows: list[Row] = cursor.fetchall()  # type: ignore[assignment] # text and numbers by construction
        cursor.close()
    finally:
        connection.close()
    return rows


def _bound(compiled: Any, name: str, value: Any) -> Any:
    """A parameter as the driver wants it: SQLite has no dates of its own."""
    process = compiled._bind_processors.get(name)  # noqa: SLF001 - what the dialect itself calls
    return process(value) if process else value


def _as_text(column: Column, *, guarded: bool) -> ColumnElement[Any]:
    value = column.value
    match column.kind:
        case Kind.MONEY | Kind.SCORE:
            whole, part = cast(value // 100, Text), cast(value % 100 + 100, Text)
            text: ColumnElement[Any] = whole + literal(".") + func.substr(part, 2)
        case Kind.DATE:
            text = cast(value, Text)
        case Kind.BOOLEAN:
            text = case((value.is_(True), "true"), else_="false")
        case Kind.TEXT if guarded:
            text = case(
                (func.substr(value, 1, 1).in_(FORMULA_SIGNS), literal("'") + value), else_=value
            )
        case _:
            text = value
    return text.label(column.name)


FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet program compute a cell, full-width ones included"""


def disarmed(cell: str) -> str:
    """A cell that no spreadsheet program computes, for files written outside the database."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
