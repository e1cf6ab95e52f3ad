"""Periods have names, days and a last day to do a duty in."""

from datetime import date

import pytest

from portal.errors import InvalidInputError
from portal.policy.model import Duty
from portal.policy.periods import due_on, period_of, periods_until, span_of


def duty(every: str, **more: object) -> Duty:
    title = {"zh": "培训", "en": "Training"}
    return Duty.model_validate(
        {"id": "d", "title": title, "clauses": ["SX-1"], "unit": "county", "every": every, **more}
    )


@pytest.mark.parametrize(
    ("every", "name", "due"),
    [
        ("month", "2026-02", date(2026, 2, 28)),
        ("quarter", "2026-Q1", date(2026, 3, 31)),
        ("half_year", "2026-H1", date(2026, 6, 30)),
        ("year", "2026", date(2026, 12, 31)),
        ("event", "2026", None),
        ("once", "once", None),
    ],
)
def test_a_day_lies_in_a_named_period_with_a_last_day(
    every: str, name: str, due: date | None
) -> None:
    asked = duty(every)
    assert period_of(asked, date(2026, 2, 14)) == name
    assert due_on(asked, name) == due


def test_a_yearly_duty_may_name_its_day_or_its_months() -> None:
    assert due_on(duty("year", due="03-05"), "2024") == date(2024, 3, 5)
    assert due_on(duty("year", due="02-29"), "2023") == date(2023, 2, 28)
    assert due_on(duty("year", months=(3,)), "2024") == date(2024, 3, 31)


def test_the_periods_follow_one_another_without_a_gap() -> None:
    names = list(periods_until(duty("quarter"), date(2024, 11, 30), date(2025, 7, 1)))
    assert names == ["2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3"]
    months = list(periods_until(duty("month"), date(2024, 12, 1), date(2025, 2, 1)))
    assert months == ["2024-12", "2025-01", "2025-02"]
    assert list(periods_until(duty("event"), date(2024, 1, 1), date(2026, 1, 1))) == []
    assert list(periods_until(duty("year"), date(2027, 1, 1), date(2026, 1, 1))) == []


@pytest.mark.parametrize("name", ["", "26", "2026-H3", "2026-Q0", "2026-13", "2026-1", "0001"])
def test_no_other_name_is_a_period(name: str) -> None:
    with pytest.raises(InvalidInputError, match="no period is called"):
        span_of(name)
