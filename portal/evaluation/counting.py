"""The ballots of a round as counts of answer strings: what scoring needs, and all a close keeps."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import cast

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.orm import Session

from portal.records.base import Base
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
    whether it was used. The patterns come in random order, a batch of rows in memory at a time.
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


def _ballots(round_id: str, patterns: Sequence[tuple[str, int]]) -> Iterator[dict[str, object]]:
    ids = _rising(sum(ballots for _, ballots in patterns), 32)
    for answers, ballots in patterns:
        for id_ in islice(ids, ballots):
            yield {"id": id_, "round_id": round_id, "answers": answers}


def _invitations(round_id: str, used: Mapping[bool, int]) -> Iterator[dict[str, object]]:
    """Invitations that no code and no sign-in opens any more: their hash is of nothing."""
    total = sum(used.values())
    ids, hashes = _rising(total, 32), _rising(total, 64)
    for is_used, invitations in used.items():
        for id_ in islice(ids, invitations):
            yield {
                "id": id_,
                "round_id": round_id,
                "code_hash": next(hashes),
                "is_used": is_used,
            }


def _rising(count: int, digits: int) -> Iterator[str]:
    """So many random hexadecimal words, evenly spread and in rising order.

    Indexes are then written from one end to the other and not all over, which takes half the time
    and a third of the writing. The rows are made from counts, so their order says nothing.
    """
    for place in range(count):
        low, high = (place << 64) // count, (place + 1 << 64) // count
        yield f"{low + secrets.randbelow(high - low):016x}{secrets.token_hex(digits // 2 - 8)}"


def _insert(session: Session, record: type[Base], rows: Iterator[dict[str, object]]) -> None:
    table = cast("Table", record.__table__)  # the class would have every row looked at one by one
    while batch := list(islice(rows, BATCH)):
        session.execute(insert(table), batch)
