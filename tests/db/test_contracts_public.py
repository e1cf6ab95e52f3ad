"""Contracts and contractors as the public reads them, on both databases."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from portal.disclosure.contractors import (
    CONTRACTORS,
    ContractorFilter,
    notices_naming,
    suppliers_of,
)
from portal.disclosure.contracts import CONTRACTS, ContractFilter
from portal.disclosure.lasting import LASTING, count_lasting, read_lasting
from portal.disclosure.pages import find_row
from portal.disclosure.trail import list_around_contract
from portal.errors import InvalidInputError
from portal.notices.types import ProcurementMethod
from portal.records.contract import Contract
from portal.records.notice import Notice, NoticeState, NoticeSupplier
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.records.session import writing
from tests.db.conftest import Template
from tests.db.reading import backwards, csv_rows, forwards, in_order, shelve, statements
from tests.db.town import add_regions

SIGNED = [None, date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 1)]
AMOUNTS = [None, 0, 5_000_000, 49_999_999, 50_000_000, 123_456_789]
TITLES = ["社会救助服务合同", "照护 服务", "Ｃａｆｅ 100%_合同", "STRASSE"]
CODES = [None, "510603", "510603001", "510604", "440000"]
FIRMS = ("firm-a", "firm-b", "firm-c")


@pytest.fixture(scope="module")
def shelf(migrated: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Forty contracts of three firms, a firm that a notice names, and one that nobody names."""
    with migrated.copy(tmp_path_factory.mktemp("contracts")) as engine:
        with writing(engine) as session:
            add_regions(session)
            session.add(Organisation(id="buyer", name="示例区民政局", region_code="510603"))
            names = ("春晖社工中心", "同心服务社", "Café ＡＢＣ", "只在公告里", "无人提及")
            for id_, name in zip((*FIRMS, "named", "nobody"), names, strict=True):
                session.add(Organisation(id=id_, name=name, region_code="510604"))
            session.flush()
            for number in range(40):
                _contract(session, number)
            for number, state in enumerate((NoticeState.ISSUED, NoticeState.DRAFT)):
                shelve(session, f"award-{number}", state=state, notice_on=date(2026, 2, 1))
                session.flush()
                firm = "named" if state == NoticeState.ISSUED else "nobody"
                session.add(
                    NoticeSupplier(
                        notice_id=f"award-{number}", position=0, organisation_id=firm, name=firm
                    )
                )
        yield engine


def _contract(session: Session, number: int) -> None:
    session.add(Project(id=f"project-{number}", title="项目", place="deyang"))
    session.flush()
    session.add(
        Contract(
            id=f"{number * 7919 % 1009:04x}",
            project_id=f"project-{number}",
            number=f"HT-{number}",
            title=TITLES[number % len(TITLES)],
            purchaser_id="buyer",
            contractor_id=FIRMS[number % len(FIRMS)],
            region_code=CODES[number % len(CODES)],
            amount_fen=AMOUNTS[number % len(AMOUNTS)],
            signed_on=SIGNED[number % len(SIGNED)],
        )
    )
    if number % 4 < 3:
        shelve(
            session,
            f"notice-{number}",
            project_id=f"project-{number}",
            method=["open", "consultation", None][number % 4],
            notice_on=date(2025, 6, 1),
        )


@pytest.fixture(scope="module")
def signed(shelf: Engine) -> list[Contract]:
    """All contracts in their order: signed last first, undated ones at the end."""
    with Session(shelf, expire_on_commit=False) as session:
        contracts = session.scalars(select(Contract)).all()
    return sorted(contracts, key=lambda each: (each.signed_on or date.min, each.id), reverse=True)


