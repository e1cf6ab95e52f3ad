"""JSON Lines: one object per row, values as they are, for programs."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Engine, Text, cast, func, literal

from portal.disclosure.columns import Column, Kind
from portal.disclosure.formats.rows import Noted, read_pieces
from portal.disclosure.formats.values import as_text
from portal.disclosure.table import Filter, PublicTable

MEDIA_TYPE = "application/x-ndjson; charset=utf-8"


def write_jsonl(
    engine: Engine, table: PublicTable, wanted: Filter, noted: Noted | None = None
) -> Iterator[bytes]:
    """UTF-8 without BOM; amounts and scores are numbers with two decimals, missing is null."""
    yield from read_pieces(engine, table, wanted, _line(engine.dialect.name, table.columns), noted)


def _line(dialect: str, columns: tuple[Column, ...]) -> ColumnElement[str]:
    pairs = ",".join(f"{json.dumps(each.name)}:%s" for each in columns)
    return func.format(f"{{{pairs}}}\n", *(_value(dialect, each) for each in columns))


def _value(dialect: str, column: Column) -> ColumnElement[Any]:
    if column.kind is Kind.MOMENT:
        return func.coalesce(literal('"') + as_text(dialect, column) + literal('"'), "null")
    if column.kind not in (Kind.TEXT, Kind.DATE):
        return func.coalesce(as_text(dialect, column), "null")
    if dialect == "postgresql":
        return func.coalesce(cast(func.to_json(column.value), Text), "null")
    return func.json_quote(column.value)
