"""Keeping what the rules concluded, so that a clause leads to every record it was held against.

A finding follows from the records, the packs and the day. Whoever changes a record calls this in
the same transaction; ``portal judge`` does it for all of them, every night and after new packs.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session, joinedload

from portal.compliance.judging import judge_contract, judge_notice, judge_round, reasons_for
from portal.compliance.register import BAN
from portal.locale import explain, speaking
from portal.policy.findings import Finding, Judgement
from portal.policy.formulas.formula import Outcome
from portal.policy.library import formula_of
from portal.policy.model import Rule
from portal.records.base import derived_id
from portal.records.compliance import FindingClause, FindingRecord
from portal.records.contract import Contract
from portal.records.evaluation import Round, RoundState
from portal.records.notice import Notice, NoticeState
from portal.records.project import Project

MET, NOT_MET, NOT_RECORDED, DOUBTFUL = "met", "not_met", "not_recorded", "doubtful"
OUTCOMES = (NOT_MET, MET, DOUBTFUL, NOT_RECORDED)


@dataclass(frozen=True)
class _Judged:
    """One record with what was concluded about it."""

    subject: str
    record_id: str
    judgement: Judgement | None
    of: Mapping[str, str | None]
    """The columns that name the record"""


def keep_contract_findings(session: Session, contract_id: str, today: date) -> None:
    """Judge a contract and its rounds anew; planned rounds are not public and left out.

    The contract is held until the transaction ends, so that two changes at once do not both write.
    """
    contract = session.scalars(
        select(Contract)
        .where(Contract.id == contract_id)
        .options(joinedload(Contract.project))
        .with_for_update(of=Contract, key_share=True)
    ).one()
    rounds = session.scalars(
        select(Round)
        .where(Round.contract_id == contract_id, Round.state != RoundState.PLANNED)
        .options(joinedload(Round.scheme))
    ).all()
    of = {"contract_id": contract_id}
    judged = [_Judged("contract", contract_id, judge_contract(session, contract, today), of)]
    judged += [
        _Judged("round", each.id, judge_round(session, each, today), of | {"round_id": each.id})
        for each in rounds
    ]
    reasons = reasons_for(session, contract_id)
    _replace(session, FindingRecord.contract_id == contract_id, judged, reasons, today)


def keep_notice_findings(session: Session, notice_id: str, today: date) -> None:
    """Judge a notice anew; of one that is not public, nothing is kept."""
    state = session.scalar(
        select(Notice.state).where(Notice.id == notice_id).with_for_update(key_share=True)
    )
    judgement = judge_notice(session, notice_id, today) if state == NoticeState.ISSUED else None
    judged = _Judged("notice", notice_id, judgement, {"notice_id": notice_id})
    _replace(session, FindingRecord.notice_id == notice_id, [judged], {}, today)


def keep_project_findings(session: Session, project_id: str | None, today: date) -> None:
    """Judge all contracts and notices of a project anew: what one says counts for the others."""
    if project_id is None:
        return
    for each in session.scalars(select(Contract.id).where(Contract.project_id == project_id)).all():
        keep_contract_findings(session, each, today)
    for each in session.scalars(select(Notice.id).where(Notice.project_id == project_id)).all():
        keep_notice_findings(session, each, today)


def judged_projects(session: Session) -> list[str]:
    """The projects that a document governs: all that there is to judge."""
    return list(
        session.scalars(select(Project.id).where(Project.place.is_not(None)).order_by(Project.id))
    )


def _replace(
    session: Session,
    of: ColumnElement[bool],
    judged: Iterable[_Judged],
    reasons: Mapping[str, str],
    today: date,
) -> None:
    old = select(FindingRecord.id).where(of)
    for gone in (
        delete(FindingClause).where(FindingClause.finding_id.in_(old)),
        delete(FindingRecord).where(of),
    ):
        session.execute(gone.execution_options(synchronize_session=False))
    rows = {row["id"]: row for each in judged for row in _rows(each, reasons, today)}
    if not rows:
        return
    session.execute(insert(FindingRecord), list(rows.values()))
    session.execute(
        insert(FindingClause),
        [
            {"clause_id": clause, "finding_id": row["id"]}
            for row in rows.values()
            for clause in str(row["clauses"]).split()
        ],
    )


def _rows(judged: _Judged, reasons: Mapping[str, str], today: date) -> Iterator[dict[str, object]]:
    if judged.judgement is None:
        return
    for each in judged.judgement.findings:
        outcome = _outcome(each)
        if outcome is None or _reads_register(each):
            continue
        title = each.rule.title.labels()
        clauses = dict.fromkeys(cited.clause.id for cited in each.citations)
        yield {
            "id": derived_id("finding", judged.subject, judged.record_id, each.rule.id),
            "subject": judged.subject,
            "contract_id": None,
            "round_id": None,
            "notice_id": None,
            **judged.of,
            "place": judged.judgement.place,
            "rule_id": each.rule.id,
            "rule_zh": title["zh"],
            "rule_en": title["en"],
            "outcome": outcome,
            "severity": each.severity.value,
            "clauses": " ".join(clauses),
            **_sentences(each),
            "reason": reasons.get(each.rule.id) if outcome == NOT_MET else None,
            "acted_on": judged.judgement.on,
            "judged_on": today,
        }


def _sentences(finding: Finding) -> Mapping[str, str]:
    said = {}
    for language in ("zh", "en"):
        with speaking(language):
            said[f"sentence_{language}"] = explain(finding.sentence())
    return said


def _reads_register(finding: Finding) -> bool:
    """Whether it rests on credit records.

    They end by their day, and no file may tell of one afterwards; the pages judge when opened.
    """
    rule = finding.rule
    if not isinstance(rule, Rule):
        return bool(set(BAN) & set(rule.when))
    return bool(set(BAN) & {*rule.when, *(name for _, name in formula_of(rule).names("fact"))})


def _outcome(finding: Finding) -> str | None:
    """The word for it; None for what does not apply, which says nothing about the record."""
    if finding.risk:
        return DOUBTFUL
    if finding.unknown:
        return NOT_RECORDED
    return {Outcome.PASS: MET, Outcome.FAIL: NOT_MET}.get(finding.outcome)
