"""How a list finds words: along its own order where they are common, by the index where rare.

Both ways look at the text itself in the end, so the hits are the same whichever is taken; only the
time differs. Along the order a common word fills the screen within a few rows, a rare one would be
looked for in all of them. By the index all hits have to be fetched and sorted, which is quick for
a rare word and slow for a common one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

SAMPLE = 200
COMMON_IN_SAMPLE = 4
RARE_UP_TO = 2_000
"""Hits that are fetched and sorted as fast as a word with that many of 200,000 fills a screen"""


@dataclass(frozen=True)
class WordIndex:
    """What finds rows by words: the text that is searched, and the index of its grams."""

    text: ColumnElement[str]
    may_contain: Callable[[str, Sequence[str]], ColumnElement[bool]]
    """For a dialect and words, the condition that the index answers"""
    public: ColumnElement[bool]
    """Which rows are public, said so that no other index is taken for it"""


def contain(text: ColumnElement[str], words: Sequence[str]) -> list[ColumnElement[bool]]:
    """The conditions that a searched text contains each of the words."""
    return [text.contains(word, autoescape=True) for word in words]


def narrow(
    session: Session, index: WordIndex, words: Sequence[str], rows: Select[str]
) -> ColumnElement[bool] | None:
    """What the index adds to the conditions of a screen, or None where the order is the way.

    ``rows`` are the texts from where the screen begins, in its direction.
    """
    if not words or is_common_here(session, words, rows):
        return None
    condition = index.may_contain(session.get_bind().dialect.name, words)
    hits = select(1).where(condition).limit(RARE_UP_TO + 1).subquery()
    found = session.scalar(select(func.count()).select_from(hits)) or 0
    return condition if found <= RARE_UP_TO else None


def is_common_here(session: Session, words: Sequence[str], rows: Select[str]) -> bool:
    """Whether enough of the next rows contain the words for a screen to fill soon."""
    sample = rows.limit(SAMPLE).subquery()
    hits = select(func.count()).select_from(sample).where(*contain(sample.c[0], words))
    return (session.scalar(hits) or 0) >= COMMON_IN_SAMPLE
