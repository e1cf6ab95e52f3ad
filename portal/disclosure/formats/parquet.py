"""Parquet: columns of exact types, for programs that read much at once.

The database writes the lines of the rows as for CSV, and Arrow reads them by the types of the data
dictionary: amounts and scores stay exact decimals, and no cell becomes a Python object on its way.
"""

import json
from collections.abc import Iterator, Mapping

# Arrow ships no types of its own.
import pyarrow as pa  # type: ignore[import-untyped]
from pyarrow import csv as arrow_csv
from pyarrow import parquet
from sqlalchemy import Engine

from portal.disclosure.columns import Column, Kind
from portal.disclosure.formats.csv import line_of
from portal.disclosure.formats.rows import Noted, read_pieces
from portal.disclosure.formats.sink import Sink
from portal.disclosure.table import Filter, PublicTable

MEDIA_TYPE = "application/vnd.apache.parquet"
GROUP_BYTES = 8_000_000
"""A row group ends with the piece that reaches it; more is never held in memory"""
TYPES: Mapping[Kind, pa.DataType] = {
    Kind.TEXT: pa.string(),
    Kind.INTEGER: pa.int64(),
    Kind.MONEY: pa.decimal128(20, 2),
    Kind.SCORE: pa.decimal128(5, 2),
    Kind.DATE: pa.date32(),
    Kind.MOMENT: pa.timestamp("ms", "Asia/Shanghai"),
    Kind.BOOLEAN: pa.bool_(),
}


def write_parquet(
    engine: Engine, table: PublicTable, wanted: Filter, noted: Noted | None = None
) -> Iterator[bytes]:
    """The rows in groups, compressed with zstd; what each column means is in its metadata."""
    del noted  # no line of it could be cut out
    schema = schema_of(table)
    line = line_of(engine.dialect.name, table.columns, disarming=False)
    sink = Sink()
    with parquet.ParquetWriter(sink, schema, compression="zstd") as writer:
        yield sink.take()
        for lines in _groups(read_pieces(engine, table, wanted, line)):
            rows = _read(lines, schema)
            writer.write_table(rows, row_group_size=rows.num_rows)
            yield sink.take()
    yield sink.take()


def schema_of(table: PublicTable) -> pa.Schema:
    """The columns with their types, and with their words in both languages as metadata."""
    return pa.schema(
        [pa.field(each.name, TYPES[each.kind], metadata=_words(each)) for each in table.columns],
        metadata={"table": table.name},
    )


def _words(column: Column) -> Mapping[str, str]:
    said = {"label": column.label, "about": column.about, "unit": column.unit}
    return {
        name: json.dumps(dict(words), ensure_ascii=False)
        for name, words in said.items()
        if any(words.values())
    }


def _groups(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces put together until they are worth a row group."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= GROUP_BYTES:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


def _read(lines: bytes, schema: pa.Schema) -> pa.Table:
    """The rows of some lines; an empty text stands in quotes, what is missing is nothing at all."""
    rows = arrow_csv.read_csv(
        pa.BufferReader(lines),
        # One block: a row must not lie across two.
        read_options=arrow_csv.ReadOptions(
            column_names=schema.names, block_size=len(lines) + 1, use_threads=False
        ),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=schema,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["true"],
            false_values=["false"],
        ),
    )
    return rows.cast(schema)
