"""A bundle whose structure is wrong is refused before any score is thought of."""

import copy
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from portal.errors import InvalidInputError
from portal.evaluation.bundle import Frame, parse_bundle, read_bundle
from portal.evaluation.scoring import evaluate
from tests.unit.evaluation.yardstick import bundle_document, scheme_document

Change = dict[str, Any]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "sunlight-evaluation/2"}, "bundle.format: should be 'sunlight-evaluation/1'"),
        ({"note": "x"}, "bundle.note: Extra inputs are not permitted"),
        ({"scheme": None}, "bundle.scheme: should be a valid dictionary"),
        ({"scheme": scheme_document([0.6, 0.3])}, "bundle.scheme: indicators: the weights of ben"),
        ({"scheme": scheme_document(withhold_below=9)}, "bundle.scheme.withhold_below: should be"),
        ({"frame": "some"}, "bundle.frame: should be 'all', 'random' or 'chosen'"),
        ({"frame": None}, "bundle: frame is missing"),
        ({"invited": -1}, "bundle.invited: should be greater than or equal to 0"),
        ({"invited": 49}, "bundle: ballots (50) are more than invited (49)"),
        ({"invited": "120"}, "bundle.invited: should be a valid integer"),
        ({"ballots": None}, "bundle.ballots: should be a valid integer"),
        ({"ballots": 39}, "sums.q1: answered (50) is more than ballots (39)"),
        ({"served": -1}, "bundle.served: should be greater than or equal to 0"),
        ({"period": {"from": "2026-02-01", "to": "2026-01-31"}}, "is before from (2026-02-01)"),
        ({"period": {"from": "20260101", "to": "2026-01-31"}}, "is not a date such as 2026-01-31"),
        ({"period": {"from": "2026-02-30", "to": "2026-03-31"}}, "bundle.period.from: day "),
        ({"period": {"from": 0, "to": 1}}, "bundle.period.from: is not a date"),
        ({"sums": {"q1": {"answered": 50, "sum": 5001}}}, "add up to 0 to 5000, not 5001"),
        ({"sums": {"q1": {"answered": 50, "sum": -1}}}, "add up to 0 to 5000, not -1"),
        ({"sums": {"q1": {"answered": 0, "sum": 1}}}, "0 answers add up to 0 to 0, not 1"),
        ({"sums": {"q1": {"answered": -1, "sum": 0}}}, "answered: should be greater than or equal"),
        ({"sums": {"q1": {"answered": 1, "sum": "9"}}}, "bundle.sums.q1.sum: is not a number"),
        ({"sums": {"q9": {"answered": 1, "sum": 9}}}, "sums: 'q9' is no beneficiary indicator"),
        ({"sums": {"purchaser": {"answered": 1, "sum": 9}}}, "sums: 'purchaser' is no benef"),
        ({"counts": {"q9": {"5": 50}}}, "counts: 'q9' is no beneficiary indicator"),
        ({"counts": {"q1": {"5": -1}}}, "bundle.counts.q1.5: should be greater than or equal to 0"),
        ({"linearised_sum_of_squares": 0}, "linearised_sum_of_squares is 0, but its pseudo-ballot"),
        ({"linearised_sum_of_squares": -4.5}, "linearised_sum_of_squares is -4.5, but its pseudo"),
        ({"linearised_sum_of_squares": 1e300}, "linearised_sum_of_squares: is out of range"),
    ],
)
def test_a_wrong_structure_is_refused(change: Change, said: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        parse_bundle(bundle_document() | change)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("sheets", "said"),
    [
        ([{"party": "beneficiary", "assessor": "A1", "scores": {}}], "beneficiary has no weight"),
        ([{"party": "expert", "assessor": "E1", "scores": {}}], "[0]: expert has no weight"),
        ([{"party": "press", "assessor": "A1", "scores": {}}], "assessments[0].party: should be"),
        ([{"party": "purchaser", "scores": {}}], "assessments[0].assessor: Field required"),
        (
            [{"party": "purchaser", "assessor": "P1", "scores": {"q1": 80}}],
            "assessments[0]: 'q1' is not for purchaser to score",
        ),
        (
            [{"party": "purchaser", "assessor": "P1", "scores": {"purchaser": "80"}}],
            "assessments[0].scores.purchaser: is not a number (given '80')",
        ),
        (
            [{"party": "purchaser", "assessor": "P1", "scores": {"purchaser": 80}}] * 2,
            "assessments[1]: purchaser 'P1' has a sheet already",
        ),
    ],
)
def test_a_sheet_that_does_not_belong_is_refused(sheets: list[Change], said: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        parse_bundle(bundle_document(assessments=sheets))
    assert said in str(refused.value)


@pytest.mark.parametrize("document", [None, [], "bundle", 3])
def test_what_is_no_object_is_no_bundle(document: object) -> None:
    with pytest.raises(InvalidInputError, match=r"x\.json: an evaluation bundle is a JSON object"):
        parse_bundle(document, "x.json")


def test_ballots_need_somebody_who_was_asked() -> None:
    scheme = scheme_document([], named={"expert": 1})
    with pytest.raises(InvalidInputError, match="ballots is 3, but the scheme asks no beneficiary"):
        parse_bundle(bundle_document({}, scheme=scheme) | {"ballots": 3})


@pytest.mark.parametrize("junk", [None, 7, "x", {"composite": "100"}, [1]])
def test_what_a_score_is_compared_with_cannot_enter_it(junk: object) -> None:
    document = bundle_document()
    with_junk = document | {"result": junk, "digest": junk}
    with_junk["scheme"] = document["scheme"] | {"digest": junk}
    assert parse_bundle(with_junk) == parse_bundle(document)


def test_a_bundle_may_lack_what_no_score_needs() -> None:
    document = bundle_document()
    for key in ("id", "contract", "period", "served", "counts"):
        del document[key]
    assert parse_bundle(document).served is None


@pytest.mark.parametrize(
    ("ballots", "is_withheld"), [(0, True), (9, True), (10, False), (50, False)]
)
def test_nine_ballots_are_withheld_and_ten_are_not(ballots: int, is_withheld: bool) -> None:
    document = bundle_document({"55": ballots} if ballots else {})
    assert parse_bundle(document).is_withheld is is_withheld


def test_a_scheme_may_ask_for_more_ballots_before_it_speaks() -> None:
    scheme = scheme_document(withhold_below=25)
    assert parse_bundle(bundle_document({"55": 24}, scheme=scheme)).is_withheld
    assert not parse_bundle(bundle_document({"55": 25}, scheme=scheme)).is_withheld


def test_a_bundle_is_read_from_bytes_with_its_file_named() -> None:
    with pytest.raises(InvalidInputError, match=r"e\.json\.format: Field required"):
        read_bundle(b"{}", "e.json")


def test_every_frame_is_known() -> None:
    for frame in Frame:
        assert parse_bundle(bundle_document(frame=frame.value)).frame is frame


JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 0.5, 1e300, 1e-300, 10**30, "", "x", "\ud800", "\x00", "-", [], {}, [1],
    {"a": 1}, {"zh": "甲", "en": "A"}, "2026-01-01",
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place inside a JSON value."""
    steps = value.items() if isinstance(value, dict) else enumerate(value)
    for step, inner in steps:
        yield (*path, step)
        if isinstance(inner, dict | list):
            yield from places(inner, (*path, step))


@pytest.mark.parametrize("ballots", [9, 50])
def test_junk_anywhere_in_a_bundle_is_scored_or_refused_with_a_reason(ballots: int) -> None:
    document = bundle_document({"55": ballots})
    outcomes = Counter[str]()
    for path in places(document):
        for junk in JUNK:
            broken = copy.deepcopy(document)
            inner: Any = broken
            for step in path[:-1]:
                inner = inner[step]
            inner[path[-1]] = copy.deepcopy(junk)
            try:
                result = evaluate(read_bundle(json.dumps(broken).encode(), "e.json"))
            except InvalidInputError as refused:
                outcomes["refused"] += 1
                reason = str(refused)
            else:
                outcomes["scored"] += 1
                reason = json.dumps(result.as_json(), ensure_ascii=False)
            assert reason.encode()
            assert len(reason) < 1_000
    assert min(outcomes.values()) > 50
