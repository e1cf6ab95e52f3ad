"""What the public sees of the register, until when, and what a ban does to a contract."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from portal.compliance.judging import judge_contract, reasons_for
from portal.compliance.recording import record_facts
from portal.contracts.service import NewContract, Party, record_contract
from portal.disclosure import credit as public
from portal.disclosure import ended
from portal.disclosure.credit import CREDIT_RECORDS, CreditFilter, list_records_of
from portal.disclosure.ended import find_ended
from portal.disclosure.entries import Entry
from portal.disclosure.feeds import FEEDS, read_entries
from portal.disclosure.pages import find_row
from portal.disclosure.table import PublicTable
from portal.errors import InvalidInputError
from portal.identity.grants import grant_role
from portal.policy.formulas.formula import Outcome
from portal.records.account import Role
from portal.records.base import derived_id
from portal.records.contract import Contract
from portal.records.organisation import Organisation
from portal.records.parties import SCHEME
from portal.records.session import reading, writing
from tests.db.credit import BANNED, CODE, DAY, HEARD, WHO, Office, code_of, found
from tests.db.reading import csv_rows
from tests.db.town import ISSUER, OPERATOR, Town

LAST = date(2027, 5, 8)
FEED = FEEDS["credit_records"]
BUYER = code_of("0009", "11")
OFFICER = "officer of the buyer"
SIGNED = date(2026, 7, 1)


@pytest.fixture
def office(town: Town) -> Office:
    return found(town)


class Calendar:
    """The day on which the public looks."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch = patch

    def turn_to(self, day: date) -> None:
        for module in (public, ended):
            self._patch.setattr(module, "today", lambda: day)


@pytest.fixture
def calendar(monkeypatch: pytest.MonkeyPatch) -> Calendar:
    calendar = Calendar(monkeypatch)
    calendar.turn_to(HEARD)
    return calendar


def ids(office: Office, **wanted: str) -> list[str]:
    table: PublicTable = CREDIT_RECORDS
    chosen = CreditFilter.read(wanted)
    with Session(office.town.engine) as session:
        on_page = [each["id"] for each in session.execute(table.select(chosen)).mappings()]
        assert table.count(session, chosen) == len(on_page)
    assert [each["id"] for each in csv_rows(office.town.engine, table, chosen)] == on_page
    return on_page


def entries(office: Office, **wanted: str) -> list[Entry]:
    with Session(office.town.engine) as session:
        return list(read_entries(session, FEED, CreditFilter.read(wanted)))


def test_nothing_is_public_before_the_second_officer_decided(
    office: Office, calendar: Calendar
) -> None:
    del calendar
    record_id = office.propose()
    office.state(record_id)
    assert ids(office) == []
    office.decide(record_id)
    assert ids(office) == [record_id]
    office.decide(declined := office.propose(), enter=False)
    assert declined not in ids(office)
    with reading(office.town.engine) as session:
        assert find_ended(session, declined) is None


def test_a_record_is_gone_from_page_file_and_section_with_the_day_after_its_last(
    office: Office, calendar: Calendar
) -> None:
    record_id = office.enter()
    for day, shown in ((LAST, True), (LAST + DAY, False), (LAST, True)):
        calendar.turn_to(day)
        assert ids(office) == ([record_id] if shown else [])
        with reading(office.town.engine) as session:
            assert (find_row(session, CREDIT_RECORDS, record_id) is not None) is shown
            assert bool(list_records_of(session, WHO)) is shown


def test_the_statement_stands_beside_the_record(office: Office, calendar: Calendar) -> None:
    del calendar
    record_id = office.propose()
    office.state(record_id, "已经改正。\n愿接受监督。")
    office.decide(record_id, opinion="整改不改变决定。")
    with reading(office.town.engine) as session:
        row = find_row(session, CREDIT_RECORDS, record_id)
    assert row
    assert row["statement"] == "已经改正。\n愿接受监督。"
    assert row["opinion"] == "整改不改变决定。"


