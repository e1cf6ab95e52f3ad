"""Judging a unit by the figures that the duty register holds of its year."""

import json
from collections import defaultdict
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.compliance.duties import fact_of, owes
from portal.compliance.evidence import restored
from portal.policy.facts import Facts, Value
from portal.policy.findings import Finding, Judgement, judge
from portal.policy.installed import installed
from portal.policy.library import formula_of
from portal.policy.model import Duty, Rule
from portal.records.compliance import DutyRecord
from portal.records.region import Region


def judge_unit(
    session: Session, place: str, region_code: str, year: int, today: date
) -> Judgement | None:
    """A unit's figures of one year, by the staffing and training rules of its last day.

    A rule about figures that only units of another level owe says nothing of this one: no county
    misses a training that the leagues and cities have to hold.
    """
    if place not in installed().packs:
        return None
    last = min(date(year, 12, 31), today)
    facts = unit_facts(session, place, region_code, year)
    level = session.scalar(select(Region.level).where(Region.code == region_code))
    found = judge(installed(), place, "unit", facts, on=last, today=today)
    mine = [each for each in found.findings if _concerns(place, each, level, facts)]
    return replace(found, findings=tuple(mine))


def _concerns(place: str, finding: Finding, level: str | None, facts: Facts) -> bool:
    """Whether a unit of this level owes one of the figures, or has recorded one all the same."""
    if not isinstance(finding.rule, Rule):
        return True
    asked = {name for _, name in formula_of(finding.rule).names("fact")}
    owed = (each for each in installed().duties(place).values() if owes(each, level))
    return any(asked & _supplied(duty) for duty in owed) or any(map(facts.has, asked))


def _supplied(duty: Duty) -> set[str]:
    """The facts of a unit that the records of a duty supply."""
    return {fact_of(each).name for each in duty.fields} | {_times(duty.id)}


def _times(duty_id: str) -> str:
    return f"unit.{duty_id.replace('-', '_')}_times"


def unit_facts(session: Session, place: str, region_code: str, year: int) -> Facts:
    """The newest figures that the register holds of a unit's year, as ``unit.<field>``.

    ``unit.<duty>_times`` counts the entries of a duty, with ``_`` for ``-``.
    """
    duties = installed().duties(place)
    rows = session.scalars(
        select(DutyRecord)
        .where(
            DutyRecord.place == place,
            DutyRecord.region_code == region_code,
            DutyRecord.done_on >= date(year, 1, 1),
            DutyRecord.done_on <= date(year, 12, 31),
            DutyRecord.duty_id.in_(duties),
        )
        .order_by(DutyRecord.done_on, DutyRecord.id)
    )
    values: dict[str, Value] = {}
    times: dict[str, int] = defaultdict(int)
    for row in rows:
        times[_times(row.duty_id)] += 1
        fields = {each.name: each for each in duties[row.duty_id].fields}
        for name, said in json.loads(row.figures).items():
            if name in fields and (value := restored(fact_of(fields[name]), said)) is not None:
                values[f"unit.{name}"] = value
    return Facts({**values, **times})
