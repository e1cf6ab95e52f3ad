"""Steps outside the portal, and periods of months and years."""

from collections.abc import Mapping
from datetime import date

import pytest

from portal.policy.facts import Facts, NotRecordedError, Value
from portal.policy.formulas.formula import Formula, Moment, Outcome, Verdict, Vocabulary
from portal.policy.formulas.records import NoneOfList
from portal.policy.formulas.spans import RunsAtLeast, RunsAtMost, TookAtMost
from portal.policy.model import CodeList, Fact

NAMES = {"contract.asked_on": "date", "contract.answered_on": "date", "contract.barred": "codes"}
BARRED = CodeList.model_validate(
    {
        "id": "barred",
        "title": {"zh": "禁止", "en": "Barred"},
        "clauses": ["CN-1"],
        "items": [
            {"code": "none", "title": {"zh": "无", "en": "None"}},
            {"code": "hiring", "title": {"zh": "招聘", "en": "Hiring"}, "meaning": "forbidden"},
        ],
    }
)
WORDS = Vocabulary(
    {
        name: Fact.model_validate(
            {
                "name": name,
                "kind": kind,
                "title": {"zh": name, "en": name},
                "list": "barred" if kind == "codes" else None,
            }
        )
        for name, kind in NAMES.items()
    },
    {"barred": BARRED},
)
ASKED, ANSWERED, ITEMS = NAMES


def judged(formula: Formula, said: Mapping[str, Value], on: date = date(2024, 5, 10)) -> Verdict:
    return formula.judge(Facts(said), Moment(on, date(2026, 1, 1)), WORDS)


def test_what_nobody_recorded_here_is_neither_late_nor_in_time() -> None:
    formula = TookAtMost(start=ASKED, done=ANSWERED, days=7, working=True)
    verdict = judged(formula, {ASKED: date(2024, 4, 1)})
    assert verdict.outcome == Outcome.NOT_APPLICABLE
    assert verdict.figures == {"due_on": date(2024, 4, 11)}


@pytest.mark.parametrize(
    ("answered", "outcome"),
    [(date(2024, 4, 11), Outcome.PASS), (date(2024, 4, 12), Outcome.FAIL)],
)
def test_what_is_known_is_judged_by_working_days(answered: date, outcome: Outcome) -> None:
    formula = TookAtMost(start=ASKED, done=ANSWERED, days=7, working=True)
    assert judged(formula, {ASKED: date(2024, 4, 1), ANSWERED: answered}).outcome == outcome


def test_calendar_days_are_put_off_over_a_holiday() -> None:
    formula = TookAtMost(start=ASKED, done=ANSWERED, days=30)
    said = {ASKED: date(2024, 9, 1), ANSWERED: date(2024, 10, 8)}
    assert judged(formula, said).outcome == Outcome.PASS


def test_a_step_without_its_start_is_not_judged() -> None:
    with pytest.raises(NotRecordedError, match=ASKED):
        judged(TookAtMost(start=ASKED, done=ANSWERED, days=7), {})


@pytest.mark.parametrize("last", [date(2024, 2, 29), date(2024, 3, 1)])
def test_a_year_by_either_count_is_a_year(last: date) -> None:
    said = {ASKED: date(2023, 3, 1), ANSWERED: last}
    for formula in (RunsAtLeast, RunsAtMost):
        assert judged(formula(start=ASKED, end=ANSWERED, months=12), said).outcome == Outcome.PASS


def test_a_day_less_than_a_year_by_either_count_is_too_short() -> None:
    said = {ASKED: date(2023, 3, 1), ANSWERED: date(2024, 2, 28)}
    formula = RunsAtLeast(start=ASKED, end=ANSWERED, months=12)
    assert judged(formula, said).outcome == Outcome.FAIL


def test_a_day_more_than_three_months_is_too_long() -> None:
    said = {ASKED: date(2025, 11, 30), ANSWERED: date(2026, 3, 1)}
    verdict = judged(RunsAtMost(start=ASKED, end=ANSWERED, months=3), said)
    assert verdict.outcome == Outcome.FAIL
    assert verdict.figures == {"latest": date(2026, 2, 28)}


@pytest.mark.parametrize(
    ("codes", "outcome"),
    [
        (("none",), Outcome.PASS),
        (("hiring",), Outcome.FAIL),
        (("none", "hiring"), Outcome.FAIL),
    ],
)
def test_saying_that_nothing_is_barred_passes(codes: tuple[str, ...], outcome: Outcome) -> None:
    assert judged(NoneOfList(fact=ITEMS, list="barred"), {ITEMS: codes}).outcome == outcome
