"""The lines of the files are written by the database: the same ones by both kinds, whatever the
cells hold and wherever a piece ends.
"""

import csv
import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from portal.disclosure.columns import Kind
from portal.disclosure.formats import rows
from portal.disclosure.formats.csv import write_csv
from portal.disclosure.formats.formulas import FORMULA_SIGNS, disarmed
from portal.disclosure.formats.jsonl import write_jsonl
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.pages import read_page
from portal.records.notice import UNDATED, Notice, NoticeState
from portal.records.session import make_engine, reading, writing

EVERYTHING = NoticeFilter()
ODD_TEXTS = [
    'he said "yes"',
    '"',
    '""',
    '","',
    "a,b;c\td",
    "two\nlines\r\nthree",
    "50% %s %w %d %% {} $1 :x",
    r"back\slash \n \u0041",
    "it's ''quoted''",
    "低保、特困 𠮷 👵🏽",
    "'=1",
    " =1",
    "A",
    "Z=1",
    "9",
    "～",
    "＊",
    "／",
    "＜",
    *(f'{sign}1+"1",' for sign in FORMULA_SIGNS),
    *FORMULA_SIGNS,
]


def notice(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": f"{number:020x}",
        "state": NoticeState.ISSUED,
        "publisher": "出版者",
        "source_key": f"key {number}",
        "content_hash": f"{number:064x}",
        "type": "result",
        "sort_on": fields.get("notice_on") or UNDATED,
        "search_text": "",
    } | fields


def store(engine: Engine, notices: list[dict[str, Any]]) -> None:
    with writing(engine) as session:
        for each in notices:
            session.execute(insert(Notice).values(**each))


def csv_rows(engine: Engine) -> list[dict[str, str]]:
    text_ = b"".join(write_csv(engine, NOTICES, EVERYTHING)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text_, newline="")))


def json_rows(engine: Engine) -> list[dict[str, Any]]:
    lines = b"".join(write_jsonl(engine, NOTICES, EVERYTHING)).decode()
    return [json.loads(line) for line in lines.split("\n")[:-1]]


def test_odd_texts_come_through_and_only_formulas_are_changed(engine: Engine) -> None:
    store(engine, [notice(number, title=title) for number, title in enumerate(ODD_TEXTS)])

    assert [row["title"] for row in csv_rows(engine)][::-1] == [disarmed(t) for t in ODD_TEXTS]
    assert [row["title"] for row in json_rows(engine)][::-1] == ODD_TEXTS


@pytest.mark.parametrize("column", [each for each in NOTICES.columns if each.kind is Kind.TEXT])
def test_a_formula_is_disarmed_in_every_column_of_text(column: Any, engine: Engine) -> None:
    field = column.value.key
    store(engine, [notice(1) | {field: "@x" if field == "currency" else "=1,2"}])

    assert csv_rows(engine)[0][column.name][0] == "'"


@pytest.mark.parametrize(
    ("fen", "yuan"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (50, "0.50"),
        (100, "1.00"),
        (123_456, "1234.56"),
        (10**17, "1000000000000000.00"),
    ],
)
def test_fen_become_yuan_with_two_places(fen: int, yuan: str, engine: Engine) -> None:
    store(engine, [notice(1, budget_fen=fen)])

    assert csv_rows(engine)[0]["budget"] == yuan
    assert f'"budget":{yuan},' in b"".join(write_jsonl(engine, NOTICES, EVERYTHING)).decode()


def test_what_is_missing_is_nothing_and_not_an_empty_text(engine: Engine) -> None:
    store(engine, [notice(1, title="", budget_fen=None, notice_on=None)])

    line = b"".join(write_csv(engine, NOTICES, EVERYTHING)).decode().split("\r\n")[1]
    assert line.startswith('"00000000000000000001","result",,"",,')
    (row,) = json_rows(engine)
    assert (row["title"], row["project_no"], row["budget"], row["notice_on"]) == (
        "",
        None,
        None,
        None,
    )


def many() -> Iterator[dict[str, Any]]:
    """Days with many notices, days with one, and some without a day."""
    for number in range(40):
        on = None if number % 4 == 0 else date(2025, 1, 1) + timedelta(number % 3)
        yield notice(number * 7919 % 101, notice_on=on, title="题" * (number % 7))


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ("PIECE_ROWS", 1),
        ("PIECE_ROWS", 3),
        ("PIECE_ROWS", 40),
        ("PIECE_BYTES", 1),
        ("PIECE_BYTES", 900),
    ],
)
def test_pieces_give_every_row_once_and_in_the_order_of_the_pages(
    limit: str, value: int, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(engine, list(many()))
    with reading(engine) as session:
        expected = [row["id"] for row in read_page(session, NOTICES, EVERYTHING, size=40).rows]
    monkeypatch.setattr(rows, limit, value)

    assert [row["id"] for row in csv_rows(engine)] == expected
    assert [row["id"] for row in json_rows(engine)] == expected


def test_pages_forth_and_back_give_every_row_once(engine: Engine) -> None:
    store(engine, list(many()))
    with reading(engine) as session:
        whole = [row["id"] for row in read_page(session, NOTICES, EVERYTHING, size=40).rows]
        page = read_page(session, NOTICES, EVERYTHING, size=6)
        forth = [page]
        while page.older_than:
            page = read_page(session, NOTICES, EVERYTHING, after=page.older_than, size=6)
            forth.append(page)
        back = [page]
        while page.newer_than:
            page = read_page(session, NOTICES, EVERYTHING, before=page.newer_than, size=6)
            back.append(page)

    assert [row["id"] for each in forth for row in each.rows] == whole
    assert [row["id"] for each in reversed(back) for row in each.rows] == whole


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How SQLite means to read each piece that is fetched."""
    seen: list[str] = []
    fetch = rows._fetch

    def explained(engine: Engine, statement: Any, last: Any) -> Any:
        with engine.connect() as connection:
            steps = connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", rows._bound(statement, last)
            )
            seen.append("; ".join(step[3] for step in steps))
        return fetch(engine, statement, last)

    monkeypatch.setattr(rows, "_fetch", explained)
    return seen


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"region": "510000"},
        {"region": "510603001", "type": "result"},
        {"method": "open", "q": "低保"},
        {"from": "2025-01-01", "to": "2025-01-02"},
    ],
)
def test_a_piece_is_one_walk_along_the_index_of_the_order_without_a_sort(
    query: dict[str, str], sqlite_url: str, plans: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_engine(sqlite_url)
    same = {"region_code": "510603001", "method": "open", "search_text": "低保"}
    store(engine, [each | same for each in many()])
    monkeypatch.setattr(rows, "PIECE_ROWS", 5)

    assert list(write_csv(engine, NOTICES, NoticeFilter.read(query)))
    assert len(plans) > 2
    assert all(
        plan.startswith("SEARCH notice USING INDEX ix_notice_newest (state=?") for plan in plans
    )
    assert all("(sort_on,id)<(?,?)" in plan for plan in plans[1:]), plans
    assert not any(";" in plan for plan in plans)
    engine.dispose()
