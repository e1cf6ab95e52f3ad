"""Recording what an officer knows of a contract, under the names of the packs' vocabulary."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import get_args

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.compliance.clocks import rewind_clocks
from portal.compliance.evidence import contract_facts, kept
from portal.compliance.judging import (
    CONTRACT_SUBJECTS,
    check_recorded,
    departures,
    keep_reasons,
    reasons_for,
)
from portal.compliance.keeping import keep_contract_findings
from portal.compliance.project_facts import Said, project_facts
from portal.compliance.register import with_register
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.policy.facts import Facts, Value, read_facts
from portal.policy.findings import Finding
from portal.policy.installed import installed
from portal.policy.library import Library, formula_of
from portal.policy.model import Cited, Fact, Topic
from portal.policy.privacy import refuse_private
from portal.records.account import Role
from portal.records.base import is_id, new_id
from portal.records.compliance import RecordedFact
from portal.records.contract import Contract
from portal.today import today

OF_OTHERS = frozenset({"round", "scheme", "notice", "unit"})
"""Subjects whose facts come from elsewhere than an officer's form about a contract"""


def record_facts(
    session: Session,
    acting: Acting,
    contract_id: str,
    said: Mapping[str, object],
    reason: str = "",
) -> int:
    """Keep what was entered and is new; how many facts changed.

    InvalidInputError names the fact that cannot be right, or the check that needs a reason. An
    empty value takes a fact back; what is not in ``said`` stays. The old rows stay.
    """
    contract = _held(session, contract_id)
    acting.require(Role.PURCHASER, Role.OPERATOR, organisation_id=contract.purchaser_id)
    place, signed_on = contract.project.place, contract.signed_on
    if place is None or place not in installed().packs or signed_on is None:
        raise ConflictError("no governing document is known for this contract")
    known = {name: fact for name, fact in installed().facts(place).items() if not fact.given}
    entered = read_facts(known, said).values
    noticed = project_facts(session, contract.project_id, contract_id)
    said = _besides(noticed, known, said, entered)
    _check(place, known, entered, signed_on)
    before = contract_facts(session, contract, installed().facts(place))
    changed = sorted(name for name in said if entered.get(name) != before.values.get(name))
    kept_on = {name: value for name, value in before.values.items() if name not in said}
    held = with_register(session, contract, before)
    explained = _explained(session, contract_id, departures(place, held, signed_on))
    after = with_register(session, contract, Facts({**kept_on, **entered}))
    accepted = check_recorded(place, after, signed_on, reason, explained)
    for name in changed:
        _replace(session, acting, contract_id, name, entered.get(name))
    keep_reasons(session, acting, contract_id, accepted, reason)
    if changed:
        rewind_clocks(session, contract.project_id)
    if changed or accepted:
        rules = [each.rule.id for each in accepted]
        on = ("contract", contract_id)
        audit.record(session, acting, "record_facts", on, facts=changed, reasons=rules)
        keep_contract_findings(session, contract_id, today())
    return len(changed)


def _besides(
    noticed: Said,
    known: Mapping[str, Fact],
    said: Mapping[str, object],
    entered: Mapping[str, Value],
) -> Mapping[str, object]:
    """What was entered beside the facts that the issued notices give; they outrank every entry."""
    given = noticed.facts.values
    for name in said:
        if name in given and entered.get(name) not in (None, given[name]):
            raise ConflictError(
                "{fact} follows from the issued notices; correct the notice or its registered "
                "publication instead",
                fact=known[name].title.labels(),
            )
    return {name: value for name, value in said.items() if name not in given}


def _held(session: Session, contract_id: str) -> Contract:
    """The contract, held until the transaction ends: two officers do not state one fact twice."""
    hold = {"key_share": True}
    known = is_id(contract_id)
    contract = session.get(Contract, contract_id, with_for_update=hold) if known else None
    if contract is None:
        raise NotFoundError("no contract has the id {id}", id=contract_id[:40])
    return contract


def _explained(session: Session, contract_id: str, failed: Iterable[Finding]) -> Mapping[str, str]:
    """The reasons that still stand: a rule that was met in between needs a new one."""
    reasons = reasons_for(session, contract_id)
    return {each.rule.id: reasons[each.rule.id] for each in failed if each.rule.id in reasons}


def facts_asked(place: str, day: date) -> dict[Topic, list[Fact]]:
    """The facts a place asks an officer for, by topic, in the vocabulary's order.

    Its rules read most of them; a clause that is only recorded names its own. A fact stands once,
    under the topic of the first clause of whatever asks for it first.
    """
    library = installed()
    topics: dict[str, Topic] = {}
    for topic, names in (*_read(library, place, day), *_recorded_only(library, place, day)):
        for name in names:
            topics.setdefault(name, topic)
    facts = [each for each in library.facts(place).values() if not each.given]
    grouped = {
        topic: [each for each in facts if topics.get(each.name) == topic]
        for topic in get_args(Topic)
    }
    return {topic: asked for topic, asked in grouped.items() if asked}


def _read(library: Library, place: str, day: date) -> Iterator[tuple[Topic, Iterable[str]]]:
    """What the rules and risks of a contract read."""

    def topic(entry: Cited) -> Topic:
        return library.citations[entry.clauses[0]].clause.topic

    for subject in CONTRACT_SUBJECTS:
        for rule in library.rules(place, subject, day):
            yield topic(rule), {*rule.when, *(name for _, name in formula_of(rule).names("fact"))}
        for risk in library.risks(place, subject):
            if library.holds(risk, day):
                yield topic(risk), risk.when


def _recorded_only(
    library: Library, place: str, day: date
) -> Iterator[tuple[Topic, Iterable[str]]]:
    """The facts that clauses name as what holds them; payments and purchasers come with contracts.

    A clause that ended before the day asks for nothing.
    """
    for clause in (clause for pack in library.chain(place) for clause in pack.clauses):
        if not library.citations[clause.id].instrument.ended_before(day):
            named = [each.partition(":") for each in clause.where]
            facts = [name for kind, _, name in named if kind == "fact"]
            yield clause.topic, [each for each in facts if each.split(".", 1)[0] not in OF_OTHERS]


def _check(place: str, known: Mapping[str, Fact], entered: Mapping[str, Value], day: date) -> None:
    for name, value in entered.items():
        check_value(place, known[name], value, day)


def check_value(place: str, fact: Fact, value: Value, day: date) -> None:
    """What is published must not lead to one person, and a code has to be on its list that day.

    Whether a code is allowed there is the rules' business.
    """
    if fact.kind == "text":
        refuse_private(fact.title.labels(), str(value))
    if fact.list is None:
        return
    listed = installed().lists(place)[fact.list]
    codes = {each.code for each in listed.items if each.holds_on(day)}
    for code in value if isinstance(value, tuple) else (value,):
        if code not in codes:
            raise InvalidInputError(
                "{name}: {code} is not on the list {list}",
                name=fact.title.labels(),
                code=str(code)[:80],
                list=listed.title.labels(),
            )


def _replace(
    session: Session, acting: Acting, contract_id: str, name: str, value: Value | None
) -> None:
    session.execute(
        update(RecordedFact)
        .where(
            RecordedFact.contract_id == contract_id,
            RecordedFact.name == name,
            RecordedFact.is_current,
        )
        .values(is_current=False)
    )
    if value is not None:
        session.add(
            RecordedFact(
                id=new_id(),
                contract_id=contract_id,
                name=name,
                value=kept(value),
                account_id=acting.account_id,
            )
        )
        session.flush()
