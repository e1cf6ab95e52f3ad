"""The order of a project's steps: what comes first, and in which window."""

from collections.abc import Mapping
from datetime import date

import pytest

from portal.policy.facts import Facts, NotRecordedError, Value
from portal.policy.formulas.formula import Moment, Outcome, Verdict, Vocabulary
from portal.policy.formulas.order import OnlyAfter, YearsWindow
from portal.policy.model import Fact

NAMES = {"contract.paid_on": "date", "contract.batch_on": "date", "contract.years": "number"}
WORDS = Vocabulary(
    {
        name: Fact.model_validate({"name": name, "kind": kind, "title": {"zh": name, "en": name}})
        for name, kind in NAMES.items()
    },
    {},
)
PAID, BATCH, YEARS = NAMES
ORDER = OnlyAfter(fact=PAID, needs=(BATCH,))
WINDOW = YearsWindow(of=YEARS, above=5, start=BATCH, done=PAID, first=2, last=3)


def judged(
    formula: OnlyAfter | YearsWindow,
    said: Mapping[str, Value],
    today: date = date(2026, 3, 2),
) -> Verdict:
    return formula.judge(Facts(said), Moment(today, today), WORDS)


def test_a_step_on_the_day_of_what_it_needs_is_in_order() -> None:
    day = date(2026, 3, 31)
    assert judged(ORDER, {PAID: day, BATCH: day}).outcome == Outcome.PASS


def test_a_step_before_what_it_needs_fails_and_names_it() -> None:
    verdict = judged(ORDER, {PAID: date(2026, 3, 30), BATCH: date(2026, 3, 31)})
    assert verdict.outcome == Outcome.FAIL
    assert verdict.values["later"] == [WORDS.title(BATCH)]


def test_a_step_without_what_it_needs_fails() -> None:
    verdict = judged(ORDER, {PAID: date(2026, 3, 30)})
    assert verdict.outcome == Outcome.FAIL
    assert verdict.values["missing"] == [WORDS.title(BATCH)]


def test_a_step_that_was_not_taken_is_not_judged() -> None:
    with pytest.raises(NotRecordedError, match=PAID):
        judged(ORDER, {BATCH: date(2026, 3, 31)})


@pytest.mark.parametrize(
    ("done", "outcome"),
    [
        (date(2023, 2, 28), Outcome.FAIL),
        (date(2023, 3, 1), Outcome.PASS),
        (date(2024, 3, 1), Outcome.PASS),
        (date(2024, 3, 2), Outcome.FAIL),
    ],
)
def test_a_window_of_years_includes_both_its_ends(done: date, outcome: Outcome) -> None:
    verdict = judged(WINDOW, {YEARS: 6, BATCH: date(2021, 3, 1), PAID: done})
    assert verdict.outcome == outcome
    assert verdict.figures == {"first_on": date(2023, 3, 1), "due_on": date(2024, 3, 1)}


def test_a_project_at_the_limit_itself_has_no_window() -> None:
    verdict = judged(WINDOW, {YEARS: 5, BATCH: date(2021, 3, 1)})
    assert verdict.outcome == Outcome.NOT_APPLICABLE


def test_a_window_that_ends_in_an_unpublished_year_makes_nothing_late() -> None:
    facts: dict[str, Value] = {YEARS: 6, BATCH: date(2040, 3, 1)}
    late = date(2043, 12, 1)
    assert judged(WINDOW, facts, late).outcome == Outcome.NOT_APPLICABLE
    assert judged(WINDOW, {**facts, PAID: late}, late).outcome == Outcome.NOT_APPLICABLE
    assert judged(WINDOW, {**facts, PAID: date(2042, 3, 1)}).outcome == Outcome.PASS
