"""The ballots of a round as counts of answer strings: what scoring needs, and all a close keeps."""

import secrets
from collections.abc import Iterable, Iterator
from itertools import islice

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from portal.records.base import new_ballot_id
from portal.records.evaluation import Ballot, Invitation

BATCH = 5_000


def count_patterns(session: Session, round_id: str) -> dict[str, int]:
    """How many ballots of the round gave each answer string."""
    rows = session.execute(
        select(Ballot.answers, func.count().label("ballots"))
        .where(Ballot.round_id == round_id)
        .group_by(Ballot.answers)
    )
    return {row.answers: row.ballots for row in rows}


def rewrite_from_counts(session: Session, round_id: str) -> None:
    """Replace ballots and invitations by rows made from their counts alone.

    Nothing of an earlier row is carried over: not its key, not its place, not the hash by which a
    person or a code could be recognised. What remains of an invitation is that there was one, and
    whether it was used. The rows come in random order, a batch in memory at a time.
    """
    patterns = list(count_patterns(session, round_id).items())
    used = _count_used(session, round_id)
    for table in (Ballot, Invitation):
        session.execute(delete(table).where(table.round_id == round_id))
    secrets.SystemRandom().shuffle(patterns)
    _insert(session, Ballot, _ballots(round_id, patterns))
    _insert(session, Invitation, _invitations(round_id, used))


def _count_used(session: Session, round_id: str) -> dict[bool, int]:
    rows = session.execute(
        select(Invitation.is_used, func.count().label("invitations"))
        .where(Invitation.round_id == round_id)
        .group_by(Invitation.is_used)
    )
    return {row.is_used: row.invitations for row in rows}


def _ballots(round_id: str, patterns: Iterable[tuple[str, int]]) -> Iterator[dict[str, object]]:
    for answers, ballots in patterns:
        for _ in range(ballots):
            yield {"id": new_ballot_id(), "round_id": round_id, "answers": answers}


def _invitations(round_id: str, used: dict[bool, int]) -> Iterator[dict[str, object]]:
    """Invitations that no code and no sign-in opens any more: their hash is of nothing."""
    for is_used, invitations in used.items():
        for _ in range(invitations):
            yield {
                "id": new_ballot_id(),
                "round_id": round_id,
                "code_hash": secrets.token_hex(32),
                "is_used": is_used,
            }


def _insert(session: Session, table: type, rows: Iterator[dict[str, object]]) -> None:
    while batch := list(islice(rows, BATCH)):
        session.execute(insert(table), batch)
