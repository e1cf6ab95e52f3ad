"""Reading one screen of a public table: by key, so that the last page costs what the first does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from portal.disclosure.table import Filter, PublicTable
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
    if before:
        rows = _backwards(session, table, wanted, before, size)
        more_newer, rows = len(rows) > size, rows[-size:]
        more_older = True
    else:
        bound = table.after(_position(session, table, after)) if after else None
        way = table.find_way(session, wanted, bound)
        rows = list(session.execute(table.select(wanted, bound, way).limit(size + 1)).mappings())
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


def _backwards(
    session: Session, table: PublicTable, wanted: Filter, before: str, size: int
) -> list[Row]:
    bound = table.before(_position(session, table, before))
    way = table.find_way(session, wanted, bound, newest_first=False)
    reverse = (
        table.select(wanted, bound, way)
        .order_by(None)
        .order_by(table.order_on, table.order_id)
        .limit(size + 1)
    )
    return list(session.execute(reverse).mappings())[::-1]


def _position(session: Session, table: PublicTable, row_id: str) -> Any:
    position = table.position_of(session, row_id) if is_id(row_id) else None
    if position is None:
        raise InvalidInputError("no public row has the id {id}", id=row_id[:80])
    return position
