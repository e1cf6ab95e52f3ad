"""A second finance officer decides on a proposal: it comes into effect, or never is public."""

from datetime import date

from sqlalchemy.orm import Session

from portal.credit import rules
from portal.credit.entry import OPINION, fit
from portal.credit.kinds import Tier
from portal.credit.register import hold_record, publish, require_finance, require_state
from portal.credit.rules import Claim
from portal.errors import ConflictError, ForbiddenError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.policy.installed import installed
from portal.records.base import utc_now
from portal.records.credit import CreditRecord, CreditState


def decide_record(
    session: Session, acting: Acting, record_id: str, opinion: str, today: date, *, enter: bool
) -> CreditRecord:
    """Put a proposal into effect or decline it, with reasons that answer the statement.

    ForbiddenError for the proposer; ConflictError before the organisation was heard; what the law
    allows is asked again, as days have passed.
    """
    record = hold_record(session, record_id)
    account_id = require_finance(acting, record.organisation_id)
    if account_id == record.proposed_by:
        raise ForbiddenError("who proposed a record does not decide on it")
    require_state(record, CreditState.PROPOSED, today)
    if not rules.is_heard(record.statement, record.statement_until_on, today):
        raise ConflictError(
            "the organisation has time for a statement until {day}", day=record.statement_until_on
        )
    record.opinion = fit(OPINION, opinion)
    record.decided_by, record.decided_at = account_id, utc_now()
    if enter:
        rules.refuse_unlawful(installed(), claim_of(record), today)
        record.state, record.public_on = CreditState.IN_EFFECT, today
    else:
        record.state = CreditState.DECLINED
    publish(record)
    action = "enter_credit_record" if enter else "decline_credit_record"
    audit.record(session, acting, action, ("credit_record", record.id))
    return record


def claim_of(record: CreditRecord) -> Claim:
    """What a stored record says that the law has something to say about."""
    always = ("name", "facts", "result", "basis", "day", "authority")
    return Claim(
        tier=Tier(record.tier),
        decided_on=record.decided_on,
        effective_on=record.effective_on,
        shown_until_on=record.shown_until_on,
        shown_because=record.shown_because,
        ban_first_on=record.ban_first_on,
        ban_last_on=record.ban_last_on,
        fine_fen=record.fine_fen,
        purchase_fen=record.purchase_fen,
        fields=(*always, "address") if record.address else always,
    )
