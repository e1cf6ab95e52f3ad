"""The notices of the invented projects, written, reviewed and issued by the demo's officers.

They go through the same services as any notice, on invented days.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from sqlalchemy.orm import Session

from portal.demo.projects import DATA, DemoOther, DemoProject
from portal.identity.acting import Acting, acting_for
from portal.notices.about import form_of
from portal.notices.content import entered_from
from portal.notices.drafting import Writing, save_draft
from portal.notices.formats import Format
from portal.notices.issuing import issue_draft
from portal.notices.judging import reviewed_hash
from portal.notices.prefill import usual_title
from portal.notices.reviewing import Review, review_draft, submit_for_review
from portal.notices.starting import NewNotice, start_correction, start_draft
from portal.notices.steps import mark
from portal.notices.types import NoticeType
from portal.policy.calendar import add_working_days, is_working_day
from portal.policy.identifiers import make_uscc
from portal.records.base import derived_id
from portal.records.project import Project
from portal.records.publishing import NoticeDraft, ReviewOutcome

WRITER, REVIEWER = "demo-officer-1", "demo-officer-2"
MORNING, AFTERNOON = time(1, 30), time(7, 0)
"""Half past nine and three in Shanghai"""
PREPARING = timedelta(days=35)
TO_RESPOND = timedelta(days=21)
POSTPONED = timedelta(days=5)
SHARED = {
    NoticeType.CONTRACT: "parties",
    NoticeType.ACCEPTANCE: "parties",
    NoticeType.INTENTION: None,
}
"""Type → the group of entries it shares with others; the rest share the contacts"""
METHOD = "consultation"
CORRECTED = "guangdong"
"""The place whose purchase notice was corrected once"""


@dataclass(frozen=True)
class DemoNotice:
    """One notice of an invented project."""

    type: NoticeType
    on: date
    values: Mapping[str, str]
    contract_id: str = ""
    is_corrected: bool = False


def notices_of(project: DemoProject, contract_id: str) -> Iterator[DemoNotice]:
    """The way of an invented project from its intention to the acceptance of its first period."""
    values = _values(project)
    rated = project.finished.published_on or project.finished.period[1]
    yield DemoNotice(NoticeType.INTENTION, _working(project.notice_on - PREPARING), values)
    yield DemoNotice(
        NoticeType.NEGOTIATION,
        project.notice_on,
        values,
        is_corrected=project.place == CORRECTED,
    )
    due = _postponed(values) if project.place == CORRECTED else values["due"]
    yield DemoNotice(NoticeType.RESULT, project.awarded_on, {**values, "due": due})
    announced = _working(project.signed_on + timedelta(days=1))
    yield DemoNotice(NoticeType.CONTRACT, announced, values, contract_id)
    yield DemoNotice(
        NoticeType.ACCEPTANCE, _working(rated + timedelta(days=7)), values, contract_id
    )


def notices_of_other(project: DemoOther) -> Iterator[DemoNotice]:
    """The notices of a project that came to another end."""
    values = _values(project)
    days = {
        NoticeType.INTENTION: _working(project.notice_on - PREPARING),
        NoticeType.TERMINATION: _working(project.notice_on + TO_RESPOND + timedelta(days=1)),
    }
    for each in project.types:
        kind = NoticeType(each)
        yield DemoNotice(kind, days.get(kind, project.notice_on), values)


def issue(session: Session, issuer: str, project: Project, notice: DemoNotice) -> None:
    """Take one notice the whole way, unless that was done before."""
    draft_id = _draft_id(project, notice.type)
    if session.get(NoticeDraft, draft_id) is not None:
        return
    one, two = _people(session, issuer)
    written = datetime.combine(_before(notice.on), MORNING, UTC)
    issued = datetime.combine(notice.on, MORNING, UTC)
    new = NewNotice(project.id, notice.type, notice.contract_id, draft_id)
    draft = start_draft(session, one, new, now=written)
    _write(session, one, draft, notice, written)
    public = _publish(session, (one, two), draft, written, issued)
    if notice.is_corrected:
        _correct(session, (one, two), public, notice)


def leave_waiting(session: Session, issuer: str, project: Project, other: DemoOther) -> None:
    """A draft that was handed in and waits for its review, so that the desk has something to do."""
    if not other.waiting:
        return
    notice = DemoNotice(NoticeType(other.waiting), other.notice_on, _values(other))
    draft_id = _draft_id(project, notice.type)
    if session.get(NoticeDraft, draft_id) is not None:
        return
    one, _ = _people(session, issuer)
    draft = start_draft(session, one, NewNotice(project.id, notice.type, draft_id=draft_id))
    _write(session, one, draft, notice, draft.changed_at)
    submit_for_review(session, one, draft.id, seen=mark(draft))


def _write(
    session: Session, one: Acting, draft: NoticeDraft, notice: DemoNotice, now: datetime
) -> None:
    form = form_of(session, draft)
    entered = entered_from(draft.content)
    values = {**notice.values, "on": str(notice.on)}
    fields = {**typed(form, entered.fields), **_filled(form, notice.type, values)}
    title = usual_title(notice.type, values["title"], METHOD)
    save_draft(session, one, draft.id, Writing(title, fields), seen=mark(draft), now=now)


def _publish(
    session: Session,
    people: tuple[Acting, Acting],
    draft: NoticeDraft,
    written: datetime,
    issued: datetime,
) -> str:
    one, two = people
    submit_for_review(session, one, draft.id, seen=mark(draft), now=written)
    digest = reviewed_hash(session, draft)
    passed = Review(ReviewOutcome.PASSED, opinion="演示审查：不涉及国家秘密、个人隐私。")
    reviewed = datetime.combine(written.date(), AFTERNOON, UTC)
    review_draft(session, two, draft.id, passed, seen=digest, now=reviewed)
    return issue_draft(session, two, draft.id, seen=digest, now=issued).id


def _correct(
    session: Session, people: tuple[Acting, Acting], notice_id: str, notice: DemoNotice
) -> None:
    """Postpone the last day for responses, for everybody to see."""
    on = _working(notice.on + POSTPONED)
    written = datetime.combine(_before(on), MORNING, UTC)
    draft = start_correction(
        session, people[0], notice_id, draft_id=derived_id("demo-correction", notice_id),
        now=written,
    )  # fmt: skip
    later = _postponed(notice.values)
    entered = entered_from(draft.content)
    form = form_of(session, draft)
    moved = {
        "overview": entered.fields["overview"].replace(notice.values["due"], later),
        "submission.due": later,
        "opening.on": later,
    }
    writing = Writing(
        entered.title,
        {**typed(form, entered.fields), **moved},
        change="补充澄清后，为供应商留足编制响应文件的时间。",
        own={**entered.own, "corrections.bids-changed": str(on)},
    )
    save_draft(session, people[0], draft.id, writing, seen=mark(draft), now=written)
    _publish(session, people, draft, written, datetime.combine(on, MORNING, UTC))


def _postponed(values: Mapping[str, str]) -> str:
    """The last day for responses after the correction."""
    return str(_working(date.fromisoformat(values["due"]) + timedelta(days=1)))


def typed(form: Format, kept: Mapping[str, str]) -> dict[str, object]:
    """What a notice keeps, as it would be typed: amounts are kept in fen."""
    return {
        key: int(value) if form.by_key[key].part.kind == "fen" else value
        for key, value in kept.items()
    }


def _filled(form: Format, kind: NoticeType, values: Mapping[str, str]) -> dict[str, object]:
    said = _entries()
    group = SHARED.get(kind, "contacts")
    shared = {f"{group}.{key}": text for key, text in said[group].items()} if group else {}
    both = {**shared, **said[kind.value]}
    return {key: text.format(**values) for key, text in both.items() if key in form.by_key}


@cache
def _entries() -> Mapping[str, Mapping[str, str]]:
    """Type → field → what stands there, with gaps."""
    return tomllib.loads((DATA / "notices.toml").read_text(encoding="utf-8"))


def _values(project: DemoProject | DemoOther) -> dict[str, str]:
    """What fills the gaps: amounts in yuan, days as they are kept."""
    due = _working(project.notice_on + TO_RESPOND)
    values: dict[str, object] = {
        "number": project.number,
        "title": project.title,
        "budget": project.budget_yuan,
        "month": f"{project.notice_on:%Y-%m}",
        "purchaser": project.purchaser,
        "contractor": project.contractor,
        "contractor_code": make_uscc("52", project.region, project.serial),
        "due": due,
        "documents_until": add_working_days(project.notice_on, 6).day,
        "starts": project.notice_on + timedelta(days=60),
        "ends": project.notice_on + timedelta(days=425),
    }
    if isinstance(project, DemoProject):
        rated = project.finished.published_on or project.finished.period[1]
        values |= {
            "amount": project.amount_yuan,
            "awarded": project.awarded_on,
            "decided": _before(project.awarded_on),
            "signed": project.signed_on,
            "starts": project.contract[0],
            "ends": project.contract[1],
            "rated_from": project.finished.period[0],
            "rated_to": project.finished.period[1],
            "accepted": _working(rated + timedelta(days=4)),
        }
    return {key: str(value) for key, value in values.items()}


def _people(session: Session, issuer: str) -> tuple[Acting, Acting]:
    return acting_for(session, issuer, WRITER), acting_for(session, issuer, REVIEWER)


def _draft_id(project: Project, kind: NoticeType) -> str:
    return derived_id("demo-notice", project.number or project.id, kind)


def _working(day: date) -> date:
    """The first day from here on which offices work."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def _before(day: date) -> date:
    """The working day before."""
    day -= timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day
