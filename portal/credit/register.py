"""Holding one record while it is changed, and who may act on it for whom."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, ForbiddenError, NotFoundError
from portal.identity.acting import Acting
from portal.records.account import Role
from portal.records.base import is_id, utc_now
from portal.records.credit import CreditRecord, CreditState
from portal.records.organisation import Organisation
from portal.typed import searchable

KEPT = (CreditState.PROPOSED, CreditState.IN_EFFECT, CreditState.REPAIRED)


def hold_record(session: Session, record_id: str) -> CreditRecord:
    """The record, held until the transaction ends, so that no two people act on one state."""
    hold = {"key_share": True}
    known = is_id(record_id)
    record = session.get(CreditRecord, record_id, with_for_update=hold) if known else None
    if record is None:
        raise NotFoundError("no credit record has the id {id}", id=record_id[:40])
    return record


def require_finance(acting: Acting, organisation_id: str) -> str:
    """The acting finance officer's account; who speaks for the organisation is none for it."""
    acting.require_any(Role.FINANCE)
    if acting.may(Role.CONTRACTOR, organisation_id):
        raise ForbiddenError("who speaks for the organisation takes no part in deciding about it")
    if acting.account_id is None:
        raise ForbiddenError("this needs an account of one's own")
    return acting.account_id


def require_organisation(acting: Acting, organisation_id: str) -> str:
    """The account of somebody who speaks for the organisation."""
    acting.require(Role.CONTRACTOR, organisation_id=organisation_id)
    if acting.account_id is None:
        raise ForbiddenError("this needs an account of one's own")
    return acting.account_id


def require_state(record: CreditRecord, state: CreditState, today: date) -> None:
    """ConflictError names where the record stands instead."""
    now = record.state_on(today)
    if now != state:
        raise ConflictError("this record is {state} by now", state=now.word)


def refuse_twice(session: Session, record: CreditRecord) -> None:
    """ConflictError if the register has the decision already, or had it: repaired stays repaired.

    The organisation is held until the transaction ends, so that two officers do not enter one
    decision side by side. What was declined or revoked may be proposed anew.
    """
    session.get(Organisation, record.organisation_id, with_for_update={"key_share": True})
    same = select(CreditRecord.id).where(
        CreditRecord.organisation_id == record.organisation_id,
        CreditRecord.document_no == record.document_no,
        CreditRecord.authority == record.authority,
        CreditRecord.state.in_(KEPT),
        CreditRecord.id != record.id,
    )
    with session.no_autoflush:
        if session.scalar(same):
            raise ConflictError("the register has this decision already, or had it")


def publish(record: CreditRecord) -> None:
    """Make anew what searches and feeds go by, after the public part changed."""
    who = record.organisation
    record.search_text = searchable(who.name, who.uscc, record.document_no, record.authority)
    record.changed_at = utc_now()
