"""Writing in a draft, and giving it up."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from portal.errors import InvalidInputError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.notices.about import contract_about, corrected, form_of, is_import
from portal.notices.adoption import abandon_files
from portal.notices.content import Entered, entered_from
from portal.notices.formats import format_of
from portal.notices.rules.reading import read_fields
from portal.notices.rules.remarks import MOST_TITLE
from portal.notices.steps import Step, held, require, unchanged, writers
from portal.notices.types import NoticeType
from portal.policy.installed import installed
from portal.records.base import utc_now
from portal.records.project import Project
from portal.records.publishing import DraftState, NoticeDraft
from portal.typed import tidied

MOST_EXPLANATION, MOST_CHANGE = 1000, 500
SERVICES = "service-items"
"""The list of a place's pack that names what may be bought"""


@dataclass(frozen=True)
class Writing:
    """What an officer typed in a draft; amounts in yuan, days as dates or texts."""

    title: str
    fields: Mapping[str, object]
    service_item: str = ""
    explanation: str = ""
    change: str = ""
    """Why a public notice is corrected"""
    own: Mapping[str, object] = field(default_factory=dict)
    """What a correction's own notice says"""
    contract_id: str = ""


def save_draft(
    session: Session,
    acting: Acting,
    draft_id: str,
    writing: Writing,
    *,
    seen: str,
    now: datetime | None = None,
) -> NoticeDraft:
    """Keep what was typed; ``seen`` is the mark of the content that the form showed.

    ConflictError if the draft was changed meanwhile: nothing is stored, and the form still holds
    what was typed. InvalidInputError names the field that cannot be right.
    """
    draft = held(session, draft_id)
    require(acting, draft, Step.WRITE)
    unchanged(draft, seen)
    entered, contract_id = _read(session, draft, writing)
    change = _limited(writing.change, MOST_CHANGE) or None
    said = (entered.as_json(), change, contract_id)
    if said == (draft.content, draft.reason, draft.contract_id):
        return draft
    draft.content, draft.reason, draft.contract_id = said
    draft.changed_at = now or utc_now()
    if acting.account_id and acting.account_id not in writers(draft):
        draft.written_by = ",".join((*writers(draft), acting.account_id))
    audit.record(session, acting, "save_draft", ("notice_draft", draft.id))
    return draft


def _read(session: Session, draft: NoticeDraft, writing: Writing) -> tuple[Entered, str | None]:
    """What was typed as the draft keeps it, and the contract it is about."""
    before = entered_from(draft.content)
    explained = replace(before, explanation=_limited(writing.explanation, MOST_EXPLANATION))
    if is_import(session, draft):
        return explained, draft.contract_id
    project = session.get_one(Project, draft.project_id)
    form = form_of(session, draft)
    contract = contract_about(
        session, project, form.type, writing.contract_id or draft.contract_id or ""
    )
    title = tidied(writing.title)[0]
    if len(title) > MOST_TITLE:
        raise InvalidInputError("a title has at most {limit} signs", limit=MOST_TITLE)
    own = writing.own if corrected(session, draft) else {}
    entered = replace(
        explained,
        title=title,
        fields=read_fields(form, writing.fields),
        service_item=_service(project, writing.service_item),
        own=read_fields(format_of(NoticeType.CORRECTION, project.place), own),
    )
    return entered, contract.id if contract else None


def discard_draft(session: Session, acting: Acting, draft_id: str) -> frozenset[str]:
    """Give a draft up; the hashes of its files, for ``forget_unnamed`` once this is committed.

    Nothing of it was public, and its trace stays in the audit trail.
    """
    draft = held(session, draft_id)
    require(acting, draft, Step.DISCARD)
    draft.state = DraftState.DISCARDED
    audit.record(session, acting, "discard_draft", ("notice_draft", draft.id))
    return frozenset(abandon_files(session, [draft.id]))


def _service(project: Project, stated: str) -> str:
    """A service as ``pack:code`` of the project's own list."""
    if not stated:
        return ""
    place, _, code = stated.partition(":")
    items = installed().lists(place).get(SERVICES) if place == project.place else None
    if items is None or code not in {each.code for each in items.items}:
        raise InvalidInputError("{code} is not a service of this place", code=stated[:80])
    return stated


def _limited(text: str, most: int) -> str:
    tidy = tidied(text)[0]
    if len(tidy) > most:
        raise InvalidInputError("a reason has at most {limit} signs", limit=most)
    return tidy
