"""The downloads: nothing but the allow-listed columns, the same values as on the screens, and no
cell that a spreadsheet program would run.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import visitors
from sqlalchemy.sql.schema import Column as TableColumn

from portal.disclosure.catalogue import TABLES
from portal.disclosure.columns import Kind
from portal.disclosure.evaluations import EVALUATION_SCORES, EVALUATIONS, EvaluationFilter
from portal.disclosure.formats import rows
from portal.disclosure.formats.csv import write_csv
from portal.disclosure.formats.formulas import disarmed
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.table import Filter, PublicTable
from portal.evaluation.sweep import sweep_ballots
from portal.records.notice import Notice, NoticeState
from portal.records.session import make_engine, writing
from tests.db.conftest import Template
from tests.db.printed import a_row, keep
from tests.db.reading import (
    BARE,
    BOM,
    ENTERED,
    as_cell,
    csv_bytes,
    csv_rows,
    expected,
    forwards,
    jsonl_rows,
    pieces_of,
    shelve,
)
from tests.db.town import Town

PUBLIC = {
    "notices": (
        "id type type_text title project_no purchaser region_code region method method_text "
        "currency budget budget_text ceiling ceiling_text award award_text suppliers agency "
        "notice_on notice_on_text event service_period facts source_url source seen ocid "
        "publisher service_item index_no openness issuer made_on media media_url media_at "
        "media_statutory withheld version reprint demonstration"
    ),
    "contracts": (
        "id title number project_no purchaser purchaser_id contractor contractor_id "
        "contractor_uscc region_code region method currency amount signed_on starts_on ends_on "
        "place evaluations demonstration"
    ),
    "contractors": (
        "id name uscc region_code region contracts evaluations notices newest_on demonstration"
    ),
    "evaluations": (
        "id contract contract_id purchaser contractor contractor_id contractor_uscc "
        "region_code region period_from period_to served invited ballots frame composite "
        "low high grade withheld place scheme scheme_digest remark published_on demonstration"
    ),
    "evaluation_scores": (
        "id evaluation contract contract_id purchaser contractor contractor_id "
        "contractor_uscc region_code region period_from period_to party indicator dimension "
        "weight answered score published_on demonstration"
    ),
    "findings": (
        "id subject contract evaluation notice title purchaser contractor region_code region "
        "place rule rule_zh rule_en clauses outcome severity sentence_zh sentence_en reason "
        "acted_on judged_on demonstration"
    ),
    "duties": (
        "id place duty region_code region purchaser period done_on figures evidence demonstration"
    ),
    "clocks": (
        "id rule clause project project_no notice contract purchaser purchaser_id region_code "
        "region starts_on due_on met_on outcome missed_by period counted provisional demonstration"
    ),
    "credit_records": (
        "id organisation uscc address region_code region tier document_kind document_no authority "
        "decided_on effective_on facts result basis currency fine ban_from ban_until repair_from "
        "shown_until shown_because statement statement_on opinion corrected_on note source_url "
        "public_on demonstration"
    ),
    "attachments": "id notice name media_type size sha256 address demonstration",
    "withholdings": "id notice field attachment ground basis reason demonstration",
    "withdrawals": (
        "id kind notice version attachment type purchaser region_code region withdrawn_on reason "
        "basis demonstration"
    ),
}
"""What the public may see. A column is added here by somebody who has thought about it."""

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters at which a spreadsheet program computes a cell"""

SECRET_TABLES = {
    "account",
    "assessment",
    "assessment_score",
    "audit_entry",
    "ballot",
    "credit_change",
    "invitation",
    "notice_version",
    "role_grant",
}
ALL = [each.table for each in TABLES.values()]


def unfiltered(table: PublicTable) -> Filter:
    wanted: Any = TABLES[table.name].filter()
    return cast(Filter, wanted)


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_a_table_has_the_columns_that_were_agreed_on_and_its_id_first(table: PublicTable) -> None:
    names = [each.name for each in table.columns]

    assert names == PUBLIC[table.name].split()
    assert names[0] == "id"
    assert set(PUBLIC) == set(TABLES)
    for each in table.columns:
        assert each.label["zh"]
        assert each.label["en"]


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_no_public_query_touches_a_table_of_people_or_ballots(table: PublicTable) -> None:
    query = table.select(unfiltered(table))

    touched = {
        str(each.table.name)
        for each in visitors.iterate(query)
        if isinstance(each, TableColumn) and each.table is not None
    }

    assert touched
    assert not touched & SECRET_TABLES


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.name)
def test_csv_and_json_lines_say_what_the_screens_say(demo: Engine, table: PublicTable) -> None:
    wanted = unfiltered(table)
    screens = [row for page in forwards(demo, table, wanted, 7) for row in page]
    assert len(screens) > 4 or table.name in BARE

    as_csv, as_lines = expected(table, screens)

    assert csv_rows(demo, table, wanted) == as_csv
    assert jsonl_rows(demo, table, wanted) == as_lines


