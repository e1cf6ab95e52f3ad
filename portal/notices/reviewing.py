"""Handing a draft in, and its secrecy and privacy review (保密审查) by another officer.

The basis is 保守国家秘密法 Art. 35 and 政府信息公开条例 Arts. 15 and 17.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, InvalidInputError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.notices.content import entered_from
from portal.notices.judging import check_unchanged, draft_remarks, reviewed_hash
from portal.notices.rules.remarks import stopping, to_explain
from portal.notices.steps import Step, held, require, unchanged
from portal.policy.privacy import refuse_private
from portal.records.base import new_id, utc_now
from portal.records.publishing import DraftState, NoticeDraft, NoticeReview, ReviewOutcome
from portal.today import SHANGHAI
from portal.typed import tidied

MOST_BASIS, MOST_OPINION = 300, 1000
BASIS = "《保守国家秘密法》第三十五条、《政府信息公开条例》第十五条和第十七条"
"""The law that such a review usually rests on"""
OPINION = {"zh": "审查意见", "en": "opinion"}


@dataclass(frozen=True)
class Review:
    """What a reviewer decided."""

    outcome: ReviewOutcome
    basis: str = BASIS
    opinion: str = ""
    override: str = ""
    """Why a number that looks like a person's is published all the same"""


def submit_for_review(
    session: Session,
    acting: Acting,
    draft_id: str,
    *,
    seen: str,
    now: datetime | None = None,
) -> None:
    """Hand the draft in, once every check is met or, where that is enough, explained."""
    draft = held(session, draft_id)
    require(acting, draft, Step.SUBMIT)
    unchanged(draft, seen)
    check_unchanged(session, draft)
    found = draft_remarks(session, draft, _day(now))
    for each in stopping(found):
        raise each.sentence
    if to_explain(found) and not entered_from(draft.content).explanation:
        raise InvalidInputError(
            "{remark}; give a reason, which will be published", remark=to_explain(found)[0].sentence
        )
    draft.state = DraftState.IN_REVIEW
    audit.record(session, acting, "submit_draft", ("notice_draft", draft.id))


def take_back(session: Session, acting: Acting, draft_id: str) -> None:
    """Take a draft back to go on writing; a review it had counts no longer."""
    draft = held(session, draft_id)
    require(acting, draft, Step.TAKE_BACK)
    draft.state = DraftState.DRAFT
    audit.record(session, acting, "take_back_draft", ("notice_draft", draft.id))


def review_draft(
    session: Session,
    acting: Acting,
    draft_id: str,
    review: Review,
    *,
    seen: str,
    now: datetime | None = None,
) -> NoticeReview:
    """Record a review; who, what came of it, on what basis and when are kept for good.

    ``seen`` is the hash of the content that the reviewer read. Numbers that lead to a person stop
    it, unless the reviewer says why they may be published.
    """
    draft = held(session, draft_id)
    passed = review.outcome == ReviewOutcome.PASSED
    require(acting, draft, Step.REVIEW if passed else Step.SEND_BACK)
    digest = reviewed_hash(session, draft)
    if digest != seen:
        raise ConflictError("the draft was changed after you read it; read it again")
    basis, opinion = tidied(review.basis)[0], tidied(review.opinion, lines=True)[0]
    override = tidied(review.override)[0]
    _check_words(basis, opinion, override)
    if passed:
        _check_content(session, draft, override, _day(now))
    elif not opinion:
        raise InvalidInputError("say what has to be changed before you send a draft back")
    record = NoticeReview(
        id=new_id(),
        draft_id=draft.id,
        outcome=review.outcome,
        basis=basis,
        opinion=opinion,
        override=override or None,
        content_hash=digest,
        account_id=acting.account_id or "",
        reviewed_at=now or utc_now(),
    )
    session.add(record)
    draft.state = DraftState.REVIEWED if passed else DraftState.DRAFT
    detail = {"override": override} if override else {}
    audit.record(
        session, acting, "review_draft", ("notice_draft", draft.id),
        outcome=review.outcome.value, content=digest, **detail,
    )  # fmt: skip
    return record


def last_review(session: Session, draft_id: str) -> NoticeReview | None:
    """The newest review of a draft."""
    return session.scalars(
        select(NoticeReview)
        .where(NoticeReview.draft_id == draft_id)
        .order_by(NoticeReview.reviewed_at.desc(), NoticeReview.id)
    ).first()


def _check_words(basis: str, opinion: str, override: str) -> None:
    if not basis or len(basis) > MOST_BASIS:
        raise InvalidInputError(
            "a review names its legal basis in at most {limit} signs", limit=MOST_BASIS
        )
    if max(len(opinion), len(override)) > MOST_OPINION:
        raise InvalidInputError("an opinion has at most {limit} signs", limit=MOST_OPINION)
    refuse_private(OPINION, f"{opinion}\n{override}")


def _check_content(session: Session, draft: NoticeDraft, override: str, on: date) -> None:
    check_unchanged(session, draft)
    found = draft_remarks(session, draft, on)
    for each in stopping(found):
        raise each.sentence
    private = [each for each in found if each.is_private]
    if private and not override:
        raise InvalidInputError(
            "{remark}; say why it may be published all the same, or send the draft back",
            remark=private[0].sentence,
        )


def _day(now: datetime | None) -> date:
    return (now or utc_now()).astimezone(SHANGHAI).date()
