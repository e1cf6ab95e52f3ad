"""The duty register (履职台账): what was done, what is due, and what nobody recorded."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.compliance.evidence import kept
from portal.compliance.recording import check_value
from portal.errors import ForbiddenError, InvalidInputError, NotFoundError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.policy.facts import Value, read_value
from portal.policy.installed import installed
from portal.policy.model import Duty, Fact, Field_
from portal.policy.periods import due_on, period_of, periods_until
from portal.policy.privacy import refuse_private
from portal.records.account import Account, Role
from portal.records.base import is_id, new_id
from portal.records.compliance import DutyRecord
from portal.records.contract import Contract
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.records.region import Region
from portal.records.regions import lies_in
from portal.typed import tidied

EVIDENCE_LIMIT = 1000
EVIDENCE = {"zh": "佐证", "en": "evidence"}
EARLIEST = date(1949, 10, 1)
"""No unit of today did anything before"""


@dataclass(frozen=True)
class NewDuty:
    """What an officer enters of a duty that was done."""

    place: str
    duty_id: str
    region_code: str
    organisation_id: str
    done_on: date
    figures: Mapping[str, object]
    evidence: str = ""


@dataclass(frozen=True)
class DutyState:
    """One duty of one unit in one period."""

    duty: Duty
    period: str
    due_on: date | None
    records: tuple[DutyRecord, ...]
    today: date
    is_dated: bool = True
    """It is known since when its rule could be read; otherwise nobody is called late by it"""

    @property
    def is_done(self) -> bool:
        """Whether it was done as often as asked."""
        return len(self.records) >= self.duty.at_least

    @property
    def is_overdue(self) -> bool:
        """Whether its last day has passed and it was not recorded as often as asked."""
        passed = self.due_on is not None and self.due_on < self.today
        return passed and self.is_dated and not self.is_done


def record_duty(session: Session, acting: Acting, entered: NewDuty, today: date) -> DutyRecord:
    """Keep one entry; InvalidInputError names the figure that cannot be right."""
    acting.require(Role.PURCHASER, Role.OPERATOR, organisation_id=entered.organisation_id)
    duty = _duty(entered)
    purchaser = _purchaser(session, entered.organisation_id)
    _check_unit(session, acting, purchaser, entered)
    if entered.done_on > today:
        raise InvalidInputError("a duty cannot have been done after today ({today})", today=today)
    if entered.done_on < EARLIEST:
        raise InvalidInputError("a duty cannot have been done before {earliest}", earliest=EARLIEST)
    evidence = _evidence(entered.evidence)
    figures = _figures(duty, entered)
    account = session.get(Account, acting.account_id) if acting.account_id else None
    found = DutyRecord(
        id=new_id(),
        place=entered.place,
        duty_id=duty.id,
        region_code=entered.region_code,
        organisation_id=entered.organisation_id,
        period=period_of(duty, entered.done_on),
        done_on=entered.done_on,
        figures=json.dumps(
            {name: kept(value) for name, value in figures.items()}, ensure_ascii=False
        ),
        evidence=evidence,
        account_id=acting.account_id,
        is_demo=purchaser.is_demo or (account is not None and account.is_demo),
    )
    session.add(found)
    session.flush()
    audit.record(session, acting, "record_duty", ("duty_record", found.id), duty=duty.id)
    return found


def _duty(entered: NewDuty) -> Duty:
    library = installed()
    if entered.place not in library.packs:
        raise NotFoundError("no governing document is known as {place}", place=entered.place[:80])
    duty = library.duties(entered.place).get(entered.duty_id)
    if duty is None:
        raise NotFoundError("no duty is known as {name}", name=entered.duty_id[:80])
    return duty


def _purchaser(session: Session, organisation_id: str) -> Organisation:
    found = session.get(Organisation, organisation_id) if is_id(organisation_id) else None
    if found is None:
        raise NotFoundError("no organisation has the id {id}", id=organisation_id[:40])
    return found


def _check_unit(
    session: Session, acting: Acting, purchaser: Organisation, entered: NewDuty
) -> None:
    """The unit exists, and lies where its purchaser works under the document.

    Otherwise any purchaser could fill any other's page of a public register.
    """
    code = entered.region_code
    if not code.isalnum() or session.get(Region, code) is None:
        raise InvalidInputError("no region has the code {code}", code=code[:12])
    if acting.may(Role.OPERATOR):
        return
    bought_in = session.scalars(
        select(Contract.region_code)
        .join(Project, Project.id == Contract.project_id)
        .where(Contract.purchaser_id == purchaser.id, Project.place == entered.place)
        .distinct()
    ).all()
    own = [*bought_in, purchaser.region_code] if bought_in else []
    if not any(lies_in(code, each) for each in own if each):
        raise ForbiddenError(
            "that purchaser has no contract under this document in the region {code}", code=code
        )


def _evidence(typed: str) -> str:
    evidence = tidied(typed)[0]
    if len(evidence) > EVIDENCE_LIMIT:
        raise InvalidInputError("the evidence has at most {limit} signs", limit=EVIDENCE_LIMIT)
    refuse_private(EVIDENCE, evidence)
    return evidence


def _figures(duty: Duty, entered: NewDuty) -> Mapping[str, Value]:
    names = [each.name for each in duty.fields]
    for name in entered.figures:
        if name not in names:
            raise InvalidInputError("this duty has no figure {name}", name=name[:80])
    figures = {each.name: _figure(each, entered) for each in duty.fields}
    return {name: value for name, value in figures.items() if value is not None}


def _figure(field: Field_, entered: NewDuty) -> Value | None:
    fact = fact_of(field)
    value = read_value(fact, entered.figures.get(field.name))
    if value is None and not field.optional:
        raise InvalidInputError("{name} is needed", name=field.title.labels())
    if value is not None:
        check_value(entered.place, fact, value, entered.done_on)
    return value


def fact_of(field: Field_) -> Fact:
    """A figure of a duty as the fact that rules know it by: ``unit.`` and its name."""
    return Fact(name=f"unit.{field.name}", kind=field.kind, title=field.title, list=field.list)


def duty_states(
    session: Session, place: str, region_code: str, *, since: date, today: date
) -> list[DutyState]:
    """Every duty that a unit of this region owes, period by period, the newest period first.

    Nothing is asked for a period that ended before its rule could be read, and duties that come
    with an event are listed with their records only.
    """
    library = installed()
    level = session.scalar(select(Region.level).where(Region.code == region_code))
    rows = session.scalars(
        select(DutyRecord)
        .where(DutyRecord.place == place, DutyRecord.region_code == region_code)
        .order_by(DutyRecord.done_on, DutyRecord.id)
    )
    by_period: dict[tuple[str, str], list[DutyRecord]] = defaultdict(list)
    for row in rows:
        by_period[row.duty_id, row.period].append(row)
    states = [
        DutyState(
            duty,
            period,
            due,
            tuple(by_period[duty.id, period]),
            today,
            is_dated=library.citations[duty.clauses[0]].instrument.known_since is not None,
        )
        for duty in library.duties(place).values()
        for period, due in _periods(duty, by_period, since if owes(duty, level) else None, today)
    ]
    return sorted(states, key=lambda each: (each.period, each.duty.id), reverse=True)


def owes(duty: Duty, level: str | None) -> bool:
    """Whether a unit of this level owes the duty; organisations owe theirs wherever they work."""
    return duty.unit in {"purchaser", "contractor", level}


def _periods(
    duty: Duty,
    recorded: Mapping[tuple[str, str], list[DutyRecord]],
    since: date | None,
    today: date,
) -> Iterable[tuple[str, date | None]]:
    """The periods that are asked for, none without ``since``, and those that have records.

    Each comes with its last day; where nothing was asked there is none, and nothing is late.
    """
    done = {period: None for name, period in recorded if name == duty.id}
    asked = dict(_asked(duty, since, today)) if since else {}
    return {**done, **asked}.items()


def _asked(duty: Duty, since: date, today: date) -> Iterator[tuple[str, date]]:
    """Periods whose last day came after the rule could be read and before it ended."""
    library = installed()
    begins, until = library.span(duty)
    known = library.citations[duty.clauses[0]].instrument.known_since
    first = max(day for day in (since, begins, known) if day is not None)
    for period in periods_until(duty, first, today) if first <= today else ():
        due = due_on(duty, period)
        if due and (until is None or due <= until) and (known is None or known <= due):
            yield period, due


def duties_of_month(states: list[DutyState], today: date) -> list[DutyState]:
    """What this month asks of an officer: due by its end and not done, or overdue."""
    return [
        each
        for each in states
        if not each.is_done
        and each.due_on is not None
        and (each.due_on.year, each.due_on.month) <= (today.year, today.month)
    ]
