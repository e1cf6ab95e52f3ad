"""The bundle that the public gets, made from a closed round."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.evaluation.bundle import FORMAT, Assessment, Frame, parse_bundle
from portal.evaluation.distribution import published_counts
from portal.evaluation.exact import plain
from portal.evaluation.patterns import Aggregate
from portal.evaluation.scheme import Scheme, scheme_digest
from portal.evaluation.scoring import evaluate


def build_bundle(
    *,
    evaluation_id: str,
    contract: str,
    period: tuple[date, date],
    scheme: Scheme,
    frame: Frame | None,
    served: int | None,
    invited: int,
    aggregate: Aggregate | None,
    assessments: Sequence[Assessment],
) -> dict[str, Any]:
    """Return the public bundle of a round as plain JSON, with its result.

    ``assessments`` already carry pseudonymous labels such as A1. ``frame`` and ``aggregate``
    are None only if the scheme asks no beneficiary. The result is computed from the published
    figures, never from finer ones, so anyone who reads the bundle arrives at the same numbers.
    """
    evidence: dict[str, Any] = plain(
        {
            "format": FORMAT,
            "id": evaluation_id,
            "contract": contract,
            "period": {"from": period[0], "to": period[1]},
            "scheme": {"id": scheme.id, "digest": scheme_digest(scheme)} | scheme.document(),
            "frame": frame,
            "served": served,
            "invited": invited,
        }
        | _statistics(aggregate)
        | {"assessments": [sheet.model_dump() for sheet in assessments]}
    )
    if parse_bundle(evidence).is_withheld:
        evidence |= _withhold(evidence)
    return evidence | {"result": evaluate(parse_bundle(evidence)).as_json()}


def _statistics(aggregate: Aggregate | None) -> dict[str, Any]:
    if aggregate is None:
        return {"ballots": 0, "sums": {}, "counts": None, "linearised_sum_of_squares": None}
    return {
        "ballots": aggregate.ballots,
        "sums": {name: given.model_dump() for name, given in aggregate.sums.items()},
        "counts": published_counts(aggregate),
        "linearised_sum_of_squares": aggregate.published_sum_of_squares,
    }


def _withhold(evidence: dict[str, Any]) -> dict[str, Any]:
    """Leave who judged and take away what they gave: a part would be read as the whole."""
    return {
        "sums": None,
        "counts": None,
        "linearised_sum_of_squares": None,
        "assessments": [sheet | {"scores": None} for sheet in evidence["assessments"]],
    }
