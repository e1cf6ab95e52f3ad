"""Assessments (评分表): a named assessor's sheet, saved while open, locked once submitted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from portal.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from portal.evaluation.rounds import get_round
from portal.evaluation.scheme import PARTY_NAMES, Scheme
from portal.evaluation.yardstick import scheme_of
from portal.identity import audit
from portal.identity.acting import Acting, acting_for
from portal.records.account import Account, Role
from portal.records.base import new_id, utc_now
from portal.records.contract import Contract
from portal.records.evaluation import (
    Assessment,
    AssessmentScore,
    AssessmentState,
    Round,
    RoundState,
)
from portal.records.locks import lock_round
from portal.typed import tidied

PARTY_ROLES = {
    "purchaser": Role.PURCHASER,
    "using_unit": Role.PURCHASER,
    "third_party": Role.THIRD_PARTY,
    "expert": Role.THIRD_PARTY,
}
LABELS = {"purchaser": "P", "using_unit": "U", "third_party": "A", "expert": "E"}
NOTE_LIMIT = 4_000


@dataclass(frozen=True)
class Sheet:
    """What an assessor enters: points from 0 to 100 by indicator, remarks, and a note."""

    scores: Mapping[str, str]
    remarks: Mapping[str, str]
    note: str = ""


def assign_assessor(
    session: Session, acting: Acting, round_id: str, account: Account, party: str
) -> Assessment:
    """Give an account a sheet of one party in a round that is not published yet.

    Holds the round, so that two sheets never get one name and nobody closes a round while they
    are being made an assessor of it.
    """
    lock_round(session, round_id, shared=False)
    round_ = get_round(session, round_id)
    acting.require(Role.PURCHASER, Role.OPERATOR, organisation_id=round_.contract.purchaser_id)
    scheme = scheme_of(round_)
    if party not in PARTY_ROLES or party not in {each.party for each in scheme.parties}:
        raise InvalidInputError(
            "the scheme of this round names no assessors of the party {party}",
            party=PARTY_NAMES.get(party, party),
        )
    _require_state(round_, RoundState.PLANNED, RoundState.OPEN, RoundState.CLOSED)
    of_party = select(Assessment.account_id).where(
        Assessment.round_id == round_id, Assessment.party == party
    )
    assigned = session.scalars(of_party).all()
    if account.id in assigned:
        raise ConflictError(
            "this person has a score sheet of the party {party} already", party=PARTY_NAMES[party]
        )
    _require_assessor(acting_for(session, account.issuer, account.subject), round_, party)
    if account.id in (round_.opened_by, round_.closed_by):
        raise ForbiddenError("whoever opened or closed a round does not score in it")
    if assigned and round_.state == RoundState.CLOSED:
        raise ConflictError(
            "the round is closed and the party {party} has its assessors; another one could only "
            "move the result",
            party=PARTY_NAMES.get(party, party),
        )
    sheet = Assessment(
        id=new_id(),
        round_id=round_id,
        party=party,
        account_id=account.id,
        label=f"{LABELS[party]}{len(assigned) + 1}",
    )
    session.add(sheet)
    session.flush()
    audit.record(session, acting, "assign_assessor", ("assessment", sheet.id), party=party)
    return sheet


def list_assigned(session: Session, acting: Acting) -> Sequence[Assessment]:
    """The acting person's sheets, unfinished ones first."""
    return session.scalars(
        select(Assessment)
        .where(Assessment.account_id == acting.account_id)
        .join(Assessment.round)
        .options(
            joinedload(Assessment.round).joinedload(Round.contract).joinedload(Contract.contractor),
            joinedload(Assessment.round).joinedload(Round.contract).joinedload(Contract.purchaser),
            joinedload(Assessment.round).joinedload(Round.scheme),
            selectinload(Assessment.scores),
        )
        .order_by(Assessment.state, Round.period_to.desc(), Assessment.id)
    ).all()


def get_assigned(session: Session, acting: Acting, assessment_id: str) -> Assessment:
    """One sheet of the acting person; somebody else's is as good as absent."""
    sheet = session.scalar(
        select(Assessment)
        .where(Assessment.id == assessment_id, Assessment.account_id == acting.account_id)
        .options(selectinload(Assessment.scores))
    )
    if sheet is None:
        raise NotFoundError("you have no score sheet {id}", id=assessment_id)
    return sheet


def save_sheet(session: Session, acting: Acting, assessment_id: str, sheet: Sheet) -> None:
    """Keep an unfinished sheet; empty scores are allowed, wrong ones are not."""
    _write(session, acting, assessment_id, sheet, complete=False)


