"""What an officer sees of drafts and notices at the desk, and what may be done with each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.errors import NotFoundError, PortalError
from portal.identity.acting import Acting
from portal.notices.about import corrected, form_of, is_import
from portal.notices.content import Entered, Public, entered_from
from portal.notices.correcting import Change, changes
from portal.notices.formats import Format, format_of
from portal.notices.judging import draft_remarks, public_content, reviewed_hash
from portal.notices.projects import OFFICERS, own_organisations
from portal.notices.rules.remarks import Remark
from portal.notices.steps import Step, mark, refusal, writers
from portal.notices.types import NoticeType
from portal.records.account import Account
from portal.records.base import is_id
from portal.records.contract import Contract
from portal.records.notice import Notice, NoticeState
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.records.publishing import DraftState, NoticeDraft, NoticeReview

MOST_NOTICES = 20
NOBODY = "-"
"""The id of no record, in place of a text that could not be one"""
OPEN = (DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.REVIEWED)


@dataclass(frozen=True)
class DeskLine:
    """A draft as the desk lists it."""

    id: str
    type: str
    title: str
    state: DraftState
    purchaser: str
    drafter: str | None
    changed_at: datetime
    may: frozenset[Step]
    """What the reader may do with it now"""
    is_demo: bool


@dataclass(frozen=True)
class Reviewed:
    """A review with the name of whoever did it."""

    record: NoticeReview
    reviewer: str | None


@dataclass(frozen=True)
class DeskDraft:
    """Everything about one draft that its page shows."""

    draft: NoticeDraft
    project: Project
    purchaser: Organisation
    form: Format
    own_form: Format
    """That of a correction's own notice"""
    entered: Entered
    public: Public
    mark: str
    digest: str
    """Hash of what would become public"""
    remarks: Sequence[Remark]
    changes: Sequence[Change]
    """What a correction changes"""
    corrects: Notice | None
    imported: Notice | None
    contracts: Sequence[Contract]
    reviews: Sequence[Reviewed]
    """The newest first"""
    writers: Sequence[str]
    refusals: Mapping[Step, PortalError | None]
    """Why the reader may not take a step; None where they may"""

    def may(self, step: Step) -> bool:
        """Whether the reader may take a step now."""
        return self.refusals[step] is None


def list_drafts(session: Session, acting: Acting) -> list[DeskLine]:
    """The drafts under way at the organisations the acting person works for, newest first."""
    acting.require_any(*OFFICERS)
    rows = session.execute(
        select(NoticeDraft, Organisation.name, Account.name.label("drafter"))
        .join(Organisation, Organisation.id == NoticeDraft.purchaser_id)
        .join(Account, Account.id == NoticeDraft.drafted_by)
        .where(_mine(NoticeDraft.purchaser_id, acting), NoticeDraft.state.in_(OPEN))
        .order_by(NoticeDraft.changed_at.desc(), NoticeDraft.id)
    )
    return [_line(acting, row.NoticeDraft, row.name, row.drafter) for row in rows]


def list_imported(session: Session, acting: Acting) -> Sequence[Notice]:
    """The notices that an import kept back and that nobody has taken on yet."""
    acting.require_any(*OFFICERS)
    taken = select(NoticeDraft.notice_id).where(
        NoticeDraft.notice_id.is_not(None), NoticeDraft.state.in_(OPEN)
    )
    return session.scalars(
        select(Notice)
        .where(
            Notice.state == NoticeState.DRAFT,
            Notice.id.not_in(taken),
            _mine(Notice.purchaser_id, acting),
        )
        .order_by(Notice.sort_on.desc(), Notice.id)
        .limit(MOST_NOTICES)
    ).all()


def list_issued(session: Session, acting: Acting) -> Sequence[Notice]:
    """The notices that these organisations issued here last."""
    acting.require_any(*OFFICERS)
    return session.scalars(
        select(Notice)
        .where(
            Notice.state != NoticeState.DRAFT,
            Notice.issued_at.is_not(None),
            _mine(Notice.purchaser_id, acting),
        )
        .order_by(Notice.issued_at.desc(), Notice.id)
        .limit(MOST_NOTICES)
    ).all()


