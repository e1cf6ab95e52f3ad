"""What is spent counts once, by contract or else by award, and never by guess."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.disclosure.formats.statistics import BY, write_statistic
from portal.disclosure.spending import GROUPINGS, SpendingFilter, read_spending
from portal.disclosure.waiting import median, read_waits
from portal.errors import InvalidInputError
from portal.records.contract import Contract
from portal.records.notice import NoticeLot, NoticeState
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.records.session import writing
from tests.db.reading import shelve
from tests.db.town import add_regions

YUAN = 100


@pytest.fixture
def purchases(engine: Engine) -> Engine:
    """Projects with a contract, with awards only, with lots only, and awards without a project."""
    with writing(engine) as session:
        add_regions(session)
        for each in ("buyer", "maker"):
            session.add(Organisation(id=each, name=f"（{each}）"))
        for each in ("contracted", "awarded", "lots", "invented"):
            session.add(Project(id=each, is_demo=each == "invented"))
        session.flush()
        contract(session, "c1", "contracted", 1_000, date(2025, 3, 1))
        contract(session, "c2", "contracted", 500, date(2026, 1, 5))
        contract(session, "c3", "contracted", 700, date(2026, 1, 6), currency="USD")
        contract(session, "c4", "invented", 9_000, date(2026, 1, 7), is_demo=True)
        tender(session, "t1", "contracted", date(2025, 1, 10), method="open")
        tender(session, "t2", "contracted", date(2025, 1, 20), service_item="zunyi:C2")
        tender(session, "t3", "awarded", date(2025, 2, 1), method="single_source")
        award(session, "a1", "contracted", 999_999, date(2025, 2, 20))
        award(session, "a2", "awarded", 80, date(2025, 3, 1), method="single_source")
        award(session, "a3", "awarded", 70, date(2025, 4, 1), method="single_source")
        award(session, "a4", None, 40, date(2025, 4, 2), purchaser_name="某县民政局")
        award(session, "a5", None, 30, None, region_code="440000")
        award(session, "a6", None, 20, date(2025, 4, 2), currency="USD")
        award(session, "a7", None, 10, date(2025, 4, 2), state=NoticeState.DRAFT)
        award(session, "a8", None, 11, date(2025, 4, 2), type="contract")
        lots = award(session, "a9", "lots", None, date(2025, 4, 2))
        lots.lots = [NoticeLot(position=at, award_fen=5_000, currency="CNY") for at in range(2)]
        shelve(session, "k1", type="contract", project_id="awarded", notice_on=date(2025, 3, 3))
    return engine


def contract(
    session: Session, key: str, project: str, yuan: int | None, on: date, **said: Any
) -> None:
    values = {"currency": "CNY", "region_code": "510603", "is_demo": False} | said
    session.add(
        Contract(
            id=key, project_id=project, title=key, purchaser_id="buyer", contractor_id="maker",
            amount_fen=None if yuan is None else yuan * YUAN, signed_on=on, **values,
        )
    )  # fmt: skip


def tender(session: Session, key: str, project: str, on: date, **said: Any) -> None:
    shelve(session, key, type="tender", project_id=project, notice_on=on, **said)


def award(
    session: Session, key: str, project: str | None, yuan: int | None, on: date | None, **said: Any
) -> Any:
    values = {"type": "result", "currency": "CNY", "region_code": "510603"} | said
    fen = None if yuan is None else yuan * YUAN
    return shelve(session, key, project_id=project, award_fen=fen, notice_on=on, **values)


def spent(engine: Engine, by: str, **asked: str) -> dict[str, tuple[int, int]]:
    """Value → purchases and yuan."""
    with Session(engine) as session:
        figures = read_spending(session, SpendingFilter.read({"data": "real", **asked}), by)
    assert not any(each.fen % YUAN for each in figures)
    return {each.value: (each.purchases, each.fen // YUAN) for each in figures}


def test_a_purchase_counts_by_its_contracts_else_by_its_newest_award(purchases: Engine) -> None:
    assert spent(purchases, "year") == {"2025": (3, 1_110), "2026": (1, 500), "": (1, 30)}
    assert spent(purchases, "month") == {
        "2025-03": (1, 1_000), "2025-04": (2, 110), "2026-01": (1, 500), "": (1, 30),
    }  # fmt: skip


def in_project(session: Session, notices: Sequence[dict[str, Any]]) -> None:
    """One more project with just these notices, one a day unless they say otherwise."""
    session.add(Project(id="p"))
    session.flush()
    for day, said in enumerate(notices, 1):
        values = {"type": "result", "currency": "CNY", "notice_on": date(2024, 1, day)} | said
        shelve(session, f"n{day}", project_id="p", **values)


ONE, TWO = {"title": "Ⅰ标段", "supplier_names": "甲"}, {"title": "Ⅱ标段", "supplier_names": "乙"}
LITTLE, MUCH = {"award_fen": 3 * YUAN}, {"award_fen": 40 * YUAN}
TERMINATION = {"type": "termination"}


@pytest.mark.parametrize(
    ("notices", "counted"),
    [
        pytest.param([ONE | LITTLE, TWO | MUCH], (2, 43), id="another lot"),
        pytest.param([ONE | LITTLE, ONE | MUCH], (1, 40), id="the same again"),
        pytest.param([ONE | LITTLE, {"title": "Ⅰ标段"} | MUCH], (1, 40), id="same title"),
        pytest.param([ONE | LITTLE, TWO | {"supplier_names": "甲"} | MUCH], (1, 40), id="supplier"),
        pytest.param([LITTLE, MUCH], (1, 40), id="nothing to tell them apart"),
        pytest.param([LITTLE, TWO | MUCH], (1, 40), id="nothing to compare"),
        pytest.param([ONE | LITTLE, ONE], (1, 3), id="again without an amount"),
        pytest.param([ONE | LITTLE, ONE | MUCH | {"currency": "USD"}], (1, 3), id="not in yuan"),
        pytest.param([ONE | LITTLE, TERMINATION], None, id="terminated"),
        pytest.param([TERMINATION, ONE | LITTLE], (1, 3), id="awarded after a termination"),
        pytest.param([ONE | LITTLE, TERMINATION, TWO | MUCH], (1, 40), id="awarded anew"),
        pytest.param(
            [ONE | LITTLE, TERMINATION | {"notice_on": date(2024, 1, 1)}],
            (1, 3),
            id="another lot failed on the day of the award",
        ),
        pytest.param(
            [ONE | LITTLE, TERMINATION | {"state": NoticeState.DRAFT}],
            (1, 3),
            id="a termination that nobody issued",
        ),
    ],
)
def test_a_later_notice_undoes_an_award_only_if_it_is_about_the_same(
    purchases: Engine, notices: Sequence[dict[str, Any]], counted: tuple[int, int] | None
) -> None:
    with writing(purchases) as session:
        in_project(session, notices)
    assert spent(purchases, "year").get("2024") == counted


def test_an_undated_award_stays_whenever_its_project_was_terminated(purchases: Engine) -> None:
    with writing(purchases) as session:
        in_project(session, [ONE | LITTLE | {"notice_on": None}, TERMINATION])
    assert spent(purchases, "year")[""] == (2, 33)


@pytest.mark.parametrize("said", [{"yuan": None}, {"yuan": 7, "currency": "USD"}])
def test_a_contract_that_does_not_count_hides_no_award(
    purchases: Engine, said: dict[str, Any]
) -> None:
    with writing(purchases) as session:
        in_project(session, [ONE | LITTLE])
        contract(session, "c5", "p", on=date(2024, 2, 1), **said)
    assert spent(purchases, "year")["2024"] == (1, 3)


def test_method_and_service_of_a_contract_are_those_of_its_newest_notice_that_says_them(
    purchases: Engine,
) -> None:
    assert spent(purchases, "method") == {
        "open": (2, 1_500), "single_source": (1, 70), "": (2, 70),
    }  # fmt: skip
    assert spent(purchases, "service") == {"zunyi:C2": (2, 1_500), "": (3, 140)}


def test_regions_go_down_level_by_level(purchases: Engine) -> None:
    assert spent(purchases, "region") == {"440000": (1, 30), "510000": (4, 1_610)}
    assert spent(purchases, "region", region="510000") == {"510600": (4, 1_610)}
    assert spent(purchases, "region", region="510600") == {"510603": (4, 1_610)}
    assert spent(purchases, "region", region="510603") == {"510603": (4, 1_610)}


def test_who_buys_is_an_organisation_or_a_name(purchases: Engine) -> None:
    assert spent(purchases, "purchaser") == {
        "buyer": (2, 1_500), "": (2, 100), "某县民政局": (1, 40),
    }  # fmt: skip
    assert spent(purchases, "year", purchaser="某县民政局") == {"2025": (1, 40)}


def test_filters_narrow_every_grouping_alike(purchases: Engine) -> None:
    for asked, whole in (
        ({"from": "2025-04-01"}, (3, 610)),
        ({"from": "2025-04-01", "to": "2025-12-31"}, (2, 110)),
        ({"method": "single_source"}, (1, 70)),
        ({"service": "zunyi:C2"}, (2, 1_500)),
        ({"region": "440000"}, (1, 30)),
        ({}, (5, 1_640)),
    ):
        for by in GROUPINGS:
            figures = spent(purchases, by, **asked).values()
            assert tuple(map(sum, zip(*figures, strict=True))) == whole, (by, asked)


def test_invented_figures_stand_apart(purchases: Engine) -> None:
    assert spent(purchases, "year", data="demonstration") == {"2026": (1, 9_000)}
    with Session(purchases) as session:
        both = read_spending(session, SpendingFilter(), "year")
    assert {(each.value, each.is_demo) for each in both} == {
        ("2025", False), ("2026", False), ("2026", True), ("", False),
    }  # fmt: skip


def test_the_days_from_the_first_notice_to_the_contract(purchases: Engine) -> None:
    with Session(purchases) as session:
        waits = read_waits(session, SpendingFilter(data="real"))
    assert [(each.days, each.contracts) for each in waits] == [(30, 1), (50, 1), (360, 1), (361, 1)]
    assert median(waits) == 205.0
    assert median(waits[:3]) == 50.0
    assert median([]) is None


def test_the_file_has_a_line_for_every_figure(purchases: Engine) -> None:
    with Session(purchases) as session:
        by_method = write_statistic(session, SpendingFilter(data="real"), "method").decode()
        for by in BY:
            assert write_statistic(session, SpendingFilter(), by).endswith(b"\r\n")
    assert by_method == (
        "\ufeffvalue,label,label_en,purchases,amount,demonstration\r\n"
        '"open","公开招标","Open tender",2,1500.00,false\r\n'
        '"single_source","单一来源","Single source",1,70.00,false\r\n'
        ",,,2,70.00,false\r\n"
    )


def test_what_may_not_be_grouped_or_filtered_by_is_refused(purchases: Engine) -> None:
    with Session(purchases) as session, pytest.raises(InvalidInputError, match="region, service"):
        write_statistic(session, SpendingFilter(), "title")
    for asked in ({"q": "救助"}, {"data": "both"}, {"service": "zunyi:none"}, {"title": "x"}):
        with pytest.raises(InvalidInputError):
            SpendingFilter.read(asked)


def test_every_picture_is_one_statement(purchases: Engine) -> None:
    from tests.db.reading import statements

    with Session(purchases) as session, statements(purchases) as sent:
        read_spending(session, SpendingFilter(), "method")
    # The stamp, the levels below the region, and the picture itself.
    assert len([each for each in sent if each.startswith("SELECT")]) <= 3
