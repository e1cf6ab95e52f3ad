"""Withdrawal (撤回): what led to a person is gone from everywhere, and the public is told so.

A withdrawal says when, why and on which basis; never what. What stays is what counts and joins:
the kind of notice, its region, days, project and contract, and the hashes of what stood there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.locale import marked
from portal.notices.content import entered_from
from portal.notices.types import NoticeType
from portal.policy.privacy import refuse_private
from portal.records.account import Role
from portal.records.base import derived_id, is_id, new_id, utc_now
from portal.records.compliance import FindingRecord
from portal.records.notice import Notice, NoticeState, NoticeVersion
from portal.records.project import Project
from portal.records.publishing import (
    Attachment,
    DraftState,
    MediumRecord,
    NoticeDraft,
    NoticeReview,
    Withdrawal,
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
BASES = (
    "《中华人民共和国个人信息保护法》第四十七条",
    "《中华人民共和国政府信息公开条例》第十五条",
)
"""The provisions on which a withdrawal mostly rests"""
LIMITS = {"reason": 1_000, "basis": 300}
_LABELS: Mapping[str, Mapping[str, str]] = {
    "reason": {"zh": "撤回理由", "en": "reason of the withdrawal"},
    "basis": {"zh": "法律依据", "en": "legal basis"},
}


@dataclass(frozen=True)
class Why:
    """What the public is told; it must not repeat what is withdrawn."""

    reason: str
    basis: str

    def checked(self) -> "Why":
        """The same without needless space; InvalidInputError where it is empty or too long."""
        texts = {"reason": self.reason.strip(), "basis": self.basis.strip()}
        for name, text in texts.items():
            if not text:
                raise InvalidInputError("{field}: say it in words", field=_LABELS[name])
            if len(text) > LIMITS[name]:
                raise InvalidInputError(
                    "{field}: at most {limit} characters are accepted",
                    field=_LABELS[name],
                    limit=LIMITS[name],
                )
            refuse_private(_LABELS[name], text)
        return Why(**texts)


def withdraw_notice(session: Session, acting: Acting, notice_id: str, why: Why) -> frozenset[str]:
    """Withdraw a notice with every version and attachment; the hashes of its files.

    Once this is committed, ``erase`` takes the files and the old copies away.
    """
    notice = _public(session, acting, notice_id)
    told = why.checked()
    corrections = session.scalars(
        select(Notice).where(Notice.corrects_id == notice.id, Notice.state == NoticeState.ISSUED)
    ).all()
    hashes: set[str] = set()
    for each in (notice, *corrections):  # a correction repeats what it corrects
        hashes |= _withdraw_whole(session, acting, each, told)
    return frozenset(hashes)


def withdraw_version(
    session: Session, acting: Acting, notice_id: str, number: int, why: Why
) -> None:
    """Withdraw an earlier version; the one that stands now is corrected first."""
    notice = _public(session, acting, notice_id)
    told = why.checked()
    version = session.get(NoticeVersion, (notice.id, number))
    if version is None:
        raise NotFoundError("the notice has no version {number}", number=number)
    if version.is_withdrawn:
        raise ConflictError("version {number} is withdrawn already", number=number)
    if number == notice.version:
        raise ConflictError(
            "version {number} is the one that stands now: correct the notice first, or withdraw it "
            "as a whole",
            number=number,
        )
    for each in _corrections_around(session, notice, number):
        _withdraw_whole(session, acting, each, told)
    _empty_version(session, version)
    _empty_drafts(session, notice.id, only_issued=True)
    notice.recorded_at = utc_now()
    _tell(session, acting, notice, told, version=number)


def withdraw_attachment(
    session: Session, acting: Acting, attachment_id: str, why: Why, *, of: str | None = None
) -> frozenset[str]:
    """Withdraw one public attachment (of this notice); the hash of its file, for ``erase``."""
    attachment = session.get(Attachment, attachment_id) if is_id(attachment_id) else None
    if attachment is None or attachment.notice_id != (of or attachment.notice_id or ""):
        raise NotFoundError("no attachment has the id {id}", id=attachment_id[:40])
    notice = _public(session, acting, attachment.notice_id)
    told = why.checked()
    if attachment.is_withdrawn:
        raise ConflictError("the attachment is withdrawn already")
    _empty_attachment(attachment)
    notice.recorded_at = utc_now()
    _tell(session, acting, notice, told, attachment_id=attachment.id)
    return frozenset({attachment.sha256})


def is_withdrawn_content(session: Session, content_hash: str) -> bool:
    """Whether exactly this content was withdrawn, under whatever key it comes back."""
    return session.get(WithdrawnContent, content_hash) is not None


def _public(session: Session, acting: Acting, notice_id: str) -> Notice:
    """The public notice, held until the transaction ends, if this person may withdraw it."""
    notice = session.get(Notice, notice_id) if is_id(notice_id) else None
    if notice is None:
        raise NotFoundError("no public notice has the id {id}", id=notice_id[:40])
    if not acting.may(Role.OPERATOR):
        acting.require(Role.PURCHASER, organisation_id=notice.purchaser_id)
    session.refresh(notice, with_for_update=True)
    if notice.state == NoticeState.WITHDRAWN:
        raise ConflictError("the notice is withdrawn already")
    if notice.state != NoticeState.ISSUED:
        raise NotFoundError("no public notice has the id {id}", id=notice_id[:40])
    return notice


def _withdraw_whole(session: Session, acting: Acting, notice: Notice, why: Why) -> set[str]:
    versions = session.scalars(
        select(NoticeVersion).where(NoticeVersion.notice_id == notice.id)
    ).all()
    for version in versions:
        _empty_version(session, version)
    hashes = set(_withdraw_files(session, notice.id))
    _empty_drafts(session, notice.id)
    _rename_project(session, notice)
    _forget_around(session, notice.id)
    _empty_notice(notice)
    _tell(session, acting, notice, why)
    return hashes


def _corrections_around(session: Session, notice: Notice, number: int) -> list[Notice]:
    """The notices of the corrections that made a version and that replaced it: both quote it."""
    drafts = session.scalars(
        select(NoticeDraft).where(
            NoticeDraft.notice_id == notice.id,
            NoticeDraft.type == NoticeType.CORRECTION.value,
            NoticeDraft.state == DraftState.ISSUED,
        )
    )
    quoting = {
        derived_id("issued", draft.id, NoticeType.CORRECTION.value)
        for draft in drafts
        if entered_from(draft.content).base in {number - 1, number}
    }
    found = select(Notice).where(Notice.id.in_(quoting), Notice.state == NoticeState.ISSUED)
    return list(session.scalars(found))


def _tell(
    session: Session,
    acting: Acting,
    notice: Notice,
    why: Why,
    *,
    version: int | None = None,
    attachment_id: str | None = None,
) -> None:
    session.flush()
    session.add(
        Withdrawal(
            id=new_id(),
            notice_id=notice.id,
            version=version,
            attachment_id=attachment_id,
            reason=why.reason,
            basis=why.basis,
            account_id=acting.account_id,
        )
    )
    audit.record(
        session,
        acting,
        "withdraw",
        ("notice", notice.id),
        version=version,
        attachment=attachment_id,
    )
    session.flush()


def _empty_version(session: Session, version: NoticeVersion) -> None:
    if not version.is_withdrawn:
        session.merge(WithdrawnContent(content_hash=version.content_hash))
        version.content, version.reason, version.is_withdrawn = EMPTY, GONE, True


def _withdraw_files(session: Session, notice_id: str) -> Iterable[str]:
    public = select(Attachment).where(
        Attachment.notice_id == notice_id, Attachment.is_withdrawn.is_(False)
    )
    for each in session.scalars(public).all():
        _empty_attachment(each)
        yield each.sha256


def _empty_attachment(attachment: Attachment) -> None:
    """Its name may have led to a person as well."""
    attachment.name, attachment.is_withdrawn = EMPTY, True


def _empty_drafts(session: Session, notice_id: str, *, only_issued: bool = False) -> None:
    """What was written on the way to the notice, and corrections of it that are under way."""
    brought = select(Attachment.draft_id).where(Attachment.notice_id == notice_id)
    drafts: Sequence[NoticeDraft] = session.scalars(
        select(NoticeDraft).where(
            or_(NoticeDraft.notice_id == notice_id, NoticeDraft.id.in_(brought))
        )
    ).all()
    if only_issued:
        drafts = [each for each in drafts if each.state == DraftState.ISSUED]
    for draft in drafts:
        if draft.state != DraftState.ISSUED:
            draft.state = DraftState.DISCARDED
        draft.content, draft.reason = "{}", None
        reviews = select(NoticeReview).where(NoticeReview.draft_id == draft.id)
        for review in session.scalars(reviews):
            review.opinion, review.override = EMPTY, None
    withheld = select(Withholding).where(
        Withholding.draft_id.in_([draft.id for draft in drafts]), Withholding.notice_id.is_(None)
    )
    for row in session.scalars(withheld):
        session.delete(row)


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
    """A project bears the title and number of its first notice; another notice's take over."""
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
    if project.title == notice.title:
        project.title = next((each.title for each in others if each.title), None)
    if project.number == notice.project_no:
        project.number = next((each.project_no for each in others if each.project_no), None)


def _empty_notice(notice: Notice) -> None:
    for column in Notice.__table__.columns:
        if column.name not in KEPT:
            setattr(notice, column.name, None if column.nullable else EMPTY)
    notice.lots, notice.suppliers = [], []
    notice.state, notice.recorded_at = NoticeState.WITHDRAWN, utc_now()
