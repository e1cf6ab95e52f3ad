"""The public bundle holds what anyone needs to recompute the score, and nothing finer."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from portal.errors import InvalidInputError
from portal.evaluation.bundle import Assessment, Frame, parse_bundle
from portal.evaluation.exact import read_json
from portal.evaluation.patterns import aggregate
from portal.evaluation.publication import build_bundle
from portal.evaluation.scheme import parse_scheme, scheme_digest
from portal.evaluation.scoring import evaluate
from tests.unit.evaluation.yardstick import scheme_document

GIVEN = {"55": 30, "54": 12, "44": 8, "4-": 4, "33": 6, "21": 1, "12": 2, "-5": 1}
SHEETS = [
    Assessment.model_validate({"party": party, "assessor": label, "scores": {party: points}})
    for party, label, points in (("third_party", "A1", 86.0), ("purchaser", "P1", 91.25))
]


def publish(
    patterns: Mapping[str, int] | None = None, scheme: dict[str, Any] | None = None, **changes: Any
) -> dict[str, Any]:
    checked = parse_scheme(scheme or scheme_document())
    given = GIVEN if patterns is None else patterns
    arguments: dict[str, Any] = {
        "evaluation_id": "e-1",
        "contract": "c-1",
        "period": (date(2026, 1, 1), date(2026, 6, 30)),
        "scheme": checked,
        "frame": Frame.ALL,
        "served": 130,
        "invited": 120,
        "aggregate": aggregate(checked, given) if given else None,
        "assessments": SHEETS,
    }
    return build_bundle(**(arguments | changes))


def test_the_bundle_has_the_published_shape() -> None:
    bundle = publish()
    assert list(bundle) == [
        "format", "id", "contract", "period", "scheme", "frame", "served", "invited", "ballots",
        "sums", "counts", "linearised_sum_of_squares", "assessments", "result",
    ]  # fmt: skip
    assert bundle["format"] == "sunlight-evaluation/1"
    assert bundle["period"] == {"from": "2026-01-01", "to": "2026-06-30"}
    assert (bundle["frame"], bundle["invited"], bundle["ballots"]) == ("all", 120, 64)
    assert bundle["sums"] == {
        "q1": {"answered": 63, "sum": 5550},
        "q2": {"answered": 60, "sum": 5120},
    }
    assert bundle["counts"]["q1"] == {"5": 42, "4": 12, "3": 6, "2+1": 3, "-": 1}
    assert bundle["linearised_sum_of_squares"] == 30596.7
    assert bundle["assessments"] == [
        {"party": "third_party", "assessor": "A1", "scores": {"third_party": 86}},
        {"party": "purchaser", "assessor": "P1", "scores": {"purchaser": 91.25}},
    ]


def test_the_scheme_in_the_bundle_is_whole_and_carries_its_digest() -> None:
    scheme = publish()["scheme"]
    assert list(scheme)[:2] == ["id", "digest"]
    assert scheme["digest"] == scheme_digest(scheme_document())
    assert {key: value for key, value in scheme.items() if key != "digest"} == scheme_document()


def test_the_result_follows_from_the_bundle_as_a_file() -> None:
    bundle = publish()
    as_file = read_json(json.dumps(bundle, ensure_ascii=False).encode(), "bundle")
    assert evaluate(parse_bundle(as_file)).as_json() == bundle["result"]


def test_below_ten_ballots_nothing_is_told_but_that_it_is_withheld() -> None:
    bundle = publish({"51": 9})
    assert (bundle["ballots"], bundle["invited"], bundle["served"]) == (9, 120, 130)
    assert bundle["sums"] is bundle["counts"] is bundle["linearised_sum_of_squares"] is None
    assert bundle["assessments"] == [
        {"party": "third_party", "assessor": "A1", "scores": None},
        {"party": "purchaser", "assessor": "P1", "scores": None},
    ]
    figures = {key: value for key, value in bundle["result"].items() if key != "withheld"}
    assert set(figures.values()) == {None}
    assert bundle["result"]["withheld"]


def test_a_withheld_bundle_is_one_that_can_be_scored() -> None:
    bundle = publish({"51": 9})
    assert evaluate(parse_bundle(bundle)).as_json() == bundle["result"]


def test_below_thirty_ballots_there_are_sums_and_no_distribution() -> None:
    bundle = publish({"55": 20, "41": 9})
    assert bundle["sums"]["q1"] == {"answered": 29, "sum": 2720}
    assert bundle["counts"] is None
    assert bundle["result"]["grade"] is None
    assert bundle["result"]["composite"] is not None


def test_a_scheme_without_beneficiaries_publishes_no_statistics() -> None:
    scheme = scheme_document([], named={"third_party": 0.5, "purchaser": 0.5})
    bundle = publish({}, scheme, frame=None, served=None, invited=0)
    assert (bundle["ballots"], bundle["sums"], bundle["counts"]) == (0, {}, None)
    assert bundle["result"]["composite"] == 88.63  # (86 + 91.25)/2 = 88.625


def test_a_bundle_that_contradicts_itself_is_not_published() -> None:
    with pytest.raises(InvalidInputError, match=r"ballots \(64\) are more than invited \(63\)"):
        publish(invited=63)
    with pytest.raises(InvalidInputError, match="there is no sheet from purchaser"):
        publish(assessments=SHEETS[:1])


def test_no_joint_pattern_of_a_ballot_is_in_the_bundle() -> None:
    """Nine-question ballots: no answer string longer than one level appears anywhere."""
    scheme = scheme_document([0.2] + [0.1] * 8)
    text = json.dumps(publish({"545454321": 20, "111222333": 20}, scheme=scheme))
    assert "545454321" not in text
    assert "111222333" not in text
