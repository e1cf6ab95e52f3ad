"""Reading a whole public table for a file: every row a finished line that the database wrote.

Cells never become Python objects, so a download costs a quarter of what rows would cost, and other
requests hardly notice it. Each piece is a query of its own, continued by key, that runs at the
speed of the database and is over before its first byte leaves: a slow reader holds no transaction
open, and neither memory nor the sweep of a closed round has to wait for it.
"""

import struct
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, Engine, LargeBinary, Text, bindparam, cast, func
from sqlalchemy.types import NullType

from portal.disclosure.table import Filter, Position, PublicTable
from portal.records.session import reading

FIRST_BYTES, PIECE_BYTES = 500_000, 8_000_000
"""How large a piece should become; at twice as much it ends. Large ones cost the database less; the
first is small, because somebody waits for it"""
FIRST_ROWS, MOST_ROWS, ID_ROWS = 1_000, 50_000, 20_000
LARGE_AT_ONCE = 8
"""Readers who may hold a large piece in memory; whoever comes beyond them gets small ones"""
CHUNK_BYTES = 1 << 17
ROWS_AT_ONCE = 50
SIGNATURE = b"PGCOPY\n\xff\r\n\0"
HEADER_BYTES = len(SIGNATURE) + 8
LENGTH = struct.Struct(">i")
FIRST_FIELD = 2
NO_MORE = b"\xff\xff"
# Without a type the values go back to the driver just as they came from it.
LAST: Any = Position(bindparam("last_on", type_=NullType()), bindparam("last_id", type_=NullType()))  # type: ignore[arg-type] # stand for the values
_large = threading.BoundedSemaphore(LARGE_AT_ONCE)


class Noted(Protocol):
    """Is told where each line lies."""

    def note(self, id_: bytes, size: int) -> None:
        """The next line is of this row and so long."""


def read_pieces(
    engine: Engine,
    table: PublicTable,
    wanted: Filter,
    line: ColumnElement[str],
    noted: Noted | None = None,
) -> Iterator[bytes]:
    """The rows in UTF-8, some at a time; ``line`` says how one of them is written."""
    with reading(engine) as session:
        way = table.find_way(session, wanted)
    fetch = _copy if engine.dialect.name == "postgresql" else _fetch
    # Compiled once: for short pieces this would take longer than reading them.
    first, following = (
        table.select(wanted, bound, way)
        .with_only_columns(*_read(engine, table, line))
        .limit(bindparam("most_rows"))
        .compile(engine, compile_kwargs={"render_postcompile": True})
        for bound in (None, table.after(LAST))
    )
    piece = fetch(engine, first, {"most_rows": FIRST_ROWS}, FIRST_BYTES, noted)
    yield from piece.chunks
    while not piece.is_last:
        is_large = _large.acquire(blocking=False)
        try:
            most_bytes = PIECE_BYTES if is_large else FIRST_BYTES
            asked = {**piece.end, "most_rows": piece.rows_in(most_bytes)}
            piece = fetch(engine, following, asked, most_bytes, noted)
            yield from piece.chunks
        finally:
            if is_large:
                _large.release()


def read_ids(engine: Engine, table: PublicTable, wanted: Filter) -> Iterator[Sequence[str]]:
    """The ids of the rows in their order, some at a time; nothing is held in between."""
    with reading(engine) as session:
        way = table.find_way(session, wanted)
    first, following = (
        table.select(wanted, bound, way)
        .with_only_columns(table.order_id, *_place(engine, table)[:1])
        .limit(bindparam("most_rows"))
        .compile(engine, compile_kwargs={"render_postcompile": True})
        for bound in (None, table.after(LAST))
    )
    end: dict[str, Any] = {}
    statement, most = first, FIRST_ROWS
    while True:
        with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(str(statement), _bound(statement, {**end, "most_rows": most}))
            rows = cursor.fetchall()
        yield [row[0] for row in rows]
        if len(rows) < most:
            return
        statement, most = following, ID_ROWS
        end = {"last_on": rows[-1][1], "last_id": rows[-1][0]}


