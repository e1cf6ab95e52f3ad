"""How a list finds its rows: along its own order where they are common, by an index where rare.

Both ways meet every condition of the filter in the end, so the rows are the same whichever is
taken; only the time differs. Along the order a common word fills the screen within a few rows, a
rare one would be looked for in all of them. By the index all hits are fetched and sorted, which is
quick for a rare word and slow for a common one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

RARE_UP_TO = 2_000
"""Hits that are fetched and sorted as fast as a word with that many of 200,000 fills a screen"""
SAMPLE = 200
COMMON_IN_SAMPLE = 4
"""So many of the next rows, and a screen fills soon"""
OFTEN_IN_SAMPLE = 40
"""So many, and a thousand are counted soon"""


class Part(NamedTuple):
    """One of the groups that the rows of a filter are shown in."""

    within: ColumnElement[bool]
    grams: Sequence[str] = ()
    """What an index has to hold of its rows, besides those of the filter"""


@dataclass(frozen=True)
class RowIndex:
    """An index of grams, which tells the rows that may meet a filter."""

    hits: Callable[[str, Sequence[str]], Select[Any]]
    """For a dialect and grams, what the index finds"""
    may_be_found: Callable[[str, Sequence[str], int | None], ColumnElement[bool]]
    """For the same, the condition that a row is one of them, or of so many first ones"""
    public: ColumnElement[bool]
    """Which rows are public, said so that no other index is taken for it"""


@dataclass(frozen=True)
class Hits:
    """The first hits of the index."""

    among: ColumnElement[bool]
    """The condition that a row is one of them"""
    are_all: bool
    """Whether there are no others"""


def ask(session: Session, index: RowIndex, grams: Sequence[str]) -> Hits:
    """What the index finds, as far as fetching it is quick."""
    dialect = session.get_bind().dialect.name
    first = index.hits(dialect, grams).limit(RARE_UP_TO + 1).subquery()
    are_all = (session.scalar(select(func.count()).select_from(first)) or 0) <= RARE_UP_TO
    up_to = None if are_all else RARE_UP_TO
    return Hits(index.may_be_found(dialect, grams, up_to), are_all)
