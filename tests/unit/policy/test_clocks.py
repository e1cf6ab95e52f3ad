"""Clocks of disclosure: counted out by the packs' own rules, from what is known."""

from datetime import date

import pytest

from portal.policy.clocks import Running, clock_rules, is_of_purchase, is_overdue, running
from portal.policy.facts import Facts, Value
from portal.policy.formulas.formula import Timing
from portal.policy.installed import installed
from portal.policy.library import NATIONAL
from portal.policy.model import Strength

WED = date(2021, 8, 11)


def clocks(**facts: Value) -> dict[str, Running]:
    """The clocks that run, by rule; names with ``__`` for a point, under ``contract.``."""
    known = {f"contract.{name.replace('__', '.')}": value for name, value in facts.items()}
    return {each.rule.id: each for each in running(installed(), NATIONAL, Facts(known))}


def timing(rule: str, **facts: Value) -> Timing:
    return clocks(**facts)[rule].timing


@pytest.mark.parametrize(
    ("announced", "is_met", "late"),
    [
        (date(2021, 8, 12), True, None),
        (date(2021, 8, 13), True, None),
        (date(2021, 8, 16), False, 1),
        (date(2021, 8, 18), False, 3),
        (None, None, None),
    ],
)
def test_a_result_is_announced_within_two_working_days_of_the_decision(
    announced: date | None, is_met: bool | None, late: int | None
) -> None:
    """The worked example in print: decided on Wednesday 2021-08-11, due on 2021-08-13."""
    given: dict[str, Value] = {"purchase__decided_on": WED}
    if announced:
        given["purchase__result_on"] = announced
    found = timing("cn-result-2", **given)
    assert found.due_on == date(2021, 8, 13)
    assert found.is_met is is_met
    assert found.missed_by == late


def test_an_open_clock_is_overdue_from_the_day_after_its_last_one() -> None:
    found = timing("cn-result-2", purchase__decided_on=WED)
    assert not is_overdue(found, date(2021, 8, 13), is_period=False)
    assert is_overdue(found, date(2021, 8, 14), is_period=False)


def test_a_year_without_a_calendar_leaves_nobody_late() -> None:
    found = timing(
        "cn-contract-announced", signed_on=date(2031, 5, 6), announced_on=date(2031, 5, 20)
    )
    assert found.is_provisional
    assert found.is_met is None
    assert not is_overdue(found, date(2032, 1, 1), is_period=False)


@pytest.mark.parametrize(("due", "is_met", "missing"), [(21, True, None), (20, False, 1)])
def test_tender_documents_stand_for_twenty_days(
    due: int, is_met: bool, missing: int | None
) -> None:
    found = timing(
        "cn-tender-20-days",
        method="open",
        purchase__documents_from_on=date(2026, 4, 1),
        purchase__bids_due_on=date(2026, 4, due),
    )
    assert found.is_met is is_met
    assert found.missed_by == missing


def test_single_source_publicity_has_a_clock_only_where_the_law_asks_for_it() -> None:
    given: dict[str, Value] = {
        "purchase__publicity_from_on": date(2026, 4, 7),
        "purchase__publicity_until_on": date(2026, 4, 14),
        "purchase__single_source_reason": "sole",
    }
    rule = "cn-single-source-publicity"
    assert rule not in clocks(**given)
    assert rule not in clocks(**given, purchase__at_open_limit=False)
    assert rule in clocks(**given, purchase__at_open_limit=True)
    other = {**given, "purchase__single_source_reason": "urgent"}
    assert rule not in clocks(**other, purchase__at_open_limit=True)


def test_what_is_asked_in_principle_or_from_memory_is_held_against_nobody() -> None:
    hint = clocks(purchase__intention_on=date(2026, 4, 1), purchase__started_on=date(2026, 4, 10))[
        "cn-intention-30"
    ]
    assert hint.timing.is_met is False
    assert hint.counts is False
    library = installed()
    for rule in clock_rules(library, NATIONAL):
        if library.strength(rule) == Strength.IN_PRINCIPLE:
            assert rule.id == "cn-intention-30"


def test_a_rule_without_the_condition_it_names_has_no_clock() -> None:
    given: dict[str, Value] = {"purchase__documents_from_on": date(2026, 4, 1)}
    assert "cn-tender-20-days" not in clocks(**given)
    assert "cn-consultation-10" in clocks(**given, method="consultation")


def test_a_rule_counts_only_from_the_day_it_was_in_force() -> None:
    before = clocks(accepted_on=date(2019, 5, 14))
    after = clocks(accepted_on=date(2019, 5, 15))
    assert "cn-acceptance-announced" not in before
    assert "cn-acceptance-announced" in after


def test_clocks_of_the_purchase_and_of_its_contracts_are_told_apart() -> None:
    rules = {each.id: each for each in clock_rules(installed(), NATIONAL)}
    assert is_of_purchase(rules["cn-result-2"])
    assert not is_of_purchase(rules["cn-contract-announced"])


def test_the_statutory_periods_stand_in_the_pack() -> None:
    asked = {each.id: dict(each.given).get("days") for each in clock_rules(installed(), NATIONAL)}
    assert asked["cn-result-2"] == asked["cn-contract-announced"] == 2
    assert asked["cn-notice-period-result"] == 1
    assert asked["cn-tender-20-days"] == asked["cn-acceptance-announced"] == 20
    assert asked["cn-consultation-10"] == 10
    assert asked["cn-single-source-publicity"] == asked["cn-documents-5"] == 5
    assert asked["cn-intention-30"] == 30
