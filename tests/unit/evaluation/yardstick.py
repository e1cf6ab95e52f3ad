"""Small schemes and bundles, as plain JSON documents that a test bends to its case."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.evaluation.bundle import parse_bundle
from portal.evaluation.exact import plain
from portal.evaluation.patterns import aggregate
from portal.evaluation.result import Result
from portal.evaluation.scheme import Scheme, parse_scheme
from portal.evaluation.scoring import evaluate

FIVE_LEVEL: dict[str, float] = {"5": 100, "4": 80, "3": 60, "2": 30, "1": 0}
BANDS = {"优": 90, "良": 80, "中": 60, "差": 0}


def scheme_document(
    questions: Sequence[Any] = (0.6, 0.4),
    named: Mapping[str, Any] | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """A scheme with one ballot question per weight, ``q1``, ``q2``…, and one point per named party.

    The beneficiaries have the weight that the named parties leave.
    """
    named = {"third_party": 0.3, "purchaser": 0.2} if named is None else named
    parties = [{"party": party, "weight": weight} for party, weight in named.items()]
    if questions:
        left = round(1 - sum(named.values()), 10)
        parties.insert(0, {"party": "beneficiary", "weight": left})
    asked = [
        _indicator(f"q{place}", "beneficiary", weight, "five-level")
        for place, weight in enumerate(questions, start=1)
    ]
    return {
        "id": "test-1",
        "confidence": 0.95,
        "withhold_below": 10,
        "grade_from": 30,
        "parties": parties,
        "scales": {"five-level": FIVE_LEVEL},
        "indicators": asked + [_indicator(party, party, 1, "points") for party in named],
        "bands": [{"grade": grade, "from": start} for grade, start in BANDS.items()],
    } | changes


def _indicator(name: str, party: str, weight: Any, scale: str) -> dict[str, Any]:
    return {"id": name, "party": party, "dimension": "effect", "weight": weight, "scale": scale}


def a_scheme(questions: Sequence[Any] = (0.6, 0.4), **changes: Any) -> Scheme:
    return parse_scheme(scheme_document(questions, **changes))


def bundle_document(
    patterns: Mapping[str, int] | None = None,
    invited: int = 120,
    scheme: dict[str, Any] | None = None,
    points: float = 80,
    **changes: Any,
) -> dict[str, Any]:
    """A bundle of the ballots in ``patterns``, every named party giving ``points``."""
    patterns = {"55": 20, "44": 20, "3-": 10} if patterns is None else patterns
    document = scheme_document() if scheme is None else scheme
    given = aggregate(parse_scheme(document), patterns) if patterns else None
    named = [party["party"] for party in document["parties"] if party["party"] != "beneficiary"]
    statistics = {
        "sums": {name: item.model_dump() for name, item in given.sums.items()} if given else None,
        "linearised_sum_of_squares": given.published_sum_of_squares if given else None,
    }
    evidence: dict[str, Any] = plain(
        {
            "format": "sunlight-evaluation/1",
            "id": "e-1",
            "contract": "c-1",
            "period": {"from": "2026-01-01", "to": "2026-06-30"},
            "scheme": document,
            "frame": "all",
            "served": 130,
            "invited": invited,
            "ballots": given.ballots if given else 0,
            "counts": None,
            "assessments": [
                {"party": party, "assessor": "A1", "scores": {party: points}} for party in named
            ],
        }
        | statistics
    )
    return evidence | changes


def score(patterns: Mapping[str, int] | None = None, **changes: Any) -> Result:
    """The result of such a bundle."""
    return evaluate(parse_bundle(bundle_document(patterns, **changes)))
