"""What the public reads of a notice that was issued here: its text, its review, its correction."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from portal.notices.formats import WRITTEN, Format, format_of
from portal.records.notice import Notice, NoticeState
from portal.records.project import Project
from portal.records.publishing import DraftState, NoticeDraft, NoticeReview, ReviewOutcome

Related = Row[str, str | None]


@dataclass(frozen=True)
class Reviewed:
    """The secrecy and privacy review of a version; the public is not told by whom."""

    version: int
    basis: str
    reviewed_at: datetime
    override: str | None
    """Why a number that looks like a person's was published all the same"""


@dataclass(frozen=True)
class Issued:
    """A notice that was issued here, beside the columns of the public table."""

    form: Format
    fields: Mapping[str, str]
    explanation: str | None
    """Why it was issued although a check asked for a reason"""
    corrects: Related | None
    """(id, title) of the notice that this correction changed"""
    corrections: Sequence[Related]
    """(id, title) of the corrections of this notice, oldest first"""
    reviews: Sequence[Reviewed]


def read_issued(session: Session, notice_id: str) -> Issued | None:
    """The text of a public notice; None for a reprint, of which there is only what was found."""
    found = session.execute(
        select(Notice, Project.place)
        .outerjoin(Project, Project.id == Notice.project_id)
        .where(Notice.id == notice_id, Notice.state == NoticeState.ISSUED)
    ).one_or_none()
    if found is None or found.Notice.fields is None or found.Notice.type not in WRITTEN:
        return None
    notice = found.Notice
    return Issued(
        format_of(notice.type, found.place),
        json.loads(notice.fields),
        _explanation(session, notice),
        _named(session, notice.corrects_id),
        session.execute(
            select(Notice.id, Notice.title)
            .where(Notice.corrects_id == notice.id, Notice.state == NoticeState.ISSUED)
            .order_by(Notice.issued_at, Notice.id)
        ).all(),
        _reviews(session, notice),
    )


def _named(session: Session, notice_id: str | None) -> Related | None:
    return session.execute(
        select(Notice.id, Notice.title).where(
            Notice.id == notice_id, Notice.state == NoticeState.ISSUED
        )
    ).one_or_none()


def _explanation(session: Session, notice: Notice) -> str | None:
    """What the newest draft of the notice gave as a reason; its version keeps it as well."""
    content = session.scalars(
        select(NoticeDraft.content)
        .where(NoticeDraft.notice_id == notice.id, NoticeDraft.state == DraftState.ISSUED)
        .order_by(NoticeDraft.issued_at.desc())
    ).first()
    return json.loads(content).get("explanation") or None if content else None


def _reviews(session: Session, notice: Notice) -> list[Reviewed]:
    """The review of each version, oldest first; that of a correction's notice is its notice's."""
    rows = session.execute(
        select(NoticeReview, NoticeDraft.issued_at)
        .join(NoticeDraft, NoticeDraft.id == NoticeReview.draft_id)
        .where(
            NoticeDraft.notice_id == (notice.corrects_id or notice.id),
            NoticeDraft.state == DraftState.ISSUED,
            NoticeReview.outcome == ReviewOutcome.PASSED,
        )
        .order_by(NoticeDraft.issued_at, NoticeReview.reviewed_at)
    ).all()
    last = {row.NoticeReview.draft_id: row for row in rows}
    passed = [
        (number, row)
        for number, row in enumerate(last.values(), start=1)
        if notice.corrects_id is None or row.issued_at == notice.issued_at
    ]
    return [
        Reviewed(
            1 if notice.corrects_id else number,
            row.NoticeReview.basis,
            row.NoticeReview.reviewed_at,
            row.NoticeReview.override,
        )
        for number, row in passed
    ]