def meets(contract: Contract, wanted: ContractFilter) -> bool:
    """What the filters promise, said once more without a database."""
    number = int((contract.number or "-0").partition("-")[2])
    method = ["open", "consultation", None, None][number % 4]
    amount, day = contract.amount_fen, contract.signed_on
    least, most = wanted.amount_from, wanted.amount_to
    region = wanted.region or "100000"
    inside = region == "100000" or (contract.region_code or "").startswith(
        region[:2] if region[2:] == "0000" else region[:4] if region[4:] == "00" else region
    )
    return (
        all(word in contract.search_text for word in wanted.words())
        and inside
        and wanted.method in (None, method)
        and wanted.contractor in (None, contract.contractor_id)
        and (least is None or (amount is not None and amount >= least * 100))
        and (most is None or (amount is not None and amount <= most * 100))
        and (day is not None or not (wanted.from_on or wanted.to_on))
        and (wanted.from_on is None or (day is not None and day >= wanted.from_on))
        and (wanted.to_on is None or (day is not None and day <= wanted.to_on))
    )


FILTERS = st.builds(
    lambda **said: ContractFilter(**in_order(said)),
    q=st.sampled_from(["", "照护", "救助 合同", "cafe", "100%", "_", "strasse", "没有"]),
    region=st.none() | st.sampled_from(["510000", "510603", "440000", "100000", "999999"]),
    method=st.none() | st.sampled_from(["open", "consultation", "negotiation"]),
    contractor=st.none() | st.sampled_from(FIRMS),
    amount_from=st.none() | st.sampled_from(["0", "50000", "499999.99", "500000"]),
    amount_to=st.none() | st.sampled_from(["0", "499999.99", "1234567.89"]),
    **{
        "from": st.none() | st.sampled_from([each for each in SIGNED if each]),
        "to": st.none() | st.sampled_from([each for each in SIGNED if each]),
    },
)


@settings(max_examples=40)
@given(wanted=FILTERS, size=st.integers(3, 25))
def test_screens_file_and_count_of_contracts_agree_with_the_promise(
    shelf: Engine, signed: list[Contract], wanted: ContractFilter, size: int
) -> None:
    promised = [each.id for each in signed if meets(each, wanted)]
    there = forwards(shelf, CONTRACTS, wanted, size)
    back = backwards(shelf, CONTRACTS, wanted, size)
    assert [row["id"] for screen in there for row in screen] == promised
    assert [row["id"] for screen in back for row in screen] == promised
    assert [row["id"] for row in csv_rows(shelf, CONTRACTS, wanted)] == promised
    with Session(shelf) as session:
        assert CONTRACTS.count(session, wanted) == len(promised)
    assert ContractFilter.read(wanted.query()) == wanted


def test_a_contract_is_found_by_the_names_of_its_parties(shelf: Engine) -> None:
    def firms(q: str) -> set[str]:
        screens = forwards(shelf, CONTRACTS, ContractFilter(q=q), 100)
        return {row["contractor_id"] for screen in screens for row in screen}

    assert firms("春晖") == {"firm-a"}
    assert firms("café abc") == {"firm-c"}
    assert firms("民政局") == set(FIRMS)
    assert firms("春晖 照护") == {"firm-a"}
    assert firms("无人提及") == set()


def test_a_name_that_is_corrected_is_found_by_its_new_words(shelf: Engine) -> None:
    with Session(shelf) as session:
        firm = session.get_one(Organisation, "firm-b")
        firm.name = "新的名字"
        session.flush()
        found = session.execute(CONTRACTS.select(ContractFilter(q="新的名字"))).all()
        assert {row.contractor_id for row in found} == {"firm-b"}
        assert not session.execute(CONTRACTS.select(ContractFilter(q="同心"))).all()


@pytest.mark.parametrize(
    "query",
    [
        {"amount_from": "-1"},
        {"amount_from": "1e5"},
        {"amount_to": "１２"},
        {"amount_to": "many"},
        {"amount_from": "1.234"},
        {"amount_from": "5.01", "amount_to": "5"},
        {"from": "2026-01-02", "to": "2026-01-01"},
        {"amount_to": "9" * 30},
        {"method": "coin"},
        {"contractor": "' OR 1"},
        {"purchaser": "x" * 61},
        {"amount": "5"},
    ],
)
def test_a_wrong_filter_of_contracts_is_refused_with_a_sentence(query: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError) as refused:
        ContractFilter.read(query)
    assert len(str(refused.value)) < 300


