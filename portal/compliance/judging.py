"""Judging contracts, rounds and notices by the packs: for the public page, and before an act."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.compliance.evidence import contract_facts, notice_facts, round_facts, scheme_facts
from portal.compliance.register import with_register
from portal.errors import InvalidInputError
from portal.identity.acting import Acting
from portal.policy.facts import Facts, Value
from portal.policy.findings import Finding, Judgement, Severity, judge
from portal.policy.formulas.formula import Outcome
from portal.policy.installed import installed
from portal.policy.library import formula_of
from portal.policy.model import Fact, Rule
from portal.policy.privacy import refuse_private
from portal.records.base import new_id
from portal.records.compliance import FindingReason
from portal.records.contract import Contract
from portal.records.evaluation import Round, Scheme
from portal.records.notice import Notice
from portal.records.project import Project
from portal.typed import tidied

CONTRACT_SUBJECTS = ("contract", "contractor")
ROUND_SUBJECTS = ("round", "scheme")
MOST_REASON = 1000
REASON = {"zh": "理由", "en": "reason"}


def judge_contract(session: Session, contract: Contract, today: date) -> Judgement | None:
    """A contract and its contractor, by the rules of the day it was signed.

    None where no document governs the project, or no day of signing is known.
    """
    place = contract.project.place
    if place is None or place not in installed().packs or contract.signed_on is None:
        return None
    facts = contract_facts(session, contract, installed().facts(place))
    facts = with_register(session, contract, facts, shown_on=today)
    return _judged(place, CONTRACT_SUBJECTS, facts, contract.signed_on, today)


def judge_round(session: Session, round_: Round, today: date) -> Judgement | None:
    """A round and its scheme, by the rules of the first day of the period that is rated."""
    place = round_.contract.project.place
    if place is None or place not in installed().packs:
        return None
    return _judged(place, ROUND_SUBJECTS, round_facts(session, round_), round_.period_from, today)


@dataclass(frozen=True)
class Judged:
    """What a page says of a contract and, where it shows a result, of its round."""

    contract: Judgement | None
    round: Judgement | None
    reasons: Mapping[str, str]
    recorded: tuple[tuple[Fact, Value], ...]
    """What officers recorded of the contract, in the vocabulary's order"""


def judge_evaluation(session: Session, round_id: str, today: date) -> Judged:
    """The findings on a round and on its contract, with the reasons that were published."""
    round_ = session.scalars(
        select(Round)
        .where(Round.id == round_id)
        .options(joinedload(Round.contract).joinedload(Contract.project), joinedload(Round.scheme))
    ).one()
    return Judged(
        judge_contract(session, round_.contract, today),
        judge_round(session, round_, today),
        reasons_for(session, round_.contract_id),
        recorded_facts(session, round_.contract),
    )


def judge_recorded_contract(session: Session, contract_id: str, today: date) -> Judged:
    """The findings on a contract that is on record, with the reasons that were published."""
    contract = session.scalars(
        select(Contract).where(Contract.id == contract_id).options(joinedload(Contract.project))
    ).one()
    return Judged(
        judge_contract(session, contract, today),
        None,
        reasons_for(session, contract_id),
        recorded_facts(session, contract),
    )


def recorded_facts(session: Session, contract: Contract) -> tuple[tuple[Fact, Value], ...]:
    """What officers recorded of a contract and is current; all of it is public."""
    place = contract.project.place
    if place is None or place not in installed().packs:
        return ()
    known = installed().facts(place)
    values = contract_facts(session, contract, known).values
    return tuple((known[name], values[name]) for name in known if name in values)


def judge_notice(session: Session, notice_id: str, today: date) -> Judgement | None:
    """A notice of a project that a document governs, by the rules of the day it appeared.

    A reprint is not judged: what is missing in it may be missing only here.
    """
    found = session.execute(
        select(Notice, Project.place)
        .join(Project, Project.id == Notice.project_id)
        .where(Notice.id == notice_id)
    ).one_or_none()
    if found is None or found.Notice.is_reprint or found.Notice.notice_on is None:
        return None
    if found.place not in installed().packs:
        return None
    facts = notice_facts(found.Notice)
    return _judged(found.place, ("notice",), facts, found.Notice.notice_on, today)


