"""A public table: the one query that page and files share, paged by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy import ColumnElement, FromClause, Select, and_, func, select, tuple_
from sqlalchemy.orm import Session

from portal.disclosure.columns import Column
from portal.disclosure.finding import COMMON_IN_SAMPLE, SAMPLE, RowIndex, ask

COUNT_UP_TO = 1_000


class Filter(Protocol):
    """What a reader may narrow a table by."""

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """The conditions that a public row has to meet."""

    def grams(self) -> Sequence[str]:
        """What an index has to hold of such a row; less than all conditions is enough."""

    def tiers(self, dialect: str) -> Sequence[ColumnElement[bool]]:
        """Conditions that part the rows into groups shown one after another; none for one group."""


@dataclass(frozen=True)
class Tier:
    """The rows of a filter that belong to one of its tiers."""

    wanted: Filter
    within: ColumnElement[bool]

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """Those of the filter and of the tier."""
        return [*self.wanted.conditions(), self.within]

    def grams(self) -> Sequence[str]:
        """Those of the filter."""
        return self.wanted.grams()

    def tiers(self, dialect: str) -> Sequence[ColumnElement[bool]]:
        """None within a tier."""
        del dialect
        return ()


@dataclass(frozen=True)
class Position:
    """A place in the order of a table: newest day first, then by id."""

    on: date
    id: str


@dataclass(frozen=True)
class PublicTable:
    """What may be read of one subject, and in which order."""

    name: str
    columns: tuple[Column, ...]
    source: FromClause
    public: ColumnElement[bool]
    """Which rows are public at all; part of every query"""
    order_on: ColumnElement[date]
    order_id: ColumnElement[str]
    index: RowIndex | None = None
    """What finds rare rows faster than looking into every one"""

    def select(
        self,
        wanted: Filter,
        bound: ColumnElement[bool] | None = None,
        by_index: ColumnElement[bool] | None = None,
    ) -> Select[*tuple[Any, ...]]:
        """The public rows that meet the filter, newest first, with the allow-listed columns.

        ``bound`` (``after`` or ``before``) comes first: of several bounds on the order SQLite seeks
        by the first, and would read again what lies between another one and this. ``by_index``
        (from ``find_way``) changes the time and no row.
        """
        bounds = () if bound is None else (bound,)
        return (
            select(*(each.value.label(each.name) for each in self.columns))
            .select_from(self.source)
            .where(*bounds, *self._rows(by_index), *wanted.conditions())
            .order_by(self.order_on.desc(), self.order_id.desc())
        )

    def find_way(
        self,
        session: Session,
        wanted: Filter,
        bound: ColumnElement[bool] | None = None,
        *,
        newest_first: bool = True,
    ) -> ColumnElement[bool] | None:
        """How rows are found from a place in the order on: by the index, or None along the order.

        PostgreSQL collects all hits before it gives the first. A look at the next rows tells it
        which words are too common to ask the index for.
        """
        if self.index is None or not (grams := wanted.grams()):
            return None
        collects = session.get_bind().dialect.name == "postgresql"
        if collects and self._is_common(session, wanted, bound, newest_first):
            return None
        hits = ask(session, self.index, grams)
        return hits.among if hits.are_all else None

    def _is_common(
        self,
        session: Session,
        wanted: Filter,
        bound: ColumnElement[bool] | None,
        newest_first: bool,
    ) -> bool:
        """Whether enough of the next rows meet the filter for a screen to fill soon."""
        order: Sequence[ColumnElement[Any]] = (self.order_on, self.order_id)
        # Said of each row instead of narrowing them: else PostgreSQL may begin with the filter.
        fits = and_(*wanted.conditions()).label("fits")
        sample = (
            select(fits)
            .select_from(self.source)
            .where(*(() if bound is None else (bound,)), self.public)
            .order_by(*(each.desc() if newest_first else each.asc() for each in order))
            .limit(SAMPLE)
            .subquery()
        )
        hits = select(func.count()).select_from(sample).where(sample.c.fits)
        return (session.scalar(hits) or 0) >= COMMON_IN_SAMPLE

    def after(self, position: Position) -> ColumnElement[bool]:
        """The rows that come after a position in the order of the table."""
        return tuple_(self.order_on, self.order_id) < tuple_(position.on, position.id)

    def before(self, position: Position) -> ColumnElement[bool]:
        """The rows that come before a position in the order of the table."""
        return tuple_(self.order_on, self.order_id) > tuple_(position.on, position.id)

    def position_of(self, session: Session, row_id: str) -> Position | None:
        """Where a public row stands, or None when it is not public."""
        found = session.execute(
            select(self.order_on, self.order_id)
            .select_from(self.source)
            .where(self.public, self.order_id == row_id)
        ).first()
        return Position(*found) if found else None

    def holds(self, session: Session, row_id: str, condition: ColumnElement[bool]) -> bool:
        """Whether a row meets a condition."""
        found = select(self.order_id).select_from(self.source)
        return bool(session.execute(found.where(self.order_id == row_id, condition)).first())

    def count(self, session: Session, wanted: Filter) -> int:
        """How many rows meet the filter, counted up to ``COUNT_UP_TO`` + 1.

        Where the index has more hits than that, the first ones mostly are enough rows already.
        """
        if self.index is not None and (grams := wanted.grams()):
            hits = ask(session, self.index, grams)
            count = self._count(session, wanted, hits.among)
            if hits.are_all or count > COUNT_UP_TO:
                return count
        return self._count(session, wanted, None)

    def _count(self, session: Session, wanted: Filter, by_index: ColumnElement[bool] | None) -> int:
        limited = (
            select(self.order_id)
            .select_from(self.source)
            .where(*self._rows(by_index), *wanted.conditions())
            .limit(COUNT_UP_TO + 1)
        )
        return session.scalar(select(func.count()).select_from(limited.subquery())) or 0

    def _rows(self, by_index: ColumnElement[bool] | None) -> Sequence[ColumnElement[bool]]:
        if self.index is None or by_index is None:
            return (self.public,)
        return (by_index, self.index.public)
