"""Results: computing a closed round and publishing it, for good and recomputable by anyone."""

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import rfc8785
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from portal.compliance.keeping import keep_contract_findings
from portal.errors import ConflictError
from portal.evaluation.bundle import Assessment as Sheet
from portal.evaluation.bundle import Frame, parse_bundle
from portal.evaluation.counting import count_patterns
from portal.evaluation.patterns import aggregate
from portal.evaluation.publication import build_bundle
from portal.evaluation.result import Result as Scored
from portal.evaluation.rounds import change_state, get_round_impartially
from portal.evaluation.scheme import Party
from portal.evaluation.scoring import evaluate
from portal.evaluation.yardstick import scheme_of
from portal.identity import audit
from portal.identity.acting import Acting
from portal.records.contract import Contract
from portal.records.evaluation import (
    Assessment,
    AssessmentState,
    Invitation,
    Result,
    ResultScore,
    Round,
    RoundState,
)
from portal.records.region import Region
from portal.typed import searchable


def publish_round(session: Session, acting: Acting, round_id: str, today: date) -> Result:
    """Compute the result of a closed and swept round and make it public.

    Raises ConflictError while the round is not closed, not swept or a sheet is not submitted, and
    InvalidInputError when the scheme cannot be computed with what was given.
    """
    round_ = get_round_impartially(session, acting, round_id)
    if round_.state == RoundState.CLOSED and not round_.is_swept:
        raise ConflictError(
            "the old copies of the ballots are not swept yet; sweep the round, then publish it"
        )
    change_state(session, round_, RoundState.CLOSED, RoundState.PUBLISHED, published_on=today)
    bundle = _bundle(session, round_)
    result = _store(session, round_, bundle, today)
    audit.record(session, acting, "publish_round", ("round", round_id), digest=result.digest)
    keep_contract_findings(session, round_.contract_id, today)
    return result


def preview_bundle(session: Session, acting: Acting, round_id: str) -> dict[str, Any]:
    """The bundle as it would be published, for whoever may publish it."""
    return _bundle(session, get_round_impartially(session, acting, round_id))


def _bundle(session: Session, round_: Round) -> dict[str, Any]:
    if round_.state not in (RoundState.CLOSED, RoundState.PUBLISHED):
        raise ConflictError("a round is computed after it is closed, never while people rate")
    scheme = scheme_of(round_)
    votes = bool(scheme.beneficiary_indicators)
    invited = session.scalar(
        select(func.count()).where(Invitation.round_id == round_.id).select_from(Invitation)
    )
    return build_bundle(
        evaluation_id=round_.id,
        contract=round_.contract_id,
        period=(round_.period_from, round_.period_to),
        scheme=scheme,
        frame=Frame(round_.frame) if votes else None,
        served=round_.served,
        invited=invited or 0,
        aggregate=aggregate(scheme, count_patterns(session, round_.id)) if votes else None,
        assessments=_sheets(session, round_.id),
    )


def _sheets(session: Session, round_id: str) -> list[Sheet]:
    sheets = session.scalars(
        select(Assessment)
        .where(Assessment.round_id == round_id)
        .options(selectinload(Assessment.scores))
        .order_by(Assessment.label)
    ).all()
    waiting = [each.label for each in sheets if each.state != AssessmentState.SUBMITTED]
    if waiting:
        raise ConflictError("these score sheets are not submitted yet: {names}", names=waiting)
    return [
        Sheet(
            party=Party(each.party),
            assessor=each.label,
            scores={
                score.indicator: Decimal(score.score_hundredths).scaleb(-2) for score in each.scores
            },
        )
        for each in sheets
    ]


def _store(session: Session, round_: Round, bundle: dict[str, Any], today: date) -> Result:
    canonical = rfc8785.dumps(bundle)
    parsed = parse_bundle(bundle)
    scored = evaluate(parsed)
    result = Result(
        round_id=round_.id,
        bundle=canonical.decode(),
        digest=f"sha256:{hashlib.sha256(canonical).hexdigest()}",
        invited=parsed.invited,
        ballots=parsed.ballots,
        composite_hundredths=_hundredths(scored.composite),
        low_hundredths=_hundredths(scored.low),
        high_hundredths=_hundredths(scored.high),
        grade=scored.grade,
        withheld=scored.withheld,
        published_on=today,
        search_text=_search_text(session, round_.contract),
        is_demo=round_.is_demo,
        scores=list(_score_rows(scored)),
    )
    session.add(result)
    session.flush()
    return result


def _search_text(session: Session, contract: Contract) -> str:
    region = session.get(Region, contract.region_code) if contract.region_code else None
    return searchable(
        contract.title,
        contract.purchaser.name,
        contract.contractor.name,
        region.path if region else None,
    )


def _score_rows(scored: Scored) -> Iterator[ResultScore]:
    rows: list[dict[str, Any]] = []
    for party in scored.parties:
        rows.append({"party": party.party, "weight": party.weight, "score": party.score})
        rows += [
            {
                "party": each.party,
                "indicator": each.id,
                "dimension": each.dimension,
                "weight": each.weight,
                "answered": each.answered,
                "score": each.mean,
            }
            for each in scored.indicators
            if each.party == party.party
        ]
    for position, row in enumerate(rows):
        score = _hundredths(row.pop("score"))
        weight = f"{row.pop('weight').normalize():f}"
        yield ResultScore(position=position, weight=weight, score_hundredths=score, **row)


def _hundredths(score: Decimal | None) -> int | None:
    return None if score is None else int(score * 100)
