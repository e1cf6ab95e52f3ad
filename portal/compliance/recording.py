"""Recording what an officer knows of a contract, under the names of the packs' vocabulary."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.compliance.evidence import contract_facts, kept
from portal.compliance.judging import CONTRACT_SUBJECTS, check_recorded, keep_reasons, reasons_for
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.policy.facts import Facts, Value, read_facts
from portal.policy.installed import installed
from portal.policy.library import formula_of
from portal.policy.model import Fact
from portal.records.account import Role
from portal.records.base import new_id
from portal.records.compliance import RecordedFact
from portal.records.contract import Contract


def record_facts(
    session: Session,
    acting: Acting,
    contract_id: str,
    said: Mapping[str, object],
    reason: str = "",
) -> int:
    """Keep what was entered and is new; how many facts changed.

    InvalidInputError names the fact that cannot be right, or the check that needs a reason. An
    empty value takes a fact back. The old rows stay.
    """
    contract = session.get(Contract, contract_id)
    if contract is None:
        raise NotFoundError("no contract has the id {id}", id=contract_id[:40])
    acting.require(Role.PURCHASER, Role.OPERATOR, organisation_id=contract.purchaser_id)
    place = contract.project.place
    if place is None or place not in installed().packs or contract.signed_on is None:
        raise ConflictError("no governing document is known for this contract")
    known = {name: fact for name, fact in installed().facts(place).items() if not fact.given}
    entered = read_facts(known, said).values
    _check_codes(place, known, entered, contract.signed_on)
    before = contract_facts(session, contract, known)
    changed = {name for name in said if entered.get(name) != before.values.get(name)}
    merged = {name: value for name, value in before.values.items() if name not in said}
    explained = reasons_for(session, contract_id)
    facts = Facts({**merged, **entered})
    accepted = check_recorded(place, facts, contract.signed_on, reason, explained)
    for name in changed:
        _replace(session, acting, contract_id, name, entered.get(name))
    keep_reasons(session, acting, contract_id, accepted, reason)
    names = sorted(changed)
    audit.record(session, acting, "record_facts", ("contract", contract_id), facts=names)
    return len(changed)


def facts_asked(place: str, day: date) -> dict[str, Fact]:
    """The facts a place asks an officer for, in the vocabulary's order.

    Its rules read most of them; a clause that is only recorded names its own.
    """
    library = installed()
    asked = _recorded_only(place)
    for subject in CONTRACT_SUBJECTS:
        for rule in library.rules(place, subject, day):
            asked |= {name for _, name in formula_of(rule).names("fact")} | set(rule.when)
        for risk in library.risks(place, subject):
            asked |= set(risk.when)
    facts = library.facts(place)
    return {name: each for name, each in facts.items() if name in asked and not each.given}


def _recorded_only(place: str) -> set[str]:
    """The facts of a contract that clauses of a place name as what holds them."""
    clauses = (clause for pack in installed().chain(place) for clause in pack.clauses)
    named = (where.partition(":") for clause in clauses for where in clause.where)
    return {
        name
        for kind, _, name in named
        if kind == "fact" and name.startswith(tuple(f"{each}." for each in CONTRACT_SUBJECTS))
    }


def _check_codes(
    place: str, known: Mapping[str, Fact], entered: Mapping[str, Value], day: date
) -> None:
    """A code has to be on its list; whether it is allowed there is the rules' business."""
    lists = installed().lists(place)
    for name, value in entered.items():
        fact = known[name]
        if fact.list is None:
            continue
        allowed = {each.code for each in lists[fact.list].items if each.holds_on(day)}
        for code in value if isinstance(value, tuple) else (value,):
            if code not in allowed:
                raise InvalidInputError(
                    "{name}: {code} is not on the list {list}",
                    name=fact.title.labels(),
                    code=str(code)[:80],
                    list=lists[fact.list].title.labels(),
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
