"""Punctuality by region and purchaser, counted in the database, on both kinds of it."""

from datetime import date, timedelta
from statistics import median
from typing import Any

import pytest
from sqlalchemy import Engine

from portal.disclosure.clocks import CLOCKS, ClockFilter
from portal.disclosure.pages import read_page
from portal.disclosure.punctuality import (
    PAGE_ROWS,
    SHARE_FROM,
    SORTS,
    Punctuality,
    read_question,
    read_standings,
)
from portal.disclosure.silence import silent_purchasers, silent_regions
from portal.errors import InvalidInputError
from portal.records.compliance import DutyRecord
from portal.records.notice import Notice, NoticeState
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.records.publishing import Clock
from portal.records.session import reading, writing
from tests.db.reading import csv_rows, statements
from tests.db.town import ELSEWHERE, PROJECT, PURCHASER, Town

TODAY = date(2026, 6, 1)
DUE = date(2026, 5, 20)


@pytest.fixture
def many(town: Town) -> Town:
    """Clocks of two purchasers in three regions."""
    with writing(town.engine) as session:
        numbers = iter(range(1000))

        def add(count: int, **said: Any) -> None:
            for _ in range(count):
                session.add(clock(next(numbers), **said))

        ours: dict[str, Any] = {"purchaser_id": PURCHASER, "region_code": "510603001"}
        theirs: dict[str, Any] = {"purchaser_id": ELSEWHERE, "region_code": "440000"}
        add(9, **ours, is_met=True, met_on=DUE)
        for late in (1, 2, 30):
            add(1, **ours, is_met=False, met_on=DUE + timedelta(days=late), missed_by=late)
        add(2, **ours)
        add(1, **ours, due_on=TODAY)
        add(1, **ours, is_period=True)
        add(1, **ours, is_provisional=True)
        add(5, **ours, counts=False, is_met=False, met_on=DUE, missed_by=99)
        add(1, **theirs, is_met=False, met_on=DUE, missed_by=4)
        add(1, **theirs, is_met=False, met_on=DUE, missed_by=7)
        add(1, **theirs, is_met=False, is_period=True, met_on=DUE, missed_by=3)
        add(1, purchaser_id=None, region_code=None, is_met=True, met_on=DUE)
    return town


def clock(number: int, **said: Any) -> Clock:
    defaults = {"rule_id": "cn-result-2", "due_on": DUE}
    return Clock(
        id=f"{number:020}",
        project_id=PROJECT,
        clause_id="CN-REG-43.2",
        starts_on=DUE - timedelta(days=2),
        **(defaults | said),
    )


def ask(engine: Engine, **asked: str) -> Any:
    with reading(engine) as session:
        return read_standings(session, read_question(asked), TODAY)


def figures(found: Punctuality) -> tuple[int, int, int, int]:
    return found.met, found.late, found.overdue, found.open


def test_met_late_overdue_and_open_are_told_apart(many: Town) -> None:
    found = ask(many.engine)
    assert figures(found.whole) == (10, 6, 2, 2)
    by_name = {each.key: each for each in found.purchasers}
    ours, theirs = by_name[PURCHASER], by_name[ELSEWHERE]
    assert figures(ours) == (9, 3, 2, 2)
    assert figures(theirs) == (0, 3, 0, 0)
    assert figures(by_name[None]) == (1, 0, 0, 0)


def test_the_median_is_of_the_late_deadlines_alone(many: Town) -> None:
    found = {each.key: each.median_late for each in ask(many.engine).purchasers}
    assert found == {PURCHASER: 2, ELSEWHERE: 5.5, None: None}
    assert ask(many.engine).whole.median_late == median([1, 2, 30, 4, 7])


def test_a_share_needs_enough_clocks(many: Town) -> None:
    found = {each.key: each for each in ask(many.engine).purchasers}
    assert found[PURCHASER].due == 14
    assert found[PURCHASER].share == pytest.approx(9 / 14)
    assert found[ELSEWHERE].due < SHARE_FROM
    assert found[ELSEWHERE].share is None


def test_regions_are_a_tree(many: Town) -> None:
    names = {each.key: each.name for each in ask(many.engine).regions}
    assert names == {"510000": "四川省", "440000": "广东省", None: None}
    (province,) = ask(many.engine, region="510000").regions
    assert (province.key, province.name) == ("510600", "四川省德阳市")
    (prefecture,) = ask(many.engine, region="510600").regions
    assert prefecture.key == "510603"
    (county,) = ask(many.engine, region="510603").regions
    assert (county.key, county.name) == ("510603001", "四川省德阳市旌阳区旌阳街道")
    assert ask(many.engine, region="510603001").regions == []
    assert figures(ask(many.engine, region="510604").whole) == (0, 0, 0, 0)


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_is_complete_and_paged_in_the_database(town: Town, sort: str) -> None:
    many = 2 * PAGE_ROWS + 3
    with writing(town.engine) as session:
        for number in range(many):
            who = f"purchaser-{number:03}"
            session.add(Organisation(id=who, name=f"购买主体{number:03}"))
            session.flush()
            session.add(clock(number, purchaser_id=who, is_met=number % 3 == 0, missed_by=number))
    seen: list[str] = []
    for page in ("1", "2", "3"):
        found = ask(town.engine, sort=sort, page=page)
        assert len(found.purchasers) <= PAGE_ROWS
        assert found.has_more == (page != "3")
        seen += [each.key for each in found.purchasers]
    assert len(seen) == len(set(seen)) == many
    assert ask(town.engine, sort=sort, page="9999").purchasers == []


