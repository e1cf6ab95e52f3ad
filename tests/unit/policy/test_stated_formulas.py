"""Numbers a record states itself, steps in order, bans, and figures measured by others."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from portal.policy.facts import Facts, NotRecordedError, Value
from portal.policy.formulas.bans import NotDuring
from portal.policy.formulas.formula import Formula, Moment, Outcome, Verdict, Vocabulary
from portal.policy.formulas.ratios import Change, Per, ShareOfSum, ShareShown
from portal.policy.formulas.sequence import InOrder
from portal.policy.formulas.stated import StatedDaysAfter
from portal.policy.model import Fact

SIGNED = date(2019, 4, 10)
KINDS = {
    "contract.noticed_on": "date",
    "contract.plan_on": "date",
    "contract.signed_on": "date",
    "contract.days": "count",
    "contract.amount": "fen",
    "contract.people": "count",
    "unit.staff": "count",
    "unit.allowance": "count",
    "unit.extreme": "count",
}
NOTICED, PLAN, SIGNED_ON, DAYS, AMOUNT, PEOPLE, STAFF, ALLOWANCE, EXTREME = KINDS
WORDS = Vocabulary(
    {
        name: Fact.model_validate({"name": name, "kind": kind, "title": {"zh": name, "en": name}})
        for name, kind in KINDS.items()
    },
    {},
)


def judged(formula: Formula, **values: Value) -> Verdict:
    said = {name.replace("__", "."): value for name, value in values.items()}
    return formula.judge(Facts(said), Moment(SIGNED, SIGNED), WORDS)


ACCEPTED = StatedDaysAfter(start=NOTICED, days=DAYS, done=SIGNED_ON)


def test_the_number_of_days_is_the_one_the_record_states() -> None:
    late = judged(
        ACCEPTED,
        contract__noticed_on=date(2022, 6, 2),
        contract__days=10,
        contract__signed_on=date(2022, 6, 14),
    )

    assert late.outcome == Outcome.FAIL
    assert late.figures == {"due_on": date(2022, 6, 13)}, "a Sunday moves the last day on"


def test_stated_working_days_leave_out_the_holidays() -> None:
    formula = StatedDaysAfter(start=NOTICED, days=DAYS, done=SIGNED_ON, working=True)

    verdict = judged(formula, contract__noticed_on=SIGNED, contract__days=15)

    assert verdict.outcome == Outcome.NOT_APPLICABLE
    assert verdict.figures == {"due_on": date(2019, 4, 30)}


@pytest.mark.parametrize("days", [0, 10_001])
def test_a_number_that_no_deadline_follows_from_judges_nothing(days: int) -> None:
    verdict = judged(ACCEPTED, contract__noticed_on=SIGNED, contract__days=days)

    assert (verdict.outcome, verdict.figures) == (Outcome.NOT_APPLICABLE, {})


def test_without_a_stated_number_there_is_no_deadline() -> None:
    with pytest.raises(NotRecordedError, match=r"contract\.days"):
        judged(ACCEPTED, contract__noticed_on=SIGNED)


ORDER = InOrder(steps=(PLAN, NOTICED, SIGNED_ON))


def test_steps_of_the_same_day_are_in_order_and_a_missing_one_is_left_out() -> None:
    verdict = judged(ORDER, contract__plan_on=SIGNED, contract__signed_on=SIGNED)

    assert verdict.outcome == Outcome.PASS
    assert verdict.values["steps"] == [WORDS.title(PLAN), WORDS.title(SIGNED_ON)]


def test_the_first_two_steps_the_wrong_way_round_are_named() -> None:
    verdict = judged(
        ORDER,
        contract__plan_on=date(2019, 4, 9),
        contract__noticed_on=date(2019, 4, 11),
        contract__signed_on=SIGNED,
    )

    assert verdict.outcome == Outcome.FAIL
    assert verdict.values["fact"] == WORDS.title(SIGNED_ON)
    assert verdict.values["before"] == date(2019, 4, 11)


@pytest.mark.parametrize(
    ("said", "missing"), [({}, PLAN), ({PLAN: SIGNED}, NOTICED), ({SIGNED_ON: SIGNED}, PLAN)]
)
def test_one_step_alone_has_no_order(said: dict[str, Value], missing: str) -> None:
    with pytest.raises(NotRecordedError) as refused:
        ORDER.judge(Facts(said), Moment(SIGNED, SIGNED), WORDS)

    assert refused.value.name == missing


def test_an_order_needs_two_steps() -> None:
    with pytest.raises(ValidationError):
        InOrder(steps=(PLAN,))


@pytest.mark.parametrize(
    ("signed", "outcome"),
    [
        (date(2020, 12, 31), Outcome.PASS),
        (date(2021, 1, 1), Outcome.FAIL),
        (date(2021, 12, 31), Outcome.FAIL),
        (date(2022, 1, 1), Outcome.PASS),
    ],
)
def test_both_ends_of_a_ban_are_inside_and_it_ends(signed: date, outcome: Outcome) -> None:
    formula = NotDuring(fact=SIGNED_ON, first=PLAN, last=NOTICED)

    verdict = judged(
        formula,
        contract__signed_on=signed,
        contract__plan_on=date(2021, 1, 1),
        contract__noticed_on=date(2021, 12, 31),
    )

    assert verdict.outcome == outcome


@pytest.mark.parametrize(
    ("persons", "asked"),
    [(0, 0), (1, 1), (500, 1), (501, 2), (7_630, 16), (10_000, 20), (31_609, 64)],
)
def test_two_per_thousand_persons_are_rounded_up_to_whole_staff(persons: int, asked: int) -> None:
    formula = ShareOfSum(fact=STAFF, of=(ALLOWANCE, EXTREME), share=Decimal("0.002"))
    half = persons // 2

    said: dict[str, Value] = {"unit__allowance": half, "unit__extreme": persons - half}
    enough = judged(formula, **said, unit__staff=asked)

    assert (enough.outcome, enough.figures) == (Outcome.PASS, {"asked": asked})
    if asked:
        assert judged(formula, **said, unit__staff=asked - 1).outcome == Outcome.FAIL


def test_a_sum_with_an_unknown_part_asks_for_nothing() -> None:
    formula = ShareOfSum(fact=STAFF, of=(ALLOWANCE, EXTREME), share=Decimal("0.002"))

    with pytest.raises(NotRecordedError, match=r"unit\.extreme"):
        judged(formula, unit__allowance=10_000, unit__staff=20)


def test_a_cost_for_each_person_is_shown_to_the_fen_and_not_judged() -> None:
    verdict = judged(Per(fact=AMOUNT, by=PEOPLE), contract__amount=46_200_000, contract__people=130)

    assert verdict.outcome == Outcome.NOT_APPLICABLE
    assert verdict.figures == {"per": 355_385}
    assert verdict.values["figure"] == {"zh": "3,553.85元", "en": "3,553.85 yuan"}


def test_a_share_is_shown_in_percent_and_not_judged() -> None:
    verdict = judged(ShareShown(fact=STAFF, by=PEOPLE), unit__staff=1, contract__people=3)

    assert verdict.outcome == Outcome.NOT_APPLICABLE
    assert verdict.figures == {"percent": Decimal("33.33")}


@pytest.mark.parametrize(("now", "percent"), [(1_120, "+12.00"), (880, "-12.00"), (1_000, "+0.00")])
def test_a_change_has_its_direction_and_is_not_judged(now: int, percent: str) -> None:
    verdict = judged(Change(fact=STAFF, by=PEOPLE), unit__staff=now, contract__people=1_000)

    assert verdict.outcome == Outcome.NOT_APPLICABLE
    assert verdict.figures["change"] == now - 1_000
    assert verdict.values["percent"] == percent


@pytest.mark.parametrize("formula", [Per, ShareShown, Change])
def test_nothing_is_measured_by_nought(formula: type[Per | ShareShown | Change]) -> None:
    verdict = judged(formula(fact=STAFF, by=PEOPLE), unit__staff=5, contract__people=0)

    assert (verdict.outcome, verdict.figures) == (Outcome.NOT_APPLICABLE, {})
