"""Invitations (邀评): one per person and round, reached by signing in, by a code, or by both."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import exists, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.errors import ConflictError, ForbiddenError, InvalidInputError
from portal.evaluation.codes import new_code, normalise_code
from portal.evaluation.rounds import get_round
from portal.evaluation.scheme import Party
from portal.identity import audit
from portal.identity.acting import Acting
from portal.identity.keys import keyed_hash
from portal.records.account import Role
from portal.records.base import new_ballot_id
from portal.records.evaluation import Assessment, Invitation, Round, RoundState
from portal.records.locks import lock_round

KEY_PURPOSE = "invitations"
"""The settings' key of this purpose makes the hashes; it lies outside the database"""
MOST_AT_ONCE = 1_000_000
BATCH = 1_000


@dataclass(frozen=True)
class Credential:
    """What opens one invitation: the hash of a code, or of a signed-in subject."""

    code_hash: str | None = None
    subject_hash: str | None = None


def by_code(secret: bytes, typed: str) -> Credential:
    """The credential of a typed code; InvalidInputError when it is visibly mistyped."""
    return Credential(code_hash=keyed_hash(secret, "code", normalise_code(typed)))


def by_subject(secret: bytes, round_id: str, issuer: str, subject: str) -> Credential:
    """The credential of a signed-in person; it differs from round to round."""
    return Credential(subject_hash=keyed_hash(secret, "subject", round_id, issuer, subject))


def issue_codes(
    session: Session, acting: Acting, secret: bytes, round_id: str, count: int
) -> Iterator[str]:
    """Create ``count`` invitations and hand out their codes once; only their hashes are kept.

    Codes are issued by the operator or by the third party appointed for the round, never by the
    purchaser who scores.
    Raises ForbiddenError, InvalidInputError or ConflictError before the first code.
    """
    round_ = _invitable(session, acting, round_id)
    if not 1 <= count <= MOST_AT_ONCE:
        raise InvalidInputError(
            "the number of codes must be from 1 to {most}, not {count}",
            most=MOST_AT_ONCE,
            count=count,
        )
    audit.record(session, acting, "issue_codes", ("round", round_.id), count=count)
    return _make_codes(session, secret, round_.id, count)


def invite_subject(
    session: Session,
    acting: Acting,
    secret: bytes,
    round_id: str,
    identity: tuple[str, str],
    *,
    with_code: bool = False,
) -> str | None:
    """Invite one (issuer, subject); ``with_code`` returns a code that opens the same invitation."""
    round_ = _invitable(session, acting, round_id)
    code = new_code() if with_code else None
    session.add(
        Invitation(
            id=new_ballot_id(),
            round_id=round_.id,
            subject_hash=by_subject(secret, round_.id, *identity).subject_hash,
            code_hash=by_code(secret, code).code_hash if code else None,
        )
    )
    try:
        session.flush()
    except IntegrityError:
        raise ConflictError("this person is invited to the round already") from None
    audit.record(session, acting, "invite_subject", ("round", round_.id))
    return code


def _invitable(session: Session, acting: Acting, round_id: str) -> Round:
    """The round, in a state that a close cannot change before the invitations are stored."""
    acting.require_any(Role.OPERATOR, Role.THIRD_PARTY)
    lock_round(session, round_id, shared=True)
    round_ = get_round(session, round_id)
    if acting.may(Role.PURCHASER, round_.contract.purchaser_id):
        raise ForbiddenError("codes are never issued by the purchaser who scores")
    if not (acting.may(Role.OPERATOR) or _is_appointed(session, acting, round_id)):
        raise ForbiddenError(
            "codes are issued by the operator, or by the third party appointed for the round"
        )
    if round_.state not in (RoundState.PLANNED, RoundState.OPEN):
        raise ConflictError(
            "the round is {state}; nobody can be invited any more",
            state=RoundState(round_.state).word,
        )
    return round_


def _is_appointed(session: Session, acting: Acting, round_id: str) -> bool:
    """Whether somebody with the third party's role has a sheet of it in this round."""
    sheets = exists().where(
        Assessment.round_id == round_id,
        Assessment.account_id == acting.account_id,
        Assessment.party == Party.THIRD_PARTY,
    )
    return Role.THIRD_PARTY in acting.roles and bool(session.scalar(select(sheets)))


def _make_codes(session: Session, secret: bytes, round_id: str, count: int) -> Iterator[str]:
    for start in range(0, count, BATCH):
        codes = [new_code() for _ in range(min(BATCH, count - start))]
        session.execute(
            insert(Invitation),
            [
                {
                    "id": new_ballot_id(),
                    "round_id": round_id,
                    "code_hash": by_code(secret, code).code_hash,
                    "is_used": False,
                }
                for code in codes
            ],
        )
        yield from codes
