"""The periods a duty comes round in: their names, their days, and when each is due."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal.errors import InvalidInputError
from portal.policy.model import Duty

ONCE = "once"


@dataclass(frozen=True)
class Span:
    """A period by its name, with its first and last day."""

    name: str
    first: date
    last: date


def period_of(duty: Duty, day: date) -> str:
    """The name of the period a day lies in: 2026, 2026-H1, 2026-Q3, 2026-05 or once."""
    match duty.every:
        case "month":
            return f"{day.year}-{day.month:02}"
        case "quarter":
            return f"{day.year}-Q{(day.month + 2) // 3}"
        case "half_year":
            return f"{day.year}-H{1 if day.month < 7 else 2}"
        case "year" | "event":
            return str(day.year)
    return ONCE


def span_of(name: str) -> Span:
    """The days of a named period; InvalidInputError for a name that is none."""
    found = re.fullmatch(r"(\d{4})(?:-(?:H([12])|Q([1-4])|(0[1-9]|1[0-2])))?", name)
    if found is None or not 1900 <= int(found[1]) <= 2999:
        raise InvalidInputError("no period is called {name}", name=name[:20])
    year = int(found[1])
    months = 12
    first = 1
    for size, place in ((6, found[2]), (3, found[3]), (1, found[4])):
        if place:
            months, first = size, (int(place) - 1) * size + 1
    last = first + months - 1
    return Span(name, date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def due_on(duty: Duty, period: str) -> date | None:
    """The last day to do it in a period; None for a duty that comes with an event or once."""
    if duty.every in {"event", "once"}:
        return None
    span = span_of(period)
    if duty.due:
        month, day = (int(part) for part in duty.due.split("-"))
        return date(span.first.year, month, min(day, monthrange(span.first.year, month)[1]))
    if duty.months:
        month = max(duty.months)
        return date(span.first.year, month, monthrange(span.first.year, month)[1])
    return span.last


def periods_until(duty: Duty, since: date, today: date) -> Iterator[str]:
    """The periods from the one ``since`` lies in up to today's, the newest last."""
    if duty.every in {"event", "once"}:
        return
    name = period_of(duty, since)
    while True:
        span = span_of(name)
        if span.first > today:
            return
        yield name
        name = period_of(duty, date.fromordinal(span.last.toordinal() + 1))