def without_id(content: bytes) -> Iterator[bytes]:
    """The lines of a file, each from its second cell on."""
    return (line.partition(b",")[2] for line in content.splitlines())


def test_both_databases_give_the_same_files(both_demos: list[Engine]) -> None:
    for table in ALL:
        files = {csv_bytes(each, table, unfiltered(table)) for each in both_demos}
        if table.name in ENTERED:
            files = {b"\n".join(sorted(without_id(each))) for each in files}
        assert len(files) == 1, table.name


def test_an_empty_table_is_a_header(engine: Engine) -> None:
    for table in ALL:
        header = ",".join(each.name for each in table.columns)
        content = csv_bytes(engine, table, unfiltered(table))
        assert content == BOM + header.encode() + b"\r\n"
        assert jsonl_rows(engine, table, unfiltered(table)) == []


def test_every_value_of_every_kind_stands_as_it_should(engine: Engine) -> None:
    with writing(engine) as session:
        shelve(
            session,
            "a",
            title='他说:"好,\r\n行"',
            notice_on=date(2026, 1, 31),
            budget_fen=5,
            ceiling_fen=100,
            award_fen=10**17 + 7,
            is_demo=True,
            facts="",
        )
        shelve(session, "b", version=12, budget_fen=0, award_fen=99_999, notice_on=date(1999, 9, 9))

    first, second = csv_rows(engine, NOTICES, NoticeFilter())

    assert first["title"] == '他说:"好,\r\n行"'
    assert (first["budget"], first["ceiling"]) == ("0.05", "1.00")
    assert first["award"] == "1000000000000000.07"
    assert (first["demonstration"], first["reprint"], first["notice_on"]) == (
        "true",
        "false",
        "2026-01-31",
    )
    assert (second["budget"], second["award"], second["version"]) == ("0.00", "999.99", "12")
    content = csv_bytes(engine, NOTICES, NoticeFilter()).decode()
    assert '"他说:""好,\r\n行"""' in content
    lines = jsonl_rows(engine, NOTICES, NoticeFilter())
    assert [row["facts"] for row in lines] == ["", None]
    assert [row["version"] for row in lines] == [1, 12]
    assert [row["demonstration"] for row in lines] == [True, False]


def test_every_column_of_text_is_disarmed(engine: Engine) -> None:
    """Whichever field a source writes its formula into."""
    texts = {
        each.name: str(each.value.key)
        for each in NOTICES.columns
        if each.kind is Kind.TEXT and each.name != "id"
    }
    short = {"type", "region_code", "method", "currency"}
    with writing(engine) as session:
        for place, sign in enumerate(RUNS):
            said = {
                key: f"{sign}1" if name in short else f"{sign}HYPERLINK(1)"
                for name, key in texts.items()
            }
            shelve(session, f"{place:020}", **said)

    found = csv_rows(engine, NOTICES, NoticeFilter())
    assert len(found) == len(RUNS)
    for row in found:
        sign = RUNS[int(row["id"])]
        for name in texts:
            assert row[name][:2] == f"'{sign}", (name, sign)
    for line in jsonl_rows(engine, NOTICES, NoticeFilter()):
        assert line["title"] == f"{RUNS[int(line['id'])]}HYPERLINK(1)"


def test_a_formula_that_was_imported_is_disarmed(engine: Engine) -> None:
    words = ("=1+1", "＝1+1", "@SUM(A1)", "-2+3", "+1", "－1", "'=1", ' "=1"', "1=1", "A=1", "％=")
    keep(engine, *(a_row(f"{place:02}", title=each) for place, each in enumerate(words)))

    found = {row["title"] for row in csv_rows(engine, NOTICES, NoticeFilter())}

    assert found == {disarmed(each) for each in words}
    assert {each for each in found if each.startswith(RUNS)} == set()


