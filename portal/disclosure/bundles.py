"""The evaluation bundle of a published result: everything its score follows from."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import NotFoundError
from portal.evaluation.bundle import Bundle, read_bundle
from portal.records.base import is_id
from portal.records.evaluation import Result, Round, RoundState


def find_bundle(session: Session, evaluation_id: str) -> str | None:
    """The bundle as JSON text, or None when no such result is public."""
    if not is_id(evaluation_id):
        return None
    return session.scalar(
        select(Result.bundle)
        .join(Round, Round.id == Result.round_id)
        .where(Result.round_id == evaluation_id, Round.state == RoundState.PUBLISHED)
    )


def get_bundle(session: Session, evaluation_id: str) -> Bundle:
    """The bundle with its structure checked; NotFoundError when no such result is public."""
    text = find_bundle(session, evaluation_id)
    if text is None:
        raise NotFoundError("no public evaluation has the id {id}", id=evaluation_id[:40])
    return read_bundle(text.encode(), evaluation_id)