def test_filters_find_by_name_code_class_region_day_and_standing(
    office: Office, calendar: Calendar
) -> None:
    general = office.enter()
    banned = office.enter(particulars=BANNED, name="别的公司", uscc=code_of("0002", "91"))
    for wanted, expected in (
        ({"q": "照护"}, {general}),
        ({"q": CODE.lower()}, {general}),
        ({"organisation": CODE}, {general}),
        ({"q": "示财罚 号"}, {general, banned}),
        ({"tier": "serious"}, {banned}),
        ({"region": "510000"}, {general, banned}),
        ({"region": "440000"}, set()),
        ({"from": "2026-05-09"}, set()),
        ({"from": "2026-05-08", "to": "2026-05-08"}, {general, banned}),
        ({"state": "ban"}, {banned}),
        ({"state": "repairable"}, set()),
    ):
        assert set(ids(office, **wanted)) == expected, wanted
    calendar.turn_to(date(2026, 8, 8))
    assert ids(office, state="repairable") == [general]
    calendar.turn_to(LAST + DAY)
    assert ids(office, state="ban") == []
    assert ids(office) == [banned]


@pytest.mark.parametrize(
    "wanted", [{"tier": "grave"}, {"state": "expired"}, {"organisation": "1"}, {"region": "51"}]
)
def test_a_wrong_filter_says_what_is_allowed(wanted: dict[str, str]) -> None:
    with pytest.raises(InvalidInputError):
        CreditFilter.read(wanted)


def test_a_feed_tells_the_end_and_nothing_of_what_was_said(
    office: Office, calendar: Calendar
) -> None:
    record_id = office.enter()
    (entry,) = entries(office)
    assert "示例照护中心" in entry.title
    calendar.turn_to(LAST + DAY)
    (gone,) = entries(office)
    assert gone.id == record_id
    assert gone.changed == datetime(2027, 5, 8, 16, tzinfo=UTC)
    said = " ".join((gone.title, *gone.summary, gone.author, str(gone.source)))
    assert not [each for each in ("示例照护中心", "示财罚", "示例区", "材料", CODE) if each in said]
    assert [each.id for each in entries(office, tier="general")] == [record_id]
    assert entries(office, tier="serious") == []
    for wanted in ({"q": "照护"}, {"organisation": CODE}, {"from": "2026-05-08"}):
        assert entries(office, **wanted) == [], wanted
    calendar.turn_to(LAST + 91 * DAY)
    assert [each.id for each in entries(office)] == []


def test_repaired_and_revoked_records_leave_at_once_and_only_a_revocation_says_why(
    office: Office, calendar: Calendar
) -> None:
    repaired, revoked = office.enter(), office.enter(document_no="示财罚〔2026〕2号")
    office.settle(office.ask_revocation(revoked))
    day = date(2026, 8, 8)
    calendar.turn_to(day)
    office.settle(office.ask_repair(repaired, day), day)
    assert ids(office) == []
    with reading(office.town.engine) as session:
        ends = {each: find_ended(session, each) for each in (repaired, revoked, "0" * 20)}
    assert ends["0" * 20] is None
    first, second = ends[repaired], ends[revoked]
    assert first
    assert second
    assert (first.is_revoked, first.note, first.on) == (False, None, day)
    assert (second.is_revoked, second.note) == (True, "行政复议决定撤销了原处罚")


def test_a_correction_comes_first_in_the_feed_and_shows_its_note(
    office: Office, calendar: Calendar
) -> None:
    del calendar
    older, newer = office.enter(), office.enter(document_no="示财罚〔2026〕2号")
    assert [each.id for each in entries(office)] == [newer, older]
    office.settle(office.ask_correction(older, basis="某法第四条"))
    first, _ = entries(office)
    assert first.id == older
    assert any("录入有误" in each for each in first.summary)


@pytest.fixture
def _buyer(office: Office) -> None:
    with writing(office.town.engine) as session:
        buyer = derived_id(SCHEME, BUYER)
        session.add(Organisation(id=buyer, uscc=BUYER, name="示例购买主体"))
        session.flush()
        grant_role(
            session, OPERATOR, issuer=ISSUER, subject=OFFICER, role=Role.PURCHASER,
            organisation_id=buyer,
        )  # fmt: skip


