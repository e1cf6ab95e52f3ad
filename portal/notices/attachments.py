"""Attaching files to a notice that is being written, and looking through them before it is issued.

An attachment belongs to a notice. A correction may add some; what is public goes only by a
withdrawal, which everybody sees.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, NotFoundError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.notices.judging import files_of
from portal.notices.parse.attached.kinds import FileKind, tell_kind
from portal.notices.parse.attached.names import tidy_name
from portal.notices.projects import OFFICERS
from portal.notices.steps import Step, held, require, writers
from portal.notices.storage import Arrival, Storage
from portal.records.base import is_id, new_id
from portal.records.locks import lock_content
from portal.records.publishing import Attachment, NoticeDraft

MOST_FILES = 20


@dataclass(frozen=True)
class Sent:
    """A file that arrived, under a tidy name, and the kind that its content is of."""

    arrival: Arrival
    name: str
    kind: FileKind

    @classmethod
    def told(cls, arrival: Arrival, name: str) -> Self:
        """Look at the content before a transaction begins: nobody waits while a file is read."""
        tidy = tidy_name(name)
        return cls(arrival, tidy, tell_kind(arrival.content(), tidy))


def attach(
    session: Session, acting: Acting, draft_id: str, kept_in: Storage, sent: Sent
) -> Attachment:
    """Add a file that arrived to a draft.

    Only while the draft is being written: a file added after the review would be published
    without one. Whoever adds one wrote in the draft, and neither reviews nor issues it.
    """
    draft = write_in(session, acting, draft_id)
    arrival, tidy = sent.arrival, sent.name
    lock_content(session, arrival.sha256)
    present = files_of(session, draft)
    if len(present) >= MOST_FILES:
        raise ConflictError("a notice may have {limit} attachments", limit=MOST_FILES)
    if any(each.name == tidy or each.sha256 == arrival.sha256 for each in present):
        raise ConflictError("{name} is attached already", name=tidy)
    _refuse_withdrawn(session, arrival.sha256, tidy)
    attachment = Attachment(
        id=new_id(),
        draft_id=draft.id,
        position=max((each.position for each in present), default=0) + 1,
        name=tidy,
        media_type=sent.kind.media_type,
        size=arrival.size,
        sha256=arrival.sha256,
        account_id=acting.account_id,
    )
    session.add(attachment)
    session.flush()
    audit.record(
        session, acting, "attach_file", ("notice_draft", draft.id), attachment=attachment.id
    )
    kept_in.keep(arrival)
    return attachment


def check_may_attach(session: Session, acting: Acting, draft_id: str) -> None:
    """Raise what keeps somebody from adding to a draft, before a file of theirs is taken."""
    require(acting, _visible_draft(session, acting, draft_id), Step.WRITE)


def refuse_withdrawn_files(session: Session, draft: NoticeDraft) -> None:
    """Raise if a file of the draft was withdrawn elsewhere after it was attached here.

    Their contents are held until the transaction ends: none is withdrawn while it is issued.
    """
    new = select(Attachment).where(Attachment.draft_id == draft.id, Attachment.notice_id.is_(None))
    for each in session.scalars(new.order_by(Attachment.sha256)).all():
        lock_content(session, each.sha256)
        _refuse_withdrawn(session, each.sha256, each.name)


def detach(session: Session, acting: Acting, attachment_id: str) -> str:
    """Take a file off a draft; its hash, for ``forget_unnamed`` once this is committed."""
    attachment = _get(session, attachment_id)
    if attachment.notice_id is not None or attachment.draft_id is None:
        raise ConflictError("the attachment is public; it can only be withdrawn")
    draft = write_in(session, acting, attachment.draft_id)
    session.delete(attachment)
    audit.record(
        session, acting, "detach_file", ("notice_draft", draft.id), attachment=attachment_id
    )
    return attachment.sha256


def list_attachments(session: Session, acting: Acting, draft_id: str) -> list[Attachment]:
    """The files of a draft for whoever may see it, those of the notice it corrects first."""
    draft = _visible_draft(session, acting, draft_id)
    return files_of(session, draft)


def find_for_reading(session: Session, acting: Acting, attachment_id: str) -> Attachment:
    """An attachment as its drafter and its reviewers read it before it is public."""
    attachment = _get(session, attachment_id)
    if attachment.draft_id is None or attachment.is_withdrawn:
        raise NotFoundError("no attachment has the id {id}", id=attachment_id[:40])
    _visible_draft(session, acting, attachment.draft_id)
    return attachment


def forget_unnamed(session: Session, kept_in: Storage, hashes: Iterable[str]) -> list[str]:
    """Take away the files that nobody names any more; those that went.

    In a transaction of its own, after the one that stopped to name them: one that is undone has
    lost nothing.
    """
    gone = []
    for sha256 in sorted(set(hashes)):
        lock_content(session, sha256)
        named = select(func.count()).where(
            Attachment.sha256 == sha256, Attachment.is_withdrawn.is_(False)
        )
        if not session.scalar(named) and kept_in.forget(sha256):
            gone.append(sha256)
    return gone


def write_in(session: Session, acting: Acting, draft_id: str) -> NoticeDraft:
    """The draft, held until the transaction ends, if this person may write in it now."""
    draft = held(session, draft_id)
    require(acting, draft, Step.WRITE)
    if acting.account_id and acting.account_id not in writers(draft):
        draft.written_by = ",".join((*writers(draft), acting.account_id))
    return draft


def _visible_draft(session: Session, acting: Acting, draft_id: str) -> NoticeDraft:
    draft = session.get(NoticeDraft, draft_id) if is_id(draft_id) else None
    if draft is None or not any(acting.may(role, draft.purchaser_id) for role in OFFICERS):
        raise NotFoundError("no draft has the id {id}", id=draft_id[:40])
    return draft


def _get(session: Session, attachment_id: str) -> Attachment:
    found = session.get(Attachment, attachment_id) if is_id(attachment_id) else None
    if found is None:
        raise NotFoundError("no attachment has the id {id}", id=attachment_id[:40])
    return found


def _refuse_withdrawn(session: Session, sha256: str, name: str) -> None:
    withdrawn = select(Attachment.id).where(
        Attachment.sha256 == sha256, Attachment.is_withdrawn.is_(True)
    )
    if session.scalars(withdrawn).first():
        raise ConflictError("{name}: this very file was withdrawn before", name=name)
