"""Rounds (评价轮次): planned, opened and closed by people who score nothing in them."""

from datetime import date

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session, joinedload

from portal.compliance.judging import check_scheme, readable_reason
from portal.compliance.keeping import keep_contract_findings
from portal.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from portal.evaluation.counting import rewrite_from_counts
from portal.identity import audit
from portal.identity.acting import Acting
from portal.records.account import Role
from portal.records.base import new_id
from portal.records.contract import Contract
from portal.records.evaluation import Assessment, Invitation, Round, RoundState, Scheme
from portal.records.locks import lock_round

FRAMES = ("all", "random", "chosen")
MOST_SERVED = 2_000_000_000
"""More than there are people in the country, and as much as the column holds"""


def get_round(session: Session, round_id: str) -> Round:
    """The round with its contract, parties and scheme; NotFoundError when there is none."""
    found = session.scalar(
        select(Round)
        .where(Round.id == round_id)
        .options(
            joinedload(Round.contract).joinedload(Contract.purchaser),
            joinedload(Round.contract).joinedload(Contract.contractor),
            joinedload(Round.scheme),
        )
    )
    if found is None:
        raise NotFoundError("no evaluation round has the id {id}", id=round_id)
    return found


def plan_round(  # noqa: PLR0913 - the fields of a round
    session: Session,
    acting: Acting,
    *,
    contract: Contract,
    scheme: Scheme,
    period: tuple[date, date],
    frame: str,
    served: int,
    codes_expire_on: date,
    round_id: str | None = None,
    remark: str | None = None,
) -> Round:
    """Set up a round; from now on the scheme's digest is pinned.

    A round of an invented contract is as invented as the contract, whoever plans it. A scheme that
    breaks the place's document stops it; one that departs from it needs a remark.
    """
    acting.require(Role.PURCHASER, Role.OPERATOR, organisation_id=contract.purchaser_id)
    if frame not in FRAMES:
        raise InvalidInputError(
            "the frame must be one of {allowed}, not {frame}",
            allowed=", ".join(FRAMES),
            frame=frame,
        )
    if not 0 <= served <= MOST_SERVED:
        raise InvalidInputError("the number of people served cannot be {served}", served=served)
    if period[0] > period[1]:
        raise InvalidInputError(
            "the period ends ({end}) before it begins ({begin})", end=period[1], begin=period[0]
        )
    remark = readable_reason(remark or "")
    check_scheme(scheme, period[0], remark)
    round_ = Round(
        id=round_id or new_id(),
        contract_id=contract.id,
        scheme_id=scheme.id,
        scheme_digest=scheme.digest,
        period_from=period[0],
        period_to=period[1],
        frame=frame,
        served=served,
        codes_expire_on=codes_expire_on,
        remark=remark or None,
        is_demo=contract.is_demo,
    )
    session.add(round_)
    session.flush()
    audit.record(session, acting, "plan_round", ("round", round_.id), scheme=scheme.digest)
    return round_


def open_round(session: Session, acting: Acting, round_id: str, today: date) -> None:
    """Let ballots in."""
    round_ = get_round_impartially(session, acting, round_id)
    if not session.scalar(select(exists().where(Invitation.round_id == round_id))):
        raise ConflictError("nobody is invited to this round yet; issue invitations first")
    if round_.codes_expire_on < today:
        raise ConflictError(
            "the last day to rate was {day}; plan a round with a later one",
            day=round_.codes_expire_on,
        )
    change_state(session, round_, RoundState.PLANNED, RoundState.OPEN, opened_on=today)
    round_.opened_by = acting.account_id
    audit.record(session, acting, "open_round", ("round", round_id))
    keep_contract_findings(session, round_.contract_id, today)


def close_round(session: Session, acting: Acting, round_id: str, today: date) -> None:
    """Stop taking ballots, and make ballots and invitations anew from their counts alone.

    The adapter sweeps the old copies after its commit (``sweep.sweep_ballots``); until then the
    round cannot be published. See ``docs/decisions/0003-closing-and-sweeping.md``.
    """
    round_ = get_round_impartially(session, acting, round_id)
    change_state(session, round_, RoundState.OPEN, RoundState.CLOSED, closed_on=today)
    round_.closed_by = acting.account_id
    rewrite_from_counts(session, round_id)
    audit.record(session, acting, "close_round", ("round", round_id))


def confirm_sweep(session: Session, acting: Acting, round_id: str) -> None:
    """Note that no old copy of a closed round's ballots is left; the adapter has just swept."""
    round_ = get_round_impartially(session, acting, round_id)
    if round_.state != RoundState.CLOSED:
        raise ConflictError("only a closed round is swept, and this one is not closed")
    if round_.is_swept:
        return
    round_.is_swept = True
    audit.record(session, acting, "sweep_round", ("round", round_id))


def require_impartial(session: Session, acting: Acting, round_id: str) -> None:
    """Whoever scores in a round neither opens, closes nor publishes it."""
    scores = exists().where(
        Assessment.round_id == round_id, Assessment.account_id == acting.account_id
    )
    if acting.account_id and session.scalar(select(scores)):
        raise ForbiddenError(
            "you score in this round, so somebody else has to open, close and publish it"
        )


def get_round_impartially(session: Session, acting: Acting, round_id: str) -> Round:
    """The round, held until the transaction ends, for somebody who may run it.

    Whoever scores in a round neither opens, closes nor publishes it (two people).
    """
    lock_round(session, round_id, shared=False)
    round_ = get_round(session, round_id)
    acting.require(Role.PURCHASER, Role.OPERATOR, organisation_id=round_.contract.purchaser_id)
    require_impartial(session, acting, round_id)
    return round_


def change_state(
    session: Session, round_: Round, before: RoundState, after: RoundState, **dates: date
) -> None:
    """Change the state if it is still ``before``; two people at once cannot both succeed."""
    moved = session.execute(
        update(Round)
        .where(Round.id == round_.id, Round.state == before)
        .values(state=after, **dates)
        .returning(Round.id)
    ).scalar_one_or_none()
    session.refresh(round_)
    if moved is None:
        raise ConflictError(
            "the round is {state}; only one that is {before} can become {after}",
            state=RoundState(round_.state).word,
            before=before.word,
            after=after.word,
        )
