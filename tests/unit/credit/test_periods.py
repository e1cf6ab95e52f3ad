"""The periods of a credit record to the day, and what the law keeps out of the register."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.credit.kinds import Tier
from portal.credit.rules import (
    Claim,
    is_heard,
    is_in_force,
    minor_needs_reason,
    periods,
    refuse_early_repair,
    refuse_unlawful,
    statement_until,
)
from portal.errors import ConflictError, InvalidInputError
from portal.policy.installed import read_library

LIBRARY = read_library()
TODAY = date(2026, 11, 20)
DECIDED = date(2026, 10, 8)
MINOR, GENERAL, SERIOUS = Tier
COMPLETE = ("name", "facts", "result", "basis", "day", "authority", "address")


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("tier", "decided", "repair", "latest"),
    [
        (MINOR, "2026-10-08", "2026-10-08", "2027-01-08"),
        (GENERAL, "2026-10-08", "2027-01-08", "2027-10-08"),
        (SERIOUS, "2026-10-08", "2027-10-08", "2029-10-08"),
        # a month without the corresponding day ends with its last (Civil Code Art. 202)
        (MINOR, "2026-11-30", "2026-11-30", "2027-02-28"),
        (GENERAL, "2026-11-30", "2027-02-28", "2027-11-30"),
        (MINOR, "2027-11-30", "2027-11-30", "2028-02-29"),
        (SERIOUS, "2028-02-29", "2029-02-28", "2031-02-28"),
        (GENERAL, "2027-02-28", "2027-05-28", "2028-02-28"),
        # decisions from before the day on which Order 36 came into force count from their own day
        (GENERAL, "2026-03-31", "2026-06-30", "2027-03-31"),
        (GENERAL, "2026-04-01", "2026-07-01", "2027-04-01"),
        (SERIOUS, "2026-03-31", "2027-03-31", "2029-03-31"),
    ],
)
def test_periods_run_from_the_day_of_the_decision(
    tier: Tier, decided: str, repair: str, latest: str
) -> None:
    found = periods(LIBRARY, tier, day(decided), TODAY)
    assert (found.repair_from_on, found.latest_on) == (day(repair), day(latest))


def test_the_months_are_those_of_the_rule_pack_with_their_clauses() -> None:
    assert [
        (each.least_months, each.most_months)
        for each in (periods(LIBRARY, tier, DECIDED, TODAY) for tier in Tier)
    ] == [(0, 3), (3, 12), (12, 36)]
    assert periods(LIBRARY, GENERAL, DECIDED, TODAY).clauses == ("CN-REPAIR-2.2", "CN-REPAIR-3")


def claim(tier: Tier = GENERAL, **changes: object) -> Claim:
    lawful = Claim(
        tier=tier,
        decided_on=DECIDED,
        effective_on=DECIDED,
        shown_until_on=periods(LIBRARY, tier, DECIDED, TODAY).latest_on,
        shown_because="影响面广" if tier is MINOR else None,
        fields=COMPLETE,
    )
    return replace(lawful, **changes)  # type: ignore[arg-type] # of its own fields


LAWFUL = {
    "a minor breach with a reason": claim(MINOR),
    "a general breach for the longest time": claim(),
    "a general breach for the shortest time": claim(shown_until_on=day("2027-01-08")),
    "the shortest time where the first day counts": claim(shown_until_on=day("2027-01-07")),
    "a serious breach": claim(SERIOUS),
    "a ban of a year": claim(
        SERIOUS,
        ban_first_on=DECIDED,
        ban_last_on=day("2027-10-07"),
        shown_until_on=day("2027-10-08"),
    ),
    "a ban of three years": claim(SERIOUS, ban_first_on=DECIDED, ban_last_on=day("2029-10-08")),
    "a ban that begins later than it may be shown to the end": claim(
        SERIOUS, ban_first_on=TODAY, ban_last_on=day("2029-11-20")
    ),
    "a fine of five per mille": claim(fine_fen=500, purchase_fen=100_000),
    "a decision of the day": claim(decided_on=TODAY, effective_on=TODAY),
}


@pytest.mark.parametrize("lawful", LAWFUL.values(), ids=LAWFUL)
def test_what_the_law_allows_is_entered(lawful: Claim) -> None:
    refuse_unlawful(LIBRARY, lawful, TODAY)


UNLAWFUL = {
    "a minor breach without a reason": (claim(MINOR, shown_because=None), "as a rule not shown"),
    "a minor breach a day too long": (
        claim(MINOR, shown_until_on=day("2027-01-09")),
        "CN-REPAIR-2.1",
    ),
    "a general breach a day too long": (claim(shown_until_on=day("2027-10-09")), "CN-REPAIR-2.2"),
    "a general breach a day too short": (claim(shown_until_on=day("2027-01-06")), "CN-REPAIR-2.2"),
    "a serious breach a day too long": (
        claim(SERIOUS, shown_until_on=day("2029-10-09")),
        "CN-REPAIR-2.3",
    ),
    "a serious breach a day too short": (
        claim(SERIOUS, shown_until_on=day("2027-10-06")),
        "CN-REPAIR-2.3",
    ),
    "a serious breach without the address": (claim(SERIOUS, fields=COMPLETE[:-1]), "CN-526-2"),
    "effective before it was made": (
        claim(effective_on=DECIDED - timedelta(days=1)),
        "before the day it was made",
    ),
    "not effective yet": (claim(effective_on=TODAY + timedelta(days=1)), "only an effective one"),
    "over already": (
        claim(decided_on=day("2025-11-19"), effective_on=day("2025-11-19")),
        "the longest period for showing it ended on 2026-11-19",
    ),
    "an end in the past": (
        claim(
            decided_on=day("2026-08-01"),
            effective_on=day("2026-08-01"),
            shown_until_on=day("2026-11-19"),
        ),
        "lies in the past",
    ),
    "half a ban": (claim(SERIOUS, ban_first_on=DECIDED), "its first and its last day"),
    "a ban of less than a year": (
        claim(SERIOUS, ban_first_on=DECIDED, ban_last_on=day("2027-10-06")),
        "CN-GPL-77",
    ),
    "a ban of more than three years": (
        claim(SERIOUS, ban_first_on=DECIDED, ban_last_on=day("2029-10-09")),
        "CN-GPL-77",
    ),
    "a ban for a general breach": (
        claim(ban_first_on=DECIDED, ban_last_on=day("2027-10-08")),
        "is a serious breach",
    ),
    "a ban before its decision": (
        claim(SERIOUS, ban_first_on=DECIDED - timedelta(days=1), ban_last_on=day("2027-10-08")),
        "cannot begin before",
    ),
    "a ban that is hidden while it runs": (
        claim(
            SERIOUS,
            ban_first_on=DECIDED,
            ban_last_on=day("2028-10-08"),
            shown_until_on=day("2028-10-07"),
        ),
        "as long as its ban runs",
    ),
    "a fine below the range": (claim(fine_fen=499, purchase_fen=100_000), "CN-GPL-77"),
    "a fine above the range": (claim(fine_fen=1001, purchase_fen=100_000), "CN-GPL-77"),
}


@pytest.mark.parametrize(("unlawful", "why"), UNLAWFUL.values(), ids=UNLAWFUL)
def test_what_the_law_does_not_allow_is_refused_with_its_rule(unlawful: Claim, why: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        refuse_unlawful(LIBRARY, unlawful, TODAY)
    assert why in str(refused.value)


@pytest.mark.parametrize(("on", "needed"), [("2026-03-31", False), ("2026-04-01", True)])
def test_a_minor_breach_is_as_a_rule_not_shown_since_order_36(on: str, *, needed: bool) -> None:
    assert minor_needs_reason(LIBRARY, day(on)) is needed
    entered = claim(
        MINOR,
        shown_because=None,
        decided_on=day("2026-03-01"),
        effective_on=day("2026-03-01"),
        shown_until_on=day("2026-06-01"),
    )
    if needed:
        with pytest.raises(InvalidInputError, match="as a rule not shown"):
            refuse_unlawful(LIBRARY, entered, day(on))
    else:
        refuse_unlawful(LIBRARY, entered, day(on))


@pytest.mark.parametrize(
    ("on", "allowed"), [("2027-01-07", False), ("2027-01-08", True), ("2027-10-08", True)]
)
def test_repair_can_be_asked_for_when_the_shortest_period_is_reached(
    on: str, *, allowed: bool
) -> None:
    first = periods(LIBRARY, GENERAL, DECIDED, TODAY).repair_from_on
    if allowed:
        refuse_early_repair(first, None, day(on))
    else:
        with pytest.raises(ConflictError, match="from 2027-01-08"):
            refuse_early_repair(first, None, day(on))


def test_a_law_may_exclude_repair_for_good() -> None:
    with pytest.raises(ConflictError, match="某法第九条"):
        refuse_early_repair(None, "某法第九条", day("2040-01-01"))


@pytest.mark.parametrize(
    ("statement", "on", "heard"),
    [(None, "2026-11-11", False), (None, "2026-11-12", True), ("不同意", "2026-11-02", True)],
)
def test_an_organisation_is_heard_when_it_spoke_or_its_time_passed(
    statement: str | None, on: str, *, heard: bool
) -> None:
    until = statement_until(day("2026-11-01"), 10)
    assert until == day("2026-11-11")
    assert is_heard(statement, until, day(on)) is heard


@pytest.mark.parametrize(
    ("on", "holds"),
    [("2026-10-07", False), ("2026-10-08", True), ("2027-10-08", True), ("2027-10-09", False)],
)
def test_a_ban_includes_both_its_ends_and_nothing_after(on: str, *, holds: bool) -> None:
    assert is_in_force(day("2026-10-08"), day("2027-10-08"), day(on)) is holds
    assert not is_in_force(None, None, day(on))
