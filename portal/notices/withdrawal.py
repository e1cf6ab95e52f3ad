"""Withdrawal (撤回): what led to a person is gone from everywhere, and the public is told so.

A withdrawal says when, why and on which basis; never what. What stays is what counts and joins:
the kind of notice, its region, days (also those it stated, so that no clock changes), project and
contract, and the hashes of what stood there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.compliance.clocks import rewind_clocks
from portal.compliance.keeping import keep_notice_findings
from portal.compliance.project_facts import stated_days
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.notices.content import canonical, entered_from
from portal.notices.emptying import empty_all, empty_attachment, empty_drafts, empty_version
from portal.notices.types import NoticeType
from portal.policy.privacy import refuse_private
from portal.records.account import Role
from portal.records.base import derived_id, is_id, new_id, utc_now
from portal.records.locks import lock_content
from portal.records.notice import Notice, NoticeState, NoticeVersion
from portal.records.publishing import (
    Attachment,
    DraftState,
    NoticeDraft,
    Withdrawal,
    WithdrawnContent,
)
from portal.today import today

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
    empty_version(session, version)
    empty_drafts(session, notice.id, version=number)
    notice.recorded_at = utc_now()
    _tell(session, acting, notice, told, version=number)


def withdraw_attachment(
    session: Session, acting: Acting, attachment_id: str, why: Why, *, of: str | None = None
) -> frozenset[str]:
    """Withdraw one public attachment (of this notice); the hash of its file, for ``erase``.

    The same content goes from every other notice too, and the public is told so there.
    """
    attachment = session.get(Attachment, attachment_id) if is_id(attachment_id) else None
    if attachment is None or attachment.notice_id != (of or attachment.notice_id or ""):
        raise NotFoundError("no attachment has the id {id}", id=attachment_id[:40])
    lock_content(session, attachment.sha256)
    _public(session, acting, attachment.notice_id)
    told = why.checked()
    session.refresh(attachment)
    if attachment.is_withdrawn:
        raise ConflictError("the attachment is withdrawn already")
    same = select(Attachment).where(
        Attachment.sha256 == attachment.sha256,
        Attachment.notice_id.is_not(None),
        Attachment.is_withdrawn.is_(False),
    )
    for each in session.scalars(same.order_by(Attachment.notice_id)).all():
        notice = session.get_one(Notice, each.notice_id, with_for_update=True)
        empty_attachment(each)
        notice.recorded_at = utc_now()
        _tell(session, acting, notice, told, attachment_id=each.id)
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
    days = stated_days(notice)
    hashes = empty_all(session, notice)
    notice.fields = canonical(days) if days else None
    _tell(session, acting, notice, why)
    keep_notice_findings(session, notice.id, today())  # their sentences may quote it
    rewind_clocks(session, notice.project_id)
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
