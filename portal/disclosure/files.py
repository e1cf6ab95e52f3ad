"""The formats in which a public table leaves as a file."""

from collections.abc import Callable, Iterator, Mapping

from sqlalchemy import Engine

from portal.disclosure.formats import csv, jsonl, parquet
from portal.disclosure.table import Filter, PublicTable

Writer = Callable[[Engine, PublicTable, Filter], Iterator[bytes]]
FORMATS: Mapping[str, tuple[Writer, str]] = {
    "csv": (csv.write_csv, csv.MEDIA_TYPE),
    "jsonl": (jsonl.write_jsonl, jsonl.MEDIA_TYPE),
    "parquet": (parquet.write_parquet, parquet.MEDIA_TYPE),
}
"""Ending → what writes the file, and what it is called on the web"""
