"""A scheme refuses the faults that published evaluation tables were found to have."""

from decimal import Decimal
from typing import Any

import pytest

from portal.errors import InvalidInputError
from portal.evaluation.scheme import parse_scheme
from portal.policy.installed import installed
from portal.policy.schemes import shipped_scheme
from tests.unit.evaluation.tables.printed import published
from tests.unit.evaluation.yardstick import a_scheme, scheme_document, score


def judged_by_an_expert(weights: list[Decimal]) -> dict[str, Any]:
    """A scheme with one indicator of an expert for each weight."""
    indicators = [
        {
            "id": f"i{place}",
            "party": "expert",
            "dimension": "effect",
            "weight": weight,
            "scale": "points",
        }
        for place, weight in enumerate(weights)
    ]
    return scheme_document([], named={"expert": 1}, scales={}, indicators=indicators)


def points_of(table: str) -> list[Decimal]:
    return [row.points for row in published()[table].indicators if row.points is not None]


def refusal(document: dict[str, Any]) -> str:
    with pytest.raises(InvalidInputError) as refused:
        parse_scheme(document)
    return str(refused.value)


def test_points_of_a_hundred_and_ten_are_refused_as_weights() -> None:
    shares = [points / 100 for points in points_of("ZJ2022")]

    assert "the weights of expert add up to 1.1, not to 1" in refusal(judged_by_an_expert(shares))


def test_points_that_add_up_to_a_hundred_are_accepted_as_weights() -> None:
    shares = [points / 100 for points in points_of("SX2019")]

    assert parse_scheme(judged_by_an_expert(shares))


def test_points_are_no_weights_until_they_are_shares() -> None:
    assert "should be less than or equal to 1" in refusal(judged_by_an_expert(points_of("SX2019")))


def test_weights_that_were_applied_twice_are_refused() -> None:
    squared = [(points / 100) ** 2 for points in points_of("CA2020")]

    assert "add up to 0.2250, not to 1" in refusal(judged_by_an_expert(squared))


def test_full_marks_everywhere_are_a_hundred_so_no_weight_is_applied_twice() -> None:
    result = score({"55": 40}, points=100)

    assert result.composite == 100
    assert result.grade == "优"


def test_full_marks_everywhere_reach_the_top_of_every_shipped_scheme() -> None:
    schemes = {place: parse_scheme(shipped_scheme(place).document) for place in installed().places}
    best = {place: max(scheme.beneficiary_scale.values()) for place, scheme in schemes.items()}

    assert best == dict.fromkeys(schemes, 100)


def test_bands_have_no_upper_end_that_could_leave_a_gap() -> None:
    bands = [
        {"grade": "优", "from": 90, "to": 100},
        {"grade": "良", "from": 80, "to": 89},
        {"grade": "差", "from": 0, "to": 79},
    ]

    assert "bands[0].to: Extra inputs are not permitted" in refusal(scheme_document(bands=bands))


def test_what_integer_bands_left_ungraded_has_a_grade() -> None:
    assert [(row.name, row.target) for row in published()["DZ"].rows][:2] == [
        ("优", "90-100"),
        ("良", "80-89"),
    ]

    result = score({"55": 40}, points=79)

    assert (result.composite, result.grade) == (Decimal("89.50"), "良")


@pytest.mark.parametrize(
    ("starts", "said"),
    [
        ({"优": 90, "良": 90, "差": 0}, "'良' from 90 stands below '优' from 90"),
        ({"优": 80, "良": 90, "差": 0}, "'良' from 90 stands below '优' from 80"),
        ({"优": 90, "良": 80, "中": 60}, "the last must start from 0"),
        ({}, "the last must start from 0"),
    ],
)
def test_bands_that_overlap_or_leave_a_gap_are_refused(starts: dict[str, int], said: str) -> None:
    bands = [{"grade": grade, "from": start} for grade, start in starts.items()]

    assert said in refusal(scheme_document(bands=bands))


@pytest.mark.parametrize("points", ["100.01", "-0.01"])
def test_a_score_outside_its_scale_is_refused(points: str) -> None:
    with pytest.raises(InvalidInputError, match="100"):
        score(points=float(points))


def test_an_indicator_that_nobody_answered_is_refused_and_not_divided_by_zero() -> None:
    with pytest.raises(InvalidInputError, match="nobody answered"):
        score({"5-": 40})


def test_a_printed_total_is_never_read_from_a_scheme() -> None:
    assert "total: Extra inputs are not permitted" in refusal(scheme_document(total=100))
    assert a_scheme()
