"""Days counted as the Civil Code (民法典) counts them, for every deadline the portal names."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from chinese_calendar import (  # type: ignore[import-untyped] # the package ships no types
    holidays,
    workdays,
)

from portal.errors import InvalidInputError

PUBLISHED_YEARS = range(min(holidays).year, max(holidays).year + 1)
"""The years whose holidays the State Council has announced, as far as the package knows them"""

_STILL_OPEN_FROM = (12, 29)
"""The holidays of a New Year have moved days of the old year from here on (2007, 2011, 2018), so
the end of the newest year is certain only when the next announcement is out"""
_DAY = timedelta(days=1)
_SATURDAY = 5
_LONGEST = 36_600
"""Nothing in any document is counted over more than a century"""


@dataclass(frozen=True, slots=True, order=True)
class Deadline:
    """The last day on which something is in time.

    It is ``provisional`` when counting to it met a day whose holidays are not announced yet:
    there only Saturdays and Sundays are taken as days off.
    """

    day: date
    provisional: bool = False


def is_announced(day: date) -> bool:
    """Whether it is certain that this day is a working day or a day off."""
    if day.year not in PUBLISHED_YEARS:
        return False
    return day.year < PUBLISHED_YEARS[-1] or (day.month, day.day) < _STILL_OPEN_FROM


def is_working_day(day: date) -> bool:
    """Whether offices work: weekends moved to work count, holidays and the days for them do not."""
    return day in workdays or (day.weekday() < _SATURDAY and day not in holidays)


def add_working_days(start: date, days: int) -> Deadline:
    """The last of so many working days (工作日); the day of the event does not count (Art. 201)."""
    day, left = start, _checked(days)
    while left:
        day += _DAY
        left -= is_working_day(day)
    return _last_day(start, day)


def add_days(start: date, days: int) -> Deadline:
    """The last of so many calendar days, put off to a working day (Arts. 201 and 203)."""
    return _last_day(None, start + timedelta(days=_checked(days)))


def add_months(start: date, months: int) -> Deadline:
    """The corresponding day so many months later, put off to a working day (Arts. 202 and 203)."""
    return _last_day(None, corresponding_day(start, months))


def add_years(start: date, years: int) -> Deadline:
    """The corresponding day so many years later, put off to a working day (Arts. 202 and 203)."""
    return add_months(start, 12 * years)


def corresponding_day(start: date, months: int) -> date:
    """The same day of a later month, or its last day where it has none (Art. 202).

    A term such as a contract's ends here, working day or not: only the last day to act is put off.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + _checked(months), 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def working_days_between(start: date, end: date) -> int:
    """The working days after ``start`` up to and with ``end``; none if it lies before."""
    return sum(is_working_day(start + _DAY * each) for each in range(1, (end - start).days + 1))


def judge_by(due: Deadline, published_on: date | None) -> Deadline | None:
    """The deadline somebody may be held to, or None where the text appeared only after it.

    Inner Mongolia asked on 2023-03-14 for entries by 2023-03-05: nobody was late. A text whose
    day of publication is not known is taken to have been known in time.
    """
    return None if published_on is not None and due.day < published_on else due


def _last_day(start: date | None, day: date) -> Deadline:
    """The deadline on this day or on the next working day (Art. 203).

    Counting working days from ``start`` rests on every year on the way, calendar days only on
    the end.
    """
    certain = is_announced(day) and (start is None or start.year in PUBLISHED_YEARS)
    while not is_working_day(day):
        day += _DAY
    return Deadline(day, provisional=not (certain and is_announced(day)))


def _checked(count: int) -> int:
    if not 0 <= count <= _LONGEST:
        raise InvalidInputError(
            "a period lasts from 0 to {longest} days or months, not {count}",
            longest=_LONGEST,
            count=count,
        )
    return count
