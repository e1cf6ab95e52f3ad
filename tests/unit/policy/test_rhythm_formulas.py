"""What comes round again: half years, gaps between them, and low results one after another."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import ValidationError

from portal.policy.facts import Facts, NotRecordedError, Value
from portal.policy.formulas.agreed import DoneBy
from portal.policy.formulas.formula import Formula, Moment, Outcome, Verdict, Vocabulary
from portal.policy.formulas.rhythm import EveryMonths, MonthsAtMost, NotInARow, TimesInYear
from portal.policy.model import Fact

START, END, BEFORE, LIMIT, REMOVED = (
    f"contract.{name}" for name in ("start", "end", "before", "limit", "removed")
)
HELD = tuple(f"contract.held.{number}" for number in range(1, 7))
SCORES = tuple(f"contract.score.{number}" for number in range(1, 7))
WORDS = Vocabulary(
    {
        name: Fact.model_validate({"name": name, "kind": kind, "title": {"zh": name, "en": name}})
        for kind, names in (
            ("date", (START, END, BEFORE, REMOVED, *HELD)),
            ("number", (LIMIT, *SCORES)),
        )
        for name in names
    },
    {},
)
HALF_YEARS = EveryMonths(start=START, end=END, months=6, held=HELD)
HALF_YEAR = MonthsAtMost(start=START, end=END, months=6, previous=BEFORE)
TWO_LOW = NotInARow(results=SCORES, below=LIMIT, many=2, removed=REMOVED)
TWICE = TimesInYear(fact=SCORES[0], many=2)
AGREED = DoneBy(agreed=START, done=END)
CYCLE: dict[str, Value] = {START: date(2019, 4, 10), END: date(2022, 4, 9)}


def judged(
    formula: Formula, facts: dict[str, Value], today: date, known_since: date | None = None
) -> Verdict:
    return formula.judge(Facts(facts), Moment(today, today, known_since), WORDS)


def scored(*scores: int | None, **more: Value) -> Verdict:
    facts: dict[str, Value] = {LIMIT: Decimal(60)}
    facts |= {
        name: Decimal(score)
        for name, score in zip(SCORES, scores, strict=False)
        if score is not None
    }
    facts |= {f"contract.{name}": value for name, value in more.items()}
    return judged(TWO_LOW, facts, date(2022, 1, 1))


def titles(*names: str) -> list[dict[str, str]]:
    return [{"zh": name, "en": name} for name in names]


def test_the_last_day_of_a_half_year_is_in_time_and_the_next_day_is_late() -> None:
    on_time = {**CYCLE, HELD[0]: date(2019, 10, 9)}
    late = {**CYCLE, HELD[0]: date(2019, 10, 10)}
    assert judged(HALF_YEARS, on_time, date(2019, 10, 10)).outcome == Outcome.PASS
    assert judged(HALF_YEARS, late, date(2019, 10, 10)).outcome == Outcome.FAIL


def test_nothing_is_missing_while_a_half_year_still_runs() -> None:
    verdict = judged(HALF_YEARS, CYCLE, date(2019, 10, 9))
    assert verdict.outcome == Outcome.NOT_APPLICABLE
    assert verdict.figures["due_on"] == date(2019, 10, 9)


def test_each_half_year_that_passed_without_one_is_named() -> None:
    facts = {**CYCLE, HELD[1]: date(2020, 4, 1)}
    verdict = judged(HALF_YEARS, facts, date(2020, 10, 10))
    assert verdict.outcome == Outcome.FAIL
    assert verdict.values["wrong"] == titles(HELD[0], HELD[2])


def test_a_contract_of_fifteen_months_has_three_periods_and_the_last_is_short() -> None:
    facts: dict[str, Value] = {START: date(2020, 1, 1), END: date(2021, 3, 31)}
    held = {name: date(2021, 3, 31) for name in HELD}
    early = {HELD[0]: date(2020, 6, 30), HELD[1]: date(2020, 12, 31)}
    verdict = judged(HALF_YEARS, {**facts, **held, **early}, date(2021, 4, 1))
    assert verdict.outcome == Outcome.PASS
    assert "due_on" not in verdict.figures


def test_a_half_year_over_before_the_rule_was_published_is_nobodys_fault() -> None:
    verdict = judged(HALF_YEARS, CYCLE, date(2020, 1, 1), known_since=date(2019, 12, 1))
    assert verdict.outcome == Outcome.PASS


@pytest.mark.parametrize(
    ("start", "end", "outcome"),
    [
        (date(2026, 7, 1), date(2026, 12, 31), Outcome.PASS),
        (date(2026, 7, 1), date(2027, 1, 1), Outcome.FAIL),
        (date(2025, 8, 31), date(2026, 2, 27), Outcome.PASS),
        (date(2025, 8, 31), date(2026, 2, 28), Outcome.FAIL),
    ],
)
def test_a_half_year_ends_on_the_day_before_its_date_comes_round(
    start: date, end: date, outcome: Outcome
) -> None:
    assert judged(HALF_YEAR, {START: start, END: end}, end).outcome == outcome


def test_a_period_follows_the_one_before_without_a_gap() -> None:
    facts: dict[str, Value] = {START: date(2026, 1, 1), END: date(2026, 6, 30)}
    follows = {**facts, BEFORE: date(2025, 12, 31)}
    leaves_out = {**facts, BEFORE: date(2025, 12, 30)}
    assert judged(HALF_YEAR, follows, date(2026, 7, 1)).outcome == Outcome.PASS
    assert judged(HALF_YEAR, leaves_out, date(2026, 7, 1)).outcome == Outcome.FAIL


def test_two_low_results_one_after_the_other_mean_removal() -> None:
    verdict = scored(80, 59, 40)
    assert verdict.outcome == Outcome.FAIL
    assert verdict.values["low"] == titles(SCORES[1], SCORES[2])


def test_a_good_result_between_two_low_ones_breaks_the_chain() -> None:
    assert scored(59, 60, 59).outcome == Outcome.PASS


def test_a_missed_one_neither_breaks_nor_extends_a_chain_and_is_named() -> None:
    across = scored(59, None, 40)
    assert across.outcome == Outcome.FAIL
    assert across.values["missed"] == titles(SCORES[1])
    assert scored(59, None).outcome == Outcome.PASS
    assert scored(59, None, 70).outcome == Outcome.PASS


def test_a_good_result_after_a_full_chain_does_not_undo_it() -> None:
    assert scored(59, 40, 95).outcome == Outcome.FAIL


def test_a_contractor_that_was_removed_meets_the_rule() -> None:
    assert scored(59, 40, removed=date(2020, 5, 1)).outcome == Outcome.PASS


def test_without_a_threshold_in_the_contract_nothing_is_low() -> None:
    with pytest.raises(NotRecordedError) as missing:
        judged(TWO_LOW, {SCORES[0]: Decimal(10)}, date(2020, 1, 1))
    assert missing.value.name == LIMIT


def test_a_chain_longer_than_the_results_is_refused() -> None:
    with pytest.raises(ValidationError):
        NotInARow(results=SCORES[:2], below=LIMIT, many=3, removed=REMOVED)


def test_once_is_too_few_for_twice_a_year_only_when_the_year_is_over() -> None:
    once: dict[str, Value] = {SCORES[0]: 1}
    year = date(2025, 12, 31)
    running = TWICE.judge(Facts(once), Moment(date(2025, 6, 1), date(2025, 6, 1)), WORDS)
    last_day = TWICE.judge(Facts(once), Moment(year, year), WORDS)
    over = TWICE.judge(Facts(once), Moment(year, date(2026, 1, 1)), WORDS)
    assert [each.outcome for each in (running, last_day)] == [Outcome.NOT_APPLICABLE] * 2
    assert over.outcome == Outcome.FAIL
    assert judged(TWICE, {SCORES[0]: 2}, date(2025, 2, 1)).outcome == Outcome.PASS


def test_the_agreed_day_itself_is_in_time() -> None:
    agreed = date(2020, 11, 20)
    assert judged(AGREED, {START: agreed, END: agreed}, agreed).outcome == Outcome.PASS
    assert judged(AGREED, {START: agreed}, agreed).outcome == Outcome.NOT_APPLICABLE
    assert judged(AGREED, {START: agreed}, date(2020, 11, 21)).outcome == Outcome.FAIL
