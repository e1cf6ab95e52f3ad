"""A public table: the one query that page and files share, paged by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    FromClause,
    RowMapping,
    Select,
    and_,
    func,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import Session

from portal.disclosure.columns import Column
from portal.disclosure.finding import (
    COMMON_IN_SAMPLE,
    OFTEN_IN_SAMPLE,
    SAMPLE,
    Part,
    RowIndex,
    ask,
)

COUNT_UP_TO = 1_000
_WALK = text("SET LOCAL enable_sort = off")
_WALK_NO_MORE = text("SET LOCAL enable_sort = on")


class Filter(Protocol):
    """What a reader may narrow a table by."""

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """The conditions that a public row has to meet."""

    def grams(self) -> Sequence[str]:
        """What an index has to hold of such a row; less than all conditions is enough."""

    def words(self) -> Sequence[str]:
        """What is looked for in texts; the rest stands in columns of their own."""

    def tiers(self, dialect: str) -> Sequence[Part]:
        """What parts the rows into groups shown one after another; nothing for one group."""


@dataclass(frozen=True)
class Tier:
    """The rows of a filter that belong to one of its tiers."""

    wanted: Filter
    part: Part

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """Those of the filter and of the tier."""
        return [*self.wanted.conditions(), self.part.within]

    def grams(self) -> Sequence[str]:
        """Those of the filter and of the tier."""
        return [*self.wanted.grams(), *self.part.grams]

    def words(self) -> Sequence[str]:
        """Those of the filter."""
        return self.wanted.words()

    def tiers(self, dialect: str) -> Sequence[Part]:
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
        if self._collects(session):
            fitting = self._fitting(session, wanted, bound, newest_first=newest_first)
            if fitting >= COMMON_IN_SAMPLE:
                return None
        hits = ask(session, self.index, grams)
        return hits.among if hits.are_all else None

    def _collects(self, session: Session) -> bool:
        """Whether the index gives nothing before it has found everything."""
        return session.get_bind().dialect.name == "postgresql"

    def _fitting(
        self,
        session: Session,
        wanted: Filter,
        bound: ColumnElement[bool] | None,
        *,
        newest_first: bool = True,
    ) -> int:
        """How many of the next rows meet the filter."""
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
        return session.scalar(hits) or 0

    def read(
        self,
        session: Session,
        wanted: Filter,
        statement: Select[*tuple[Any, ...]],
        by_index: ColumnElement[bool] | None,
    ) -> list[RowMapping]:
        """The rows of a statement that follows the order of the table.

        Several words are each rarer to PostgreSQL's planner than they are, so that it would rather
        read and sort everything than walk along the order until a screen is full.
        """
        walks = by_index is None and bool(wanted.words()) and self._collects(session)
        if walks:
            session.execute(_WALK)
        rows = list(session.execute(statement).mappings())
        if walks:
            session.execute(_WALK_NO_MORE)
        return rows

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

        Where the index has more hits than are quickly fetched, the first ones mostly are enough
        rows already. Without words all that is asked stands in the index of the order, and
        PostgreSQL finds many of the next rows fitting sooner than the index gives its first.
        """
        if self.index is None or not (grams := wanted.grams()):
            return self._count(session, wanted, None)
        if self._collects(session) and self._fitting(session, wanted, None) >= OFTEN_IN_SAMPLE:
            return self._count(session, wanted, None)
        hits = ask(session, self.index, grams)
        if hits.are_all or wanted.words():
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
