"""The evaluation bundle of a published result: everything its score follows from."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.records.evaluation import Result, Round, RoundState


def find_bundle(session: Session, evaluation_id: str) -> str | None:
    """The bundle as JSON text, or None when no such result is public."""
    return session.scalar(
        select(Result.bundle)
        .join(Round, Round.id == Result.round_id)
        .where(Result.round_id == evaluation_id, Round.state == RoundState.PUBLISHED)
    )
