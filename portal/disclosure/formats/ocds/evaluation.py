"""A published evaluation of a service as one release: a milestone and the extension's figures."""

from collections.abc import Sequence

from portal.disclosure.formats.ocds.contract import award_of, reference
from portal.disclosure.formats.ocds.parties import Parties
from portal.disclosure.formats.ocds.release import begin
from portal.disclosure.formats.ocds.sources import Judged, Place, Score
from portal.disclosure.formats.ocds.values import Json, first_moment, last_moment, said

REPORT = "serviceEvaluation"
"""Our own type of document: the standard's ``evaluationReports`` are those of bids"""


def evaluation_release(given: Judged, place: Place) -> Json:
    """The release of one published result."""
    parties = Parties()
    contract = given.contract
    judged = reference(contract) | {
        "implementation": {
            "milestones": [_milestone(given)],
            "documents": _documents(given, place),
        }
    }
    release = begin(
        contract.process.ocid, f"evaluation-{given.id}", first_moment(given.published_on)
    )
    return release | said(
        tag=["implementation"],
        language="zh",
        buyer=parties.refer(contract.purchaser, "buyer", address=said(region=contract.region)),
        awards=[award_of(contract, parties)],
        contracts=[judged],
        serviceEvaluations=[_service_evaluation(given, place)],
        parties=parties.listed(),
    )


def _milestone(given: Judged) -> Json:
    """Whether the evaluation was held and gave a result, and not how good the service is."""
    return said(
        id=given.id,
        type="assessment",
        title=f"服务评价 {given.period[0]} – {given.period[1]}",
        status="met" if given.withheld is None else "partiallyMet",
        dateMet=first_moment(given.published_on),
        dateModified=first_moment(given.published_on),
    )


def _documents(given: Judged, place: Place) -> list[Json]:
    about = {
        "documentType": REPORT,
        "datePublished": first_moment(given.published_on),
        "language": "zh",
    }
    page = {
        "id": given.id,
        "title": "评价结果",
        "url": place.page("evaluation", given.id),
        "format": "text/html",
    }
    bundle = {
        "id": f"{given.id}-bundle",
        "title": "可复核的评价数据",
        "url": place.file(f"evaluations/{given.id}.json"),
        "format": "application/json",
        "contentDigest": given.bundle_digest,
    }
    return [about | page, about | bundle]


def _service_evaluation(given: Judged, place: Place) -> Json:
    """One item of ``serviceEvaluations``; what is withheld is absent, and the reason stands."""
    return said(
        id=given.id,
        contractID=given.contract.id,
        url=place.page("evaluation", given.id),
        period={
            "startDate": first_moment(given.period[0]),
            "endDate": last_moment(given.period[1]),
        },
        datePublished=first_moment(given.published_on),
        scheme=said(id=given.scheme_id, digest=given.scheme_digest),
        frame=given.frame,
        served=given.served,
        invited=given.invited,
        ballots=given.ballots,
        composite=_points(given.composite),
        interval=_interval(given),
        grade=given.grade,
        withheld=given.withheld,
        parties=_parties(given.scores),
        remark=given.remark,
        demonstration=given.is_demo,
    )


def _interval(given: Judged) -> Json:
    if given.low is None or given.high is None:
        return {}
    return said(low=_points(given.low), high=_points(given.high), confidence=given.confidence)


def _parties(rows: Sequence[Score]) -> list[Json]:
    """Each party with its weight and score, and its indicators with theirs."""
    return [
        said(
            id=row.party,
            weight=float(row.weight),
            score=_points(row.score),
            indicators=[
                said(
                    id=each.indicator,
                    dimension=each.dimension,
                    weight=float(each.weight),
                    answered=each.answered,
                    score=_points(each.score),
                )
                for each in rows
                if each.party == row.party and each.indicator
            ],
        )
        for row in rows
        if row.indicator is None
    ]


def _points(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / 100
