"""Reading one screen of a public table: by key, so that the last page costs what the first does."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, RowMapping, select
from sqlalchemy.orm import Session

from portal.disclosure.table import Filter, Position, PublicTable, Tier
from portal.errors import InvalidInputError
from portal.records.base import is_id

PAGE_ROWS = 20

Row = RowMapping
"""One public row, by the names of its columns"""


@dataclass(frozen=True)
class Page:
    """One screen of rows, with the ids from which the neighbouring screens are reached."""

    rows: Sequence[Row]
    older_than: str | None
    """Pass as ``after`` for the next screen; None on the last one"""
    newer_than: str | None
    """Pass as ``before`` for the previous screen; None on the first one"""
    is_all: bool = False
    """There is no other screen"""


def read_page(
    session: Session,
    table: PublicTable,
    wanted: Filter,
    *,
    after: str | None = None,
    before: str | None = None,
    size: int = PAGE_ROWS,
) -> Page:
    """The rows after (older than) or before (newer than) the row with this id."""
    tiers = _tiers(session, wanted)
    if before:
        rows = _backwards(session, table, tiers, before, size)
        more_newer, rows = len(rows) > size, rows[-size:]
        more_older = True
    else:
        rows = _forwards(session, table, tiers, after, size)
        more_older, rows = len(rows) > size, rows[:size]
        more_newer = bool(after)
    return Page(
        rows,
        rows[-1]["id"] if rows and more_older else None,
        rows[0]["id"] if rows and more_newer else None,
        is_all=not (after or before or more_older),
    )


def count_found(session: Session, table: PublicTable, wanted: Filter, page: Page) -> int:
    """How many rows meet the filter, as ``PublicTable.count``.

    What is on the screen in full is not looked for again.
    """
    return len(page.rows) if page.is_all else table.count(session, wanted)


def find_row(session: Session, table: PublicTable, row_id: str) -> Row | None:
    """One public row by its permanent id."""
    if not is_id(row_id):
        return None
    statement = (
        select(*(each.value.label(each.name) for each in table.columns))
        .select_from(table.source)
        .where(table.public, table.order_id == row_id)
    )
    return session.execute(statement).mappings().first()


def _tiers(session: Session, wanted: Filter) -> Sequence[Filter]:
    """The filter, or the parts of it that are shown one after another."""
    parts = wanted.tiers(session.get_bind().dialect.name)
    return [Tier(wanted, each) for each in parts] or [wanted]


def _forwards(
    session: Session, table: PublicTable, tiers: Sequence[Filter], after: str | None, size: int
) -> list[Row]:
    rows: list[Row] = []
    bound, left = None, tiers
    if after:
        position, left = _start(session, table, tiers, after)
        bound = table.after(position)
    for tier in left:
        way = table.find_way(session, tier, bound)
        found = table.select(tier, bound, way).limit(size + 1 - len(rows))
        rows += table.read(session, tier, found, way)
        bound = None
        if len(rows) > size:
            break
    return rows


def _backwards(
    session: Session, table: PublicTable, tiers: Sequence[Filter], before: str, size: int
) -> list[Row]:
    rows: list[Row] = []
    position, left = _start(session, table, tiers[::-1], before)
    bound: ColumnElement[bool] | None = table.before(position)
    for tier in left:
        way = table.find_way(session, tier, bound, newest_first=False)
        reverse = (
            table.select(tier, bound, way)
            .order_by(None)
            .order_by(table.order_on, table.order_id)
            .limit(size + 1 - len(rows))
        )
        rows += table.read(session, tier, reverse, way)
        bound = None
        if len(rows) > size:
            break
    return rows[::-1]


def _start(
    session: Session, table: PublicTable, tiers: Sequence[Filter], row_id: str
) -> tuple[Position, Sequence[Filter]]:
    """Where a row stands, and the tiers from its own on."""
    position = table.position_of(session, row_id) if is_id(row_id) else None
    if position is None:
        raise InvalidInputError("no public row has the id {id}", id=row_id[:80])
    for number, tier in enumerate(tiers):
        if not isinstance(tier, Tier) or table.holds(session, row_id, tier.part.within):
            return position, tiers[number:]
    return position, ()
