"""The regions that a reader can go down to from a region, and which of them a notice lies in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.records.region import Region
from portal.records.regions import FILLERS, NATION, stem


@dataclass(frozen=True)
class Children:
    """The next level below a region.

    Where the code book has an empty level, such as the 市辖区 of Beijing, it is passed over.
    """

    region: str | None
    """None for the nation"""
    empty: frozenset[str]
    """Codes of the level below that nobody would look for"""

    @property
    def known_as(self) -> str:
        """How much of a code tells the child: ``region2``, ``region6`` or ``region9``."""
        if self.region is None:
            return "region2"
        return "region6" if len(stem(self.region)) == 2 else "region9"

    def of(self, code: str) -> str | None:
        """The child that a code, or its telling beginning, lies in; None for the region itself."""
        if self.region is None:
            return None if NATION.startswith(code) else f"{code:0<6}"
        prefecture = f"{code[:4]}00"
        if len(stem(self.region)) > 2:
            child: str | None = code if code[:6] == self.region else code[:6]
        elif prefecture in self.empty:
            child = None if code == prefecture else code
        else:
            child = prefecture
        return child if code != self.region != child else None

    def names(self, session: Session, codes: Sequence[str]) -> Mapping[str, str]:
        """Code → name, of those in the code book."""
        found = select(Region.code, Region.name).where(Region.code.in_(codes))
        return {row.code: row.name for row in session.execute(found)}


def children_of(session: Session, region: str | None) -> Children:
    """The children of a region, by its code."""
    if region is None or region == NATION:
        return Children(None, frozenset())
    empty = select(Region.code).where(Region.parent_code == region, Region.name.in_(FILLERS))
    return Children(region, frozenset(session.scalars(empty)))


def list_below(session: Session, children: Children) -> Sequence[Region]:
    """Every region of the next level in the code book, empty levels passed over."""
    above = [children.region or NATION, *sorted(children.empty)]
    found = session.scalars(
        select(Region).where(Region.parent_code.in_(above)).order_by(Region.code)
    )
    return [each for each in found if each.code not in children.empty]