@pytest.fixture(scope="module")
def one_row(migrated: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database with one public notice, whose words a test changes over and over."""
    with migrated.copy(tmp_path_factory.mktemp("one")) as engine:
        with writing(engine) as session:
            shelve(session, "a", title="x")
        yield engine


SIGNS = st.one_of(
    st.sampled_from("\"',;\\%\r\n\t=+-@＝＋－＠ﾠ'\ufeff A@[`{/:?︀｛\u007f\u0080\u2028"),
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(SIGNS, max_size=12), facts=st.none() | st.text(SIGNS, max_size=5))
@example(title='"=1"', facts="%s%w%n$")
@example(title='=""', facts="\\")
@example(title="", facts=None)
def test_any_text_comes_through_whole(one_row: Engine, title: str, facts: str | None) -> None:
    with writing(one_row) as session:
        session.execute(update(Notice).values(title=title, facts=facts))

    (row,) = csv_rows(one_row, NOTICES, NoticeFilter())
    (line,) = jsonl_rows(one_row, NOTICES, NoticeFilter())

    assert row["title"] == disarmed(title) == as_cell(Kind.TEXT, title)
    assert row["facts"] == disarmed(facts or "")
    assert (line["title"], line["facts"]) == (title, facts)


@pytest.fixture
def shelf(engine: Engine) -> Engine:
    """Nineteen notices, many on one day and some without a day."""
    with writing(engine) as session:
        for number in range(19):
            day = date(2026, 1, 1 + number // 4) if number < 14 else None
            shelve(session, f"{number * 7919 % 100:02}", title=f"公告{number}", notice_on=day)
    return engine


@pytest.mark.parametrize("piece", [1, 2, 18, 19, 20])
def test_a_file_read_in_pieces_of_any_size_has_each_row_once(
    shelf: Engine, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    whole = csv_bytes(shelf, NOTICES, NoticeFilter())
    pieces_of(monkeypatch, piece)

    pieces = list(write_csv(shelf, NOTICES, NoticeFilter()))

    assert b"".join(pieces) == whole
    assert len(pieces) == 1 + -(-19 // piece)
    assert len({row["id"] for row in csv_rows(shelf, NOTICES, NoticeFilter())}) == 19


@pytest.mark.parametrize("size", [1, 200, 1_000])
def test_long_rows_make_short_pieces_and_the_same_file(
    shelf: Engine, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    whole = csv_bytes(shelf, NOTICES, NoticeFilter())
    monkeypatch.setattr(rows, "ROWS_AT_ONCE", 1)
    for name in ("FIRST_BYTES", "PIECE_BYTES", "CHUNK_BYTES"):
        monkeypatch.setattr(rows, name, size)

    pieces = list(write_csv(shelf, NOTICES, NoticeFilter()))

    assert b"".join(pieces) == whole
    assert len(pieces) > 2


def test_a_download_goes_on_while_rows_are_changed_and_withdrawn(
    shelf: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row at which a piece ended may meanwhile be dated anew, or be public no more."""
    pieces_of(monkeypatch, 5)
    order = [row["id"] for row in csv_rows(shelf, NOTICES, NoticeFilter())]
    pieces = write_csv(shelf, NOTICES, NoticeFilter())
    got = next(pieces) + next(pieces)
    for withdrawn, redated in ((order[4], order[3]), (order[9], order[8])):
        with writing(shelf) as session:
            session.get_one(Notice, withdrawn).state = NoticeState.DRAFT
            session.get_one(Notice, redated).sort_on = date(2027, 1, 1)
        got += next(pieces)
    got += b"".join(pieces)

    found = [line.split(",")[0].strip('"') for line in got.decode().splitlines()[1:]]
    assert found == order


def test_a_slow_reader_holds_neither_a_connection_nor_a_sweep(
    shelf: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces_of(monkeypatch, 5)
    pieces = write_csv(shelf, NOTICES, NoticeFilter())
    next(pieces), next(pieces)

    assert shelf.pool.checkedout() == 0  # type: ignore[attr-defined] # a queue pool
    sweep_ballots(shelf)

    assert len(list(pieces)) == 3


def test_only_published_results_are_in_the_files(town: Town) -> None:
    town.finish(["55"] * 12, invited=20)
    closed = town.open()
    town.vote(closed, ["11"] * 12)
    town.score(closed)
    town.close(closed)
    town.open(3)

    for table, rows_of_one in ((EVALUATIONS, 1), (EVALUATION_SCORES, 7)):
        assert len(csv_rows(town.engine, table, EvaluationFilter())) == rows_of_one
        with Session(town.engine) as session:
            assert table.count(session, EvaluationFilter()) == rows_of_one
    content = csv_bytes(town.engine, EVALUATION_SCORES, EvaluationFilter()).decode()
    assert closed not in content


def test_the_shape_of_the_date_is_not_the_server_s_to_choose(
    postgresql_url: str,
) -> None:
    """PostgreSQL writes dates as its administrator likes."""
    engine = make_engine(postgresql_url)
    with writing(engine) as session:
        name = session.scalar(text("SELECT current_database()"))
        session.execute(text(f'ALTER DATABASE "{name}" SET DateStyle = "German"'))
        shelve(session, "a", notice_on=date(2026, 1, 31))
    engine.dispose()

    (row,) = csv_rows(engine, NOTICES, NoticeFilter())
    (line,) = jsonl_rows(engine, NOTICES, NoticeFilter())

    assert row["notice_on"] == line["notice_on"] == "2026-01-31"
    engine.dispose()
