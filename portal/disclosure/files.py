"""The formats in which a public table leaves as a file."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from sqlalchemy import Engine

from portal.disclosure.formats import csv, jsonl, parquet
from portal.disclosure.formats.rows import Noted
from portal.disclosure.table import Filter, PublicTable


class Writer(Protocol):
    """Writes a table in one format."""

    def __call__(
        self, engine: Engine, table: PublicTable, wanted: Filter, noted: Noted | None = None
    ) -> Iterator[bytes]:
        """The file piece by piece."""


FORMATS: Mapping[str, tuple[Writer, str]] = {
    "csv": (csv.write_csv, csv.MEDIA_TYPE),
    "jsonl": (jsonl.write_jsonl, jsonl.MEDIA_TYPE),
    "parquet": (parquet.write_parquet, parquet.MEDIA_TYPE),
}
"""Ending → what writes the file, and what it is called on the web"""
