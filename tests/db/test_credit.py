"""The steps of a credit record, who may take each, and what nobody may do."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from portal.credit.desk import get_desk_record, list_desk_records
from portal.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from portal.policy.identifiers import make_uscc
from portal.records.audit import AuditEntry
from portal.records.credit import CreditRecord, CreditState
from portal.records.session import reading
from tests.db.credit import (
    BANNED,
    BOTH,
    CODE,
    DAY,
    FIRST,
    HEARD,
    SECOND,
    SPEAKER,
    STRANGER,
    THIRD,
    TODAY,
    WHO,
    Office,
    code_of,
    found,
)
from tests.db.test_at_once import at_once, overlapping
from tests.db.town import Town

REPAIRABLE = date(2026, 8, 8)


@pytest.fixture
def office(town: Town) -> Office:
    return found(town)


def test_the_whole_way_from_proposal_to_repair(office: Office) -> None:
    record_id = office.propose()
    assert office.record(record_id).state == CreditState.PROPOSED
    assert office.record(record_id).statement_until_on == date(2026, 6, 11)
    office.state(record_id)
    office.decide(record_id, today=TODAY + DAY)
    entered = office.record(record_id)
    assert (entered.state, entered.public_on) == (CreditState.IN_EFFECT, TODAY + DAY)
    assert entered.repair_from_on == REPAIRABLE
    change_id = office.ask_repair(record_id, REPAIRABLE)
    office.settle(change_id, REPAIRABLE + DAY)
    repaired = office.record(record_id)
    assert (repaired.state, repaired.ended_on) == (CreditState.REPAIRED, REPAIRABLE + DAY)
    with reading(office.town.engine) as session:
        trail = session.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.object_id == record_id)
            .order_by(AuditEntry.id)
        ).all()
    assert trail == [
        "propose_credit_record",
        "make_credit_statement",
        "enter_credit_record",
        "ask_credit_repair",
        "decide_credit_change",
    ]


def test_what_is_in_effect_expires_by_itself_with_its_last_day(office: Office) -> None:
    record = office.record(office.enter())
    assert record.state_on(record.shown_until_on) == CreditState.IN_EFFECT
    assert record.state_on(record.shown_until_on + DAY) == CreditState.EXPIRED
    assert record.state == CreditState.IN_EFFECT


def test_a_proposal_may_be_declined_and_never_is_entered_later(office: Office) -> None:
    record_id = office.propose()
    office.decide(record_id, enter=False)
    assert office.record(record_id).state == CreditState.DECLINED
    assert office.record(record_id).public_on is None
    with pytest.raises(ConflictError, match="not entered by now"):
        office.decide(record_id, by=THIRD)


@pytest.mark.parametrize("who", ["officer-1", "operator-1", "evaluator-1", SPEAKER, "nobody"])
def test_only_finance_officers_propose_and_decide(office: Office, who: str) -> None:
    with pytest.raises(ForbiddenError):
        office.propose(by=who)
    record_id = office.propose()
    with pytest.raises(ForbiddenError):
        office.decide(record_id, by=who)


def test_the_proposer_never_decides(office: Office) -> None:
    record_id = office.propose()
    with pytest.raises(ForbiddenError, match="who proposed a record does not decide"):
        office.decide(record_id, by=FIRST)


def test_who_speaks_for_the_organisation_is_no_officer_for_it(office: Office) -> None:
    with pytest.raises(ForbiddenError, match="takes no part"):
        office.propose(by=BOTH)
    record_id = office.propose()
    with pytest.raises(ForbiddenError, match="takes no part"):
        office.decide(record_id, by=BOTH)
    other = office.propose(name="别的中心", uscc=code_of("0002"))
    office.decide(other, by=BOTH)


def test_nobody_decides_before_the_organisation_was_heard(office: Office) -> None:
    record_id = office.propose()
    with pytest.raises(ConflictError, match="until 2026-06-11"):
        office.decide(record_id, today=date(2026, 6, 11))
    office.decide(record_id, today=date(2026, 6, 12))


@pytest.mark.parametrize("who", [STRANGER, "officer-1", SECOND, "nobody"])
def test_only_the_organisation_makes_its_statement(office: Office, who: str) -> None:
    record_id = office.propose()
    with pytest.raises(ForbiddenError):
        office.state(record_id, by=who)


def test_a_statement_is_made_once_and_in_time(office: Office) -> None:
    record_id = office.propose()
    office.state(record_id, today=date(2026, 6, 11))
    with pytest.raises(ConflictError, match="already"):
        office.state(record_id, today=date(2026, 6, 11))
    late = office.propose(document_no="示财罚〔2026〕2号")
    with pytest.raises(ConflictError, match="ended on 2026-06-11"):
        office.state(late, today=date(2026, 6, 12))


def test_an_officer_enters_a_statement_from_paper_and_it_says_so(office: Office) -> None:
    record_id = office.propose()
    office.state(record_id, by=FIRST, on_paper=True)
    assert office.record(record_id).statement_on_paper
    with pytest.raises(ForbiddenError):
        office.state(office.propose(), by=SPEAKER, on_paper=True)


ENTRIES: dict[str, tuple[dict[str, Any], str]] = {
    "no document number": ({"document_no": " "}, "document number of the decision is missing"),
    "no authority": ({"authority": ""}, "deciding authority is missing"),
    "no facts": ({"facts": ""}, "facts is missing"),
    "no basis": ({"basis": ""}, "legal basis is missing"),
    "no source": ({"source_url": ""}, "address of the source is missing"),
    "a source that is no web address": ({"source_url": "ftp://a"}, "begins with https://"),
    "a resident's number": ({"facts": "负责人 11010519491231002X"}, "a resident identity number"),
    "a mobile number": ({"result": "电话13800138000"}, "a mobile number"),
    "facts without an end": ({"facts": "长" * 2001}, "at most 2000 signs"),
    "an unknown region": ({"region_code": "990000"}, "no region has the code 990000"),
    "no name": ({"name": " "}, "the organisation needs a name"),
    "a wrong code": ({"uscc": CODE[:-1] + "A"}, "is"),
    "an invented organisation": ({"uscc": make_uscc("52", "510603", "0009")}, "invented"),
    "notified tomorrow": ({"notified_on": TODAY + DAY}, "before or on the day of the entry"),
    "no way of notification": ({"notified_how": ""}, "how it was notified is missing"),
    "a period that is too long": ({"shown_until_on": date(2027, 5, 9)}, "CN-REPAIR-2.2"),
    "a wrong amount": ({"fine_yuan": "1.005"}, "at most two decimals"),
}


@pytest.mark.parametrize(("changes", "why"), ENTRIES.values(), ids=ENTRIES)
def test_an_entry_that_cannot_be_right_is_refused_and_nothing_is_kept(
    office: Office, changes: dict[str, Any], why: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        office.propose(**changes)
    assert why in str(refused.value)
    with reading(office.town.engine) as session:
        assert session.scalars(select(CreditRecord)).all() == []


def test_a_decision_that_grew_too_old_meanwhile_is_not_entered(office: Office) -> None:
    record_id = office.propose()
    with pytest.raises(InvalidInputError, match="longest period"):
        office.decide(record_id, today=date(2027, 5, 9))
    assert office.record(record_id).state == CreditState.PROPOSED


def test_one_decision_is_entered_once_and_never_again_after_its_repair(office: Office) -> None:
    record_id = office.propose()
    number = office.record(record_id).document_no
    with pytest.raises(ConflictError, match="has this decision already"):
        office.propose(document_no=number)
    office.decide(record_id)
    other = office.enter()
    change_id = office.ask_correction(other, document_no=number)
    with pytest.raises(ConflictError, match="has this decision already"):
        office.settle(change_id)
    office.settle(office.ask_repair(record_id, REPAIRABLE), REPAIRABLE)
    with pytest.raises(ConflictError, match="has this decision already"):
        office.propose(document_no=number, today=REPAIRABLE, notified_on=REPAIRABLE)
    office.decide(declined := office.propose(), enter=False)
    office.propose(document_no=office.record(declined).document_no)


def test_one_decision_entered_by_two_officers_at_once_is_kept_once(office: Office) -> None:
    def enter(name: str) -> str:
        try:
            return office.propose(by=name, document_no="示财罚〔2026〕99号")
        except ConflictError:
            return ""

    with ThreadPoolExecutor(4) as pool:
        kept = [each for each in pool.map(enter, [FIRST, SECOND, THIRD, FIRST]) if each]
    assert len(kept) == 1


def test_a_code_that_is_known_under_another_name_is_a_mistake_to_mend(office: Office) -> None:
    with pytest.raises(InvalidInputError, match="that of 示例照护中心"):
        office.propose(name="别的单位")
    assert office.propose(name="示例照护中心 ")


def test_repair_waits_for_the_shortest_period_and_for_a_third_person(office: Office) -> None:
    record_id = office.enter()
    with pytest.raises(ConflictError, match="from 2026-08-08"):
        office.ask_repair(record_id, REPAIRABLE - DAY)
    for who in (FIRST, STRANGER, "officer-1"):
        with pytest.raises(ForbiddenError):
            office.ask_repair(record_id, REPAIRABLE, by=who)
    change_id = office.ask_repair(record_id, REPAIRABLE)
    with pytest.raises(ConflictError, match="asked for already"):
        office.ask_repair(record_id, REPAIRABLE)
    with pytest.raises(ForbiddenError, match="who proposed"):
        office.settle(change_id, REPAIRABLE, by=FIRST)
    with pytest.raises(ForbiddenError):
        office.settle(change_id, REPAIRABLE, by=SPEAKER)
    office.settle(change_id, REPAIRABLE, grant=False)
    assert office.record(record_id).state == CreditState.IN_EFFECT
    assert office.change(change_id).is_granted is False
    office.settle(office.ask_repair(record_id, REPAIRABLE + DAY), REPAIRABLE + DAY)
    assert office.record(record_id).state == CreditState.REPAIRED


def test_where_a_law_excludes_repair_nobody_can_ask(office: Office) -> None:
    record_id = office.enter(unrepairable="某法第九条")
    assert office.record(record_id).repair_from_on is None
    with pytest.raises(ConflictError, match="某法第九条"):
        office.ask_repair(record_id, date(2027, 1, 1))


def test_a_ban_that_still_runs_ends_with_the_repair_by_a_decision_only(office: Office) -> None:
    record_id = office.enter(particulars=replace(BANNED, ban_last_on=date(2028, 5, 8)))
    day = date(2027, 5, 8)
    change_id = office.ask_repair(record_id, day)
    with pytest.raises(ConflictError, match="the decision that lifts it"):
        office.settle(change_id, day)
    office.settle(change_id, day, lifted_by="示财解〔2027〕1号")
    assert office.record(record_id).ban_last_on == day - DAY
    assert office.change(change_id).lifted_by == "示财解〔2027〕1号"


def test_a_correction_changes_texts_by_two_people_with_a_public_note(office: Office) -> None:
    record_id = office.enter()
    change_id = office.ask_correction(record_id, document_no="示财罚〔2026〕11号")
    with pytest.raises(ForbiddenError, match="who asked"):
        office.settle(change_id, by=FIRST)
    assert office.record(record_id).document_no == "示财罚〔2026〕1号"
    office.settle(change_id)
    record = office.record(record_id)
    assert (record.document_no, record.note) == ("示财罚〔2026〕11号", "录入有误")
    assert record.corrected_on == HEARD
    assert "示财罚〔2026〕11号" in record.search_text
    assert json.loads(office.change(change_id).changes) == {"document_no": "示财罚〔2026〕11号"}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"tier": "minor"}, "tier cannot be corrected"),
        ({"statement": "别的话"}, "statement cannot be corrected"),
        ({"basis": "某法第三条"}, "nothing is different"),
        ({"facts": ""}, "facts is missing"),
        ({"source_url": "javascript:alert(1)"}, "begins with https://"),
        ({"facts": "电话13800138000"}, "a mobile number"),
    ],
)
def test_a_correction_touches_nothing_else(
    office: Office, changes: dict[str, str], why: str
) -> None:
    record_id = office.enter()
    with pytest.raises(InvalidInputError, match=why):
        office.ask_correction(record_id, **changes)


def test_a_revoked_record_ends_with_its_note_and_nothing_follows(office: Office) -> None:
    record_id = office.enter()
    change_id = office.ask_revocation(record_id)
    office.settle(change_id)
    record = office.record(record_id)
    assert (record.state, record.ended_on) == (CreditState.REVOKED, HEARD)
    assert record.note == "行政复议决定撤销了原处罚"
    with pytest.raises(ConflictError, match="revoked by now"):
        office.ask_correction(record_id, basis="别的条款")
    with pytest.raises(ConflictError, match="revoked by now"):
        office.settle(change_id, by=THIRD)


def test_nothing_is_asked_of_a_record_that_expired(office: Office) -> None:
    record_id = office.enter()
    with pytest.raises(ConflictError, match="expired by now"):
        office.ask_repair(record_id, date(2027, 5, 9))


def test_two_officers_at_once_decide_one_time(office: Office) -> None:
    town, record_id = office.town, office.propose()
    office.state(record_id)

    def deciding(name: str, *, enter: bool) -> Callable[..., object]:
        from portal.credit.deciding import decide_record

        return lambda s: decide_record(
            s, town.person(s, name), record_id, "理由", HEARD, enter=enter
        )

    deeds = [deciding(SECOND, enter=True), deciding(THIRD, enter=False)] * 3
    assert sorted(at_once(town, deeds)) == ["ConflictError"] * 5 + ["done"]


def test_a_repair_and_a_revocation_at_once_end_a_record_one_time(office: Office) -> None:
    from portal.credit.changes import decide_change

    town, record_id = office.town, office.enter()
    repair = office.ask_repair(record_id, REPAIRABLE)
    revocation = office.ask_revocation(record_id)

    def settling(change_id: str, name: str) -> Callable[..., object]:
        return lambda s: decide_change(
            s, town.person(s, name), change_id, "理由", REPAIRABLE, grant=True
        )

    second = overlapping(town, settling(repair, SECOND), settling(revocation, THIRD))
    assert second == "ConflictError"
    assert office.record(record_id).state == CreditState.REPAIRED


def test_two_statements_at_once_keep_the_first(office: Office) -> None:
    record_id = office.propose()

    def say(words: str) -> str:
        try:
            office.state(record_id, words)
        except ConflictError:
            return ""
        return words

    with ThreadPoolExecutor(4) as pool:
        kept = [each for each in pool.map(say, ["一", "二", "三", "四"]) if each]
    assert kept == [office.record(record_id).statement]


def test_the_desk_shows_officers_everything_and_an_organisation_its_own(office: Office) -> None:
    town, ours = office.town, office.propose()
    theirs = office.propose(name="别的中心", uscc=code_of("0002"))

    def seen(name: str) -> set[str]:
        return {each.id for each in town.act(name, list_desk_records)}

    assert seen(FIRST) == {ours, theirs}
    assert seen(SPEAKER) == {ours}
    assert seen(STRANGER) == set()
    with pytest.raises(NotFoundError):
        town.act(SPEAKER, lambda s, who: get_desk_record(s, who, theirs))
    with pytest.raises(ForbiddenError):
        seen("officer-1")
    item = town.act(BOTH, lambda s, who: get_desk_record(s, who, ours))
    assert (item.is_finance, item.is_organisation) == (False, True)
    assert item.record.organisation_id == WHO
