"""Weights add up, and each score is weighted once."""

import pytest

from tests.unit.evaluation.tables.printed import Cells, faults_of, indicator, said_by, total

NO_TOTAL = "a part of the table is missing, or no total shows that it ends"


def test_weights_that_do_not_add_up_to_the_whole_are_told() -> None:
    rows = [indicator("甲", weight="60%"), indicator("乙", weight="0.5"), total()]

    assert faults_of(*rows) == [("weights-do-not-sum", "the weights add up to 110%, not to 100%")]


def test_too_large_weights_need_no_total_to_be_told() -> None:
    assert said_by("weights", indicator(weight="60%"), indicator(weight="50%")) == [
        "the weights add up to 110%, not to 100%"
    ]


def test_weights_that_add_up_pass() -> None:
    rows = [indicator("甲", weight="33.3%"), indicator("乙", weight="0.667"), total()]

    assert said_by("weights", *rows) == []


def test_weights_may_add_up_to_another_printed_total() -> None:
    rows = [indicator("甲", weight="60%"), indicator("乙", weight="30%"), total(weight="90%")]

    assert said_by("weights", *rows) == []


def test_too_small_weights_of_a_part_prove_nothing() -> None:
    assert said_by("weights", indicator(weight="60%")) == NO_TOTAL
    assert said_by("weights", indicator()) == "no weights are printed"


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        (("60%", "40%"), []),
        (("36%", "24%"), []),
        (("50%", "40%"), ["the weights add up to 90%, not to 60%"]),
    ],
)
def test_weights_within_a_heading_are_shares_of_it_or_of_all(
    weights: tuple[str, str], told: list[str]
) -> None:
    first, second = weights
    rows: list[Cells] = [
        indicator("甲", weight=first),
        indicator("乙", weight=second),
        {"level1": "效益指标", "level3": "丙", "weight": "100%"},
        {"kind": "heading", "level1": "产出指标", "weight": "60%"},
        {"kind": "heading", "level1": "效益指标", "weight": "40%"},
        total(),
    ]

    assert said_by("weights", *rows) == told


def test_headings_whose_weights_do_not_add_up_are_told() -> None:
    rows: list[Cells] = [
        indicator("甲", weight="100%"),
        {"kind": "heading", "level1": "产出指标", "weight": "60%"},
        total(),
    ]

    assert said_by("weights", *rows) == ["the weights add up to 60%, not to 100%"]


def test_a_weight_applied_to_points_that_hold_it_already_is_told_once_for_the_table() -> None:
    rows = [
        indicator("甲", points=60, weight="60%", score=60, weighted=36),
        indicator("乙", points=40, weight="40%", score=30, weighted=12),
    ]

    ((name, why),) = faults_of(*rows)

    assert name == "weight-applied-twice"
    assert why == (
        "each score is multiplied by a weight that its points already hold: "
        "90 of 100 points became 48"
    )


@pytest.mark.parametrize(
    "cells",
    [
        {"points": 100, "weight": "25%", "score": 80, "weighted": 20},
        {"points": 25, "weight": "25%", "score": 20, "weighted": 20},
        {"points": 10, "weight": "25%", "score": 8, "weighted": 20},
        {"points": 3, "weight": "10%", "score": 2, "weighted": "6.67"},
        {"points": 25, "weight": "25%", "score": 0, "weighted": 0},
    ],
)
def test_a_score_weighted_once_passes(cells: Cells) -> None:
    assert said_by("weighting", {"level3": "甲", **cells}) == []


@pytest.mark.parametrize("weighted", [24, 80])
def test_a_weighted_score_that_follows_from_nothing_is_told(weighted: int) -> None:
    row = indicator(points=100, weight="25%", score=80, weighted=weighted)

    assert faults_of(row) == [
        (
            "weighted-score-wrong",
            f"{weighted} follows neither from the score 80 nor from its weight",
        )
    ]


def test_weighting_is_not_tested_without_all_of_its_figures() -> None:
    assert said_by("weighting", indicator(points=25, weight="25%", score=20)) == (
        "no weighted scores are printed beside scores and weights"
    )
