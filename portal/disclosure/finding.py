"""How a list finds its rows: along its own order where they are common, by an index where rare.

Both ways meet every condition of the filter in the end, so the rows are the same whichever is
taken; only the time differs. Along the order a common word fills the screen within a few rows, a
rare one would be looked for in all of them. By the index all hits are fetched and sorted, which is
quick for a rare word and slow for a common one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

RARE_UP_TO = 2_000
"""Hits that are fetched and sorted as fast as a word with that many of 200,000 fills a screen"""
SAMPLE = 200
COMMON_IN_SAMPLE = 4


@dataclass(frozen=True)
class RowIndex:
    """An index of grams, which tells the rows that may meet a filter."""

    may_be_found: Callable[[str, Sequence[str]], ColumnElement[bool]]
    """For a dialect and grams, the condition that the index answers"""
    public: ColumnElement[bool]
    """Which rows are public, said so that no other index is taken for it"""


def is_rare(session: Session, by_index: ColumnElement[bool]) -> bool:
    """Whether the index finds few enough rows to fetch and sort them all."""
    hits = select(1).where(by_index).limit(RARE_UP_TO + 1).subquery()
    return (session.scalar(select(func.count()).select_from(hits)) or 0) <= RARE_UP_TO