def test_a_page_costs_the_same_number_of_statements_however_many_rows(many: Town) -> None:
    with statements(many.engine) as few:
        ask(many.engine)
    with writing(many.engine) as session:
        for number in range(500, 560):
            who = f"purchaser-{number}"
            session.add(Organisation(id=who, name=who))
            session.flush()
            session.add(clock(number, purchaser_id=who, region_code="510604"))
    with statements(many.engine) as more:
        ask(many.engine)
    assert len(more) == len(few) <= 6


@pytest.mark.parametrize(
    "asked",
    [
        {"sort": "worst"},
        {"page": "0"},
        {"page": "-1"},
        {"page": "1e3"},
        {"page": "99999999"},
        {"page": "２"},
        {"rule": "no-such-rule"},
        {"from": "2026-13-01"},
        {"from": "2026-02-01", "to": "2026-01-31"},
        {"region": "51"},
        {"purchaser": "'; --"},
    ],
)
def test_a_wrong_question_is_refused_with_a_sentence(asked: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError):
        read_question(asked)


def test_the_days_are_those_on_which_the_clocks_are_due(many: Town) -> None:
    assert ask(many.engine, **{"from": "2026-06-01"}).whole.open == 1
    assert figures(ask(many.engine, to="2026-05-19").whole) == (0, 0, 0, 0)


def test_page_and_file_of_the_clocks_are_one_query(many: Town) -> None:
    wanted = ClockFilter.read({"region": "510000", "rule": "cn-result-2"})
    rows = csv_rows(many.engine, CLOCKS, wanted)
    with reading(many.engine) as session:
        page = read_page(session, CLOCKS, wanted, size=100)
    assert [row["id"] for row in rows] == [row["id"] for row in page.rows]
    assert len(rows) == 22
    assert {row["outcome"] for row in rows} == {"met", "missed", "open"}
    assert {row["counted"] for row in rows} == {"true", "false"}
    assert {row["region"] for row in rows} == {"四川省德阳市旌阳区旌阳街道"}


def test_who_published_nothing_is_told_among_those_who_buy_here(town: Town) -> None:
    with reading(town.engine) as session:
        everywhere = ClockFilter()
        assert [name for _, name, _ in silent_purchasers(session, everywhere).names] == [
            "示例区民政局"
        ]
        assert [key for key, _, _ in silent_regions(session, everywhere).names] == ["510603"]


def notice(**said: Any) -> Notice:
    return Notice(
        id="notice-1",
        publisher="p",
        source_key="k",
        content_hash="h",
        type="tender",
        search_text="",
        sort_on=date(2026, 5, 4),
        **said,
    )


def test_a_notice_of_the_period_ends_the_silence_of_purchaser_and_region(town: Town) -> None:
    with writing(town.engine) as session:
        session.add(notice(purchaser_id=PURCHASER, region_code="510603001", is_reprint=True))
    for asked, count in (
        ({}, 0),
        ({"from": "2026-05-01", "to": "2026-05-31"}, 0),
        ({"from": "2026-05-05"}, 1),
        ({"to": "2026-05-03"}, 1),
    ):
        wanted = ClockFilter.read(asked)
        with reading(town.engine) as session:
            assert silent_purchasers(session, wanted).count == count, asked
            assert silent_regions(session, wanted).count == count, asked


def test_a_withdrawn_notice_or_one_elsewhere_ends_no_silence(town: Town) -> None:
    with writing(town.engine) as session:
        session.add(
            notice(purchaser_id=PURCHASER, region_code="510603", state=NoticeState.WITHDRAWN)
        )
    with reading(town.engine) as session:
        assert silent_purchasers(session, ClockFilter()).count == 1
        assert silent_regions(session, ClockFilter()).count == 1
        assert silent_regions(session, ClockFilter(region="510604")).count == 0
        assert silent_purchasers(session, ClockFilter(region="440000")).count == 0


def test_a_region_known_only_by_invented_records_is_marked_as_invented(town: Town) -> None:
    with writing(town.engine) as session:
        for number, code in enumerate(("510603", "510604", "440000", "440000")):
            session.add(
                Project(
                    id=f"invented-{number}",
                    title="p",
                    place="deyang",
                    region_code=code,
                    is_demo=number < 3,
                )
            )
    with reading(town.engine) as session:
        found = silent_regions(session, ClockFilter())
    assert {key: is_demo for key, _, is_demo in found.names} == {
        "440000": False,
        "510603": False,
        "510604": True,
    }
    assert found.count == 3


def test_an_entry_of_the_duty_register_makes_a_unit_known(town: Town) -> None:
    with writing(town.engine) as session:
        session.add(
            DutyRecord(
                id="duty-1",
                place="deyang",
                duty_id="dy-training",
                region_code="510604",
                organisation_id=ELSEWHERE,
                period="2026",
                done_on=date(2026, 1, 1),
            )
        )
        session.add(Project(id="reprinted", title="p", region_code="440000"))
    with reading(town.engine) as session:
        codes = {key for key, _, _ in silent_regions(session, ClockFilter()).names}
        names = {key for key, _, _ in silent_purchasers(session, ClockFilter()).names}
    assert codes == {"510603", "510604"}
    assert names == {PURCHASER, ELSEWHERE}
