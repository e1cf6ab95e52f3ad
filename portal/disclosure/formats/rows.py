"""Reading a whole public table for a file: every row a finished line that the database wrote.

Cells never become Python objects, so a download costs a quarter of what rows would cost, and other
requests hardly notice it. Each piece is a short query of its own, continued by key: a slow reader
holds no transaction open, and neither memory nor the sweep of a closed round has to wait for it.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Engine, LargeBinary, bindparam, cast, func
from sqlalchemy.types import NullType

from portal.disclosure.table import Filter, Position, PublicTable
from portal.records.session import reading

PIECE_ROWS = 1_000
PIECE_BYTES = 1_000_000
"""A piece ends with the row that reaches it, so that long rows make short pieces"""
# Without a type the values go back to the driver just as they came from it.
LAST: Any = Position(bindparam("last_on", type_=NullType()), bindparam("last_id", type_=NullType()))  # type: ignore[arg-type] # stand for the values


def read_pieces(
    engine: Engine, table: PublicTable, wanted: Filter, line: ColumnElement[str]
) -> Iterator[bytes]:
    """The rows in UTF-8, some at a time; ``line`` says how one of them is written."""
    with reading(engine) as session:
        way = table.find_way(session, wanted)
    # Compiled once: for short pieces this would take longer than reading them.
    first, following = (
        table.select(wanted, bound, way)
        .with_only_columns(_encoded(engine, line), table.order_on, table.order_id)
        .limit(PIECE_ROWS)
        .compile(engine, compile_kwargs={"render_postcompile": True})
        for bound in (None, table.after(LAST))
    )
    piece = _fetch(engine, first, {})
    while piece.lines:
        yield piece.lines
        if piece.is_last:
            return
        piece = _fetch(engine, following, piece.end)


class _Piece(NamedTuple):
    """Some lines in one, and the place in the order where they end."""

    lines: bytes
    end: Mapping[str, Any]
    is_last: bool


def _fetch(engine: Engine, statement: Any, start: Mapping[str, Any]) -> _Piece:
    """Read the next lines straight from the driver, which is free again when this returns."""
    lines: list[bytes] = []
    size, on, id_ = 0, None, None
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute(str(statement), _bound(statement, start))
        while size < PIECE_BYTES and (row := cursor.fetchone()):
            line, on, id_ = row
            lines.append(line)
            size += len(line)
    is_last = size < PIECE_BYTES and len(lines) < PIECE_ROWS
    return _Piece(b"".join(lines), {"last_on": on, "last_id": id_}, is_last)


def _bound(statement: Any, start: Mapping[str, Any]) -> Any:
    """The parameters as the driver wants them: SQLite has no dates of its own."""
    processors = statement._bind_processors  # noqa: SLF001 - what the dialect itself calls
    values = {
        name: processors[name](value) if name in processors else value
        for name, value in statement.construct_params(start).items()
    }
    if not statement.positional:
        return values
    return tuple(values[name] for name in statement.positiontup)


def _encoded(engine: Engine, line: ColumnElement[str]) -> ColumnElement[bytes]:
    """The line as bytes, so that nobody decodes it only to encode it again."""
    if engine.dialect.name == "postgresql":
        return func.convert_to(line, "UTF8")
    return cast(line, LargeBinary)
