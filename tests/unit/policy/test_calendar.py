"""Deadlines by the Civil Code, checked on real calendars."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import InvalidInputError
from portal.policy import calendar
from portal.policy.calendar import (
    PUBLISHED_YEARS,
    Deadline,
    add_days,
    add_months,
    add_working_days,
    add_years,
    corresponding_day,
    is_announced,
    is_working_day,
    judge_by,
    working_days_between,
)

DAYS = st.dates(date(2005, 1, 1), date(2025, 6, 30))


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        pytest.param("2021-08-11", 2, "2021-08-13", id="the published example of a result notice"),
        pytest.param("2019-04-10", 15, "2019-04-30", id="28 April 2019 is a working Sunday"),
        pytest.param("2019-04-15", 15, "2019-05-07", id="over the May holiday; 5 May works"),
        pytest.param("2024-09-30", 15, "2024-10-25", id="over National Day; 12 October works"),
        pytest.param("2026-02-10", 15, "2026-03-09", id="over Spring Festival; 14 and 28 work"),
        pytest.param("2026-09-18", 2, "2026-09-21", id="20 September 2026 is a working Sunday"),
    ],
)
def test_working_days_are_counted_on_the_real_calendar(start: str, days: int, due: str) -> None:
    assert add_working_days(day(start), days) == Deadline(day(due), provisional=False)


def test_the_day_of_the_event_is_not_counted() -> None:
    assert add_working_days(day("2021-08-11"), 1).day == day("2021-08-12")
    assert add_days(day("2021-08-11"), 1).day == day("2021-08-12")


def test_an_event_on_a_day_off_starts_the_count_with_the_next_working_day() -> None:
    assert add_working_days(day("2021-08-14"), 1).day == day("2021-08-16")


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        pytest.param("2024-03-01", 30, "2024-04-01", id="31 March 2024 is a Sunday"),
        pytest.param("2024-09-01", 30, "2024-10-08", id="1 October begins a week of holidays"),
        pytest.param("2024-04-28", 30, "2024-05-28", id="a working day stays"),
        pytest.param("2024-03-29", 30, "2024-04-28", id="a Sunday moved to work is a working day"),
    ],
)
def test_a_last_day_off_is_put_off_to_the_next_working_day(start: str, days: int, due: str) -> None:
    assert add_days(day(start), days) == Deadline(day(due))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-05-31", 1, "2024-06-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-11-15", 3, "2025-02-15"),
        ("2024-12-31", 2, "2025-02-28"),
    ],
)
def test_a_month_without_the_corresponding_day_ends_on_its_last(
    start: str, months: int, end: str
) -> None:
    assert corresponding_day(day(start), months) == day(end)


def test_a_deadline_in_months_is_put_off_and_a_term_is_not() -> None:
    assert corresponding_day(day("2024-05-31"), 1) == day("2024-06-30")
    assert add_months(day("2024-05-31"), 1) == Deadline(day("2024-07-01"))


def test_years_are_counted_to_the_corresponding_day() -> None:
    assert add_years(day("2018-10-27"), 5) == Deadline(day("2023-10-27"))
    assert add_years(day("2020-02-29"), 1) == Deadline(day("2021-03-01"))  # 28 February: a Sunday


def test_the_years_are_read_from_the_package_and_reach_the_newest_announcement() -> None:
    assert PUBLISHED_YEARS[0] <= 2018
    assert PUBLISHED_YEARS[-1] >= 2026
    assert all(is_announced(date(year, 6, 1)) for year in PUBLISHED_YEARS)


def test_a_deadline_in_a_year_without_a_calendar_is_provisional() -> None:
    newest = PUBLISHED_YEARS[-1]
    assert add_working_days(date(newest, 12, 1), 60).provisional
    assert add_days(date(newest, 12, 1), 90).provisional
    assert add_months(date(newest, 12, 1), 3).provisional
    assert add_years(date(newest, 6, 1), 1).provisional
    assert not add_days(date(newest, 6, 3), 30).provisional


def test_without_a_calendar_only_weekends_are_days_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar, "PUBLISHED_YEARS", range(2004, 2027))
    assert add_working_days(day("2026-12-31"), 1) == Deadline(day("2027-01-01"), provisional=True)


def test_a_count_that_begins_before_the_first_calendar_is_provisional() -> None:
    first = PUBLISHED_YEARS[0]
    assert add_working_days(date(first - 1, 12, 20), 30).provisional


def test_the_last_days_of_the_newest_year_wait_for_the_next_announcement() -> None:
    newest = PUBLISHED_YEARS[-1]
    assert is_announced(date(newest, 12, 28))
    assert not is_announced(date(newest, 12, 29))
    assert is_announced(date(newest - 1, 12, 31))


def test_a_new_year_has_moved_days_of_the_old_year_before() -> None:
    assert is_working_day(day("2018-12-29"))  # a Saturday
    assert not is_working_day(day("2018-12-31"))  # a Monday


@pytest.mark.parametrize("count", [-1, 36_601, 10**9])
def test_a_period_that_no_document_could_mean_is_refused(count: int) -> None:
    for add in (add_working_days, add_days, add_months):
        with pytest.raises(InvalidInputError, match="a period lasts"):
            add(day("2024-01-01"), count)


def test_nobody_is_late_for_a_day_that_had_passed_when_the_text_appeared() -> None:
    posted = day("2023-03-14")
    assert judge_by(Deadline(day("2023-03-05")), posted) is None
    assert judge_by(Deadline(day("2023-03-20")), posted) == Deadline(day("2023-03-20"))
    assert judge_by(Deadline(posted), posted) == Deadline(posted)


def test_a_text_whose_publication_is_unknown_is_taken_as_known_in_time() -> None:
    assert judge_by(Deadline(day("2023-03-05")), None) == Deadline(day("2023-03-05"))


def test_deyang_five_years_end_by_both_readings_on_neighbouring_days() -> None:
    by_the_code = corresponding_day(day("2018-10-27"), 60)
    assert by_the_code == day("2023-10-27")
    assert by_the_code - timedelta(days=1) == day("2023-10-26")


@given(DAYS, st.integers(1, 60))
def test_working_days_counted_forth_and_back_agree(start: date, days: int) -> None:
    due = add_working_days(start, days)
    assert working_days_between(start, due.day) == days
    assert is_working_day(due.day)
    assert not due.provisional


@given(DAYS, st.integers(0, 400))
def test_a_deadline_is_a_working_day_and_never_earlier_than_counted(start: date, days: int) -> None:
    due = add_days(start, days)
    assert is_working_day(due.day)
    assert timedelta(0) <= due.day - (start + timedelta(days=days)) <= timedelta(days=10)


@given(DAYS)
def test_a_holiday_moves_working_days_and_loses_none_by_weekday_alone(start: date) -> None:
    assert working_days_between(start, start) == 0
    assert working_days_between(start, start - timedelta(days=3)) == 0
    assert working_days_between(start, start + timedelta(days=365)) in range(240, 256)