def submit_sheet(session: Session, acting: Acting, assessment_id: str, sheet: Sheet) -> None:
    """Lock the sheet with every indicator scored; it cannot be changed afterwards."""
    assessment = _write(session, acting, assessment_id, sheet, complete=True)
    locked = session.execute(
        update(Assessment)
        .where(Assessment.id == assessment.id, Assessment.state == AssessmentState.ASSIGNED)
        .values(state=AssessmentState.SUBMITTED, submitted_at=utc_now())
        .returning(Assessment.id)
    ).scalar_one_or_none()
    if locked is None:
        raise ConflictError("this sheet is submitted already and cannot be changed")
    audit.record(session, acting, "submit_sheet", ("assessment", assessment.id))


def _write(
    session: Session, acting: Acting, assessment_id: str, sheet: Sheet, *, complete: bool
) -> Assessment:
    session.execute(select(Assessment.id).where(Assessment.id == assessment_id).with_for_update())
    assessment = get_assigned(session, acting, assessment_id)
    round_ = get_round(session, assessment.round_id)
    _require_assessor(acting, round_, assessment.party)
    if assessment.state == AssessmentState.SUBMITTED:
        raise ConflictError("this sheet is submitted already and cannot be changed")
    _require_state(round_, RoundState.OPEN, RoundState.CLOSED)
    scores = read_scores(scheme_of(round_), assessment.party, sheet, complete=complete)
    session.execute(delete(AssessmentScore).where(AssessmentScore.assessment_id == assessment.id))
    session.add_all(
        AssessmentScore(
            assessment_id=assessment.id,
            indicator=indicator,
            score_hundredths=score,
            note=tidied(sheet.remarks.get(indicator, ""), lines=True)[0] or None,
        )
        for indicator, score in scores.items()
    )
    assessment.note = tidied(sheet.note, lines=True)[0] or None
    session.flush()
    return assessment


def read_scores(scheme: Scheme, party: str, sheet: Sheet, *, complete: bool) -> dict[str, int]:
    """The scores in hundredths; InvalidInputError names the indicator and what is wrong with it."""
    indicators = {each.id: each.name for each in scheme.indicators if each.party == party}
    unknown = sheet.scores.keys() - indicators.keys()
    if unknown:
        raise InvalidInputError("the scheme has no indicator {names}", names=sorted(unknown))
    texts = [sheet.note, *sheet.remarks.values()]
    if max(map(len, texts)) > NOTE_LIMIT:
        raise InvalidInputError("a note may have at most {limit} characters", limit=NOTE_LIMIT)
    typed = {each: sheet.scores.get(each, "").strip() for each in indicators}
    missing = [indicators[each] for each, words in typed.items() if not words]
    if complete and missing:
        raise InvalidInputError("these indicators have no score yet: {names}", names=missing)
    return {each: _hundredths(indicators[each], words) for each, words in typed.items() if words}


def _hundredths(indicator: Mapping[str, str], typed: str) -> int:
    try:
        points = Decimal(typed)
    except InvalidOperation:
        points = Decimal("NaN")
    if not points.is_finite() or not 0 <= points <= 100 or points != round(points, 2):
        raise InvalidInputError(
            "{indicator}: a score is a number from 0 to 100 with at most two decimals, not {typed}",
            indicator=indicator,
            typed=typed,
        )
    return int(points * 100)


def _require_assessor(person: Acting, round_: Round, party: str) -> None:
    """Whoever scores holds the party's role, and a third party is on neither side of the contract.

    The roles count at the moment of the act, so they are looked at again with every sheet.
    """
    role, contract = PARTY_ROLES[party], round_.contract
    if role == Role.PURCHASER:
        fit = person.may(role, contract.purchaser_id)
    else:
        fit = role in person.roles
        if person.may(Role.PURCHASER, contract.purchaser_id) or person.may(
            Role.CONTRACTOR, contract.contractor_id
        ):
            raise ForbiddenError(
                "whoever scores for the party {party} belongs neither to the purchaser nor to the "
                "contractor",
                party=PARTY_NAMES[party],
            )
    if not fit:
        raise ForbiddenError(
            "whoever scores for the party {party} needs the role {role}",
            party=PARTY_NAMES[party],
            role=role.word,
        )


def _require_state(round_: Round, *states: RoundState) -> None:
    if round_.state not in states:
        raise ConflictError(
            "the round is {state}; this can be done only in these states: {allowed}",
            state=RoundState(round_.state).word,
            allowed=[state.word for state in states],
        )
