"""Who may do what with a draft, in which state: at least two people, each step for good."""

import enum

from sqlalchemy.orm import Session

from portal.errors import ConflictError, ForbiddenError, NotFoundError, PortalError
from portal.identity.acting import Acting
from portal.locale import Marked, marked
from portal.notices.projects import OFFICERS
from portal.records.base import is_id
from portal.records.notice import Notice
from portal.records.publishing import DraftState, NoticeDraft


class Step(enum.StrEnum):
    """What can be done with a draft."""

    WRITE = "write"
    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    REVIEW = "review"
    SEND_BACK = "send_back"
    ISSUE = "issue"
    DISCARD = "discard"


STATES: dict[Step, frozenset[DraftState]] = {
    Step.WRITE: frozenset({DraftState.DRAFT}),
    Step.SUBMIT: frozenset({DraftState.DRAFT}),
    Step.TAKE_BACK: frozenset({DraftState.IN_REVIEW, DraftState.REVIEWED}),
    Step.REVIEW: frozenset({DraftState.IN_REVIEW}),
    Step.SEND_BACK: frozenset({DraftState.IN_REVIEW, DraftState.REVIEWED}),
    Step.ISSUE: frozenset({DraftState.REVIEWED}),
    Step.DISCARD: frozenset({DraftState.DRAFT}),
}
"""The states in which a step can be taken"""
BY_OTHERS = frozenset({Step.REVIEW, Step.SEND_BACK, Step.ISSUE})
"""Steps that nobody takes with what they wrote themselves"""
BY_WRITERS = frozenset({Step.SUBMIT, Step.TAKE_BACK, Step.DISCARD})
"""Steps of those who wrote in it"""
STATE_WORDS: dict[DraftState, Marked] = {
    DraftState.DRAFT: marked("being written"),
    DraftState.IN_REVIEW: marked("waiting for its review"),
    DraftState.REVIEWED: marked("reviewed, waiting to be issued"),
    DraftState.ISSUED: marked("issued"),
    DraftState.DISCARDED: marked("discarded"),
}


def refusal(acting: Acting, draft: NoticeDraft, step: Step) -> PortalError | None:
    """Why somebody may not take a step now; None if they may."""
    if not any(acting.may(role, draft.purchaser_id) for role in OFFICERS):
        return ForbiddenError(
            "this needs one of these roles for the organisation concerned: {roles}",
            roles=[role.word for role in OFFICERS],
        )
    if acting.account_id is None:
        return ForbiddenError("notices are written and issued under one's own account")
    if draft.state not in STATES[step]:
        return ConflictError(
            "the draft is {state}, so this step is not open", state=STATE_WORDS[draft.state]
        )
    wrote = acting.account_id in writers(draft)
    if step in BY_OTHERS and wrote:
        return ForbiddenError(
            "whoever wrote in a notice neither reviews nor issues it; another officer does"
        )
    if step in BY_WRITERS and not wrote:
        return ForbiddenError("this is for those who wrote the draft")
    return None


def require(acting: Acting, draft: NoticeDraft, step: Step) -> None:
    """Raise what keeps somebody from a step."""
    if error := refusal(acting, draft, step):
        raise error


def writers(draft: NoticeDraft) -> tuple[str, ...]:
    """The accounts that wrote in it, the drafter's first."""
    return tuple(draft.written_by.split(",")) if draft.written_by else (draft.drafted_by,)


def held(session: Session, draft_id: str) -> NoticeDraft:
    """The draft as it is now, held until the transaction ends: two people do not act at once.

    The notice that it changes is held before it, as by whoever withdraws the notice: neither then
    waits for the other for ever, and none of its words come back after they were taken away.
    """
    session.flush()  # what is read anew takes the place of what is not stored yet
    draft = session.get(NoticeDraft, draft_id) if is_id(draft_id) else None
    if draft is None:
        raise NotFoundError("no draft has the id {id}", id=draft_id[:40])
    if draft.notice_id:
        hold = {"key_share": True}
        session.get(Notice, draft.notice_id, with_for_update=hold, populate_existing=True)
    session.refresh(draft, with_for_update=True)
    return draft


def mark(draft: NoticeDraft) -> str:
    """What tells one state of a draft's content from the next."""
    return draft.changed_at.isoformat(timespec="microseconds")


def unchanged(draft: NoticeDraft, seen: str) -> None:
    """ConflictError if somebody wrote in the draft since it was shown."""
    if mark(draft) != seen:
        raise ConflictError(
            "somebody changed this draft after it was shown to you; nothing was stored"
        )
