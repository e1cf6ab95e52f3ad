"""Ballots (评价票): cast once, anonymous by the shape of the tables and not by a promise."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, insert, select, update
from sqlalchemy.orm import Session

from portal.errors import RefusedBallotError
from portal.evaluation.invitations import Credential, by_subject
from portal.evaluation.patterns import validate_answers
from portal.evaluation.rounds import get_round
from portal.evaluation.yardstick import scheme_of
from portal.locale import marked
from portal.records.base import new_ballot_id
from portal.records.evaluation import Ballot, Invitation, Round, RoundState
from portal.records.locks import lock_round

REFUSED = marked(
    "this code cannot be used: it may be mistyped, already used, or past its last day. "
    "No rating was counted"
)
NOT_INVITED = marked(
    "you have no open invitation to this round, or you have already rated. "
    "No rating was counted this time"
)


def find_invited_round(session: Session, credential: Credential, today: date) -> Round:
    """The open round a code leads to; wrong, used and expired codes are refused alike."""
    round_id = session.scalar(select(Invitation.round_id).where(_usable(credential, today)))
    if round_id is None:
        raise RefusedBallotError(REFUSED)
    return get_round(session, round_id)


def list_invited_rounds(
    session: Session, secret: bytes, identity: tuple[str, str], today: date
) -> Sequence[Round]:
    """The open rounds in which this signed-in person has not rated yet, the latest period first."""
    open_rounds = session.scalars(
        select(Round.id).where(Round.state == RoundState.OPEN, Round.codes_expire_on >= today)
    ).all()
    hashes = {by_subject(secret, each, *identity).subject_hash: each for each in open_rounds}
    if not hashes:
        return []
    invited = session.execute(
        select(Invitation.subject_hash, Invitation.round_id).where(
            Invitation.subject_hash.in_(hashes), Invitation.is_used.is_(False)
        )
    ).all()
    rounds = [get_round(session, row.round_id) for row in invited if hashes[row[0]] == row.round_id]
    return sorted(rounds, key=lambda each: (each.period_to, each.id), reverse=True)


def cast_ballot(
    session: Session, round_id: str, credential: Credential, answers: str, today: date
) -> None:
    """Use up one invitation and add one ballot that shares nothing with it.

    ``answers`` has a character per beneficiary indicator in scheme order (``"554-"``). Raises
    InvalidInputError for answers outside the scheme and RefusedBallotError when no unused
    invitation of an open round fits; either way nothing is changed. No log line, no audit row and
    no timestamp is written: they would tell who voted what by their order.
    """
    lock_round(session, round_id, shared=True)
    validate_answers(scheme_of(get_round(session, round_id)), answers)
    used = session.execute(
        update(Invitation)
        .where(Invitation.round_id == round_id, _usable(credential, today))
        .values(is_used=True)
        .returning(Invitation.round_id)
        .execution_options(synchronize_session=False)
    ).all()
    if len(used) != 1:
        raise RefusedBallotError(REFUSED if credential.code_hash else NOT_INVITED)
    session.execute(insert(Ballot).values(id=new_ballot_id(), round_id=round_id, answers=answers))


def _usable(credential: Credential, today: date) -> ColumnElement[bool]:
    """An unused invitation that this credential opens, in a round that still takes ballots."""
    if credential.code_hash:
        opens = Invitation.code_hash == credential.code_hash
    else:
        opens = Invitation.subject_hash == credential.subject_hash
    open_rounds = select(Round.id).where(
        Round.state == RoundState.OPEN, Round.codes_expire_on >= today
    )
    return and_(opens, Invitation.is_used.is_(False), Invitation.round_id.in_(open_rounds))
