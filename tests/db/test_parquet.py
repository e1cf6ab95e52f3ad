"""Parquet: cell by cell what CSV and JSON Lines say, with exact types, in row groups."""

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
from pyarrow import parquet as arrow_parquet
from sqlalchemy import Engine

from portal.disclosure.catalogue import TABLES
from portal.disclosure.columns import Kind
from portal.disclosure.formats import parquet
from portal.disclosure.formats.parquet import write_parquet
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.table import Filter, PublicTable
from portal.records.session import writing
from tests.db.reading import BARE, ENTERED, Rows, as_cell, csv_rows, jsonl_rows, pieces_of, shelve

ALL = [each.table for each in TABLES.values()]
FENCES = ['"', '","', "'", "\\", "%s%w", "\r\n", "\r", "\n\n", "", "NULL", "NaN", "true", "\ufeff"]
"""Texts that a reader of lines could take for something else"""


def unfiltered(table: PublicTable) -> Any:
    return TABLES[table.name].filter()


def read(engine: Engine, table: PublicTable, wanted: Filter) -> arrow_parquet.ParquetFile:
    return arrow_parquet.ParquetFile(io.BytesIO(b"".join(write_parquet(engine, table, wanted))))


def parquet_rows(engine: Engine, table: PublicTable, wanted: Filter) -> Rows:
    found: Rows = read(engine, table, wanted).read().to_pylist()
    return found


def as_stored(kind: Kind, value: Any) -> Any:
    """A cell of Parquet as the screens hold it."""
    if kind in (Kind.MONEY, Kind.SCORE) and value is not None:
        return int(value.scaleb(2))
    return value


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_parquet_holds_every_cell_of_csv_and_json_lines(demo: Engine, table: PublicTable) -> None:
    wanted = unfiltered(table)
    kinds = {each.name: each.kind for each in table.columns}
    found = parquet_rows(demo, table, wanted)

    as_csv = [
        {name: as_cell(kinds[name], as_stored(kinds[name], cell)) for name, cell in row.items()}
        for row in found
    ]
    as_lines = [
        {
            name: as_cell(kinds[name], cell) if isinstance(cell, date) else cell
            for name, cell in row.items()
        }
        for row in found
    ]

    assert len(found) > 4 or table.name in BARE
    assert as_csv == csv_rows(demo, table, wanted)
    assert as_lines == jsonl_rows(demo, table, wanted)


def test_a_filter_narrows_parquet_as_it_narrows_csv(demo: Engine) -> None:
    wanted = NoticeFilter.read({"q": "救助", "region": "440000"})

    found = [row["id"] for row in parquet_rows(demo, NOTICES, wanted)]

    assert found
    assert found == [row["id"] for row in csv_rows(demo, NOTICES, wanted)]


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_both_databases_give_the_same_parquet(both_demos: list[Engine], table: PublicTable) -> None:
    files = [b"".join(write_parquet(each, table, unfiltered(table))) for each in both_demos]
    if table.name not in ENTERED:
        assert files[0] == files[1]
    else:
        rows = [
            sorted(str({**row, "id": ""}) for row in parquet_rows(each, table, unfiltered(table)))
            for each in both_demos
        ]
        assert rows[0] == rows[1]


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_types_and_words_are_those_of_the_data_dictionary(
    engine: Engine, table: PublicTable
) -> None:
    file = read(engine, table, unfiltered(table))

    assert file.metadata.num_rows == 0
    assert file.schema_arrow.names == [each.name for each in table.columns]
    for each in table.columns:
        field = file.schema_arrow.field(each.name)
        assert field.type == parquet.TYPES[each.kind]
        assert json.loads(field.metadata[b"label"]) == each.label
    assert set(parquet.TYPES) == set(Kind)


def test_amounts_are_exact_and_missing_is_not_empty(engine: Engine) -> None:
    with writing(engine) as session:
        shelve(session, "b", award_fen=10**17 + 7, budget_fen=5, facts="", is_demo=True)
        shelve(session, "a", notice_on=None, award_fen=2**63 - 1, title="=1+1")

    large, largest = parquet_rows(engine, NOTICES, NoticeFilter())

    assert (large["award"], large["budget"]) == (Decimal("1000000000000000.07"), Decimal("0.05"))
    assert (large["facts"], large["title"], large["demonstration"]) == ("", None, True)
    assert (largest["award"], largest["facts"]) == (Decimal("92233720368547758.07"), None)
    assert (largest["title"], largest["notice_on"], largest["reprint"]) == ("=1+1", None, False)


def test_any_text_comes_through_whole(engine: Engine) -> None:
    with writing(engine) as session:
        for number, words in enumerate(FENCES):
            shelve(session, f"{number:02}", title=words, facts=f"他说{words}好", source_text=words)

    for row in parquet_rows(engine, NOTICES, NoticeFilter()):
        words = FENCES[int(row["id"])]
        assert (row["title"], row["facts"], row["source"]) == (words, f"他说{words}好", words)


def test_rows_leave_in_groups_and_no_more_is_held(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(engine) as session:
        for number in range(20):
            shelve(session, f"{number:02}", title="好" * 100)
    whole = parquet_rows(engine, NOTICES, NoticeFilter())
    pieces_of(monkeypatch, 3)
    monkeypatch.setattr(parquet, "GROUP_BYTES", 1_500)

    pieces = list(write_parquet(engine, NOTICES, NoticeFilter()))

    file = arrow_parquet.ParquetFile(io.BytesIO(b"".join(pieces)))
    groups = [file.metadata.row_group(at).num_rows for at in range(file.metadata.num_row_groups)]
    assert sum(groups) == 20
    assert set(groups[:-1]) == {6}
    assert len(pieces) == len(groups) + 2  # the mark of the format first, the directory last
    assert file.read().to_pylist() == whole


def test_a_reader_who_leaves_early_holds_no_connection(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(engine) as session:
        for number in range(9):
            shelve(session, f"{number}")
    pieces_of(monkeypatch, 2)
    monkeypatch.setattr(parquet, "GROUP_BYTES", 1)
    pieces = write_parquet(engine, NOTICES, NoticeFilter())
    next(pieces), next(pieces)

    pieces.close()  # type: ignore[attr-defined] # a generator

    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined] # a queue pool


def test_duckdb_reads_the_file_with_its_types(demo: Engine, tmp_path: Any) -> None:
    path = tmp_path / "notices.parquet"
    path.write_bytes(b"".join(write_parquet(demo, NOTICES, NoticeFilter())))

    with duckdb.connect() as program:
        found = program.execute(
            "SELECT sum(award), min(notice_on), count(*) FROM read_parquet(?)", [str(path)]
        ).fetchall()

    listed = jsonl_rows(demo, NOTICES, NoticeFilter())
    total = sum(row["award"] for row in listed if row["award"] is not None)
    first = min(row["notice_on"] for row in listed if row["notice_on"])
    assert found == [(total, date.fromisoformat(first), len(listed))]


def test_arrow_knows_a_decimal_for_every_amount_there_can_be() -> None:
    assert parquet.TYPES[Kind.MONEY] == pa.decimal128(20, 2)  # a signed number of 64 bits has 19
