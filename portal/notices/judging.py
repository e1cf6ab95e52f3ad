"""A draft as it would become public, and everything found in it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.errors import ConflictError, InvalidInputError
from portal.notices.about import corrected, form_of, is_import
from portal.notices.content import Public, entered_from
from portal.notices.correcting import GENERATED, changes, own_fields
from portal.notices.formats import Format, format_of
from portal.notices.looking import look_through, private_sentence
from portal.notices.rules.remarks import Remark, Text, remarks
from portal.notices.types import NoticeType
from portal.policy.findings import Severity
from portal.records.notice import Notice, NoticeState
from portal.records.project import Project
from portal.records.publishing import Attachment, NoticeDraft, Withholding


def public_content(session: Session, draft: NoticeDraft) -> Public:
    """What the draft makes public; what is withheld is not in it."""
    entered = entered_from(draft.content)
    notice = corrected(session, draft)
    withheld = withheld_of(session, draft)
    hidden = {each.field for each in withheld}
    files = files_of(session, draft)
    return Public(
        type=notice.type if notice else draft.type,
        title=entered.title,
        fields={key: value for key, value in entered.fields.items() if key not in hidden},
        purchaser_id=draft.purchaser_id,
        project_id=draft.project_id,
        contract_id=draft.contract_id,
        service_item=entered.service_item,
        explanation=entered.explanation,
        version=entered.base + 1 if notice else 1,
        reason=draft.reason if notice else None,
        own=dict(entered.own),
        attachments=[
            {"name": each.name, "size": each.size, "sha256": each.sha256} for each in files
        ],
        withheld=[
            {
                "field": each.field,
                "attachment": each.attachment_name,
                "ground": each.ground.value,
                "basis": each.basis,
                "reason": each.reason,
            }
            for each in withheld
        ],
    )


def reviewed_hash(session: Session, draft: NoticeDraft) -> str:
    """The hash of what is reviewed and issued; of an import, that of the source's content."""
    if is_import(session, draft):
        return session.get_one(Notice, draft.notice_id).content_hash
    return public_content(session, draft).digest


def draft_remarks(session: Session, draft: NoticeDraft, on: date) -> list[Remark]:
    """Everything found in the draft, were it issued on this day.

    The words of an import are its source's, so only private numbers count there.
    """
    if is_import(session, draft):
        imported = session.get_one(Notice, draft.notice_id)
        return _private_only(imported, format_of(NoticeType.TERMINATION))
    entered = entered_from(draft.content)
    notice = corrected(session, draft)
    withheld = withheld_of(session, draft)
    text = Text(
        form_of(session, draft),
        entered.title,
        entered.fields,
        draft.contract_id,
        entered.explanation,
        None if notice is None else draft.reason or "",
        frozenset(each.field for each in withheld if each.field),
        tuple(each.name for each in files_of(session, draft)),
    )
    found = remarks(text, on)
    found += _of_files(files_of(session, draft))
    if notice is not None:
        found += _of_correction(session, draft, notice, on)
    return sorted(found, key=lambda each: list(Severity).index(each.severity))


def check_unchanged(session: Session, draft: NoticeDraft) -> None:
    """ConflictError if the public notice changed or went after the correction was begun.

    Of a draft that is ``held``, and its notice with it.
    """
    notice = corrected(session, draft)
    if notice and notice.state != NoticeState.ISSUED:
        raise ConflictError("the notice is withdrawn already")
    if notice and notice.version != entered_from(draft.content).base:
        raise ConflictError(
            "the notice was changed by another correction; discard this draft and begin again"
        )


def _of_correction(session: Session, draft: NoticeDraft, notice: Notice, on: date) -> list[Remark]:
    """What is found in the correction's own notice, as far as an officer fills it in."""
    found = []
    public = public_content(session, draft)
    changed = changes(notice, public, form_of(session, draft))
    brought = {each.draft_id for each in files_of(session, draft)}
    brought |= {each.draft_id for each in withheld_of(session, draft)}
    if not changed and draft.id not in brought:
        sentence = InvalidInputError("nothing differs from the notice as it stands")
        found.append(Remark(Severity.ERROR, sentence))
    form = format_of(NoticeType.CORRECTION, session.get_one(Project, draft.project_id).place)
    text = Text(form, notice.title or "", own_fields(notice, public, changed, on))
    return found + [
        replace(each, key=f"own.{each.key}")
        for each in remarks(text, on)
        if each.key and not each.key.startswith(GENERATED)
    ]


def _of_files(files: Iterable[Attachment]) -> Iterator[Remark]:
    """Private numbers in files that are not public yet, one remark for each file."""
    for look in look_through(each for each in files if each.notice_id is None):
        if sentence := private_sentence(look):
            yield Remark(Severity.WARNING, sentence, is_private=True)


def _private_only(notice: Notice, form: Format) -> list[Remark]:
    """Numbers in the words of a source that would lead to a person."""
    said = {"other": "\n".join(filter(None, (notice.facts, notice.event_text)))}
    text = Text(form, notice.title or "", said)
    return [each for each in remarks(text, notice.sort_on) if each.is_private]


def files_of(session: Session, draft: NoticeDraft) -> list[Attachment]:
    """The files that the notice would have, those of a notice it corrects among them."""
    return list(
        session.scalars(
            select(Attachment)
            .where(
                _of(Attachment.draft_id, Attachment.notice_id, draft),
                Attachment.is_withdrawn.is_(False),
            )
            .order_by(Attachment.position, Attachment.id)
        )
    )


def withheld_of(session: Session, draft: NoticeDraft) -> list[Withholding]:
    """What of the notice would not be published, as it is decided so far.

    A correction that fills in a field ends what its notice said about it.
    """
    filled = {key for key, text in entered_from(draft.content).fields.items() if text}
    rows = session.scalars(
        select(Withholding)
        .where(
            _of(Withholding.draft_id, Withholding.notice_id, draft),
            Withholding.ended_at.is_(None),
        )
        .order_by(Withholding.withheld_at, Withholding.id)
    )
    return [row for row in rows if row.notice_id is None or row.field not in filled]


def _of(
    draft_id: InstrumentedAttribute[str | None],
    notice_id: InstrumentedAttribute[str | None],
    draft: NoticeDraft,
) -> ColumnElement[bool]:
    own = draft_id == draft.id
    return or_(own, notice_id == draft.notice_id) if draft.notice_id else own
