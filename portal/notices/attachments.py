"""Attaching files to a notice that is being written, and looking through them before it is issued.

An attachment belongs to a notice. A correction may add some; what is public goes only by a
withdrawal, which everybody sees.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.notices.parse.attached.kinds import BY_MEDIA_TYPE, KINDS, tell_kind
from portal.notices.parse.attached.names import tidy_name
from portal.notices.parse.attached.texts import PrivatePlace, private_places
from portal.notices.storage import Arrival, Storage
from portal.records.account import Role
from portal.records.base import is_id, new_id
from portal.records.locks import lock_content
from portal.records.publishing import Attachment, DraftState, NoticeDraft
from portal.settings import get_settings

MOST_FILES = 20
REMEMBERED = 500


@dataclass(frozen=True)
class Look:
    """What was found when a file was looked through for numbers that lead to a person."""

    attachment: Attachment
    is_searchable: bool
    """False for PDF, older office files and pictures: a person has to read them"""
    places: Sequence[PrivatePlace]


def storage() -> Storage:
    """Where this installation keeps its attached files."""
    return Storage(get_settings().files_dir)


def attach(
    session: Session, acting: Acting, draft_id: str, kept_in: Storage, arrival: Arrival, name: str
) -> Attachment:
    """Add a file that arrived to a draft; its content decides what it is.

    Whoever holds the draft, and nobody else, may add to it while it is being written: a file
    added after the review would be published without one.
    """
    draft = open_draft(session, acting, draft_id)
    tidy = tidy_name(name)
    kind = tell_kind(arrival.content(), tidy)
    lock_content(session, arrival.sha256)
    held = _of_draft(session, draft)
    if len(held) >= MOST_FILES:
        raise ConflictError("a notice may have {limit} attachments", limit=MOST_FILES)
    if any(each.name == tidy or each.sha256 == arrival.sha256 for each in held):
        raise ConflictError("{name} is attached already", name=tidy)
    _refuse_withdrawn(session, arrival.sha256, tidy)
    attachment = Attachment(
        id=new_id(),
        draft_id=draft.id,
        position=max((each.position for each in held), default=0) + 1,
        name=tidy,
        media_type=kind.media_type,
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


def detach(session: Session, acting: Acting, attachment_id: str) -> str:
    """Take a file off a draft; its hash, for ``forget_unnamed`` once this is committed."""
    attachment = _get(session, attachment_id)
    if attachment.notice_id is not None or attachment.draft_id is None:
        raise ConflictError("the attachment is public; it can only be withdrawn")
    draft = open_draft(session, acting, attachment.draft_id)
    session.delete(attachment)
    audit.record(
        session, acting, "detach_file", ("notice_draft", draft.id), attachment=attachment_id
    )
    return attachment.sha256


def list_attachments(session: Session, acting: Acting, draft_id: str) -> list[Attachment]:
    """The files of a draft for whoever may see it, those of the notice it corrects first."""
    draft = _visible_draft(session, acting, draft_id)
    return _of_draft(session, draft)


def find_for_reading(session: Session, acting: Acting, attachment_id: str) -> Attachment:
    """An attachment as its drafter and its reviewers read it before it is public."""
    attachment = _get(session, attachment_id)
    if attachment.draft_id is None or attachment.is_withdrawn:
        raise NotFoundError("no attachment has the id {id}", id=attachment_id[:40])
    _visible_draft(session, acting, attachment.draft_id)
    return attachment


def look_through(attachments: Iterable[Attachment], kept_in: Storage | None = None) -> list[Look]:
    """Each file with the places where private numbers stand in it."""
    kept_in = kept_in or storage()
    return [
        Look(
            each,
            BY_MEDIA_TYPE[each.media_type].is_searchable,
            _places(kept_in, each.sha256, BY_MEDIA_TYPE[each.media_type].code),
        )
        for each in attachments
    ]


def new_files(session: Session, draft: NoticeDraft) -> Sequence[Attachment]:
    """The files that a draft will make public."""
    return session.scalars(
        select(Attachment)
        .where(
            Attachment.draft_id == draft.id,
            Attachment.notice_id.is_(None),
            Attachment.is_withdrawn.is_(False),
        )
        .order_by(Attachment.position)
    ).all()


def refuse_private_files(session: Session, draft: NoticeDraft) -> None:
    """InvalidInputError names the file, the place and the kind of the first private number.

    A reviewer may let it pass with a reason; then this is not asked.
    """
    for look in look_through(new_files(session, draft)):
        for each in look.places:
            raise InvalidInputError(
                "{name}, {place}: this looks like {kind}; what is published here must not lead to "
                "one person",
                name=look.attachment.name,
                place=each.place,
                kind=each.kind,
            )


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


def open_draft(session: Session, acting: Acting, draft_id: str) -> NoticeDraft:
    """The draft, held until the transaction ends, if this person may change it now."""
    draft = _visible_draft(session, acting, draft_id)
    session.refresh(draft, with_for_update=True)
    if draft.drafted_by != acting.account_id:
        raise ConflictError("only its drafter changes a draft")
    if draft.state != DraftState.DRAFT:
        raise ConflictError("the draft is under review or done, so it cannot be changed")
    return draft


def _visible_draft(session: Session, acting: Acting, draft_id: str) -> NoticeDraft:
    draft = session.get(NoticeDraft, draft_id) if is_id(draft_id) else None
    if draft is None or not (
        acting.may(Role.PURCHASER, draft.purchaser_id) or acting.may(Role.OPERATOR)
    ):
        raise NotFoundError("no draft has the id {id}", id=draft_id[:40])
    return draft


def _of_draft(session: Session, draft: NoticeDraft) -> list[Attachment]:
    public = []
    if draft.notice_id:
        of_notice = select(Attachment).where(
            Attachment.notice_id == draft.notice_id, Attachment.is_withdrawn.is_(False)
        )
        public = list(session.scalars(of_notice.order_by(Attachment.position, Attachment.id)))
    return [*public, *new_files(session, draft)]


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


@lru_cache(maxsize=REMEMBERED)
def _places(kept_in: Storage, sha256: str, code: str) -> Sequence[PrivatePlace]:
    """A content never changes under its hash, so it is looked through once in a process."""
    with kept_in.open(sha256) as file:
        return tuple(private_places(file, KINDS[code]))


LABELS: Mapping[str, Mapping[str, str]] = {
    media_type: kind.label for media_type, kind in BY_MEDIA_TYPE.items()
}
"""Media type → what people call such a file"""
