"""Issuing what was reviewed, by somebody who did not write it: from then on it is public."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.compliance.clocks import rewind_clocks
from portal.compliance.keeping import keep_project_findings
from portal.errors import ConflictError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.locale import marked
from portal.notices.about import corrected, form_of, is_import
from portal.notices.adoption import adopt
from portal.notices.attachments import refuse_withdrawn_files
from portal.notices.columns import fill
from portal.notices.content import Public, canonical
from portal.notices.correcting import changes, own_fields
from portal.notices.formats import format_of
from portal.notices.judging import (
    check_unchanged,
    draft_remarks,
    public_content,
    reviewed_hash,
)
from portal.notices.reviewing import last_review
from portal.notices.rules.remarks import stopping
from portal.notices.steps import Step, held, require
from portal.notices.types import NoticeType
from portal.records.base import derived_id, utc_now
from portal.records.notice import Notice, NoticeState, NoticeVersion
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.records.publishing import DraftState, NoticeDraft, ReviewOutcome
from portal.today import SHANGHAI, today

FIRST_ISSUE = marked("first issue")
PROACTIVE = "proactive"
"""主动公开: social assistance and procurement are always disclosed unasked (条例 Arts. 20, 21)"""


def issue_draft(
    session: Session,
    acting: Acting,
    draft_id: str,
    *,
    seen: str,
    now: datetime | None = None,
) -> Notice:
    """Make the reviewed content public; ``seen`` is the hash of what the issuer read.

    A correction makes the next version of its notice, and a notice of its own beside it.
    """
    draft = held(session, draft_id)
    require(acting, draft, Step.ISSUE)
    moment = now or utc_now()
    digest = reviewed_hash(session, draft)
    review = last_review(session, draft.id)
    if review is None or review.outcome != ReviewOutcome.PASSED or review.content_hash != digest:
        raise ConflictError("the content is not the one that was reviewed; review it again")
    if digest != seen:
        raise ConflictError("the draft was changed after you read it; read it again")
    check_unchanged(session, draft)
    for each in stopping(draft_remarks(session, draft, moment.astimezone(SHANGHAI).date())):
        raise each.sentence
    refuse_withdrawn_files(session, draft)
    notice = _published(session, draft, moment)
    draft.state, draft.notice_id = DraftState.ISSUED, notice.id
    draft.issued_by, draft.issued_at = acting.account_id, moment
    adopt(session, draft, notice)
    audit.record(
        session, acting, "issue_notice", ("notice", notice.id),
        draft=draft.id, version=notice.version, content=digest, reviewed_by=review.account_id,
    )  # fmt: skip
    session.flush()
    rewind_clocks(session, notice.project_id)
    keep_project_findings(session, notice.project_id, today())
    return notice


def _published(session: Session, draft: NoticeDraft, moment: datetime) -> Notice:
    if is_import(session, draft):
        imported = session.get_one(Notice, draft.notice_id)
        imported.state, imported.recorded_at = NoticeState.ISSUED, utc_now()
        return imported
    public = public_content(session, draft)
    project = session.get_one(Project, draft.project_id)
    notice = corrected(session, draft)
    if notice is None:
        notice = _new(session, draft, project, draft.type, moment)
        _state(session, notice, public, project)
        _keep_version(session, notice, public.as_json(), public.digest, FIRST_ISSUE)
        return notice
    _announce_correction(session, draft, notice, public, moment)
    notice.version += 1
    notice.recorded_at = utc_now()
    _state(session, notice, public, project)
    _keep_version(session, notice, public.as_json(), public.digest, public.reason or "")
    return notice


def _new(
    session: Session,
    draft: NoticeDraft,
    project: Project,
    kind: str,
    moment: datetime,
) -> Notice:
    """The record of a notice that begins here."""
    purchaser = session.get_one(Organisation, draft.purchaser_id, with_for_update=True)
    on = moment.astimezone(SHANGHAI).date()
    notice = Notice(
        id=derived_id("issued", draft.id, kind),
        state=NoticeState.ISSUED,
        publisher=purchaser.name,
        publisher_stated=True,
        source_key=f"desk\n\n{draft.id}\n{kind}",
        ocid=project.ocid,
        is_reprint=False,
        version=1,
        content_hash="",
        project_id=project.id,
        type=kind,
        purchaser_id=purchaser.id,
        purchaser_name=purchaser.name,
        notice_on=on,
        sort_on=on,
        made_on=draft.changed_at.astimezone(SHANGHAI).date(),
        issued_at=moment,
        openness=PROACTIVE,
        issuer_name=purchaser.name,
        index_no=_index_number(session, purchaser, on.year),
        contract_id=draft.contract_id,
        search_text="",
        is_demo=draft.is_demo,
    )
    session.add(notice)
    return notice


def _state(session: Session, notice: Notice, public: Public, project: Project) -> None:
    """Make the record say the content."""
    with session.no_autoflush:
        fill(session, notice, format_of(notice.type, project.place), public, project)
    notice.contract_id = public.contract_id
    notice.fields = canonical(public.fields)
    hidden = [each["field"] or each["attachment"] for each in public.withheld]
    notice.withheld = ",".join(str(each) for each in hidden) or None
    session.flush()


def _announce_correction(
    session: Session, draft: NoticeDraft, notice: Notice, public: Public, moment: datetime
) -> None:
    """The correction's own notice (更正公告), which lists what changed."""
    project = session.get_one(Project, draft.project_id)
    on = moment.astimezone(SHANGHAI).date()
    changed = changes(notice, public, form_of(session, draft))
    own = Public(
        type=NoticeType.CORRECTION.value,
        title=f"{notice.title}的更正公告"[:200],
        fields=own_fields(notice, public, changed, on),
        purchaser_id=draft.purchaser_id,
        project_id=draft.project_id,
        contract_id=None,
        service_item=public.service_item,
        explanation=public.explanation,
        version=1,
        reason=None,
        own={},
        attachments=(),
        withheld=(),
    )
    correction = _new(session, draft, project, NoticeType.CORRECTION.value, moment)
    correction.corrects_id = notice.id
    _state(session, correction, own, project)
    _keep_version(session, correction, own.as_json(), own.digest, FIRST_ISSUE)


def _index_number(session: Session, purchaser: Organisation, year: int) -> str:
    """索引号: the organisation's own code, the year, and a number that grows by one.

    The organisation's row is held meanwhile, so no number is given twice.
    """
    body = purchaser.uscc[8:17] if purchaser.uscc else purchaser.id[:9].upper()
    beginning = f"{body}/{year}-"
    last = session.scalar(
        select(func.max(Notice.index_no)).where(Notice.index_no.like(f"{beginning}%"))
    )
    return f"{beginning}{int(last.removeprefix(beginning)) + 1 if last else 1:05d}"


def _keep_version(session: Session, notice: Notice, content: str, digest: str, reason: str) -> None:
    notice.content_hash = digest
    session.add(
        NoticeVersion(
            notice_id=notice.id,
            version=notice.version,
            content_hash=digest,
            content=content,
            reason=reason,
        )
    )
    session.flush()