def contractors(engine: Engine, **wanted: str) -> list[dict[str, Any]]:
    screens = forwards(engine, CONTRACTORS, ContractorFilter.read(wanted), 2)
    rows = [row for screen in screens for row in screen]
    assert rows == [
        row
        for screen in backwards(engine, CONTRACTORS, ContractorFilter.read(wanted), 2)
        for row in screen
    ]
    return rows


def test_a_contractor_has_a_contract_or_is_named_in_a_public_notice(shelf: Engine) -> None:
    rows = {row["id"]: row for row in contractors(shelf)}
    assert set(rows) == {*FIRMS, "named"}
    assert rows["named"]["contracts"] == 0
    assert (rows["named"]["notices"], rows["named"]["newest_on"]) == (1, date(2026, 2, 1))
    assert sum(rows[each]["contracts"] for each in FIRMS) == 40
    assert [row["id"] for row in contractors(shelf)][-1] == "named"
    with Session(shelf) as session:
        assert find_row(session, CONTRACTORS, "nobody") is None
        assert find_row(session, CONTRACTORS, "buyer") is None
        assert [each["id"] for each in notices_naming(session, "named")] == ["award-0"]
        assert suppliers_of(session, "award-0") == [("named", "named")]


def test_contractors_are_found_by_name_region_and_day(shelf: Engine) -> None:
    assert [row["id"] for row in contractors(shelf, q="ａｂｃ")] == ["firm-c"]
    assert len(contractors(shelf, region="510604")) == 4
    assert contractors(shelf, region="440000") == []
    assert [row["id"] for row in contractors(shelf, to="2026-02-28")] == ["named"]


def test_a_list_of_contracts_costs_one_statement_however_long(demo: Engine) -> None:
    with Session(demo) as session, statements(demo) as sent:
        for table, wanted in ((CONTRACTS, ContractFilter()), (CONTRACTORS, ContractorFilter())):
            session.execute(table.select(wanted).limit(50)).all()
    assert len([each for each in sent if each.startswith("SELECT")]) == 2


def test_a_contract_of_the_demonstration_leads_to_its_project(demo: Engine) -> None:
    with Session(demo) as session:
        contract = session.scalars(select(Contract).order_by(Contract.id)).first()
        assert contract is not None
        related = list_around_contract(session, contract.id)
        assert contract.id not in {each.id for each in related.contracts}
        assert related.notices
        assert {each.contract_id for each in related.rounds} == {contract.id}
        row = find_row(session, CONTRACTS, contract.id)
    assert row is not None
    assert row["method"] in [each.value for each in ProcurementMethod]
    assert row["evaluations"] == 1


@pytest.mark.parametrize("name", list(LASTING))
def test_every_public_row_has_its_permanent_address_once(demo: Engine, name: str) -> None:
    table = LASTING[name].table
    with Session(demo) as session:
        public = set(
            session.scalars(select(table.order_id).select_from(table.source).where(table.public))
        )
        assert count_lasting(session)[name] == len(public)
    listed = [id_ for id_, _ in read_lasting(demo, name)]
    assert sorted(listed) == sorted(public)
    assert [id_ for id_, _ in read_lasting(demo, name, skip=1, most=2)] == listed[1:3]


def test_what_is_withdrawn_is_on_no_list_of_addresses(demo: Engine) -> None:
    (first, *_) = [id_ for id_, _ in read_lasting(demo, "notices")]
    with writing(demo) as session:
        session.execute(
            update(Notice).where(Notice.id == first).values(state=NoticeState.WITHDRAWN)
        )
    assert first not in [id_ for id_, _ in read_lasting(demo, "notices")]
