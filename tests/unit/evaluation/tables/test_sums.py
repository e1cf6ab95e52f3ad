"""Points and scores add up to what is printed, or the difference is told; a part proves little."""

import pytest

from tests.unit.evaluation.tables.printed import (
    Cells,
    faults_of,
    indicator,
    said_by,
    total,
)

NO_TOTAL = "a part of the table is missing, or no total shows that it ends"


def heading(level1: str = "产出指标", level2: str = "", **cells: object) -> Cells:
    return {"kind": "heading", "level1": level1, "level2": level2, **cells}


def test_a_table_that_adds_up_has_no_fault() -> None:
    assert (
        faults_of(
            indicator("甲", points=60, score=55, target="≥10人", actual="9人"),
            {"level1": "效益指标", "level3": "乙", "points": 40, "score": 40},
            heading(points=60, score=55),
            heading("效益指标", points=40, score=40),
            total(points=100, score=95),
            {"kind": "band", "level3": "优", "target": "[90,100]"},
            {"kind": "band", "level3": "差", "target": "[0,90)"},
            {"kind": "grade", "level3": "优"},
        )
        == []
    )


@pytest.mark.parametrize(("points", "printed"), [(60, "110"), (40, "90")])
def test_points_that_add_up_to_more_or_less_than_the_total_are_told(
    points: int, printed: str
) -> None:
    rows = [indicator("甲", points=points), indicator("乙", points=50), total(points=100)]

    assert faults_of(*rows) == [
        (
            "points-do-not-sum",
            f"the points of the indicators add up to {printed}, and 100 is printed",
        )
    ]


def test_tenths_add_up_exactly() -> None:
    rows = [indicator(str(place), points="0.1") for place in range(10)]

    assert faults_of(*rows, total(points="1.0")) == []
    assert sum([0.1] * 10) != 1


def test_scores_that_do_not_add_up_to_the_printed_total_are_told() -> None:
    rows = [indicator("甲", score="45.5"), indicator("乙", score=40), total(score=86)]

    assert faults_of(*rows) == [
        ("scores-do-not-sum", "the scores of the indicators add up to 85.5, and 86 is printed")
    ]


def test_a_heading_is_compared_with_its_own_indicators_only() -> None:
    rows = [
        indicator("甲", level2="数量", points=10),
        indicator("乙", level2="质量", points=30),
        heading(level2="数量", points=20),
        heading(points=40),
        total(points=40),
    ]

    assert faults_of(*rows) == [
        ("points-do-not-sum", "the points of the indicators add up to 10, and 20 is printed")
    ]


def test_a_heading_that_carries_its_points_in_its_name_is_compared_as_well() -> None:
    rows = [
        {"level1": "产出（25%）", "level2": "数量（8分）", "level3": "甲", "points": 5},
        {"level1": "产出（25%）", "level2": "数量（8分）", "level3": "丙", "points": 4},
        {"level1": "产出（25%）", "level2": "质量", "level3": "乙", "points": 16},
    ]

    assert said_by("points", *rows) == [
        "the points of the indicators add up to 9, and 8 is printed"
    ]


def test_percent_in_a_heading_is_a_part_of_the_printed_total() -> None:
    rows = [
        {"level1": "产出(50%)", "level3": "甲", "points": 25},
        {"level1": "效益(50%)", "level3": "乙", "points": 25},
        total(points=50),
    ]

    assert said_by("points", *rows) == []


def test_a_subtotal_is_no_indicator() -> None:
    rows = [
        indicator("甲", level2="数量", points=10),
        {"level3": "小计", "points": 10},
        indicator("乙", level2="质量", points=30),
        {"level1": "小计", "points": 40},
        total(points=40),
    ]

    assert faults_of(*rows) == []


@pytest.mark.parametrize(
    "rows",
    [
        [indicator("甲", points=40), heading(points=50)],
        [indicator("甲", points=40), indicator("乙"), total(points=50)],
        [indicator("甲", points=40), {"level1": "效益指标", "seen": "cut"}, total(points=50)],
        [indicator("甲", points=40, seen="cut"), total(points=50)],
    ],
)
def test_a_part_of_a_table_never_proves_that_something_is_missing(rows: list[Cells]) -> None:
    assert said_by("points", *rows) == NO_TOTAL


def test_a_part_of_a_table_can_prove_too_much() -> None:
    rows = [indicator("甲", points=60), indicator("乙"), indicator("丙", points=0)]
    rows.append(total(points=50))

    assert faults_of(*rows) == [
        ("points-do-not-sum", "the points of the indicators add up to 60, and 50 is printed")
    ]


def test_points_taken_off_in_a_part_prove_nothing() -> None:
    rows = [indicator("甲", points=60), indicator("扣分项", points=-5), indicator("乙")]

    assert said_by("points", *rows, total(points=50)) == NO_TOTAL


def test_a_table_without_a_total_is_not_tested() -> None:
    assert said_by("points", indicator(points=10)) == "no total of points is printed"
    assert said_by("scores", indicator(score=10)) == "no total of scores is printed"
    assert said_by("form", indicator(points=10)) == "no note of the form fixes points"
    assert said_by("bounds", indicator(points=10)) == "no score is printed beside its points"


def test_points_that_the_form_fixes_otherwise_are_told() -> None:
    rows = [
        indicator("甲", points=70),
        {"kind": "form", "level1": "产出指标", "points": 50},
        total(points=70),
    ]

    assert faults_of(*rows) == [
        (
            "points-depart-from-form",
            "the points of the indicators add up to 70, and the form fixes 50",
        )
    ]


def test_points_as_the_form_fixes_them_pass() -> None:
    rows = [indicator(points=50), {"kind": "form", "level1": "产出指标", "points": 50}]

    assert said_by("form", *rows) == []


@pytest.mark.parametrize(
    ("score", "points", "told"),
    [
        ("10.01", "10", [("score-above-maximum", "10.01 was given where 10 is the most")]),
        ("-0.5", "10", [("score-below-zero", "-0.5 was given where 0 is the least")]),
        ("1", "0", [("score-above-maximum", "1 was given where 0 is the most")]),
        ("10", "10", []),
        ("0", "10", []),
        ("-2", "-5", []),
    ],
)
def test_a_score_stays_between_zero_and_its_points(
    score: str, points: str, told: list[tuple[str, str]]
) -> None:
    assert faults_of(indicator(points=points, score=score)) == told


def test_the_total_has_a_maximum_too() -> None:
    assert faults_of(total(points=100, score=101)) == [
        ("score-above-maximum", "101 was given where 100 is the most")
    ]


def test_weighted_scores_add_up_to_their_own_total() -> None:
    rows = [indicator("甲", score=80, weighted=40), indicator("乙", score=60, weighted=30)]

    assert said_by("scores", *rows, total(weighted=70)) == []
    assert said_by("scores", *rows, total(weighted=75)) == [
        "the weighted scores add up to 70, and 75 is printed"
    ]
