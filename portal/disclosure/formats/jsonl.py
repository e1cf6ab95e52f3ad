"""JSON Lines: one object per row, values as they are, for programs."""

import json
from collections.abc import Iterator

from sqlalchemy import Engine

from portal.disclosure.columns import Kind
from portal.disclosure.formats.rows import read_pieces
from portal.disclosure.table import Filter, PublicTable

MEDIA_TYPE = "application/x-ndjson; charset=utf-8"
BARE = frozenset({Kind.INTEGER, Kind.MONEY, Kind.SCORE, Kind.BOOLEAN})
"""Kinds whose text is a JSON value already"""


def write_jsonl(engine: Engine, table: PublicTable, wanted: Filter) -> Iterator[bytes]:
    """UTF-8 without BOM; amounts and scores are numbers with two decimals, empty is null."""
    keys = [(json.dumps(each.name) + ":", each.kind in BARE) for each in table.columns]
    for rows in read_pieces(engine, table, wanted, guarded=False):
        lines = []
        for row in rows:
            pairs = [
                key + ("null" if value is None else str(value) if bare else _quoted(value))
                for (key, bare), value in zip(keys, row, strict=True)
            ]
            lines.append("{" + ",".join(pairs) + "}\n")
        yield "".join(lines).encode()


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