class _Piece(NamedTuple):
    """Some lines in chunks, and the place in the order where they end."""

    chunks: Sequence[bytes]
    rows: int
    end: Mapping[str, Any]
    is_last: bool

    def rows_in(self, size: int) -> int:
        """About how many rows like these make a piece of this size."""
        return min(max(self.rows * size // sum(map(len, self.chunks)), 1), MOST_ROWS)


class _Gathered:
    """Lines on their way into chunks."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []
        self.rows = self.size = 0
        self._lines: list[Any] = []
        self._held = 0

    def add(self, lines: Sequence[Any]) -> None:
        """Some more lines."""
        self.rows += len(lines)
        self._lines += lines
        self._held += sum(map(len, lines))
        if self._held >= CHUNK_BYTES:
            self.finish()

    def finish(self) -> None:
        """Nothing more comes into this chunk."""
        if self._lines:
            self.chunks.append(b"".join(self._lines))
        self.size += self._held
        self._lines, self._held = [], 0

    @property
    def total(self) -> int:
        """Bytes so far."""
        return self.size + self._held


def _fetch(
    engine: Engine,
    statement: Any,
    asked: Mapping[str, Any],
    most_bytes: int,
    noted: Noted | None = None,
) -> _Piece:
    """Read the next lines straight from the driver, which is free again when this returns."""
    gathered, last = _Gathered(), ("", None, None)
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        cursor.execute(str(statement), _bound(statement, asked))
        while gathered.total < 2 * most_bytes and (rows := cursor.fetchmany(ROWS_AT_ONCE)):
            gathered.add([row[0] for row in rows])
            last = rows[-1]
            if noted:
                for line, _, id_ in rows:
                    noted.note(id_.encode(), len(line))
    return _finished(gathered, {"last_on": last[1], "last_id": last[2]}, asked, most_bytes)


class _EnoughError(Exception):
    """Stops a COPY; psycopg then tells the server, which stops too."""


def _copy(
    engine: Engine,
    statement: Any,
    asked: Mapping[str, Any],
    most_bytes: int,
    noted: Noted | None = None,
) -> _Piece:
    """The same by COPY, which hands over rows several times faster than a query."""
    gathered, lines, last = _Gathered(), [], b""
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        command = f"COPY ({statement}) TO STDOUT (FORMAT binary)"
        with suppress(_EnoughError), cursor.copy(command, _bound(statement, asked)) as messages:
            for message in map(_without_header, messages):
                if message[:2] == NO_MORE:
                    continue  # the last message; reading on ends the command
                last = message
                lines.append(line := _field(message, FIRST_FIELD))
                if noted:
                    noted.note(_id_behind(message, line)[1], len(line))
                if len(lines) == ROWS_AT_ONCE:
                    gathered.add(lines)
                    lines = []
                    if gathered.total >= 2 * most_bytes:
                        raise _EnoughError
    gathered.add(lines)
    return _finished(gathered, _copied_end(last), asked, most_bytes)


def _without_header(message: Any) -> Any:
    """The first message begins with what the format is called."""
    is_first = message[: len(SIGNATURE)] == SIGNATURE
    return message[HEADER_BYTES:] if is_first else message


def _field(message: Any, at: int) -> Any:
    """One field of a row: its length stands before it."""
    (length,) = LENGTH.unpack_from(message, at)
    return message[at + LENGTH.size : at + LENGTH.size + length]


def _copied_end(message: Any) -> Mapping[str, str]:
    if not message:
        return {}
    on, id_ = _id_behind(message, _field(message, FIRST_FIELD))
    return {"last_on": on.decode(), "last_id": id_.decode()}


def _id_behind(message: Any, line: Any) -> tuple[bytes, bytes]:
    """The day and the id behind the line of a row."""
    at = FIRST_FIELD + LENGTH.size + len(line)
    on = _field(message, at)
    return bytes(on), bytes(_field(message, at + LENGTH.size + len(on)))


def _finished(
    gathered: _Gathered, end: Mapping[str, Any], asked: Mapping[str, Any], most_bytes: int
) -> _Piece:
    gathered.finish()
    is_last = gathered.size < 2 * most_bytes and gathered.rows < asked["most_rows"]
    return _Piece(gathered.chunks, gathered.rows, end, is_last)


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


def _read(engine: Engine, table: PublicTable, line: ColumnElement[str]) -> Sequence[Any]:
    """The line as bytes, so that nobody decodes it only to encode it again, and its place."""
    if engine.dialect.name == "postgresql":
        return func.convert_to(line, "UTF8"), *_place(engine, table)
    return cast(line, LargeBinary), *_place(engine, table)


def _place(engine: Engine, table: PublicTable) -> Sequence[Any]:
    """The day and the id of a row; SQLite's days are texts already."""
    is_text = engine.dialect.name != "postgresql"
    return table.order_on if is_text else cast(table.order_on, Text), table.order_id
