"""The public tables as a reader gets them: screen by screen, as CSV and as JSON Lines."""

import csv
import gzip
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped] # Arrow ships no types of its own
import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from portal.disclosure.columns import Kind
from portal.disclosure.formats import rows
from portal.disclosure.formats.csv import write_csv
from portal.disclosure.formats.jsonl import write_jsonl
from portal.disclosure.pages import read_page
from portal.disclosure.table import Filter, PublicTable
from portal.notices.service import search_text
from portal.records.notice import UNDATED, Notice
from portal.today import SHANGHAI

Rows = list[dict[str, Any]]
ENDINGS = ("csv", "csv.gz", "csv.zst", "jsonl", "jsonl.gz", "jsonl.zst", "parquet")
"""In which each whole table lies ready"""
BARE = {"attachments", "withholdings", "withdrawals"}
"""Tables of which a demonstration may have few rows"""
ENTERED = {"duties"}
"""Tables whose rows get their ids at random when they are entered"""
BOM = b"\xef\xbb\xbf"


def in_order(said: dict[str, Any]) -> dict[str, Any]:
    """A question at random, its ranges the right way round, since others are refused."""
    for low, high in (("from", "to"), ("amount_from", "amount_to")):
        ends = [each for each in (said.get(low), said.get(high)) if each is not None]
        if len(ends) == len((low, high)):
            said |= dict(zip((low, high), sorted(ends, key=_size), strict=True))
    return said


def _size(end: date | str) -> date | Decimal:
    if isinstance(end, date):
        return end
    return date.fromisoformat(end) if "-" in end else Decimal(end)


def shelve(session: Session, notice_id: str, **said: Any) -> Notice:
    """A public notice that says just this, written past every check of the import."""
    values: dict[str, Any] = {
        "publisher": "p",
        "source_key": notice_id,
        "content_hash": "0" * 64,
        "type": "tender",
        "sort_on": said.get("notice_on") or UNDATED,
        "is_demo": False,
    }
    notice = Notice(id=notice_id, **(values | said))
    notice.search_text = search_text(notice)
    session.add(notice)
    return notice


def forwards(engine: Engine, table: PublicTable, wanted: Filter, size: int) -> list[Rows]:
    """Every screen from the first to the last, each reached from the one before."""
    screens: list[Rows] = []
    after: str | None = None
    with Session(engine) as session:
        while True:
            page = read_page(session, table, wanted, after=after, size=size)
            screens.append([dict(row) for row in page.rows])
            assert bool(page.newer_than) == (after is not None and bool(page.rows))
            after = page.older_than
            if after is None:
                return screens


def backwards(engine: Engine, table: PublicTable, wanted: Filter, size: int) -> list[Rows]:
    """Every screen from the last but one to the first, and in the order of reading."""
    screens: list[Rows] = []
    (*_, last) = forwards(engine, table, wanted, size)
    before = last[0]["id"] if last else None
    with Session(engine) as session:
        while before:
            page = read_page(session, table, wanted, before=before, size=size)
            if page.rows:
                screens.append([dict(row) for row in page.rows])
            before = page.newer_than
    return [*screens[::-1], last]


def csv_bytes(engine: Engine, table: PublicTable, wanted: Filter) -> bytes:
    """The whole file."""
    return b"".join(write_csv(engine, table, wanted))


def csv_rows(engine: Engine, table: PublicTable, wanted: Filter) -> list[dict[str, str]]:
    """The file as a program reads it."""
    content = csv_bytes(engine, table, wanted)
    assert content.startswith(BOM)
    lines = io.StringIO(content.removeprefix(BOM).decode(), newline="")
    header, *rows = csv.reader(lines, strict=True)
    assert header == [each.name for each in table.columns]
    return [dict(zip(header, row, strict=True)) for row in rows]


def jsonl_rows(engine: Engine, table: PublicTable, wanted: Filter) -> Rows:
    """The file as a program reads it, with its numbers exact."""
    content = b"".join(write_jsonl(engine, table, wanted))
    lines = content.decode().split("\n")
    assert lines.pop() == ""
    return [json.loads(line, parse_float=Decimal) for line in lines]


def as_cell(kind: Kind, value: Any) -> str:
    """How a value of a screen stands in the CSV."""
    if value is None:
        return ""
    match kind:
        case Kind.MONEY | Kind.SCORE:
            return f"{Decimal(value).scaleb(-2):.2f}"
        case Kind.BOOLEAN:
            return "true" if value else "false"
        case Kind.MOMENT:
            return str(value.astimezone(SHANGHAI).isoformat(timespec="seconds"))
        case Kind.TEXT:
            return f"'{value}" if value[:1] in set("=+-@\t\r\n＝＋－＠") else value
        case _:
            return str(value)


def as_json(kind: Kind, value: Any) -> Any:
    """How a value of a screen stands in the JSON Lines."""
    if kind in (Kind.MONEY, Kind.SCORE) and value is not None:
        return Decimal(value).scaleb(-2)
    if kind is Kind.MOMENT and value is not None:
        return as_cell(kind, value)
    return str(value) if isinstance(value, date) else value


def expected(table: PublicTable, screens: Rows) -> tuple[list[dict[str, str]], Rows]:
    """The rows of screens as CSV and as JSON Lines have to give them."""
    kinds = {each.name: each.kind for each in table.columns}
    return (
        [{name: as_cell(kinds[name], value) for name, value in row.items()} for row in screens],
        [{name: as_json(kinds[name], value) for name, value in row.items()} for row in screens],
    )


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """The statements that are sent to the database meanwhile."""
    sent: list[str] = []

    def note(*given: Any) -> None:
        sent.append(given[2])

    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


def pieces_of(patch: pytest.MonkeyPatch, most_rows: int) -> None:
    """Files are read in pieces of so many rows."""
    patch.setattr(rows, "FIRST_ROWS", most_rows)
    patch.setattr(rows, "MOST_ROWS", most_rows)


def unpacked(content: bytes, ending: str) -> bytes:
    """A file as it was before it was packed."""
    match ending.rpartition(".")[2]:
        case "gz":
            return gzip.decompress(content)
        case "zst":
            plain: bytes = pa.CompressedInputStream(pa.BufferReader(content), "zstd").read()
            return plain
        case _:
            return content
