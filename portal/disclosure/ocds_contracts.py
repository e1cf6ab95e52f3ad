"""Reading contracts and published evaluations as releases, many at a time."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from portal.disclosure.contracts import CONTRACTOR, PURCHASER
from portal.disclosure.formats.ocds.contract import contract_release
from portal.disclosure.formats.ocds.evaluation import evaluation_release
from portal.disclosure.formats.ocds.sources import Judged, Place, Score, Signed
from portal.disclosure.ocds_notices import Published, process_of_project
from portal.notices.parse.cells import SHANGHAI
from portal.notices.parse.model import CREDIT_CODE_SCHEME
from portal.notices.parse.model import Organisation as Named
from portal.records.contract import UNRECORDED, Contract
from portal.records.evaluation import Result, ResultScore, Round, RoundState
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.records.region import Region


def joined(wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """What is asked of contracts, with what is told beside them."""
    return (
        wanted.select_from(Contract)
        .join(Project, Project.id == Contract.project_id)
        .join(PURCHASER, PURCHASER.id == Contract.purchaser_id)
        .join(CONTRACTOR, CONTRACTOR.id == Contract.contractor_id)
        .outerjoin(Region, Region.code == Contract.region_code)
    )


def judged(wanted: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """What is asked of published results, with their contracts."""
    return (
        joined(wanted)
        .join(Round, Round.contract_id == Contract.id)
        .join(Result, Result.round_id == Round.id)
        .where(Round.state == RoundState.PUBLISHED)
    )


def read_contracts(
    session: Session, place: Place, *conditions: ColumnElement[bool]
) -> Iterator[Published]:
    """A release for every contract that meets the conditions."""
    wanted = joined(select(Contract, Project, PURCHASER, CONTRACTOR, Region.path))
    rows = session.execute(wanted.where(*conditions).order_by(Contract.id)).all()
    for row in rows:
        release = contract_release(_signed(row, place), place)
        recorded, signed = row.Contract.recorded_at, datetime.fromisoformat(release["date"])
        yield Published(release["id"], release, signed if recorded == UNRECORDED else recorded)


def read_evaluations(
    session: Session, place: Place, *conditions: ColumnElement[bool]
) -> Iterator[Published]:
    """A release for every published result that meets the conditions."""
    wanted = judged(select(Contract, Project, PURCHASER, CONTRACTOR, Region.path, Round, Result))
    rows = session.execute(wanted.where(*conditions).order_by(Result.round_id)).all()
    scores = _scores(session, [row.Round.id for row in rows])
    for row in rows:
        release = evaluation_release(_judged(row, scores[row.Round.id], place), place)
        moment = datetime.combine(row.Result.published_on, time(), SHANGHAI)
        yield Published(release["id"], release, moment)


def _signed(row: Any, place: Place) -> Signed:
    contract: Contract = row.Contract
    purchaser, contractor = row[2], row[3]
    return Signed(
        id=contract.id,
        process=process_of_project(row.Project, place),
        number=contract.number,
        title=contract.title,
        purchaser=_named(purchaser),
        contractor=_named(contractor),
        currency=contract.currency,
        amount_fen=contract.amount_fen,
        signed_on=contract.signed_on,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        region=row.path,
        is_demo=contract.is_demo,
    )


def _named(organisation: Organisation) -> Named:
    return Named(
        name=organisation.name,
        identifier=organisation.uscc,
        scheme=CREDIT_CODE_SCHEME if organisation.uscc else None,
    )


def _judged(row: Any, scores: Sequence[Score], place: Place) -> Judged:
    round_, result = row.Round, row.Result
    scheme = json.loads(result.bundle)["scheme"]
    return Judged(
        id=round_.id,
        contract=_signed(row, place),
        period=(round_.period_from, round_.period_to),
        frame=round_.frame,
        served=round_.served,
        invited=result.invited,
        ballots=result.ballots,
        composite=result.composite_hundredths,
        low=result.low_hundredths,
        high=result.high_hundredths,
        grade=result.grade,
        withheld=result.withheld,
        published_on=result.published_on,
        remark=round_.remark,
        scheme_id=round_.scheme_id,
        scheme_digest=round_.scheme_digest,
        bundle_digest=result.digest,
        confidence=float(scheme["confidence"]) if "confidence" in scheme else None,
        is_demo=result.is_demo,
        scores=scores or _weights(scheme),
    )


def _weights(scheme: dict[str, Any]) -> list[Score]:
    """The parties with their weights alone, where no score is published."""
    return [
        Score(
            party=each["party"],
            indicator=None,
            dimension=None,
            weight=str(each["weight"]),
            answered=None,
            score=None,
        )
        for each in scheme["parties"]
    ]


def _scores(session: Session, ids: Iterable[str]) -> dict[str, list[Score]]:
    found: dict[str, list[Score]] = defaultdict(list)
    rows = session.scalars(
        select(ResultScore)
        .where(ResultScore.round_id.in_(list(ids)))
        .order_by(ResultScore.round_id, ResultScore.position)
    )
    for each in rows:
        found[each.round_id].append(
            Score(
                party=each.party,
                indicator=each.indicator,
                dimension=each.dimension,
                weight=each.weight,
                answered=each.answered,
                score=each.score_hundredths,
            )
        )
    return found
