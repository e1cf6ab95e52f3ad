"""The invented credit records of the demonstration, each led through its steps by its people."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.credit.changes import ask_repair, decide_change
from portal.credit.deciding import decide_record
from portal.credit.entry import Particulars
from portal.credit.kinds import DocumentKind, Tier
from portal.credit.proposing import Proposal, make_statement, propose_record
from portal.demo.projects import DATA, demo_projects
from portal.identity.acting import Acting, acting_for
from portal.policy.calendar import corresponding_day
from portal.policy.identifiers import make_uscc
from portal.records.base import derived_id
from portal.records.credit import CreditRecord
from portal.records.session import writing
from portal.today import today

PROPOSER, DECIDER, SPEAKER = "demo-finance-1", "demo-finance-2", "demo-contractor-1"
SOURCE = "https://example.invalid/demonstration"
"""An address that leads nowhere, as nothing behind it exists"""
DAYS = 10


class DemoRecord(BaseModel):
    """One record; what is None did not happen. Days are counted from the decision."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    project: str | None = None
    """The place whose invented contractor it is about"""
    name: str = ""
    kind: str = "52"
    region: str = ""
    serial: str = ""
    address: str = ""
    tier: Tier
    document_kind: DocumentKind
    document_no: str
    authority: str
    facts: str
    result: str
    basis: str
    fine_yuan: str = ""
    purchase_yuan: str = ""
    ban_months: int | None = None
    shown_months: int
    shown_because: str = ""
    ago: int
    notified: int
    stated: int | None = None
    statement: str = ""
    decided: int | None = None
    opinion: str = ""
    asked: int | None = None
    reason: str = ""
    evidence: str = ""
    granted: int | None = None
    granted_because: str = ""

    @property
    def id(self) -> str:
        """The same on every installation."""
        return derived_id("demo-credit", self.key)


@cache
def demo_records() -> tuple[DemoRecord, ...]:
    """All invented records."""
    text = (DATA / "credit.toml").read_text(encoding="utf-8")
    return tuple(DemoRecord.model_validate(each) for each in tomllib.loads(text)["records"])


def load_credit(engine: Engine, issuer: str) -> Iterator[str]:
    """Lead every record that is not there yet through its steps; a line for what was done."""
    added = 0
    for each in demo_records():
        with writing(engine) as session:
            if session.get(CreditRecord, each.id) is None:
                _live(session, issuer, each)
                added += 1
    yield f"credit records: {added} invented ones added"


def _live(session: Session, issuer: str, record: DemoRecord) -> None:
    decided_on = today() - timedelta(days=record.ago)

    def act(subject: str, step: Callable[[Acting], object]) -> None:
        step(acting_for(session, issuer, subject))

    def on(days: int | None) -> date:
        return decided_on + timedelta(days=days or 0)

    entered = _proposal(record, decided_on, on(record.notified))
    first = on(record.notified)
    act(
        PROPOSER,
        lambda who: propose_record(
            session, who, entered, first, statement_days=DAYS, record_id=record.id
        ),
    )
    if record.stated is not None:
        day = on(record.stated)
        act(SPEAKER, lambda who: make_statement(session, who, record.id, record.statement, day))
    if record.decided is not None:
        on_decided = on(record.decided)
        act(
            DECIDER,
            lambda who: decide_record(
                session, who, record.id, record.opinion, on_decided, enter=True
            ),
        )
    if record.asked is not None:
        _repair(session, issuer, record, on(record.asked), on(record.granted))


def _repair(
    session: Session, issuer: str, record: DemoRecord, asked_on: date, granted_on: date
) -> None:
    speaker, decider = (acting_for(session, issuer, each) for each in (SPEAKER, DECIDER))
    change = ask_repair(session, speaker, record.id, record.reason, record.evidence, asked_on)
    if record.granted is not None:
        because = record.granted_because
        decide_change(session, decider, change.id, because, granted_on, grant=True)


def _proposal(record: DemoRecord, decided_on: date, notified_on: date) -> Proposal:
    project = next((each for each in demo_projects() if each.place == record.project), None)
    region = project.region if project else record.region
    serial = project.serial if project else record.serial
    ban = record.ban_months
    return Proposal(
        project.contractor if project else record.name,
        make_uscc(record.kind, region, serial),
        Particulars(
            tier=record.tier,
            document_kind=record.document_kind,
            document_no=record.document_no,
            authority=record.authority,
            decided_on=decided_on,
            effective_on=decided_on,
            facts=record.facts,
            result=record.result,
            basis=record.basis,
            source_url=SOURCE,
            region_code=region,
            shown_until_on=corresponding_day(decided_on, record.shown_months),
            address=record.address,
            shown_because=record.shown_because,
            ban_first_on=decided_on if ban else None,
            ban_last_on=corresponding_day(decided_on, ban) if ban else None,
            fine_yuan=record.fine_yuan,
            purchase_yuan=record.purchase_yuan,
        ),
        notified_on,
        "（演示）直接送达",
    )
