"""Until when one may object or complain, counted from the end of the notice's period."""

from datetime import date

import pytest

from portal.policy.calendar import Deadline
from portal.policy.facts import Facts
from portal.policy.installed import installed
from portal.policy.library import NATIONAL
from portal.policy.remedies import OPENED_BY, Remedies, remedies


def ways(kind: str, **days: date) -> Remedies:
    facts = Facts({f"contract.purchase.{name}": day for name, day in days.items()})
    found = remedies(installed(), NATIONAL, kind, facts)
    assert found
    return found


def test_the_days_after_a_result_run_from_the_end_of_its_period() -> None:
    """Published on Wed 2026-03-11; period 1, then 7, 7 and 15 working days; 4–6 April are off."""
    found = ways("result", result_on=date(2026, 3, 11))
    assert found.period_ends == Deadline(date(2026, 3, 12))
    assert found.challenge_until == Deadline(date(2026, 3, 23))
    assert found.complain_until == Deadline(date(2026, 4, 23))
    assert found.days == {"inquiry": 3, "challenge": 7, "reply": 7, "complaint": 15}


def test_a_longer_period_that_the_notice_states_counts() -> None:
    found = ways("result", result_on=date(2026, 3, 11), result_until_on=date(2026, 3, 13))
    assert found.period_ends == Deadline(date(2026, 3, 13))
    shorter = ways("result", result_on=date(2026, 3, 11), result_until_on=date(2026, 3, 11))
    assert shorter.period_ends == Deadline(date(2026, 3, 12))


def test_without_a_registered_publication_no_day_is_counted() -> None:
    found = ways("result")
    assert (found.period_ends, found.challenge_until, found.complain_until) == (None, None, None)
    assert set(found.rules) == {"inquiry", "challenge", "reply", "complaint"}


def test_days_into_a_year_without_a_calendar_are_provisional() -> None:
    found = ways("result", result_on=date(2026, 12, 10))
    assert found.complain_until
    assert found.complain_until.provisional


@pytest.mark.parametrize(
    ("kind", "ends"),
    [
        ("tender", date(2026, 3, 18)),
        ("negotiation", date(2026, 3, 16)),
        ("prequalification", date(2026, 3, 18)),
    ],
)
def test_the_documents_open_the_way_when_their_notice_has_stood(kind: str, ends: date) -> None:
    day = date(2026, 3, 11)
    found = ways(kind, notice_on=day, prequalification_on=day)
    assert found.period_ends == Deadline(ends)


@pytest.mark.parametrize("kind", ["contract", "acceptance", "correction", "other"])
def test_other_notices_open_no_way(kind: str) -> None:
    assert kind not in OPENED_BY
    assert remedies(installed(), NATIONAL, kind, Facts()) is None


def test_after_a_termination_the_days_run_from_its_own_publication() -> None:
    """Published on Wed 2026-03-11; the call's own period, long over, counts for nothing."""
    called = Facts({"contract.purchase.notice_on": date(2026, 2, 2)})
    found = remedies(installed(), NATIONAL, "termination", called, date(2026, 3, 11))
    assert found
    assert (found.period, found.period_ends) == (None, Deadline(date(2026, 3, 11)))
    assert found.challenge_until == Deadline(date(2026, 3, 20))
    unpublished = remedies(installed(), NATIONAL, "termination", called)
    assert unpublished
    assert (unpublished.period_ends, unpublished.challenge_until) == (None, None)


@pytest.mark.parametrize("kind", ["intention", "single_source"])
def test_before_the_call_one_can_always_ask(kind: str) -> None:
    found = remedies(installed(), NATIONAL, kind, Facts(), date(2026, 3, 11))
    assert found
    assert found.days == {"inquiry": 3}
    assert (found.challenge_until, found.complain_until) == (None, None)
    assert found.objection_until is None


def test_a_publicity_is_open_to_objections_until_its_stated_last_day() -> None:
    stated = Facts({"contract.purchase.publicity_until_on": date(2026, 3, 18)})
    found = remedies(installed(), NATIONAL, "single_source", stated)
    assert found
    assert found.objection_until == Deadline(date(2026, 3, 18))
    assert found.period
    assert "CN-REG-38" in found.period.clauses
    intention = remedies(installed(), NATIONAL, "intention", stated)
    assert intention
    assert intention.objection_until is None
