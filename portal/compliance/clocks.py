"""Writing the statutory clocks (法定时限) of a project anew whenever its records change."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.compliance.evidence import contract_facts
from portal.compliance.project_facts import (
    ENDS,
    Said,
    attempt_of,
    attempts,
    day_of,
    list_own_notices,
    said_by,
    speaking,
)
from portal.policy.clocks import Running, is_of_purchase, running
from portal.policy.facts import Facts
from portal.policy.installed import installed
from portal.policy.library import NATIONAL
from portal.records.base import derived_id
from portal.records.contract import Contract
from portal.records.notice import Notice
from portal.records.project import Project
from portal.records.publishing import Clock


def rewind_clocks(session: Session, project_id: str | None) -> int:
    """Count out the clocks of a project from what is recorded now; how many there are.

    Called in the transaction of whatever changed: a notice issued, corrected or withdrawn, a medium
    registered, a contract or a fact of one recorded. A project of which no notice was issued here
    has none: of a reprint nobody can say when it first appeared.
    """
    if project_id is None:
        return 0
    session.flush()
    # Held until the transaction ends: two officers do not write the clocks of one project twice.
    project = session.get_one(Project, project_id, with_for_update={"key_share": True})
    found = list(_clocks(session, project))
    session.execute(delete(Clock).where(Clock.project_id == project_id))
    session.add_all(found)
    session.flush()
    return len(found)


def _clocks(session: Session, project: Project) -> Iterator[Clock]:
    tries = attempts(list_own_notices(session, project.id))
    contracts = session.scalars(
        select(Contract)
        .where(Contract.project_id == project.id)
        .order_by(Contract.signed_on, Contract.id)
    ).all()
    for number in range(len(tries)):
        came = [each for each in contracts if attempt_of(tries, each) == number]
        yield from _of_attempt(session, project, number, tries, came)


def _of_attempt(
    session: Session,
    project: Project,
    number: int,
    tries: Sequence[Sequence[Notice]],
    contracts: Sequence[Contract],
) -> Iterator[Clock]:
    """The clocks of one purchase: those of the purchase itself once, others for each contract."""
    known = project.place and project.place in installed().packs
    place = project.place if project.place and known else NATIONAL
    notices = tries[number]
    ended_on = max((day_of(each) for each in notices if each.type == ENDS), default=None)
    seen = set[str]()
    for contract in contracts or (None,):
        contract_id = contract.id if contract else None
        said = said_by(list(speaking(tries, number, contract_id)), place, contract_id)
        facts = _facts(session, place, contract, said)
        for each in running(installed(), place, facts):
            shared = is_of_purchase(each.rule)
            of = None if shared else contract
            if shared and each.rule.id in seen:
                continue
            # What was signed goes on, whatever ended beside it.
            if of is None and _was_cut_short(each, ended_on):
                continue
            seen.add(each.rule.id)
            yield _clock(project, number, each, notices, said, of)


def _facts(session: Session, place: str, contract: Contract | None, said: Said) -> Facts:
    """What is known, without the days of publication that somebody only typed."""
    if contract is None:
        return said.facts
    known = installed().facts(place)
    values = contract_facts(session, contract, known, said=said).values
    return Facts(
        {
            name: value
            for name, value in values.items()
            if name in said.sources or name not in known or not known[name].published
        }
    )


def _was_cut_short(each: Running, ended_on: date | None) -> bool:
    """Whether the purchase ended while the clock was running.

    What began only afterwards is of a lot that went on.
    """
    return (
        ended_on is not None
        and each.timing.met_on is None
        and each.timing.starts_on <= ended_on <= each.timing.due_on
    )


def _clock(
    project: Project,
    number: int,
    each: Running,
    notices: Sequence[Notice],
    said: Said,
    contract: Contract | None,
) -> Clock:
    about = each.starts_with if each.is_period else each.met_by
    first = notices[0]
    timing = each.timing
    return Clock(
        id=derived_id(
            "clock", project.id, each.rule.id, str(number), contract.id if contract else ""
        ),
        project_id=project.id,
        contract_id=contract.id if contract else None,
        rule_id=each.rule.id,
        clause_id=each.rule.clauses[0],
        purchaser_id=project.purchaser_id or first.purchaser_id,
        region_code=project.region_code or first.region_code,
        notice_id=said.sources.get(about),
        starts_on=timing.starts_on,
        due_on=timing.due_on,
        is_provisional=timing.is_provisional,
        is_period=each.is_period,
        counts=each.counts,
        met_on=timing.met_on,
        is_met=timing.is_met,
        missed_by=timing.missed_by,
        is_demo=project.is_demo or any(notice.is_demo for notice in notices),
    )
