"""Credit records that are not shown any more: that they ended, and nothing of what they said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from portal.disclosure.credit import CreditFilter
from portal.records.base import is_id
from portal.records.credit import CreditRecord, CreditState
from portal.today import today

TOLD_FOR = timedelta(days=90)
"""How long a feed says that a record ended; whoever reads it less often takes the file"""
MOST_TOLD = 100
TAKEN_BACK = (CreditState.REPAIRED, CreditState.REVOKED)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Ended:
    """The end of one record."""

    id: str
    on: date
    """First day on which it was not shown"""
    is_revoked: bool
    note: str | None
    """Of a revoked one: why, as it was published"""


def find_ended(session: Session, record_id: str) -> Ended | None:
    """The end of a record that was public once; None for every other id."""
    if not is_id(record_id):
        return None
    return next(iter(_read(session, CreditRecord.id == record_id)), None)


def list_ended(session: Session, wanted: CreditFilter) -> Sequence[Ended]:
    """What ended lately under the filter, as far as the filter leads to no organisation.

    Told under a name or a code, an end would tell who once had a record.
    """
    if wanted.query().keys() - {"region", "tier"}:
        return []
    return _read(session, and_(*wanted.coarse()) if wanted.coarse() else None, lately=True)


def _read(
    session: Session, chosen: ColumnElement[bool] | None, *, lately: bool = False
) -> Sequence[Ended]:
    now = today()
    taken: ColumnElement[bool] = CreditRecord.state.in_(TAKEN_BACK)
    over: ColumnElement[bool] = and_(
        CreditRecord.state == CreditState.IN_EFFECT, CreditRecord.shown_until_on < now
    )
    if lately:
        taken = and_(taken, CreditRecord.ended_on >= now - TOLD_FOR)
        over = and_(over, CreditRecord.shown_until_on >= now - TOLD_FOR)
    statement = (
        select(CreditRecord)
        .where(CreditRecord.public_on.is_not(None), or_(taken, over))
        .order_by(CreditRecord.changed_at.desc(), CreditRecord.id)
        .limit(MOST_TOLD)
    )
    if chosen is not None:
        statement = statement.where(chosen)
    return [_ended(each) for each in session.scalars(statement)]


def _ended(record: CreditRecord) -> Ended:
    is_revoked = record.state == CreditState.REVOKED
    return Ended(
        record.id,
        record.ended_on or record.shown_until_on + _DAY,
        is_revoked,
        record.note if is_revoked else None,
    )
