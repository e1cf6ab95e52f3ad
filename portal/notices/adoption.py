"""What a draft brings along when it is issued: its attachments and what it withholds."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.notices.attachments import new_files, refuse_private_files
from portal.notices.withholding import fields_of, note_withheld
from portal.records.base import utc_now
from portal.records.notice import Notice
from portal.records.publishing import (
    Attachment,
    NoticeDraft,
    NoticeReview,
    ReviewOutcome,
    Withholding,
)


def adopt(session: Session, draft: NoticeDraft, notice: Notice) -> None:
    """Give the files and withholdings of a draft to the notice that it became.

    In the transaction of issuing, once the row of the notice is filled and flushed. A file with a
    private number passes only if the reviewer said why. A withholding ends where a correction has
    filled its field.
    """
    if not _may_show_numbers(session, draft):
        refuse_private_files(session, draft)
    of_notice = select(Attachment.position).where(Attachment.notice_id == notice.id)
    last = max(session.scalars(of_notice), default=0)
    for position, each in enumerate(new_files(session, draft), start=last + 1):
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


def _may_show_numbers(session: Session, draft: NoticeDraft) -> bool:
    """Whether the last review let the draft pass with a reason for the numbers in it."""
    last = session.scalars(
        select(NoticeReview)
        .where(NoticeReview.draft_id == draft.id)
        .order_by(NoticeReview.reviewed_at.desc())
    ).first()
    return last is not None and last.outcome == ReviewOutcome.PASSED and bool(last.override)


def _end_filled(session: Session, notice: Notice) -> None:
    filled = {code for code, text in fields_of(notice).items() if str(text).strip()}
    active = select(Withholding).where(
        Withholding.notice_id == notice.id, Withholding.ended_at.is_(None)
    )
    for row in session.scalars(active):
        if row.field in filled:
            row.ended_at = utc_now()
    session.flush()
