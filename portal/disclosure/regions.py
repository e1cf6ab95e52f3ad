"""Finding a region by the words people use for it."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.records.region import Region

MOST_FOUND = 12
MOST_WORDS = 4
LONGEST_WORD = 80


def find_region(session: Session, code: str) -> Region | None:
    """The region with this code."""
    return session.get(Region, code)


def search_regions(session: Session, words: str) -> Sequence[Region]:
    """Regions whose name path contains every word, the larger and shorter names first.

    No path is as long as ``LONGEST_WORD``; what goes beyond it, or cannot be seen, is left out.
    """
    seen = "".join(each if each.isprintable() else " " for each in words)
    wanted = [word[:LONGEST_WORD] for word in seen.split()[:MOST_WORDS]]
    if not wanted:
        return []
    return session.scalars(
        select(Region)
        .where(*(Region.path.contains(word, autoescape=True) for word in wanted))
        .order_by(func.length(Region.code), func.length(Region.path), Region.code)
        .limit(MOST_FOUND)
    ).all()
