"""One change as readers of feeds show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from portal.today import SHANGHAI

ENTRIES = 100
"""On one page of a feed"""
MOST_PAGES = 50


@dataclass(frozen=True)
class Entry:
    """One row as readers of feeds show it, in the language in use."""

    id: str
    title: str
    changed: datetime
    published: datetime | None
    author: str
    summary: Sequence[str]
    source: str | None
    key: str | None = None
    """What tells it from other entries of the feed, where the id of its record does not"""
    version: int | None = None
    """The version of the record that the entry is about"""


def page_of(entries: Sequence[Entry], page: int) -> Sequence[Entry]:
    """The entries of one page, the last changed first."""
    ordered = sorted(entries, key=lambda each: each.changed, reverse=True)
    return ordered[(page - 1) * ENTRIES : page * ENTRIES]


def moment_of(value: date) -> datetime:
    """A moment in UTC; a day begins at midnight in Shanghai."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime.combine(value, time(), SHANGHAI).astimezone(UTC)
