"""The counts beside each choice are those of the list that the choice leads to."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.demo.load import load_demo
from portal.disclosure import finding, kept
from portal.disclosure.facets import Facet, read_facets
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.identity.acting import console
from portal.notices.parse.files import parse_file
from portal.notices.parse.model import ParsedNotice
from portal.notices.service import import_notice, region_finder
from portal.records.notice import NoticeState
from portal.records.organisation import Organisation
from portal.records.regions import load_regions
from portal.records.session import writing
from portal.settings import ROOT, read_settings
from tests.db.conftest import Template
from tests.db.reading import in_order, shelve

FIXTURES = ROOT / "tests" / "fixtures" / "ocds"
SERVICES = [None, "zunyi:C1", "zunyi:C2", "deyang:T1"]
CODES = [None, "510000", "510600", "510603", "510603001", "110101", "429004", "441900003", "990101"]
TYPES = ["tender", "negotiation", "result", "contract", "intention", "termination", "correction"]
AMOUNTS = [None, 1, 9_999_999, 10_000_000, 49_999_999, 50_000_000, 100_000_000, 10**12]
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(["服务", "救助", "公告 社会", "没有这样的话"]),
        "region": st.sampled_from([each for each in CODES if each] + ["640000", "420000"]),
        "type": st.sampled_from(TYPES),
        "method": st.sampled_from(["open", "consultation", "single_source"]),
        "stage": st.sampled_from(["tender", "award", "ended"]),
        "service": st.sampled_from(SERVICES[1:]),
        "purchaser": st.sampled_from(["o1", "某县民政局"]),
        "from": st.sampled_from(["2024-01-01", "2025-06-01"]),
        "to": st.sampled_from(["2024-12-31", "2026-12-31"]),
        "amount_from": st.sampled_from(["100000", "100000.00", "0.01"]),
        "amount_to": st.sampled_from(["499999.99", "1000000"]),
    },
).map(in_order)


@pytest.fixture(scope="module")
def town_library(migrated: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The demonstration, real releases in OCDS, and rows with every value in turn."""
    folder = tmp_path_factory.mktemp("facets")
    with migrated.copy(folder) as engine:
        with writing(engine) as session:
            load_regions(session)
        settings_ = read_settings({"PORTAL_VAR_DIR": str(folder)})
        assert list(load_demo(console("tests"), settings_, engine))
        with writing(engine) as session:
            finder = region_finder(session)
            for file in sorted(FIXTURES.glob("*.json")):
                for parsed in parse_file(file, dataset="fixtures", find_region=finder):
                    if isinstance(parsed, ParsedNotice):
                        import_notice(session, console("tests"), parsed)
            session.add(Organisation(id="o1", name="德阳市民政局"))
            session.flush()
            for number in range(120):
                shelve(
                    session,
                    f"f{number:03}",
                    title=["社会救助服务", "养老服务公告", None][number % 3],
                    type=TYPES[number % 7],
                    method=[None, "open", "single_source"][number % 3],
                    region_code=CODES[number % 9],
                    service_item=SERVICES[number % 4],
                    purchaser_id="o1" if number % 5 == 0 else None,
                    purchaser_name=["某县民政局", None, "德阳市民政局"][number % 3],
                    currency=["CNY", "CNY", "USD", None][number % 4],
                    award_fen=AMOUNTS[number % 8],
                    budget_fen=AMOUNTS[number % 3],
                    notice_on=[date(2024, 1, 1), date(2024, 12, 31), date(2025, 6, 1), None][
                        number % 4
                    ],
                    state=NoticeState.DRAFT if number % 11 == 5 else NoticeState.ISSUED,
                )
        yield engine


def leads_to(session: Session, wanted: NoticeFilter, facet: Facet) -> list[tuple[int, int]]:
    """Beside each choice: the count told, and the count of the list."""
    pairs = []
    for choice in facet.choices:
        query = {**wanted.query(), **choice.narrows}
        list_ = NoticeFilter.read({name: each for name, each in query.items() if each})
        pairs.append((choice.count, NOTICES.count(session, list_)))
    return pairs


@settings(max_examples=8)
@given(query=FILTERS)
def test_every_count_is_that_of_the_list_behind_it(
    town_library: Engine, query: dict[str, str]
) -> None:
    wanted = NoticeFilter.read(query)
    with Session(town_library) as session:
        for facet in read_facets(session, wanted):
            assert facet.is_exact
            for told, found in leads_to(session, wanted, facet):
                assert told == found > 0, (facet.name, query)


@settings(max_examples=5)
@given(query=FILTERS)
def test_no_notice_of_the_list_is_left_out(town_library: Engine, query: dict[str, str]) -> None:
    """What cannot be chosen is told apart, so that the counts add up."""
    wanted = NoticeFilter.read(query)
    own = {
        "type": ("type",),
        "method": ("method",),
        "stage": ("stage",),
        "service": ("service",),
        "year": ("from", "to"),
        "amount": ("amount_from", "amount_to"),
        "region": (),
    }
    with Session(town_library) as session:
        for facet in read_facets(session, wanted):
            if facet.name == "purchaser":
                continue
            others = {k: v for k, v in wanted.query().items() if k not in own[facet.name]}
            told = sum(each.count for each in facet.choices) + facet.unstated
            assert told == NOTICES.count(session, NoticeFilter.read(others)), facet.name


def test_regions_are_a_tree_without_its_empty_levels(town_library: Engine) -> None:
    def children(region: str | None) -> dict[str, str | None]:
        with Session(town_library) as session:
            facet = read_facets(session, NoticeFilter(region=region))[0]
            return {each.code: each.label for each in facet.choices}

    assert {"110000", "440000", "510000"} <= set(children(None))
    assert children(None) == children("100000")
    assert children("510000")["510600"] == "德阳市"
    assert children("510600")["510603"] == "旌阳区"
    assert "510603001" in children("510603")
    assert children("510603001") == {}
    assert children("110000")["110101"] == "东城区"
    assert children("420000")["429004"] == "仙桃市"
    assert "441900003" in children("441900")
    assert children(None)["990000"] == "990000"


def test_a_choice_that_is_made_says_so_and_its_neighbours_stay(town_library: Engine) -> None:
    wanted = NoticeFilter.read({"type": "contract", "from": "2024-01-01", "to": "2024-12-31"})
    with Session(town_library) as session:
        by_name = {each.name: each for each in read_facets(session, wanted)}
    chosen = {
        name: [each.code for each in facet.choices if each.is_chosen]
        for name, facet in by_name.items()
    }
    assert chosen["type"] == ["contract"]
    assert chosen["year"] == ["2024"]
    assert len(by_name["type"].choices) > 3
    assert len(by_name["year"].choices) > 1


def test_many_hits_of_a_word_are_counted_up_to_a_bound_and_told_so(
    town_library: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "RARE_UP_TO", 10)
    kept.forget()
    wanted = NoticeFilter(q="服务")
    with Session(town_library) as session:
        for facet in read_facets(session, wanted):
            assert not facet.is_exact
            assert all(told <= found for told, found in leads_to(session, wanted, facet))
            assert sum(each.count for each in facet.choices) <= 10
    kept.forget()


def test_counts_follow_the_data(town_library: Engine) -> None:
    def contracts() -> int:
        with Session(town_library) as session:
            facet = read_facets(session, NoticeFilter())[1]
            return {each.code: each.count for each in facet.choices}["contract"]

    before = contracts()
    with writing(town_library) as session:
        shelve(session, "added", type="contract")
    assert contracts() == before + 1
