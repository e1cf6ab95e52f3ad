"""What a draft brings along when it is issued, and what goes with one that never will be."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.notices.withholding import fields_of, note_withheld
from portal.records.base import utc_now
from portal.records.notice import Notice
from portal.records.publishing import Attachment, NoticeDraft, Withholding


def adopt(session: Session, draft: NoticeDraft, notice: Notice) -> None:
    """Give the files and withholdings of a draft to the notice that it became.

    In the transaction of issuing, once the row of the notice is filled and flushed. A withholding
    ends where a correction has filled its field.
    """
    of_notice = select(Attachment.position).where(Attachment.notice_id == notice.id)
    last = max(session.scalars(of_notice), default=0)
    new = session.scalars(
        select(Attachment)
        .where(Attachment.draft_id == draft.id, Attachment.notice_id.is_(None))
        .order_by(Attachment.position)
    )
    for position, each in enumerate(new.all(), start=last + 1):
        each.notice_id, each.position = notice.id, position
    brought = select(Withholding).where(
        Withholding.draft_id == draft.id, Withholding.notice_id.is_(None)
    )
    for row in session.scalars(brought):
        row.notice_id = notice.id
    session.flush()
    _end_filled(session, notice)
    note_withheld(session, notice)
    session.flush()


def abandon_files(session: Session, draft_ids: Iterable[str]) -> set[str]:
    """Drop the files that drafts never issued; their hashes, for ``forget_unnamed``."""
    left = select(Attachment).where(
        Attachment.draft_id.in_(list(draft_ids)), Attachment.notice_id.is_(None)
    )
    found = session.scalars(left).all()
    for each in found:
        session.delete(each)
    session.flush()
    return {each.sha256 for each in found}


def _end_filled(session: Session, notice: Notice) -> None:
    filled = {code for code, text in fields_of(notice).items() if str(text).strip()}
    active = select(Withholding).where(
        Withholding.notice_id == notice.id, Withholding.ended_at.is_(None)
    )
    for row in session.scalars(active):
        if row.field in filled:
            row.ended_at = utc_now()
    session.flush()
