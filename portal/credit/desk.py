"""What the desk shows of the register: finance officers see all, an organisation its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from portal.credit import rules
from portal.errors import NotFoundError
from portal.identity.acting import Acting
from portal.records.account import Role
from portal.records.base import is_id
from portal.records.credit import CreditChange, CreditRecord, CreditState

NEWEST = 200


@dataclass(frozen=True)
class DeskRecord:
    """A record with what was asked of it, and for whom the acting person may act on it."""

    record: CreditRecord
    changes: Sequence[CreditChange]
    is_finance: bool
    is_organisation: bool


def list_desk_records(session: Session, acting: Acting) -> Sequence[CreditRecord]:
    """The records the person may see, the newest first, whatever became of them."""
    acting.require_any(Role.FINANCE, Role.CONTRACTOR)
    statement = (
        select(CreditRecord)
        .where(*_visible(acting))
        .options(joinedload(CreditRecord.organisation))
        .order_by(CreditRecord.proposed_at.desc(), CreditRecord.id)
        .limit(NEWEST)
    )
    return session.scalars(statement).all()


def count_waiting(session: Session, acting: Acting, today: date) -> int:
    """How many records wait for this person: for a statement, or for a decision one may take."""
    if not acting.roles & {Role.FINANCE, Role.CONTRACTOR}:
        return 0
    proposed = session.scalars(
        select(CreditRecord).where(CreditRecord.state == CreditState.PROPOSED, *_visible(acting))
    ).all()
    return sum(_waits(each, acting, today) for each in proposed)


def _waits(record: CreditRecord, acting: Acting, today: date) -> bool:
    if acting.may(Role.CONTRACTOR, record.organisation_id):
        return record.statement is None and today <= record.statement_until_on
    heard = rules.is_heard(record.statement, record.statement_until_on, today)
    return heard and acting.account_id != record.proposed_by


def get_desk_record(session: Session, acting: Acting, record_id: str) -> DeskRecord:
    """One record; NotFoundError for one that is not the person's to see."""
    acting.require_any(Role.FINANCE, Role.CONTRACTOR)
    statement = (
        select(CreditRecord)
        .where(CreditRecord.id == record_id, *_visible(acting))
        .options(joinedload(CreditRecord.organisation))
    )
    record = session.scalar(statement) if is_id(record_id) else None
    if record is None:
        raise NotFoundError("no credit record has the id {id}", id=record_id[:40])
    changes = session.scalars(
        select(CreditChange)
        .where(CreditChange.record_id == record.id)
        .order_by(CreditChange.asked_at, CreditChange.id)
    ).all()
    speaks = acting.may(Role.CONTRACTOR, record.organisation_id)
    return DeskRecord(record, changes, Role.FINANCE in acting.roles and not speaks, speaks)


def _visible(acting: Acting) -> Sequence[ColumnElement[bool]]:
    """Everything for finance officers; else the organisations the person speaks for."""
    if Role.FINANCE in acting.roles:
        return ()
    scopes = {scope for role, scope in acting.grants if role == Role.CONTRACTOR}
    return () if None in scopes else (CreditRecord.organisation_id.in_(scopes),)
