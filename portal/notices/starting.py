"""Beginning drafts: of new notices, of corrections and of notices that an import kept back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.notices.about import contract_about
from portal.notices.content import Entered
from portal.notices.correcting import GENERATED
from portal.notices.desk import get_waiting
from portal.notices.formats import WRITTEN, Format, format_of
from portal.notices.prefill import method_before, of_contract, prefilled, usual_title
from portal.notices.projects import OFFICERS, get_own_project, is_invented
from portal.notices.rules.remarks import MOST_TITLE
from portal.notices.steps import Step, require
from portal.notices.types import NoticeType
from portal.records.base import is_id, new_id, utc_now
from portal.records.notice import Notice, NoticeState
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.records.publishing import DraftState, NoticeDraft


@dataclass(frozen=True)
class NewNotice:
    """What an officer chooses for a notice that begins."""

    project_id: str
    type: str
    contract_id: str = ""
    draft_id: str = ""
    """Only where the id has to be the same on every installation"""


def start_draft(
    session: Session, acting: Acting, new: NewNotice, *, now: datetime | None = None
) -> NoticeDraft:
    """A draft of a new notice of a project, with what is known already in it."""
    project = get_own_project(session, acting, new.project_id)
    if new.type not in WRITTEN:
        raise InvalidInputError("no notice has the type {type}", type=new.type[:40])
    if new.type == NoticeType.CORRECTION:
        raise InvalidInputError("a correction begins at the notice that it corrects")
    contract = contract_about(session, project, new.type, new.contract_id)
    form = format_of(new.type, project.place)
    fields = prefilled(session, form, project, contract)
    if contract:
        known = of_contract(contract)
        fields |= {key: value for key, value in known.items() if key in form.by_key}
    title = usual_title(form.type, project.title or "", _method(session, form, fields, project))
    return _begin(
        session, acting, project, Entered(title[:MOST_TITLE], fields), new.type,
        draft_id=new.draft_id, contract_id=contract.id if contract else None, now=now,
    )  # fmt: skip


def _method(
    session: Session, form: Format, fields: Mapping[str, str], project: Project
) -> str | None:
    """The method that the notice will state or, where it states none, the project's."""
    field = form.column("method")
    return fields.get(field.key) if field else method_before(session, project.id)


def start_correction(
    session: Session,
    acting: Acting,
    notice_id: str,
    *,
    draft_id: str = "",
    now: datetime | None = None,
) -> NoticeDraft:
    """A draft that would correct a notice issued here; it begins as the notice stands."""
    notice = _issued_here(session, notice_id)
    project = get_own_project(session, acting, notice.project_id or "")
    _hold(session, notice)
    _issued_here(session, notice.id)  # it may have been withdrawn meanwhile
    _nobody_else(session, notice.id)
    own_form = format_of(NoticeType.CORRECTION, project.place)
    known = prefilled(session, own_form, project, None)
    entered = Entered(
        title=notice.title or "",
        fields=json.loads(notice.fields or "{}"),
        service_item=notice.service_item or "",
        own={key: value for key, value in known.items() if not key.startswith(GENERATED)},
        base=notice.version,
    )
    return _begin(
        session, acting, project, entered, NoticeType.CORRECTION, notice_id=notice.id,
        draft_id=draft_id, contract_id=notice.contract_id, now=now,
    )  # fmt: skip


def take_on_import(
    session: Session,
    acting: Acting,
    notice_id: str,
    purchaser_id: str = "",
    *,
    now: datetime | None = None,
) -> NoticeDraft:
    """A draft for a notice that an import kept back; its words are the source's and stay so."""
    notice = get_waiting(session, acting, notice_id)
    _hold(session, notice)
    get_waiting(session, acting, notice.id)  # somebody may have been quicker
    if notice.purchaser_id and purchaser_id not in {"", notice.purchaser_id}:
        raise ForbiddenError("the officers of the notice's own purchaser review it")
    named = purchaser_id or notice.purchaser_id or ""
    purchaser = session.get(Organisation, named) if is_id(named) else None
    if purchaser is None:
        raise InvalidInputError("choose the purchaser whose officers review this notice")
    acting.require(*OFFICERS, organisation_id=purchaser.id)
    _nobody_else(session, notice.id)
    project = session.get(Project, notice.project_id) if notice.project_id else None
    if project is None:
        project = Project(
            id=new_id(), title=notice.title, number=notice.project_no, is_demo=notice.is_demo
        )
        session.add(project)
        session.flush()
        notice.project_id = project.id
    if project.purchaser_id not in (None, purchaser.id):
        raise ConflictError("the project of this notice belongs to another purchaser")
    project.purchaser_id = purchaser.id
    entered = Entered(title=notice.title or "", base=notice.version)
    return _begin(session, acting, project, entered, notice.type, notice_id=notice.id, now=now)


def _begin(
    session: Session,
    acting: Acting,
    project: Project,
    entered: Entered,
    kind: str,
    *,
    notice_id: str | None = None,
    contract_id: str | None = None,
    draft_id: str = "",
    now: datetime | None,
) -> NoticeDraft:
    moment = now or utc_now()
    draft = NoticeDraft(
        id=draft_id or new_id(),
        state=DraftState.DRAFT,
        notice_id=notice_id,
        project_id=project.id,
        contract_id=contract_id,
        purchaser_id=project.purchaser_id or "",
        type=kind,
        content=entered.as_json(),
        drafted_by=acting.account_id or "",
        written_by=acting.account_id or "",
        drafted_at=moment,
        changed_at=moment,
        is_demo=project.is_demo or is_invented(session, acting),
    )
    require(acting, draft, Step.WRITE)
    session.add(draft)
    session.flush()
    audit.record(session, acting, "start_draft", ("notice_draft", draft.id), type=kind)
    return draft


def _issued_here(session: Session, notice_id: str) -> Notice:
    notice = session.get(Notice, notice_id) if is_id(notice_id) else None
    if notice is None or notice.state != NoticeState.ISSUED:
        raise NotFoundError("no public notice has the id {id}", id=notice_id[:40])
    if notice.fields is None or notice.is_reprint:
        raise ConflictError(
            "this notice was not issued here; its source corrects it, and the portal follows"
        )
    if notice.type == NoticeType.CORRECTION:
        raise ConflictError("a correction is not corrected; correct the notice itself once more")
    return notice


def _hold(session: Session, notice: Notice) -> None:
    """Keep others from the notice until the transaction ends, and see it as they left it."""
    session.flush()  # what is read anew takes the place of what is not stored yet
    session.refresh(notice, with_for_update={"key_share": True})


def _nobody_else(session: Session, notice_id: str) -> None:
    """Two drafts of one notice would overwrite each other."""
    open_ = (DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.REVIEWED)
    found = session.scalar(
        select(NoticeDraft.id).where(
            NoticeDraft.notice_id == notice_id, NoticeDraft.state.in_(open_)
        )
    )
    if found:
        raise ConflictError("a draft of this notice is under way already: {id}", id=found)
