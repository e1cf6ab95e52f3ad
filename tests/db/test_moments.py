"""A moment in the files: Beijing time with its offset, the same in every format and database."""

import csv
import io
import json
from datetime import UTC, datetime

from pyarrow import parquet as arrow_parquet  # type: ignore[import-untyped]
from sqlalchemy import Engine

from portal.disclosure.formats.csv import write_csv
from portal.disclosure.formats.jsonl import write_jsonl
from portal.disclosure.formats.parquet import write_parquet
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.records.notice import Notice
from portal.records.session import writing

MOMENTS = {
    "a": datetime(2026, 4, 22, 15, 59, 59, tzinfo=UTC),
    "b": datetime(2025, 12, 31, 16, 0, tzinfo=UTC),
    "c": None,
}
SAID = {"a": "2026-04-22T23:59:59+08:00", "b": "2026-01-01T00:00:00+08:00", "c": None}


def fill(engine: Engine) -> None:
    with writing(engine) as session:
        session.add_all(
            Notice(
                id=name,
                publisher="p",
                source_key=name,
                content_hash="h",
                type="tender",
                search_text="",
                media_at=moment,
            )
            for name, moment in MOMENTS.items()
        )


def test_a_moment_is_said_alike_in_csv_and_json_lines(engine: Engine) -> None:
    fill(engine)
    text = b"".join(write_csv(engine, NOTICES, NoticeFilter())).decode("utf-8-sig")
    rows = {row["id"]: row["media_at"] or None for row in csv.DictReader(io.StringIO(text))}
    assert rows == SAID
    lines = b"".join(write_jsonl(engine, NOTICES, NoticeFilter())).decode().splitlines()
    assert {row["id"]: row["media_at"] for row in map(json.loads, lines)} == SAID


def test_parquet_keeps_the_moment_itself(engine: Engine) -> None:
    fill(engine)
    file = io.BytesIO(b"".join(write_parquet(engine, NOTICES, NoticeFilter())))
    rows = {row["id"]: row["media_at"] for row in arrow_parquet.read_table(file).to_pylist()}
    assert {name: each and each.astimezone(UTC) for name, each in rows.items()} == MOMENTS
