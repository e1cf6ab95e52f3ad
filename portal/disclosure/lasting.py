"""The permanent addresses of all public records, for whoever wants to know every page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, func, select
from sqlalchemy.orm import Session

from portal.disclosure.contractors import CONTRACTORS
from portal.disclosure.contracts import CONTRACTS
from portal.disclosure.evaluations import EVALUATIONS
from portal.disclosure.notices import NOTICES
from portal.disclosure.table import PublicTable
from portal.records.contract import UNRECORDED, Contract
from portal.records.evaluation import Result
from portal.records.notice import Notice
from portal.records.session import reading
from portal.today import SHANGHAI

AT_ONCE = 5_000


@dataclass(frozen=True)
class Lasting:
    """A table whose rows have pages that stay; a credit record's goes, so it is not among them."""

    table: PublicTable
    screen: str
    changed: ColumnElement[Any] | None
    """When a row became what it is"""


LASTING = {
    each.table.name: each
    for each in (
        Lasting(NOTICES, "notice", Notice.recorded_at),  # type: ignore[arg-type] # a mapped attribute
        Lasting(CONTRACTS, "contract", Contract.recorded_at),  # type: ignore[arg-type] # as above
        Lasting(CONTRACTORS, "contractor", None),
        Lasting(EVALUATIONS, "evaluation", Result.published_on),  # type: ignore[arg-type] # as above
    )
}


def count_lasting(session: Session) -> dict[str, int]:
    """Table → how many pages it has."""
    return {
        name: session.scalar(
            select(func.count(each.table.order_id.distinct()))
            .select_from(each.table.source)
            .where(each.table.public)
        )
        or 0
        for name, each in LASTING.items()
    }


def read_lasting(
    engine: Engine, name: str, *, skip: int = 0, most: int | None = None
) -> Iterator[tuple[str, date | None]]:
    """(id, day of the last change) in the order of the ids, some at a time.

    Each piece is a short query of its own, so that a slow reader keeps no transaction open.
    """
    lasting, left, last = LASTING[name], most, ""
    while left is None or left > 0:
        size = AT_ONCE if left is None else min(AT_ONCE, left)
        with reading(engine) as session:
            rows = session.execute(_piece(lasting, last, size, skip)).all()
        for id_, changed in rows:
            yield id_, _day(changed)
        if len(rows) < size:
            return
        last, skip = rows[-1][0], 0
        left = None if left is None else left - len(rows)


def _piece(lasting: Lasting, last: str, size: int, skip: int) -> Any:
    table = lasting.table
    changed = lasting.changed if lasting.changed is not None else table.order_id
    beyond = (table.order_id > last,) if last else ()
    return (
        select(table.order_id, changed)
        .select_from(table.source)
        .where(table.public, *beyond)
        .order_by(table.order_id)
        .limit(size)
        .offset(skip)
    )


def _day(changed: object) -> date | None:
    """The day in Shanghai; None where nothing tells it."""
    match changed:
        case datetime():
            return None if changed == UNRECORDED else changed.astimezone(SHANGHAI).date()
        case date():
            return changed
    return None
