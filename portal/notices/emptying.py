"""Emptying the record of a notice of every word that could lead to a person."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from portal.locale import marked
from portal.notices.adoption import abandon_files
from portal.notices.content import canonical, entered_from
from portal.records.base import utc_now
from portal.records.compliance import FindingRecord
from portal.records.notice import Notice, NoticeState, NoticeVersion
from portal.records.project import Project
from portal.records.publishing import (
    Attachment,
    DraftState,
    MediumRecord,
    NoticeDraft,
    NoticeReview,
    WithdrawnContent,
    Withholding,
)

KEPT = frozenset(
    {
        "id", "state", "publisher", "publisher_stated", "source_key", "ocid", "is_reprint",
        "version", "content_hash", "released_at", "project_id", "contract_id", "corrects_id",
        "type", "method", "purchaser_id", "region_code", "notice_on", "sort_on", "made_on",
        "issued_at", "media_at", "media_is_statutory", "service_item", "openness", "index_no",
        "is_demo", "recorded_at",
    }
)  # fmt: skip
"""Columns of a notice that say nothing in words; a column added later goes unless it is named"""
EMPTY = ""
GONE = marked("withdrawn")


def empty_all(session: Session, notice: Notice) -> set[str]:
    """Empty a notice with its versions, files and drafts; the hashes of its files."""
    versions = session.scalars(
        select(NoticeVersion).where(NoticeVersion.notice_id == notice.id)
    ).all()
    for version in versions:
        empty_version(session, version)
    hashes = set(_empty_files(session, notice.id))
    hashes |= empty_drafts(session, notice.id)
    _rename_project(session, notice)
    _forget_around(session, notice.id)
    _empty_row(notice)
    return hashes


def empty_version(session: Session, version: NoticeVersion) -> None:
    """Its hash stays, and is remembered as one that must not come back."""
    if not version.is_withdrawn:
        session.merge(WithdrawnContent(content_hash=version.content_hash))
        version.content, version.reason, version.is_withdrawn = EMPTY, GONE, True


def _empty_files(session: Session, notice_id: str) -> Iterable[str]:
    public = select(Attachment).where(
        Attachment.notice_id == notice_id, Attachment.is_withdrawn.is_(False)
    )
    for each in session.scalars(public).all():
        empty_attachment(each)
        yield each.sha256


def empty_attachment(attachment: Attachment) -> None:
    """Its name may have led to a person as well."""
    attachment.name, attachment.is_withdrawn = EMPTY, True


def empty_drafts(session: Session, notice_id: str, *, version: int | None = None) -> set[str]:
    """What was written on the way to the notice, and corrections of it that are under way.

    Of one version: what made it or replaced it, and what was given up and may repeat it. Which
    version a draft was written from stays: it tells whose correction quotes which version.
    The hashes of the files that none of them issued.
    """
    brought = select(Attachment.draft_id).where(Attachment.notice_id == notice_id)
    drafts: Sequence[NoticeDraft] = session.scalars(
        select(NoticeDraft).where(
            or_(NoticeDraft.notice_id == notice_id, NoticeDraft.id.in_(brought))
        )
    ).all()
    if version is not None:
        drafts = [each for each in drafts if _may_repeat(each, version)]
    for draft in drafts:
        if draft.state != DraftState.ISSUED:
            draft.state = DraftState.DISCARDED
        draft.content = canonical({"base": entered_from(draft.content).base})
        draft.reason = None
        reviews = select(NoticeReview).where(NoticeReview.draft_id == draft.id)
        for review in session.scalars(reviews):
            review.opinion, review.override = EMPTY, None
    withheld = select(Withholding).where(
        Withholding.draft_id.in_([draft.id for draft in drafts]), Withholding.notice_id.is_(None)
    )
    for row in session.scalars(withheld):
        session.delete(row)
    return abandon_files(session, [draft.id for draft in drafts])


def _may_repeat(draft: NoticeDraft, version: int) -> bool:
    base = entered_from(draft.content).base
    if draft.state == DraftState.ISSUED:
        return base in {version - 1, version}
    return draft.state == DraftState.DISCARDED and base <= version


def _forget_around(session: Session, notice_id: str) -> None:
    """What was concluded from the notice, what it said it withholds, and where else it stands."""
    session.execute(
        update(Withholding)
        .where(Withholding.notice_id == notice_id)
        .values(
            attachment_name=None,
            reason=EMPTY,
            ended_at=func.coalesce(Withholding.ended_at, utc_now()),
        )
    )
    session.execute(delete(FindingRecord).where(FindingRecord.notice_id == notice_id))
    session.execute(
        update(MediumRecord)
        .where(MediumRecord.notice_id == notice_id)
        .values(url=EMPTY, reason=None)
    )


def _rename_project(session: Session, notice: Notice) -> None:
    """A project bears the title and number of its first notice; another notice's take over.

    So it does where one title holds the other, unless a notice that stays public says it as well.
    """
    project = session.get(Project, notice.project_id) if notice.project_id else None
    if project is None:
        return
    others = session.execute(
        select(Notice.title, Notice.project_no)
        .where(
            Notice.project_id == project.id,
            Notice.id != notice.id,
            Notice.state == NoticeState.ISSUED,
        )
        .order_by(Notice.sort_on, Notice.id)
    ).all()
    said = any(project.title in each.title for each in others if project.title and each.title)
    if _overlap(project.title, notice.title) and not said:
        project.title = next((each.title for each in others if each.title), None)
    if project.number == notice.project_no:
        project.number = next((each.project_no for each in others if each.project_no), None)


def _overlap(title: str | None, other: str | None) -> bool:
    if not title or not other:
        return False
    return title in other or other in title


def _empty_row(notice: Notice) -> None:
    for column in Notice.__table__.columns:
        if column.name not in KEPT:
            setattr(notice, column.name, None if column.nullable else EMPTY)
    notice.lots, notice.suppliers = [], []
    notice.state, notice.recorded_at = NoticeState.WITHDRAWN, utc_now()
