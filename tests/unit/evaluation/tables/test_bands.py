"""Bands give every score with two decimals one grade, and the printed grade is the right one."""

import pytest

from portal.evaluation.tables.figures import score_range
from tests.unit.evaluation.tables.printed import band, faults_of, said_by, total


def bands(*ranges: str) -> list[str] | str:
    return said_by("bands", *(band(f"第{place}档", each) for place, each in enumerate(ranges)))


@pytest.mark.parametrize(
    "ranges",
    [
        ("[90,100]", "[80,90)", "[60,80)", "[0,60)"),
        ("[90, 100]分", "[80，90)", "［60,80）", "[0,60)"),
        ("≥90", "80-<90", "60-<80", "<60"),
        ("90分以上", "80分（含）-90分", "60分（含）-80分", "不满60分"),
        ("90分以上（含90分）", "80—90分（含80分）", "60~80（含60）", "60分以下（不含60分）"),
        ("100-80%（含80%）", "80-60%（含60%）", "60-0%"),
        ("90≤得分≤100", "80≤得分<90", "60≤X<80", "得分<60"),
        ("90至100分（含90分）", "80到90分（不含90分）", "60–80（不含80）", "低于60分"),
        ("大于等于60", "小于60"),
        ("0-100",),
        ("[59.995,100]", "[0,59.995)"),
        ("(59.995,100]", "[0,59.995]"),
        ("90-100", "80-89.99", "0-79.99"),
    ],
)
def test_bands_that_hold_every_score_once_pass(ranges: tuple[str, ...]) -> None:
    assert bands(*ranges) == []


@pytest.mark.parametrize(
    ("ranges", "told"),
    [
        (("90-100", "80-89", "0-79"), ["79.5", "89.5"]),
        (("90-100", "80-89.9", "0-79.99"), ["89.95"]),
        ((">90", "<90"), ["90"]),
        (("[90,100]", "[80,90)"), ["39.995"]),
        (("[0,60)", "[60,99]"), ["99.505"]),
    ],
)
def test_a_score_without_a_grade_is_told(ranges: tuple[str, ...], told: list[str]) -> None:
    assert bands(*ranges) == [f"a score of {score} has no grade" for score in told]


@pytest.mark.parametrize(
    ("ranges", "told"),
    [
        (("90-100", "80-90", "0-80"), ["80", "90"]),
        (("60分以上", "60分以下"), ["60"]),
        (("[80,100]", "[0,85]"), ["85"]),
        (("[0,100]", "[40,50]"), ["50"]),
    ],
)
def test_a_score_with_two_grades_is_told(ranges: tuple[str, ...], told: list[str]) -> None:
    assert bands(*ranges) == [f"a score of {score} has two grades" for score in told]


def test_the_faults_of_bands_have_their_names() -> None:
    assert [name for name, _ in faults_of(band("优", "80-100"), band("差", "0-79"))] == [
        "bands-leave-gap"
    ]
    assert [name for name, _ in faults_of(band("优", "80-100"), band("差", "0-80"))] == [
        "bands-overlap"
    ]


def test_bands_reach_to_the_printed_total() -> None:
    rows = [band("优", "[90,100]"), band("差", "[0,90)")]

    assert said_by("bands", *rows, total(points=120)) == ["a score of 110.005 has no grade"]


@pytest.mark.parametrize("words", ["", "优秀", "90", "=90", "90-", "八十分以上", "90以上-100"])
def test_what_is_no_range_of_scores_is_not_guessed(words: str) -> None:
    assert score_range(words) is None


@pytest.mark.parametrize(
    ("score", "grade", "told"),
    [
        ("76.5", "中", []),
        ("89.99", "良", []),
        ("89.995", "优", []),
        ("90", "优", []),
        (
            "76.5",
            "良",
            [
                (
                    "grade-does-not-follow",
                    "the score 76.5 lies in the band 中, and the grade 良 is printed",
                )
            ],
        ),
    ],
)
def test_a_grade_follows_from_the_score(
    score: str, grade: str, told: list[tuple[str, str]]
) -> None:
    rows = [band("优", "≥90"), band("良", "80-<90"), band("中", "60-<80"), band("差", "<60")]

    assert faults_of(*rows, total(score=score), {"kind": "grade", "level3": grade}) == told


def test_a_grade_for_a_score_that_no_band_holds_is_told() -> None:
    rows = [band("优", "90-100"), band("差", "0-89"), total(score="89.5")]

    assert faults_of(*rows, {"kind": "grade", "level3": "优"}) == [
        ("bands-leave-gap", "a score of 89.5 has no grade"),
        ("score-without-grade", "no band holds the score 89.5, and the grade 优 is printed"),
    ]


def test_a_score_in_two_bands_may_have_either_grade() -> None:
    rows = [band("优", "90-100"), band("差", "0-90"), total(score="90")]

    assert said_by("grade", *rows, {"kind": "grade", "level3": "差"}) == []


def test_a_grade_without_bands_or_score_is_not_tested() -> None:
    grade = {"kind": "grade", "level3": "优"}

    assert said_by("grade", grade) == "no grade is printed beside a total score"
    assert said_by("grade", grade, total(score=90)) == (
        "no bands are printed, or not all of them could be read"
    )
