"""What officers record of a contract, and the reasons they give, which are published."""

import json
from collections.abc import Mapping
from datetime import date
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select

from portal.compliance.evidence import contract_facts
from portal.compliance.judging import reasons_for
from portal.compliance.recording import facts_asked
from portal.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from portal.policy.findings import Severity
from portal.policy.formulas.formula import Outcome
from portal.policy.installed import installed
from portal.records.audit import AuditEntry
from portal.records.compliance import FindingReason, RecordedFact
from portal.records.contract import Contract
from portal.records.project import Project
from portal.records.session import reading, writing
from tests.db.county import (
    COLLEAGUE,
    FOREIGN,
    LAKE,
    OFFICER,
    PLACE,
    REASON,
    SIGNED,
    STRANGER,
    by_id,
    contract,
    judged,
    outcomes,
    record,
)
from tests.db.town import CONTRACT, Town


def rows(town: Town, name: str | None = None) -> list[tuple[str, str, bool]]:
    with reading(town.engine) as session:
        found = session.scalars(
            select(RecordedFact).order_by(RecordedFact.recorded_at, RecordedFact.is_current)
        )
        return [
            (each.name, each.value, each.is_current) for each in found if name in (None, each.name)
        ]


def reasons(town: Town) -> list[tuple[str, str]]:
    with reading(town.engine) as session:
        found = session.scalars(select(FindingReason).order_by(FindingReason.recorded_at))
        return [(each.rule_id, each.reason) for each in found]


def test_what_an_officer_records_is_what_the_rules_read(lake: Town) -> None:
    said = {
        "contract.hours": "120",
        "contract.is_open": "yes",
        "contract.fee": "49.99",
        "contract.remarks": " 每月\u200b两次 ",
        "contract.way": "visit",
        "contract.ways": ["visit", "call"],
        "contract.agreed_on": "2025-02-28",
    }
    assert record(lake, said) == 7
    with reading(lake.engine) as session:
        known = installed().facts(PLACE)
        facts = contract_facts(session, session.get_one(Contract, LAKE), known)
    assert facts.values["contract.hours"] == 120
    assert facts.values["contract.is_open"] is True
    assert facts.values["contract.fee"] == 4999
    assert facts.values["contract.remarks"] == "每月两次"
    assert facts.values["contract.way"] == "visit"
    assert facts.values["contract.ways"] == ("visit", "call")
    assert facts.values["contract.agreed_on"] == date(2025, 2, 28)
    assert outcomes(judged(lake)) == dict.fromkeys(
        ("lk-hours", "lk-open", "lk-fee", "lk-said"), "pass"
    )


@pytest.mark.parametrize("who", [OFFICER, COLLEAGUE, "operator-1"])
def test_whoever_acts_for_the_purchaser_or_operates_the_portal_records(
    lake: Town, who: str
) -> None:
    assert record(lake, {"contract.hours": 120}, who=who) == 1


@pytest.mark.parametrize("who", [STRANGER, "evaluator-1", "contractor-1", "finance-1", "nobody"])
def test_nobody_else_records_anything(lake: Town, who: str) -> None:
    with pytest.raises(ForbiddenError):
        record(lake, {"contract.hours": 120}, who=who)
    assert rows(lake) == []


def test_a_revoked_officer_records_nothing(lake: Town) -> None:
    lake.revoke(OFFICER)
    with pytest.raises(ForbiddenError):
        record(lake, {"contract.hours": 120})