def sign(office: Office, reason: str = "", place: str = "zunyi", on: date = SIGNED) -> str:
    entered = NewContract(
        title="走访服务", number="", purchaser=Party("示例购买主体", BUYER),
        contractor=Party("示例照护中心", CODE), region_code="510603", amount_yuan="1000",
        signed_on=on, starts_on=on, ends_on=on, place=place, reason=reason,
    )  # fmt: skip
    return office.town.act(OFFICER, lambda s, who: record_contract(s, who, entered).id)


@pytest.mark.usefixtures("_buyer")
@pytest.mark.parametrize("place", ["deyang", "zunyi", "inner-mongolia"])
def test_a_contract_signed_during_a_ban_needs_a_published_reason_with_the_clause(
    office: Office, place: str
) -> None:
    office.enter(particulars=BANNED)
    with pytest.raises(InvalidInputError, match=r"CN-GPL-77|DY-42\.3"):
        sign(office, place=place)
    contract_id = sign(office, "成交早于处罚，法院裁定继续履行", place=place)
    with reading(office.town.engine) as session:
        reasons = reasons_for(session, contract_id)
    assert reasons["cn-not-banned"] == "成交早于处罚，法院裁定继续履行"


@pytest.mark.usefixtures("_buyer")
@pytest.mark.parametrize("on", [date(2026, 5, 7), date(2027, 5, 9)])
def test_before_a_ban_and_after_it_has_ended_one_may_sign(office: Office, on: date) -> None:
    office.enter(particulars=BANNED)
    assert sign(office, on=on)


@pytest.mark.usefixtures("_buyer")
def test_a_proposed_a_declined_and_a_revoked_ban_stop_nobody(office: Office) -> None:
    office.propose(particulars=BANNED)
    office.decide(office.propose(particulars=BANNED), enter=False)
    office.settle(office.ask_revocation(office.enter(particulars=BANNED)))
    assert sign(office)


@pytest.mark.usefixtures("_buyer")
def test_a_finding_rests_on_the_register_only_while_the_record_is_shown(office: Office) -> None:
    contract_id = sign(office)
    office.enter(particulars=BANNED)

    def outcome(day: date) -> Outcome:
        with reading(office.town.engine) as session:
            judged = judge_contract(session, session.get_one(Contract, contract_id), day)
        assert judged
        return next(each.outcome for each in judged.findings if each.rule.id == "cn-not-banned")

    assert outcome(SIGNED) is Outcome.FAIL
    assert outcome(BANNED.shown_until_on) is Outcome.FAIL
    assert outcome(BANNED.shown_until_on + DAY) is Outcome.NOT_APPLICABLE


@pytest.mark.usefixtures("_buyer")
def test_a_bid_during_a_ban_is_found_though_the_contract_was_signed_after_it(
    office: Office,
) -> None:
    office.enter(particulars=BANNED)
    contract_id = sign(office, on=LAST + DAY)
    said = {"contract.purchase.bids_due_on": LAST.isoformat()}
    with pytest.raises(InvalidInputError, match=r"CN-REG-19\.2"):
        office.town.act(OFFICER, lambda s, who: record_facts(s, who, contract_id, said))
    said = {"contract.purchase.bids_due_on": (LAST + DAY).isoformat()}
    assert office.town.act(OFFICER, lambda s, who: record_facts(s, who, contract_id, said)) == 1


@pytest.mark.usefixtures("_buyer")
def test_an_officer_cannot_record_the_ban_away(office: Office) -> None:
    contract_id = sign(office)
    office.enter(particulars=BANNED)
    said = {"contractor.ban.first_on": "2020-01-01", "contractor.ban.last_on": "2021-01-01"}
    with pytest.raises(InvalidInputError, match="CN-GPL-77"):
        office.town.act(OFFICER, lambda s, who: record_facts(s, who, contract_id, said))
