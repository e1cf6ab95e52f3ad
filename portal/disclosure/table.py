"""A public table: the one query that page, CSV and JSON Lines share, paged by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy import ColumnElement, FromClause, Select, func, select, tuple_
from sqlalchemy.orm import Session

from portal.disclosure.columns import Column
from portal.disclosure.finding import WordIndex, is_common_here, narrow

COUNT_UP_TO = 10_000


class Filter(Protocol):
    """What a reader may narrow a table by."""

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """The conditions that a public row has to meet."""

    def words(self) -> Sequence[str]:
        """The words among them, as texts are searched."""


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
    index: WordIndex | None = None
    """What finds words faster than looking into every row"""

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
        """How the words are found from a place in the order on: by the index, or None."""
        if self.index is None:
            return None
        rows = self._texts(self.index, bound, newest_first=newest_first)
        return narrow(session, self.index, wanted.words(), rows)

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

    def count(self, session: Session, wanted: Filter) -> int:
        """How many rows meet the filter, counted up to ``COUNT_UP_TO`` + 1."""
        limited = (
            select(self.order_id)
            .select_from(self.source)
            .where(*self._rows(self._way_to_count(session, wanted)), *wanted.conditions())
            .limit(COUNT_UP_TO + 1)
        )
        return session.scalar(select(func.count()).select_from(limited.subquery())) or 0

    def _way_to_count(self, session: Session, wanted: Filter) -> ColumnElement[bool] | None:
        """By the index unless the words are common: what is counted needs no order."""
        words = wanted.words()
        if self.index is None or not words:
            return None
        if is_common_here(session, words, self._texts(self.index)):
            return None
        return self.index.may_contain(session.get_bind().dialect.name, words)

    def _rows(self, by_index: ColumnElement[bool] | None) -> Sequence[ColumnElement[bool]]:
        if self.index is None or by_index is None:
            return (self.public,)
        return (by_index, self.index.public)

    def _texts(
        self,
        index: WordIndex,
        bound: ColumnElement[bool] | None = None,
        *,
        newest_first: bool = True,
    ) -> Select[str]:
        """The searched texts from a place in the order on."""
        order: Sequence[ColumnElement[Any]] = (self.order_on, self.order_id)
        return (
            select(index.text)
            .select_from(self.source)
            .where(*(() if bound is None else (bound,)), self.public)
            .order_by(*(each.desc() if newest_first else each.asc() for each in order))
        )
