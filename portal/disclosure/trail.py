"""What belongs together: a notice's lots and versions, and the records of one project."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.records.contract import Contract
from portal.records.evaluation import Round, RoundState
from portal.records.notice import Notice, NoticeLot, NoticeState, NoticeVersion


@dataclass(frozen=True)
class Related:
    """Public records of the same project."""

    lots: Sequence[NoticeLot]
    notices: Sequence[Row[str, str, str | None, str | None]]
    """(id, type, type in words, title) of the notices, oldest first"""
    contracts: Sequence[Contract]
    rounds: Sequence[Round]
    """Rounds that are open or published, newest first"""


def list_versions(session: Session, notice_id: str) -> Sequence[Row[int, datetime, str, str, bool]]:
    """(version, recorded at, reason, SHA-256 of the content, is it withdrawn), newest first."""
    return session.execute(
        select(
            NoticeVersion.version,
            NoticeVersion.recorded_at,
            NoticeVersion.reason,
            NoticeVersion.content_hash,
            NoticeVersion.is_withdrawn,
        )
        .where(NoticeVersion.notice_id == notice_id)
        .order_by(NoticeVersion.version.desc())
    ).all()


def list_related(session: Session, notice_id: str) -> Related:
    """The public records around a notice."""
    lots = session.scalars(
        select(NoticeLot).where(NoticeLot.notice_id == notice_id).order_by(NoticeLot.position)
    ).all()
    project_id = session.scalar(select(Notice.project_id).where(Notice.id == notice_id))
    return _of_project(session, project_id, besides=notice_id, lots=lots)


def list_around_result(session: Session, evaluation_id: str) -> Related:
    """The public records of the project that a result judges."""
    project_id = session.scalar(
        select(Contract.project_id)
        .join(Round, Round.contract_id == Contract.id)
        .where(Round.id == evaluation_id)
    )
    return _of_project(session, project_id, besides=evaluation_id)


def project_of_contract(session: Session, contract_id: str) -> str | None:
    """The project that a contract belongs to."""
    return session.scalar(select(Contract.project_id).where(Contract.id == contract_id))


def list_around_contract(session: Session, contract_id: str) -> Related:
    """The other public records of a contract's project."""
    project_id = project_of_contract(session, contract_id)
    return _of_project(session, project_id, besides=contract_id)


def _of_project(
    session: Session, project_id: str | None, *, besides: str, lots: Sequence[NoticeLot] = ()
) -> Related:
    if project_id is None:
        return Related(lots, [], [], [])
    notices = session.execute(
        select(Notice.id, Notice.type, Notice.type_text, Notice.title)
        .where(
            Notice.project_id == project_id,
            Notice.id != besides,
            Notice.state == NoticeState.ISSUED,
        )
        .order_by(Notice.sort_on, Notice.id)
    ).all()
    contracts = session.scalars(
        select(Contract)
        .where(Contract.project_id == project_id, Contract.id != besides)
        .order_by(Contract.sort_on, Contract.id)
    ).all()
    rounds = session.scalars(
        select(Round)
        .join(Round.contract)
        .where(
            Contract.project_id == project_id,
            Round.id != besides,
            Round.state.in_((RoundState.OPEN, RoundState.PUBLISHED)),
        )
        .order_by(Round.period_to.desc(), Round.id)
    ).all()
    return Related(lots, notices, contracts, rounds)
