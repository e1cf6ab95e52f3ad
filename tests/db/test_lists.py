"""The lists: filters that mean what they say, and screens that give each row exactly once."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from portal.disclosure import table
from portal.disclosure.evaluations import EVALUATIONS, EvaluationFilter
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.pages import find_row, read_page
from portal.disclosure.regions import search_regions
from portal.disclosure.trail import list_related
from portal.errors import InvalidInputError
from portal.notices.types import NoticeType, ProcurementMethod, Stage
from portal.records.contract import Contract
from portal.records.notice import Notice, NoticeState
from portal.records.organisation import Organisation
from portal.records.session import writing
from tests.db.conftest import Template
from tests.db.reading import backwards, csv_rows, forwards, in_order, shelve, statements
from tests.db.town import CONTRACT, CONTRACTOR, Town, add_regions

DAYS = [None, date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 1), date(2026, 2, 28)]
CODES = [None, "510000", "510600", "510603", "510603001", "510604", "440000", "100000", "990101"]
SERVICES = [None, "zunyi:C1", "zunyi:C2"]
PURCHASERS = [(None, None), (None, "某县 民政局"), ("o1", "某县 民政局"), ("o1", None)]
AMOUNTS = [None, 1, 10_000_000, 10_000_001, 123_456_789, 10**15]
TITLES = [
    None,
    "购买社会救助服务",
    "最低生活保障家庭 照护 服务",
    "100% 入户_核查",
    "Café ＡＢＣ（演示）",
    "STRASSE Straße ß",
    "a\\b/c 'x' \"y\" ;--",
]
SEARCHES = (
    "救 低 照护 救助 社会救助 家庭+服务 服务+家庭 % _ 0%+入 / \\ CAFÉ café+abc ＡＢＣ "
    "（演示） (演示) straße STRASSE ' \" -- 没有"
)
WORDS = [each.replace("+", " ") for each in SEARCHES.split()]


@pytest.fixture(scope="module")
def shelf(migrated: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Sixty-three notices with every value in turn, three of them not public."""
    with migrated.copy(tmp_path_factory.mktemp("shelf")) as engine:
        with writing(engine) as session:
            add_regions(session)
            session.add(Organisation(id="o1", name="某单位"))
            session.flush()
            for number in range(63):
                shelve(
                    session,
                    f"{number * 7919 % 1009:04x}",
                    title=TITLES[number % len(TITLES)],
                    notice_on=DAYS[number % len(DAYS)],
                    region_code=CODES[number % len(CODES)],
                    type=list(NoticeType)[number % 3],
                    method=[None, *ProcurementMethod][number % 4],
                    service_item=SERVICES[number % 3],
                    purchaser_id=PURCHASERS[number // 2 % 4][0],
                    purchaser_name=PURCHASERS[number // 2 % 4][1],
                    project_no=[None, "SCZB-2026-服务", "510603-12"][number % 3],
                    currency=["CNY", "CNY", "CNY", "USD", None][number % 5],
                    award_fen=AMOUNTS[number % 6],
                    ceiling_fen=AMOUNTS[number % 4],
                    budget_fen=AMOUNTS[number % 5],
                    state=NoticeState.DRAFT if number % 21 == 5 else NoticeState.ISSUED,
                )
        yield engine


@pytest.fixture(scope="module")
def public(shelf: Engine) -> list[Notice]:
    """The public ones in their order: newest first, then by id downwards, undated ones last."""
    with Session(shelf, expire_on_commit=False) as session:
        notices = session.scalars(select(Notice).where(Notice.state == "issued")).all()
    return sorted(notices, key=lambda each: (each.notice_on or date.min, each.id), reverse=True)


def folded(text: str | None) -> str:
    return unicodedata.normalize("NFKC", text or "").casefold()


def headline(notice: Notice) -> int | None:
    """The amount in fen, if it is in yuan."""
    amounts = (notice.award_fen, notice.ceiling_fen, notice.budget_fen)
    stated = [each for each in amounts if each is not None]
    return stated[0] if stated and notice.currency == "CNY" else None


def marked(notice: Notice, wanted: NoticeFilter) -> bool:
    """What service, stage, purchaser and amount promise."""
    fen = headline(notice)
    bounded = wanted.amount_from is not None or wanted.amount_to is not None
    return (
        wanted.service in (None, notice.service_item)
        and (wanted.stage is None or notice.type in Stage(wanted.stage).types)
        and wanted.purchaser in (None, notice.purchaser_id or notice.purchaser_name)
        and (fen is not None or not bounded)
        and (wanted.amount_from is None or (fen is not None and fen >= wanted.amount_from * 100))
        and (wanted.amount_to is None or (fen is not None and fen <= wanted.amount_to * 100))
    )


def meets(notice: Notice, wanted: NoticeFilter) -> bool:
    """What the filters promise, said once more without a database."""
    region = wanted.region or "100000"
    within = region == "100000" or (notice.region_code or "").startswith(
        region[:2] if region[2:] == "0000" else region[:4] if region[4:] == "00" else region
    )
    day = notice.notice_on
    bounded = wanted.from_on or wanted.to_on
    return (
        all(word in notice.search_text for word in folded(wanted.q).split())
        and marked(notice, wanted)
        and within
        and wanted.type in (None, notice.type)
        and wanted.method in (None, notice.method)
        and (day is not None or not bounded)
        and (wanted.from_on is None or (day is not None and day >= wanted.from_on))
        and (wanted.to_on is None or (day is not None and day <= wanted.to_on))
    )


FILTERS = st.builds(
    lambda **said: NoticeFilter(**in_order(said)),
    q=st.just("") | st.sampled_from(WORDS),
    region=st.none() | st.sampled_from([each for each in CODES if each] + ["999999", "510603002"]),
    type=st.none() | st.sampled_from(["intention", "tender", "other"]),
    method=st.none() | st.sampled_from(["open", "negotiation"]),
    service=st.none() | st.sampled_from(["zunyi:C1", "deyang:T1"]),
    stage=st.none() | st.sampled_from(["planning", "tender", "ended"]),
    purchaser=st.none() | st.sampled_from(["o1", "某县 民政局", "nobody"]),
    amount_from=st.none() | st.sampled_from(["0", "100000", "100000.01", "99999"]),
    amount_to=st.none() | st.sampled_from(["0.01", "100000.00", "9999999999999"]),
    **{
        "from": st.none() | st.sampled_from([each for each in DAYS if each]),
        "to": st.none() | st.sampled_from([each for each in DAYS if each]),
    },
)


@settings(max_examples=50)
@given(wanted=FILTERS, size=st.integers(4, 30))
def test_screens_both_ways_file_and_count_agree_with_the_promise(
    shelf: Engine, public: list[Notice], wanted: NoticeFilter, size: int
) -> None:
    promised = [each.id for each in public if meets(each, wanted)]

    there = forwards(shelf, NOTICES, wanted, size)
    back = backwards(shelf, NOTICES, wanted, size)

    assert [row["id"] for screen in there for row in screen] == promised
    assert [row["id"] for screen in back for row in screen] == promised
    assert all(len(screen) <= size for screen in there + back)
    assert [row["id"] for row in csv_rows(shelf, NOTICES, wanted)] == promised
    with Session(shelf) as session:
        assert NOTICES.count(session, wanted) == len(promised)


def tier(notice: Notice, q: str) -> int:
    """By how much of a heading the words are found in."""
    words = folded(q).split()
    both = f"{folded(notice.title)}\n{folded(notice.project_no)}"
    if all(word in folded(notice.title) for word in words):
        return 0
    return 1 if all(word in both for word in words) else 2


@pytest.mark.parametrize("q", ["服务", "2026", "sczb 服务", "510603", "没有"])
@pytest.mark.parametrize("rare", [False, True])
def test_by_relevance_titles_come_first_then_numbers_on_both_databases(
    shelf: Engine, public: list[Notice], q: str, rare: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if rare:
        monkeypatch.setattr(table, "COMMON_IN_SAMPLE", 10**9)
    wanted = NoticeFilter(q=q, sort="relevance")
    fitting = [each for each in public if meets(each, wanted)]
    promised = [each.id for each in sorted(fitting, key=lambda each: tier(each, q))]

    for size in (4, 100):
        there = forwards(shelf, NOTICES, wanted, size)
        back = backwards(shelf, NOTICES, wanted, size)
        assert [row["id"] for screen in there for row in screen] == promised
        assert [row["id"] for screen in back for row in screen] == promised
    assert [row["id"] for row in csv_rows(shelf, NOTICES, wanted)] == [
        each.id for each in fitting
    ], "a file is newest first"


@pytest.mark.parametrize("size", [1, 2, 3])
def test_screens_of_any_size_lead_there_and_back(
    shelf: Engine, public: list[Notice], size: int
) -> None:
    """Through days that many rows share, and through the rows without a day."""
    for wanted in (NoticeFilter(type="tender"), NoticeFilter(q="救")):
        promised = [each.id for each in public if meets(each, wanted)]
        for screens in (
            forwards(shelf, NOTICES, wanted, size),
            backwards(shelf, NOTICES, wanted, size),
        ):
            assert [row["id"] for screen in screens for row in screen] == promised
            assert [len(screen) for screen in screens[:-1]] == [size] * (len(screens) - 1)


def test_the_probe_has_something_to_find(public: list[Notice]) -> None:
    """Every word but the last is somewhere, and no filter of the test is empty or everything."""
    for word in WORDS:
        hits = sum(meets(each, NoticeFilter(q=word)) for each in public)
        assert (0 < hits < len(public)) == (word != "没有"), word
    assert len(public) == 60
    assert sum(each.notice_on is None for each in public) > 5


def found(engine: Engine, **wanted: Any) -> set[str | None]:
    """The titles that a search gives."""
    with Session(engine) as session:
        page = read_page(session, NOTICES, NoticeFilter(**wanted), size=1_000)
    return {row["title"] for row in page.rows}


def test_a_search_finds_what_a_reader_means(shelf: Engine) -> None:
    for q, titles in (
        ("救", {1}),
        ("照护", {2}),
        ("服务 家庭", {2}),
        ("服务　家庭", {2}),
        ("%", {3}),
        ("_", {3}),
        ("%%", set()),
        ("ＡＢＣ", {4}),
        ("abc", {4}),
        ("cafÉ", {4}),
        ("（演示", {4}),
        ("straSSe", {5}),
        ("ẞ", {5}),
        ("\\", {6}),
        ("/C", {6}),
        ("' OR '1'='1", set()),
        ("'; DROP TABLE notice; --", set()),
        ("救\u0000助", {1}),
        ("救\u200b助\u202e", {1}),
    ):
        assert found(shelf, q=q) == {TITLES[number] for number in titles}, q
    with Session(shelf) as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 63


@pytest.mark.parametrize("q", ["", " ", "\u3000", "\u0000", "\u200b"])
def test_a_search_for_nothing_is_no_search(shelf: Engine, q: str) -> None:
    with Session(shelf) as session:
        assert NOTICES.count(session, NoticeFilter(q=q)) == 60


@pytest.mark.parametrize(
    ("region", "codes"),
    [
        ("510000", {"510000", "510600", "510603", "510603001", "510604"}),
        ("510600", {"510600", "510603", "510603001", "510604"}),
        ("510603", {"510603", "510603001"}),
        ("510603001", {"510603001"}),
        ("510603002", set()),
        ("510604", {"510604"}),
        ("440000", {"440000"}),
        ("990101", {"990101"}),
        ("990000", {"990101"}),
        ("999999", set()),
        ("511111", set()),
        ("100000", {None, *CODES}),
    ],
)
def test_a_region_includes_what_lies_in_it(
    shelf: Engine, region: str, codes: set[str | None]
) -> None:
    with Session(shelf) as session:
        page = read_page(session, NOTICES, NoticeFilter(region=region), size=1_000)
    assert {row["region_code"] for row in page.rows} == codes


def test_both_ends_of_a_period_are_in_it_and_undated_rows_are_in_none(shelf: Engine) -> None:
    def days(**wanted: str) -> set[date | None]:
        with Session(shelf) as session:
            page = read_page(session, NOTICES, NoticeFilter.read(wanted), size=1_000)
        return {row["notice_on"] for row in page.rows}

    first, last = date(2025, 12, 31), date(2026, 2, 28)
    assert days() == {None, first, date(2026, 1, 1), last}
    assert days(**{"from": "2025-12-31", "to": "2026-01-01"}) == {first, date(2026, 1, 1)}
    assert days(**{"from": "2026-01-02"}) == {last}
    assert days(to="2025-12-31") == {first}
    assert days(**{"from": "0001-01-01"}) == days(to="9999-12-31") == days() - {None}
    with pytest.raises(InvalidInputError, match="2026-02-28 is after 2025-12-31"):
        days(**{"from": "2026-02-28", "to": "2025-12-31"})


def test_undated_rows_come_last(shelf: Engine) -> None:
    with Session(shelf) as session:
        page = read_page(session, NOTICES, NoticeFilter(), size=1_000)
    days = [row["notice_on"] for row in page.rows]
    assert days == sorted(days, key=lambda each: each or date.min, reverse=True)
    assert days[-1] is None


def test_a_place_in_the_list_that_is_no_public_row_is_refused(shelf: Engine) -> None:
    with Session(shelf) as session:
        draft = session.scalars(select(Notice.id).where(Notice.state == "draft")).first()
        for place in (draft, "ffff", "x", "' OR 1=1"):
            for way in ("after", "before"):
                with pytest.raises(InvalidInputError, match="no public row has the id"):
                    read_page(session, NOTICES, NoticeFilter(), **{way: place})  # type: ignore[arg-type]
        assert find_row(session, NOTICES, str(draft)) is None


def test_a_place_that_the_filter_leaves_out_is_still_a_place(
    shelf: Engine, public: list[Notice]
) -> None:
    """Somebody narrows the list while on its third screen."""
    wanted = NoticeFilter(q="照护")
    outside = next(each for each in public if not meets(each, wanted))
    after = [each.id for each in public[public.index(outside) :] if meets(each, wanted)]
    with Session(shelf) as session:
        page = read_page(session, NOTICES, wanted, after=outside.id, size=1_000)
    assert [row["id"] for row in page.rows] == after


def test_a_screen_costs_the_same_few_statements_however_many_rows_it_has(demo: Engine) -> None:
    with Session(demo) as session:
        first = session.scalars(select(Notice.id).where(Notice.state == "issued")).first()
        for table, wanted in ((NOTICES, NoticeFilter()), (EVALUATIONS, EvaluationFilter())):
            for size in (1, 5, 50):
                with statements(demo) as sent:
                    read_page(session, table, wanted, size=size)
                assert len(sent) == 1
        with statements(demo) as sent:
            read_page(session, NOTICES, NoticeFilter(), after=first, size=50)
        assert len(sent) == 2
        with statements(demo) as sent:
            rows = read_page(session, NOTICES, NoticeFilter(), size=50).rows
            [dict(row) for row in rows]
            NOTICES.count(session, NoticeFilter())
        assert len(sent) == 2
        with statements(demo) as sent:
            list_related(session, str(first))
        assert len(sent) <= 5


def titles_of(engine: Engine, q: str) -> list[str]:
    with Session(engine) as session:
        return [
            row["contract"] for row in read_page(session, EVALUATIONS, EvaluationFilter(q=q)).rows
        ]


def test_a_result_is_found_by_the_words_of_its_contract_and_its_parties(town: Town) -> None:
    title = "社会救助（演示）Cafe Émile 合同_100%"
    with writing(town.engine) as session:
        session.get_one(Contract, CONTRACT).title = title
        session.get_one(Organisation, CONTRACTOR).name = "示例社会工作服务中心 Straße"
    town.finish(["55"] * 12, invited=12)

    for q in (
        *("救", "救助", "社会 救助", "（演示）", "(演示)", "ＣＡＦＥ", "cafe", "émile", "ÉMILE"),
        *("示例区民政局", "示例 中心", "strasse", "100%", "_", "中心 合同"),
    ):
        assert titles_of(town.engine, q) == [title], q
    for q in ("别的", "%%", "__", "示例 没有", "' OR 1=1 --", "合同 中心 没有"):
        assert titles_of(town.engine, q) == [], q


def test_results_are_narrowed_by_region_grade_and_day(town: Town) -> None:
    round_id = town.finish(["55"] * 40, invited=40)

    def ids(**wanted: str) -> list[str]:
        with Session(town.engine) as session:
            page = read_page(session, EVALUATIONS, EvaluationFilter.read(wanted))
        return [row["id"] for row in page.rows]

    for yes in (
        {"region": "510000"},
        {"region": "510603"},
        {"grade": "优"},
        {"from": "2026-03-01", "to": "2026-03-01"},
    ):
        assert ids(**yes) == [round_id], yes
    for no in (
        {"region": "440000"},
        {"region": "510604"},
        {"grade": "良"},
        {"from": "2026-03-02"},
        {"to": "2026-02-28"},
    ):
        assert ids(**no) == [], no


@pytest.mark.parametrize(
    "query",
    [
        {"region": "51"},
        {"region": "５１００００"},
        {"region": "51%000"},
        {"type": "nonsense"},
        {"method": "'"},
        {"from": "2026-02-30"},
        {"from": "2026-1-1"},
        {"to": "yesterday"},
        {"q": "x" * 101},
        {"q": "a b c d e f g h i"},
        {"state": "draft"},
        {"id": "1"},
        {"Q": "x"},
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_with_a_sentence(query: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        NoticeFilter.read(query)
    assert len(str(refused.value)) < 300


def test_regions_are_found_by_parts_of_their_names_the_larger_first(demo: Engine) -> None:
    with Session(demo) as session:
        names = [each.path for each in search_regions(session, "德阳 旌阳区")]
        assert names[0] == "四川省德阳市旌阳区"
        assert all("旌阳区" in each for each in names)
        assert search_regions(session, "%") == []
        assert len(search_regions(session, "市")) == 12
