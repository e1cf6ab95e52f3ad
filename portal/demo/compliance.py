"""What the demonstration's officers recorded: facts of their contracts, and duties done."""

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from pydantic import BaseModel, ConfigDict
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal.compliance.duties import NewDuty, record_duty
from portal.compliance.recording import record_facts
from portal.demo.projects import DATA
from portal.identity.acting import Acting
from portal.records.compliance import DutyRecord, RecordedFact
from portal.records.contract import Contract
from portal.today import today


class DemoDuty(BaseModel):
    """One entry of the duty register."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    duty: str
    region: str
    done_on: date
    evidence: str
    figures: Mapping[str, object]


class DemoCompliance(BaseModel):
    """What was recorded in one place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reason: str = ""
    facts: Mapping[str, object]
    duties: tuple[DemoDuty, ...] = ()


@cache
def demo_compliance() -> Mapping[str, DemoCompliance]:
    """Place → what was recorded there."""
    text = (DATA / "compliance.toml").read_text(encoding="utf-8")
    places = tomllib.loads(text, parse_float=Decimal)
    return {place: DemoCompliance.model_validate(said) for place, said in places.items()}


def record_compliance(session: Session, acting: Acting, contract: Contract, place: str) -> None:
    """Record a place's facts and duties once."""
    said = demo_compliance()[place]
    if not session.scalar(select(exists().where(RecordedFact.contract_id == contract.id))):
        record_facts(session, acting, contract.id, said.facts, said.reason)
    if not session.scalar(select(exists().where(DutyRecord.place == place))):
        for each in said.duties:
            entered = NewDuty(
                place,
                each.duty,
                each.region,
                contract.purchaser_id,
                each.done_on,
                each.figures,
                each.evidence,
            )
            record_duty(session, acting, entered, today())
