"""A public table: the one query that page and files share, paged by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy import ColumnElement, FromClause, Select, func, select, tuple_
from sqlalchemy.orm import Session

from portal.disclosure.columns import Column

COUNT_UP_TO = 10_000


class Filter(Protocol):
    """What a reader may narrow a table by."""

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """The conditions that a public row has to meet."""


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

    def select(
        self, wanted: Filter, bound: ColumnElement[bool] | None = None
    ) -> Select[*tuple[Any, ...]]:
        """The public rows that meet the filter, newest first, with the allow-listed columns.

        ``bound`` (``after`` or ``before``) comes first: of several bounds on the order SQLite seeks
        by the first, and would read again what lies between another one and this.
        """
        bounds = () if bound is None else (bound,)
        return (
            select(*(each.value.label(each.name) for each in self.columns))
            .select_from(self.source)
            .where(*bounds, self.public, *wanted.conditions())
            .order_by(self.order_on.desc(), self.order_id.desc())
        )

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
            .where(self.public, *wanted.conditions())
            .limit(COUNT_UP_TO + 1)
        )
        return session.scalar(select(func.count()).select_from(limited.subquery())) or 0