def check_scheme(scheme: Scheme, on: date, remark: str | None) -> None:
    """Before a round is planned: errors stop it, warnings need a remark, which is published."""
    if scheme.place not in installed().packs:
        return
    judged = _judged(scheme.place, ("scheme",), scheme_facts(scheme), on, on)
    for each in judged.failing(Severity.ERROR):
        raise _stopped(each)
    for each in judged.failing(Severity.WARNING):
        if not remark:
            raise _unexplained(each)


def check_recorded(
    place: str,
    facts: Facts,
    on: date,
    reason: str,
    explained: Mapping[str, str] = MappingProxyType({}),
) -> list[Finding]:
    """Before something that happened is recorded: failed checks need a reason, which is published.

    ``explained`` are the rules that have one already, with it. Returns the failed checks that the
    reason is for: those that have none, else those it gives another one.
    """
    reason = readable_reason(reason)
    failed = departures(place, facts, on)
    unexplained = [each for each in failed if each.rule.id not in explained]
    if unexplained and not reason:
        raise _unexplained(unexplained[0])
    if not reason:
        return []
    return unexplained or [each for each in failed if explained[each.rule.id] != reason]


def departures(place: str, facts: Facts, on: date) -> list[Finding]:
    """The failed checks of a contract that need a reason.

    What is not recorded yet needs none; the public page shows that it is missing.
    """
    if place not in installed().packs:
        return []
    return [
        each
        for each in _judged(place, CONTRACT_SUBJECTS, facts, on, on).findings
        if each.failed and each.severity != Severity.HINT and not _asks_for_more(each, facts)
    ]


def readable_reason(reason: str) -> str:
    """A reason as it is published; InvalidInputError if it is too long or leads to one person."""
    reason = tidied(reason)[0]
    if len(reason) > MOST_REASON:
        raise InvalidInputError("a reason has at most {limit} signs", limit=MOST_REASON)
    refuse_private(REASON, reason)
    return reason


def keep_reasons(
    session: Session, acting: Acting, contract_id: str, findings: Iterable[Finding], reason: str
) -> None:
    """Store why failed checks were accepted."""
    for each in findings:
        session.add(
            FindingReason(
                id=new_id(),
                contract_id=contract_id,
                rule_id=each.rule.id,
                reason=readable_reason(reason),
                account_id=acting.account_id,
            )
        )


def reasons_for(session: Session, contract_id: str) -> Mapping[str, str]:
    """Rule → the newest published reason."""
    rows = session.execute(
        select(FindingReason.rule_id, FindingReason.reason)
        .where(FindingReason.contract_id == contract_id)
        .order_by(FindingReason.recorded_at, FindingReason.id)
    )
    return {row.rule_id: row.reason for row in rows}


def _judged(place: str, subjects: Iterable[str], facts: Facts, on: date, today: date) -> Judgement:
    parts = [judge(installed(), place, each, facts, on=on, today=today) for each in subjects]
    found = [finding for part in parts for finding in part.findings]
    return replace(parts[0], findings=tuple(sorted(found, key=_weight)))


def _weight(finding: Finding) -> tuple[int, bool, int]:
    """Failed first, risks before what does not apply, and the strict before the lenient."""
    outcomes = [Outcome.FAIL, Outcome.PASS, Outcome.NOT_APPLICABLE]
    order = 0 if finding.failed else 1 if finding.risk else 1 + outcomes.index(finding.outcome)
    return order, not finding.risk, list(Severity).index(finding.severity)


def _asks_for_more(finding: Finding, facts: Facts) -> bool:
    """Whether it may fail only because something it asks about is not recorded yet."""
    rule = finding.rule
    if not isinstance(rule, Rule):
        return False
    formula = formula_of(rule)
    asked = ((key, name) for key, name in formula.names("fact") if key not in formula.may_lack)
    return any(not facts.has(name) for _, name in asked)


def _stopped(finding: Finding) -> InvalidInputError:
    return InvalidInputError(
        "{rule} ({clause}) is not met: {why}",
        rule=finding.rule.title.labels(),
        clause=finding.rule.clauses[0],
        why=finding.sentence(),
    )


def _unexplained(finding: Finding) -> InvalidInputError:
    return InvalidInputError(
        "{rule} ({clause}) is not met: {why}; give a reason, which will be published",
        rule=finding.rule.title.labels(),
        clause=finding.rule.clauses[0],
        why=finding.sentence(),
    )
