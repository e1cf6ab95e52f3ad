"""The duty register: who may enter what, and what is due."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.compliance.duties import (
    NewDuty,
    duties_of_month,
    duty_states,
    record_duty,
)
from portal.errors import ForbiddenError, InvalidInputError, NotFoundError
from portal.records.audit import AuditEntry
from portal.records.compliance import DutyRecord
from portal.records.contract import Contract
from portal.records.organisation import Organisation
from portal.records.region import Region
from portal.records.session import reading, writing
from tests.db.county import LAKE, PLACE, STRANGER
from tests.db.register import (
    COUNTY,
    EVIDENCE,
    NEIGHBOUR,
    PREFECTURE,
    TOWNSHIP,
    enter,
    entries,
    said,
    states,
)
from tests.db.town import ELSEWHERE, OPERATOR, PURCHASER, TODAY, Town

# Entering


def test_an_entry_keeps_figures_evidence_and_who_entered_it(lake: Town) -> None:
    key = enter(lake, figures={"attendees": " 1,040 ", "topic": "低收入认定\u200b", "way": "visit"})
    with reading(lake.engine) as session:
        kept = session.get_one(DutyRecord, key)
        assert json.loads(kept.figures) == {
            "attendees": "1040",
            "topic": "低收入认定",
            "way": "visit",
        }
        assert (kept.period, kept.evidence, kept.region_code) == ("2025", EVIDENCE, COUNTY)
        assert kept.account_id
        assert not kept.is_demo
        trail = session.scalars(select(AuditEntry).where(AuditEntry.object_id == key)).one()
        assert (trail.action, trail.detail) == ("record_duty", '{"duty": "lk-training"}')


def test_an_entry_of_an_invented_purchaser_is_marked_as_invented(lake: Town) -> None:
    with writing(lake.engine) as session:
        session.get_one(Organisation, PURCHASER).is_demo = True
    key = enter(lake)
    with reading(lake.engine) as session:
        assert session.get_one(DutyRecord, key).is_demo


@pytest.mark.parametrize("who", [STRANGER, "evaluator-1", "contractor-1", "finance-1", "nobody"])
def test_nobody_enters_a_duty_for_a_purchaser_they_do_not_work_for(lake: Town, who: str) -> None:
    with pytest.raises(ForbiddenError):
        enter(lake, who=who)
    assert entries(lake) == 0


@pytest.mark.parametrize("region", [NEIGHBOUR, PREFECTURE, "440000", "100000"])
def test_an_officer_fills_no_other_regions_page(lake: Town, region: str) -> None:
    with pytest.raises(ForbiddenError, match=f"no contract under this document in .* {region}"):
        enter(lake, region_code=region)
    assert entries(lake) == 0


def test_an_officer_enters_nothing_under_a_document_the_purchaser_does_not_buy_by(
    lake: Town,
) -> None:
    with pytest.raises(ForbiddenError):
        enter(
            lake,
            "gd-staffing",
            {},
            place="guangdong",
            region_code=COUNTY,
        )


def test_the_units_inside_and_the_purchasers_own_region_are_open_to_its_officers(
    lake: Town,
) -> None:
    enter(lake, "lk-inspection", {}, region_code=TOWNSHIP)
    with writing(lake.engine) as session:
        session.get_one(Contract, LAKE).region_code = TOWNSHIP
    enter(lake)
    enter(
        lake,
        figures={"attendees": 3},
        who=STRANGER,
        organisation_id=ELSEWHERE,
        region_code="440000",
    )
    assert entries(lake) == 3


def test_the_operator_enters_for_any_unit_and_not_for_an_unknown_purchaser(lake: Town) -> None:
    with writing(lake.engine) as session:
        entered = NewDuty(
            PLACE, "lk-training", NEIGHBOUR, PURCHASER, date(2025, 9, 1), {"attendees": 1}
        )
        assert record_duty(session, OPERATOR, entered, TODAY).account_id is None
    for unknown in ("unknown", "a\x00b", ""):
        with pytest.raises(NotFoundError, match="no organisation"):
            enter(lake, who="operator-1", organisation_id=unknown)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"figures": {}}, "Attendees is needed"),
        ({"figures": {"attendees": ""}}, "Attendees is needed"),
        ({"figures": {"attendees": "forty"}}, "Attendees must be a whole number from 0, not forty"),
        ({"figures": {"attendees": "1.5"}}, "Attendees must be a whole number"),
        ({"figures": {"attendees": 1, "way": "fax"}}, "Way: fax is not on the list Ways of servi"),
        ({"figures": {"attendees": 1, "way": "letter"}}, "Way: letter is not on the list"),
        ({"figures": {"attendees": 1, "guests": 2}}, "this duty has no figure guests"),
        ({"figures": {"attendees": 1, "topic": "电话13800138000"}}, "Topic: signs 3 to 13 look"),
        ({"evidence": "电话13800138000"}, "evidence: signs 3 to 13 look like a mobile number"),
        ({"evidence": "长" * 1001}, "the evidence has at most 1000 signs"),
        ({"region_code": "999999"}, "no region has the code 999999"),
        ({"region_code": ""}, "no region has the code"),
        ({"region_code": "51\x0003"}, "no region has the code"),
        ({"done_on": date(2026, 3, 2)}, "cannot have been done after today (2026-03-01)"),
        ({"done_on": date(1900, 1, 1)}, "cannot have been done before 1949-10-01"),
    ],
)
def test_what_cannot_be_right_is_refused_by_name_and_nothing_is_kept(
    lake: Town, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        enter(lake, **changes)
    assert sentence in str(refused.value)
    assert entries(lake) == 0


def test_the_evidence_may_be_as_long_as_it_may_be_and_empty(lake: Town) -> None:
    enter(lake, evidence="长" * 1000)
    enter(lake, evidence="  ")
    assert entries(lake) == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"place": "atlantis"}, "no governing document is known as atlantis"),
        ({"duty": "lk-unknown"}, "no duty is known as lk-unknown"),
        ({"duty": "dy-training"}, "no duty is known as dy-training"),
    ],
)
def test_a_duty_that_the_document_does_not_know_is_not_found(
    lake: Town, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(NotFoundError, match=sentence):
        enter(lake, **changes)


# What is due


def test_a_yearly_duty_is_late_when_it_was_not_done_as_often_as_asked(lake: Town) -> None:
    enter(lake)
    before = states(lake, date(2025, 11, 30), duty="lk-training")
    after = states(lake, date(2025, 12, 1), duty="lk-training")
    assert said(before) == [("2025", 1, False), ("2024", 0, True)]
    assert said(after) == [("2025", 1, True), ("2024", 0, True)]
    enter(lake, done_on=date(2025, 12, 31))
    assert said(states(lake, duty="lk-training"))[1] == ("2025", 2, False)


def test_nothing_is_asked_for_a_period_that_was_over_before_the_rule_could_be_read(
    lake: Town,
) -> None:
    monthly = [each.period for each in states(lake, date(2024, 8, 15), duty="lk-report")]
    assert monthly == ["2024-08", "2024-07", "2024-06"]
    assert states(lake, date(2024, 5, 31)) == []


def test_nothing_is_asked_whose_last_day_came_after_the_rule_had_ended(lake: Town) -> None:
    later = date(2028, 6, 1)
    assert max(each.period for each in states(lake, later, duty="lk-report")) == "2027-09"
    assert max(each.period for each in states(lake, later, duty="lk-training")) == "2026"


def test_what_was_done_unasked_is_shown_and_never_late(lake: Town) -> None:
    enter(lake, done_on=date(2023, 5, 1))
    (early,) = (each for each in states(lake, duty="lk-training") if each.period == "2023")
    assert (len(early.records), early.due_on, early.is_done, early.is_overdue) == (
        1,
        None,
        False,
        False,
    )
    assert early not in duties_of_month(states(lake), TODAY)


def test_a_duty_that_comes_with_an_event_shows_its_entries_and_is_never_late(lake: Town) -> None:
    assert states(lake, region=TOWNSHIP, duty="lk-inspection") == []
    enter(lake, "lk-inspection", {}, region_code=TOWNSHIP)
    (found,) = states(lake, region=TOWNSHIP, duty="lk-inspection")
    assert (found.period, found.due_on, found.is_done, found.is_overdue) == (
        "2025",
        None,
        True,
        False,
    )


def test_a_duty_is_asked_of_units_of_its_own_level_only(lake: Town) -> None:
    assert states(lake, region=TOWNSHIP) == []
    assert states(lake, region=PREFECTURE) == []
    assert states(lake, region="000000") == []


def test_since_hides_what_was_due_earlier(lake: Town) -> None:
    found = states(lake, since=date(2026, 1, 1))
    assert {each.period for each in found} == {"2026", "2026-01", "2026-02", "2026-03"}


def test_the_month_asks_for_what_is_due_by_its_end_and_for_what_is_late(lake: Town) -> None:
    for month in (1, 2):
        enter(lake, "lk-report", {"persons": 10}, done_on=date(2026, month, 20))
    enter(lake, done_on=date(2025, 3, 1))
    asked = duties_of_month(states(lake, since=date(2025, 11, 1)), TODAY)
    assert [(each.duty.id, each.period) for each in asked] == [
        ("lk-report", "2026-03"),
        ("lk-report", "2025-12"),
        ("lk-report", "2025-11"),
        ("lk-training", "2025"),
    ]


def test_the_states_come_newest_first(lake: Town) -> None:
    periods = [each.period for each in states(lake)]
    assert periods == sorted(periods, reverse=True)


def test_nobody_is_called_late_by_a_document_without_a_known_day(session: Session) -> None:
    """Zunyi's opinions name no day of publication; what they ask is shown, and late is nobody."""
    session.add(Region(code="520302", name="红花岗区", level="county", path="红花岗区"))
    session.flush()
    states = duty_states(session, "zunyi", "520302", since=date(2025, 1, 1), today=TODAY)
    own = [each for each in states if each.duty.id.startswith("zy-") and each.due_on]

    assert any(each.due_on and each.due_on < TODAY for each in own)
    assert not any(each.is_overdue for each in own)
    assert any(each.is_overdue for each in states if each.duty.id.startswith("cn-"))
