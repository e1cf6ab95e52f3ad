"""Files of a filter cut from the whole one: byte for byte what the database would write."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from portal.disclosure.catalogue import TABLES
from portal.disclosure.files import FORMATS
from portal.disclosure.formats import rows
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.whole.cutting import cut
from portal.disclosure.whole.keeping import Keeper
from portal.records.notice import Notice, NoticeState
from portal.records.session import writing
from tests.db.reading import pieces_of, shelve, statements


@pytest.fixture
def keeper(engine: Engine, tmp_path: Path) -> Keeper:
    """Of a database with eleven notices, some of them strange."""
    with writing(engine) as session:
        for number in range(11):
            day = date(2026, 1, 1 + number // 3) if number % 4 else None
            title = ('"', "=1+1", "\r\n", "低保", "")[number % 5]
            shelve(session, f"{number * 7 % 11:020}", title=title, notice_on=day)
    return Keeper(engine, tmp_path / "files")


def cut_out(engine: Engine, keeper: Keeper, table: str, ending: str, wanted: Any) -> bytes:
    keeper.write(table, ending).result()
    lines = keeper.open_lines(table, ending)
    assert lines
    return b"".join(cut(engine, TABLES[table].table, wanted, *lines))


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
@pytest.mark.parametrize("table", list(TABLES))
def test_a_file_cut_from_the_demonstration_is_the_one_that_would_be_written(
    demo: Engine, tmp_path: Path, table: str, ending: str
) -> None:
    keeper, write = Keeper(demo, tmp_path / "files"), FORMATS[ending][0]
    known = set(TABLES[table].filter.names())
    queries: list[Mapping[str, str]] = [
        {}, {"q": "救助"}, {"q": "没有这样的"}, {"region": "520000"}, {"region": "100000"},
        {"from": "2023-06-01", "to": "2025-12-31"}, {"q": "服务", "region": "640000"},
    ]  # fmt: skip
    for query in queries:
        if known.issuperset(query):
            wanted: Any = TABLES[table].filter.read(query)
            expected = b"".join(write(demo, TABLES[table].table, wanted))
            assert cut_out(demo, keeper, table, ending, wanted) == expected, query


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
@pytest.mark.parametrize("piece", [1, 3, 11, 100])
def test_the_ids_may_come_in_pieces_of_any_size(
    engine: Engine, keeper: Keeper, monkeypatch: pytest.MonkeyPatch, piece: int, ending: str
) -> None:
    pieces_of(monkeypatch, piece)
    monkeypatch.setattr(rows, "ID_ROWS", piece)
    for query in ({}, {"q": "低保"}, {"from": "2026-01-02"}):
        wanted = NoticeFilter.read(query)
        expected = b"".join(FORMATS[ending][0](engine, NOTICES, wanted))
        assert cut_out(engine, keeper, "notices", ending, wanted) == expected


def test_of_an_empty_table_only_the_head_is_left(engine: Engine, tmp_path: Path) -> None:
    keeper = Keeper(engine, tmp_path / "files")
    for ending in ("csv", "jsonl"):
        expected = b"".join(FORMATS[ending][0](engine, NOTICES, NoticeFilter()))
        assert cut_out(engine, keeper, "notices", ending, NoticeFilter(q="a")) == expected


def test_no_line_is_written_by_the_database_again(engine: Engine, keeper: Keeper) -> None:
    keeper.write("notices", "csv").result()
    lines = keeper.open_lines("notices", "csv")
    assert lines
    with statements(engine) as sent:
        assert b"".join(cut(engine, NOTICES, NoticeFilter(), *lines))
    assert not [each for each in sent if "source_url" in each]
    assert all(each.closed for each in lines)


def test_what_changes_during_a_download_comes_out_as_it_stood_or_not_at_all(
    engine: Engine, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces_of(monkeypatch, 4)
    monkeypatch.setattr(rows, "ID_ROWS", 4)
    keeper.write("notices", "csv").result()
    lines = keeper.open_lines("notices", "csv")
    assert lines
    pieces = cut(engine, NOTICES, NoticeFilter(), *lines)
    begun = next(pieces) + next(pieces)
    last = f"{0:020}"
    with writing(engine) as session:
        session.get_one(Notice, last).state = NoticeState.WITHDRAWN
        session.get_one(Notice, f"{4:020}").state = NoticeState.WITHDRAWN
        shelve(session, "new", notice_on=date(2000, 1, 1), title="新的")
    got = (begun + b"".join(pieces)).decode()

    assert got.count("\r\n") >= 8
    assert f'"{last}"' not in got
    assert "新的" not in got
    assert keeper.open_lines("notices", "csv") is None


def test_parquet_has_no_lines_to_cut(keeper: Keeper) -> None:
    keeper.write("notices", "parquet").result()
    assert keeper.find("notices", "parquet")
    assert keeper.open_lines("notices", "parquet") is None
