"""What the register of credit records says of a contractor, as facts that the rules read."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.policy.facts import Facts
from portal.records.contract import Contract
from portal.records.credit import CreditRecord, CreditState

BAN = ("contractor.ban.first_on", "contractor.ban.last_on")
BIDS_DUE = "contract.purchase.bids_due_on"
KEPT = (CreditState.IN_EFFECT, CreditState.REPAIRED)
"""Records whose bans held; a revoked one never did"""


def with_register(
    session: Session, contract: Contract, facts: Facts, shown_on: date | None = None
) -> Facts:
    """The facts, and the ban in which it was signed or its bids were due, if the register has one.

    With ``shown_on`` only what is shown on that day: a finding on a public page must not tell of a
    record that is not shown any more. Without it every ban that held counts, for the officer who
    records a contract now. That there is none here adds nothing: it is no clean record.
    """
    days = [contract.signed_on, facts.values.get(BIDS_DUE)]
    during = [
        and_(CreditRecord.ban_first_on <= day, CreditRecord.ban_last_on >= day)
        for day in days
        if isinstance(day, date)
    ]
    if not during:
        return facts
    statement = (
        select(CreditRecord.ban_first_on, CreditRecord.ban_last_on)
        .where(
            CreditRecord.organisation_id == contract.contractor_id,
            CreditRecord.state.in_(KEPT),
            or_(*during),
        )
        .order_by(CreditRecord.ban_last_on.desc(), CreditRecord.id)
    )
    if shown_on is not None:
        statement = statement.where(
            CreditRecord.state == CreditState.IN_EFFECT, CreditRecord.shown_until_on >= shown_on
        )
    found = session.execute(statement).first()
    if found is None:
        return facts
    spans: Mapping[str, date | None] = dict(zip(BAN, found, strict=True))
    ban = {name: day for name, day in spans.items() if day is not None}
    return Facts({**facts.values, **ban})
