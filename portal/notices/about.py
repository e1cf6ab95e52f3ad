"""What a draft is about: its format, the public notice behind it, and its contract."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import NotFoundError
from portal.notices.formats import Format, format_of
from portal.notices.rules.remarks import OF_CONTRACT
from portal.notices.types import NoticeType
from portal.records.contract import Contract
from portal.records.notice import Notice
from portal.records.project import Project
from portal.records.publishing import NoticeDraft


def form_of(session: Session, draft: NoticeDraft) -> Format:
    """The format that a draft is written in; a correction is written in that of its notice."""
    place = session.get_one(Project, draft.project_id).place
    notice = corrected(session, draft)
    return format_of(notice.type if notice else draft.type, place)


def corrected(session: Session, draft: NoticeDraft) -> Notice | None:
    """The public notice that a draft changes."""
    if draft.type != NoticeType.CORRECTION or not draft.notice_id or is_import(session, draft):
        return None
    return session.get_one(Notice, draft.notice_id)


def is_import(session: Session, draft: NoticeDraft) -> bool:
    """Whether the draft is of a notice whose words are a source's."""
    if draft.notice_id is None:
        return False
    return session.get_one(Notice, draft.notice_id).is_reprint


def contract_about(
    session: Session, project: Project, kind: str, contract_id: str
) -> Contract | None:
    """The contract that a contract or acceptance notice is about; the only one goes unasked."""
    if kind not in OF_CONTRACT:
        return None
    of_project = session.scalars(
        select(Contract).where(Contract.project_id == project.id).order_by(Contract.signed_on)
    ).all()
    if not contract_id:
        return of_project[0] if len(of_project) == 1 else None
    found = [each for each in of_project if each.id == contract_id]
    if not found:
        raise NotFoundError("this project has no contract with the id {id}", id=contract_id[:40])
    return found[0]
