"""What may become of a record in effect: repair, correction, revocation, by a second person."""

import json
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.credit import rules
from portal.credit.deciding import claim_of
from portal.credit.entry import EVIDENCE, LIFTED, OPINION, REASON, TEXTS, fit
from portal.credit.register import (
    hold_record,
    publish,
    refuse_twice,
    require_finance,
    require_organisation,
    require_state,
)
from portal.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.policy.installed import installed
from portal.records.base import is_id, new_id, utc_now
from portal.records.credit import CreditChange, CreditChangeKind, CreditRecord, CreditState

CORRECTABLE = ("address", "document_no", "authority", "facts", "result", "basis", "source_url")
"""The texts of a record; what its days or its class depend on needs a new record"""
_DAY = timedelta(days=1)


def ask_repair(
    session: Session, acting: Acting, record_id: str, reason: str, evidence: str, today: date
) -> CreditChange:
    """The organisation applies for repair: what was put right, its promise, and the evidence.

    ConflictError before the shortest period is reached.
    """
    record = hold_record(session, record_id)
    account_id = require_organisation(acting, record.organisation_id)
    require_state(record, CreditState.IN_EFFECT, today)
    rules.refuse_early_repair(record.repair_from_on, record.unrepairable, today)
    said = fit(EVIDENCE, evidence)
    return _ask(session, acting, record, CreditChangeKind.REPAIR, account_id, reason, said, today)


def ask_correction(
    session: Session,
    acting: Acting,
    record_id: str,
    changes: Mapping[str, str],
    reason: str,
    today: date,
) -> CreditChange:
    """A finance officer asks that texts say what the decision says; the reason is published."""
    record = hold_record(session, record_id)
    account_id = require_finance(acting, record.organisation_id)
    require_state(record, CreditState.IN_EFFECT, today)
    unknown = sorted(set(changes) - set(CORRECTABLE))
    if unknown:
        raise InvalidInputError("{field} cannot be corrected", field=unknown[0][:40])
    new = {name: fit(TEXTS[name], typed) for name, typed in changes.items()}
    new = {name: text for name, text in new.items() if text != (getattr(record, name) or "")}
    if not new:
        raise InvalidInputError("nothing is different from what the record says")
    if "source_url" in new and not new["source_url"].startswith(("https://", "http://")):
        raise InvalidInputError("the address of the source begins with https:// or http://")
    kind = CreditChangeKind.CORRECTION
    return _ask(session, acting, record, kind, account_id, reason, "", today, new)


def ask_revocation(
    session: Session, acting: Acting, record_id: str, reason: str, evidence: str, today: date
) -> CreditChange:
    """A finance officer asks that a record goes because its decision was overturned."""
    record = hold_record(session, record_id)
    account_id = require_finance(acting, record.organisation_id)
    require_state(record, CreditState.IN_EFFECT, today)
    said = fit(EVIDENCE, evidence)
    kind = CreditChangeKind.REVOCATION
    return _ask(session, acting, record, kind, account_id, reason, said, today)


def decide_change(
    session: Session,
    acting: Acting,
    change_id: str,
    opinion: str,
    today: date,
    *,
    grant: bool,
    lifted_by: str = "",
) -> CreditChange:
    """A finance officer who did not ask decides; what is granted takes effect at once.

    Nor does the proposer of a record decide on its repair. With a repair a ban ends as well
    (信用修复管理办法 Art. 3), which only the authority that imposed it can say: while it runs,
    ``lifted_by`` names its decision.
    """
    change, record = _held(session, change_id)
    account_id = require_finance(acting, record.organisation_id)
    if account_id == change.asked_by:
        raise ForbiddenError("who asked for a change does not decide on it")
    if change.kind == CreditChangeKind.REPAIR and account_id == record.proposed_by:
        raise ForbiddenError("who proposed a record does not decide on its repair")
    require_state(record, CreditState.IN_EFFECT, today)
    if change.is_granted is not None:
        raise ConflictError("this was decided already")
    change.opinion = fit(OPINION, opinion)
    change.is_granted, change.decided_by, change.decided_at = grant, account_id, utc_now()
    if grant:
        _carry_out(session, change, record, lifted_by, today)
        publish(record)
    on = ("credit_record", record.id)
    action = "decide_credit_change"
    audit.record(session, acting, action, on, kind=change.kind.value, granted=grant)
    return change


def _carry_out(
    session: Session, change: CreditChange, record: CreditRecord, lifted_by: str, today: date
) -> None:
    match change.kind:
        case CreditChangeKind.REPAIR:
            _lift_ban(change, record, lifted_by, today)
            record.state, record.ended_on = CreditState.REPAIRED, today
        case CreditChangeKind.CORRECTION:
            for name, text in json.loads(change.changes).items():
                setattr(record, name, text or None)
            rules.refuse_unlawful(installed(), claim_of(record), today)
            refuse_twice(session, record)
            record.corrected_on, record.note = today, change.reason
        case CreditChangeKind.REVOCATION:
            record.state, record.ended_on = CreditState.REVOKED, today
            record.note = change.reason


def _lift_ban(change: CreditChange, record: CreditRecord, lifted_by: str, today: date) -> None:
    """Nothing that is not shown any more stays in force: the ban ends the day before."""
    last = record.ban_last_on
    if last is None or last < today:
        return
    if not lifted_by.strip():
        raise ConflictError(
            "the ban runs until {day}; repair needs the decision that lifts it", day=last
        )
    change.lifted_by = fit(LIFTED, lifted_by)
    record.ban_last_on = today - _DAY


def _ask(
    session: Session,
    acting: Acting,
    record: CreditRecord,
    kind: CreditChangeKind,
    account_id: str,
    reason: str,
    evidence: str,
    today: date,
    changes: Mapping[str, str] | None = None,
) -> CreditChange:
    open_ = select(CreditChange.id).where(
        CreditChange.record_id == record.id,
        CreditChange.kind == kind,
        CreditChange.is_granted.is_(None),
    )
    if session.scalar(open_):
        raise ConflictError("this was asked for already, and is not decided yet")
    change = CreditChange(
        id=new_id(),
        record_id=record.id,
        kind=kind,
        reason=fit(REASON, reason),
        evidence=evidence,
        changes=json.dumps(changes or {}, ensure_ascii=False, sort_keys=True),
        asked_by=account_id,
        asked_on=today,
    )
    session.add(change)
    session.flush()
    audit.record(session, acting, f"ask_credit_{kind.value}", ("credit_record", record.id))
    return change


def _held(session: Session, change_id: str) -> tuple[CreditChange, CreditRecord]:
    """A request and its record, the record held first, as everybody takes it first."""
    found = session.get(CreditChange, change_id) if is_id(change_id) else None
    if found is None:
        raise NotFoundError("nothing that was asked for has the id {id}", id=change_id[:40])
    record = hold_record(session, found.record_id)
    session.refresh(found)
    return found, record
