"""A finance officer proposes a record; the organisation is notified and may make a statement."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from portal.credit import rules
from portal.credit.entry import NOTIFIED, STATEMENT, Checked, Particulars, checked, fit
from portal.credit.register import (
    hold_record,
    publish,
    refuse_twice,
    require_finance,
    require_organisation,
    require_state,
)
from portal.errors import ConflictError, ForbiddenError, InvalidInputError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.policy.identifiers import INVENTED, parse_uscc
from portal.policy.installed import installed
from portal.records.account import Account, Role
from portal.records.base import new_id
from portal.records.credit import CreditRecord, CreditState
from portal.records.organisation import Organisation
from portal.records.parties import keep_organisation
from portal.records.region import Region
from portal.typed import searchable, tidied

NAME_LIMIT = 300
LONGEST_BACK = timedelta(days=90)
"""How old a notification may be that is entered"""


@dataclass(frozen=True)
class Proposal:
    """A record as a finance officer proposes it."""

    name: str
    uscc: str
    particulars: Particulars
    notified_on: date
    notified_how: str


def propose_record(
    session: Session,
    acting: Acting,
    entered: Proposal,
    today: date,
    *,
    statement_days: int,
    record_id: str | None = None,
) -> CreditRecord:
    """Keep a proposal, which nobody but the officers and the organisation sees.

    InvalidInputError names what is missing or what the law does not allow.
    """
    acting.require_any(Role.FINANCE)
    content = checked(entered.particulars)
    check_lawful(session, content, today)
    notified_how = fit(NOTIFIED, entered.notified_how)
    if not today - LONGEST_BACK <= entered.notified_on <= today:
        raise InvalidInputError("the organisation is notified before or on the day of the entry")
    organisation = _organisation(session, acting, entered)
    account_id = require_finance(acting, organisation.id)
    record = CreditRecord(
        id=record_id or new_id(),
        state=CreditState.PROPOSED,
        organisation_id=organisation.id,
        organisation=organisation,
        **content.columns,
        repair_from_on=_repair_from(content, today),
        notified_on=entered.notified_on,
        notified_how=notified_how,
        statement_days=statement_days,
        statement_until_on=rules.statement_until(entered.notified_on, statement_days),
        proposed_by=account_id,
        is_demo=organisation.is_demo,
    )
    refuse_twice(session, record)
    publish(record)
    session.add(record)
    session.flush()
    audit.record(session, acting, "propose_credit_record", ("credit_record", record.id))
    return record


def make_statement(
    session: Session,
    acting: Acting,
    record_id: str,
    words: str,
    today: date,
    *,
    on_paper: bool = False,
) -> None:
    """Keep what the organisation says, within its days; once, and published with the record.

    ``on_paper``: a finance officer enters what arrived on paper.
    """
    record = hold_record(session, record_id)
    may = require_finance if on_paper else require_organisation
    account_id = may(acting, record.organisation_id)
    require_state(record, CreditState.PROPOSED, today)
    if record.statement is not None:
        raise ConflictError("a statement was made already")
    if today > record.statement_until_on:
        raise ConflictError(
            "the time for a statement ended on {day}", day=record.statement_until_on
        )
    record.statement = fit(STATEMENT, words)
    record.statement_on, record.statement_by = today, account_id
    record.statement_on_paper = on_paper
    on = ("credit_record", record.id)
    audit.record(session, acting, "make_credit_statement", on, on_paper=on_paper)


def check_lawful(session: Session, content: Checked, today: date) -> None:
    """What the packs' rules and the list of divisions say of an entry."""
    region = str(content.columns["region_code"])
    if not region.isalnum() or session.get(Region, region) is None:
        raise InvalidInputError("no region has the code {code}", code=region[:12])
    rules.refuse_unlawful(installed(), content.claim, today)


def _repair_from(content: Checked, today: date) -> date | None:
    if content.columns["unrepairable"]:
        return None
    claim = content.claim
    return rules.periods(installed(), claim.tier, claim.decided_on, today).repair_from_on


def _organisation(session: Session, acting: Acting, entered: Proposal) -> Organisation:
    """The organisation behind a code that is checked in full.

    In a demonstration only invented organisations have records, outside of it only real ones.
    """
    name = tidied(entered.name)[0]
    if not name or len(name) > NAME_LIMIT:
        raise InvalidInputError(
            "the organisation needs a name of at most {limit} signs", limit=NAME_LIMIT
        )
    code = parse_uscc(entered.uscc)
    account = session.get(Account, acting.account_id) if acting.account_id else None
    if account is None:
        raise ForbiddenError("this needs an account of one's own")
    invented = code.organisation_code.startswith(INVENTED)
    if account.is_demo and not invented:
        raise InvalidInputError(
            "a demonstration account enters invented organisations only (code with {mark})",
            mark=INVENTED,
        )
    if invented and not account.is_demo:
        raise InvalidInputError("this code is that of an invented organisation")
    kept = keep_organisation(session, code.code, name, code.region, is_demo=invented)
    if searchable(kept.name) != searchable(name):
        raise InvalidInputError("here this code is that of {name}", name=kept.name)
    return kept