@pytest.mark.parametrize("contract_id", ["unknown", "", "a\x00b", "x" * 200, "' OR 1=1"])
def test_a_contract_that_does_not_exist_is_not_found(lake: Town, contract_id: str) -> None:
    with pytest.raises(NotFoundError):
        record(lake, {"contract.hours": 120}, on=contract_id)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"contract.unknown": "1"}, "no fact is known as contract.unknown"),
        ({"contract.amount": "1"}, "no fact is known as contract.amount"),  # a column's
        ({"contract.hours": "many"}, "Hours must be a whole number from 0, not many"),
        ({"contract.hours": "-1"}, "Hours must be a whole number from 0, not -1"),
        ({"contract.fee": "1.005"}, "Fee must be an amount with at most two decimals, not 1.005"),
        ({"contract.fee": "NaN"}, "Fee must be an amount"),
        ({"contract.is_open": "perhaps"}, "Open must be yes or no, not perhaps"),
        ({"contract.agreed_on": "2025-02-30"}, "Agreed on must be a day such as"),
        ({"contract.remarks": "长" * 2001}, "Remarks must be a text of at most 2000 signs"),
        ({"contract.way": "fax"}, "Way: fax is not on the list Ways of service"),
        ({"contract.way": "letter"}, "Way: letter is not on the list"),  # ended before the day
        ({"contract.way": "video"}, "Way: video is not on the list"),  # began after the day
        ({"contract.ways": ["call", "fax"]}, "Ways: fax is not on the list"),
        ({"contract.ways": [1]}, "Ways must be a list of codes"),
    ],
)
def test_what_cannot_be_right_is_refused_by_name_and_nothing_is_kept(
    lake: Town, said: Mapping[str, object], sentence: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        record(lake, {"contract.fee": "1", **said})
    assert sentence in str(refused.value)
    assert rows(lake) == []
    assert _audited(lake) == []


@pytest.mark.parametrize(
    "private",
    ["电话13800138000", "身份证99999919500228002X", "卡号4111 1111 1111 1111"],
)
def test_a_number_that_leads_to_one_person_is_refused_wherever_it_is_typed(
    lake: Town, private: str
) -> None:
    private = private.replace("99999919500228002X", _identity())
    with pytest.raises(InvalidInputError, match="Remarks: signs"):
        record(lake, {"contract.remarks": private})
    with pytest.raises(InvalidInputError, match="reason: signs"):
        record(lake, {"contract.hours": 10}, private)
    with pytest.raises(InvalidInputError, match="reason: signs"):
        record(lake, {"contract.hours": 200}, private)
    assert rows(lake) == []
    assert reasons(lake) == []


def _identity() -> str:
    """An invented identity number of a region that was never issued."""
    body = "99999919500228002"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(weight * int(digit) for weight, digit in zip(weights, body, strict=True)) % 11
    return body + "10X98765432"[rest]


def test_a_correction_is_a_new_row_and_the_old_one_stays(lake: Town) -> None:
    assert record(lake, {"contract.hours": 120}) == 1
    assert record(lake, {"contract.hours": 130}, who=COLLEAGUE) == 1
    assert rows(lake) == [("contract.hours", "120", False), ("contract.hours", "130", True)]
    with reading(lake.engine) as session:
        authors = set(session.scalars(select(RecordedFact.account_id)))
    assert len(authors) == 2


def test_an_empty_value_takes_a_fact_back_and_what_is_not_said_stays(lake: Town) -> None:
    record(lake, {"contract.hours": 120, "contract.remarks": "甲"})
    assert record(lake, {"contract.hours": ""}) == 1
    assert set(rows(lake)) == {
        ("contract.hours", "120", False),
        ("contract.remarks", "甲", True),
    }
    assert outcomes(judged(lake))["lk-hours"] == "not_applicable"
    assert record(lake, {"contract.remarks": " \u200b "}) == 1
    assert not any(current for _, _, current in rows(lake))


def test_saying_the_same_again_records_nothing(lake: Town) -> None:
    said = {"contract.hours": 120, "contract.fee": "1,000.00", "contract.ways": ["call", "visit"]}
    assert record(lake, said) == 3
    assert record(lake, said) == 0
    assert record(lake, {"contract.fee": "1000", "contract.agreed_on": None}) == 0
    assert len(rows(lake)) == 3
    assert len(_audited(lake)) == 1


def _audited(town: Town) -> list[dict[str, Any]]:
    with reading(town.engine) as session:
        found = session.scalars(
            select(AuditEntry.detail).where(AuditEntry.action == "record_facts")
        )
        return [json.loads(each) for each in found]


def test_the_trail_names_what_changed_and_not_what_it_says(lake: Town) -> None:
    record(lake, {"contract.hours": 50, "contract.remarks": "甲"}, REASON)
    assert _audited(lake) == [
        {"facts": ["contract.hours", "contract.remarks"], "reasons": ["lk-hours"]}
    ]


def test_a_contract_without_a_document_or_a_day_takes_no_facts(lake: Town) -> None:
    with pytest.raises(ConflictError, match="no governing document"):
        record(lake, {"contract.hours": 1}, on=CONTRACT)  # has no day of signing
    with writing(lake.engine) as session:
        session.get_one(Project, f"{LAKE}project").place = None
    with pytest.raises(ConflictError, match="no governing document"):
        record(lake, {"contract.hours": 1})


def test_two_officers_at_once_leave_one_current_value(lake: Town) -> None:
    trouble: list[BaseException] = []

    def state(who: str, hours: int) -> None:
        try:
            record(lake, {"contract.hours": hours}, who=who)
        except BaseException as error:  # noqa: BLE001 - a thread's error would be lost
            trouble.append(error)

    threads = [
        Thread(target=state, args=(who, 100 + number))
        for number in range(6)
        for who in (OFFICER, COLLEAGUE)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert trouble == []
    assert sum(current for _, _, current in rows(lake, "contract.hours")) == 1


def test_what_does_not_meet_a_rule_is_recorded_with_a_reason_only(lake: Town) -> None:
    with pytest.raises(InvalidInputError) as refused:
        record(lake, {"contract.hours": 60})
    assert "Hours of service (LK-1) is not met" in str(refused.value)
    assert "Hours is 60, below the 100 asked for" in str(refused.value)
    assert rows(lake) == []
    with pytest.raises(InvalidInputError):
        record(lake, {"contract.hours": 60}, " \t ")
    assert record(lake, {"contract.hours": 60}, f"  {REASON}\n") == 1
    assert reasons(lake) == [("lk-hours", REASON)]


def test_a_reason_that_is_needed_once_is_stored_once(lake: Town) -> None:
    record(lake, {"contract.hours": 60}, REASON)
    assert record(lake, {"contract.hours": 60}, REASON) == 0
    assert record(lake, {"contract.remarks": "甲"}) == 1
    assert record(lake, {"contract.remarks": "乙"}, REASON) == 1
    assert reasons(lake) == [("lk-hours", REASON)]


def test_one_reason_answers_every_rule_that_has_none(lake: Town) -> None:
    record(lake, {"contract.hours": 60}, REASON)
    record(lake, {"contract.is_open": "no"}, "涉及个人隐私")
    assert reasons(lake) == [("lk-hours", REASON), ("lk-open", "涉及个人隐私")]


def test_a_better_reason_takes_the_place_of_the_published_one(lake: Town) -> None:
    record(lake, {"contract.hours": 60}, REASON)
    assert record(lake, {}, "补充协议已签") == 0
    assert reasons(lake) == [("lk-hours", REASON), ("lk-hours", "补充协议已签")]
    with reading(lake.engine) as session:
        assert reasons_for(session, LAKE) == {"lk-hours": "补充协议已签"}


def test_a_rule_that_was_met_in_between_needs_a_new_reason(lake: Town) -> None:
    record(lake, {"contract.hours": 60}, REASON)
    record(lake, {"contract.hours": 120})
    with pytest.raises(InvalidInputError, match="give a reason"):
        record(lake, {"contract.hours": 30})


def test_an_option_and_what_is_missing_ask_for_no_reason(lake: Town) -> None:
    assert record(lake, {"contract.is_open": "yes", "contract.fee": "50.01"}) == 2
    found = judged(lake)
    assert by_id(found, "lk-fee").outcome == Outcome.FAIL
    assert by_id(found, "lk-fee").severity == Severity.HINT
    assert by_id(found, "lk-said").outcome == Outcome.FAIL
    assert reasons(lake) == []


def test_a_reason_nobody_asked_for_is_not_kept(lake: Town) -> None:
    assert record(lake, {"contract.hours": 120}, REASON) == 1
    assert reasons(lake) == []


def test_a_reason_has_a_length_a_page_can_show(lake: Town) -> None:
    with pytest.raises(InvalidInputError, match="at most 1000 signs"):
        record(lake, {"contract.hours": 60}, "长" * 1001)
    assert record(lake, {"contract.hours": 60}, "长" * 1000) == 1


def test_the_form_asks_once_for_each_fact_under_the_topic_of_what_asks(lake: Town) -> None:
    del lake
    groups = {
        topic: [each.name for each in facts] for topic, facts in facts_asked(PLACE, SIGNED).items()
    }
    own = {each.name for each in installed().packs[PLACE].facts}
    assert {
        topic: [name for name in names if name in own]
        for topic, names in groups.items()
        if own & {*names}
    } == {
        "contract": [
            "contract.hours",
            "contract.remarks",
            "contract.way",
            "contract.ways",
            "contract.agreed_on",
        ],
        "disclosure": ["contract.is_open"],
        "payment": ["contract.fee"],
    }
    assert not any(
        name.startswith(("unit.", "scheme.")) for each in groups.values() for name in each
    )


def test_the_other_purchaser_records_its_own_contract_only(lake: Town) -> None:
    assert record(lake, {"contract.hours": 120}, who=STRANGER, on=FOREIGN) == 1
    with pytest.raises(ForbiddenError):
        record(lake, {"contract.hours": 120}, who=OFFICER, on=FOREIGN)
    assert outcomes(judged(lake))["lk-hours"] == "not_applicable"
    assert outcomes(judged(lake, FOREIGN))["lk-hours"] == "pass"


def test_each_contract_of_a_project_has_its_own_facts_and_reasons(lake: Town) -> None:
    with writing(lake.engine) as session:
        session.add(contract("lakesecond", f"{LAKE}project"))
    record(lake, {"contract.hours": 60}, REASON)
    with reading(lake.engine) as session:
        assert reasons_for(session, "lakesecond") == {}
    with pytest.raises(InvalidInputError, match="give a reason"):
        record(lake, {"contract.hours": 60}, on="lakesecond")