def get_own_notice(session: Session, acting: Acting, notice_id: str) -> Notice:
    """A notice of an organisation the acting person works for; NotFoundError for any other."""
    acting.require_any(*OFFICERS)
    found = session.scalar(
        select(Notice).where(
            Notice.id == (notice_id if is_id(notice_id) else NOBODY),
            _mine(Notice.purchaser_id, acting),
        )
    )
    if found is None:
        raise NotFoundError("no public notice has the id {id}", id=notice_id[:40])
    return found


def get_waiting(session: Session, acting: Acting, notice_id: str) -> Notice:
    """One of the imported notices that wait; NotFoundError for any other."""
    notice = get_own_notice(session, acting, notice_id)
    if notice.state != NoticeState.DRAFT:
        raise NotFoundError("no imported notice waits under the id {id}", id=notice_id[:40])
    return notice


def get_draft(session: Session, acting: Acting, draft_id: str, on: date) -> DeskDraft:
    """A draft of such an organisation with everything found in it on this day."""
    acting.require_any(*OFFICERS)
    draft = session.scalar(
        select(NoticeDraft).where(
            NoticeDraft.id == (draft_id if is_id(draft_id) else NOBODY),
            _mine(NoticeDraft.purchaser_id, acting),
        )
    )
    if draft is None:
        raise NotFoundError("no draft has the id {id}", id=draft_id[:40])
    project = session.get_one(Project, draft.project_id)
    form = form_of(session, draft)
    public = public_content(session, draft)
    corrects = corrected(session, draft)
    is_open = draft.state in OPEN
    imported = session.get(Notice, draft.notice_id) if is_import(session, draft) else None
    return DeskDraft(
        draft=draft,
        project=project,
        purchaser=session.get_one(Organisation, draft.purchaser_id),
        form=form,
        own_form=format_of(NoticeType.CORRECTION, project.place),
        entered=entered_from(draft.content),
        public=public,
        mark=mark(draft),
        digest=reviewed_hash(session, draft),
        remarks=draft_remarks(session, draft, on) if is_open else (),
        changes=changes(corrects, public, form) if corrects and is_open else (),
        corrects=corrects,
        imported=imported,
        contracts=session.scalars(
            select(Contract).where(Contract.project_id == project.id).order_by(Contract.signed_on)
        ).all(),
        reviews=_reviews(session, draft.id),
        writers=_names(session, writers(draft)),
        refusals={step: refusal(acting, draft, step) for step in Step},
    )


def _line(acting: Acting, draft: NoticeDraft, purchaser: str, drafter: str | None) -> DeskLine:
    return DeskLine(
        draft.id,
        draft.type,
        entered_from(draft.content).title,
        draft.state,
        purchaser,
        drafter,
        draft.changed_at,
        frozenset(step for step in Step if refusal(acting, draft, step) is None),
        draft.is_demo,
    )


def _reviews(session: Session, draft_id: str) -> list[Reviewed]:
    rows = session.execute(
        select(NoticeReview, Account.name)
        .join(Account, Account.id == NoticeReview.account_id)
        .where(NoticeReview.draft_id == draft_id)
        .order_by(NoticeReview.reviewed_at.desc(), NoticeReview.id)
    )
    return [Reviewed(row.NoticeReview, row.name) for row in rows]


def _names(session: Session, ids: Sequence[str]) -> list[str]:
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    names = {row.id: row.name or row.id for row in rows}
    return [names[each] for each in ids if each in names]


def _mine(column: InstrumentedAttribute[Any], acting: Acting) -> ColumnElement[bool]:
    """Whose records the acting person works on."""
    scope = own_organisations(acting)
    return true() if scope is None else column.in_(scope)
