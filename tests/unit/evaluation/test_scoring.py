"""The score of a bundle, rule by rule and edge by edge."""

from decimal import Decimal
from typing import Any

import pytest

from portal.errors import InvalidInputError
from portal.evaluation.bundle import parse_bundle
from portal.evaluation.result import Result
from portal.evaluation.scheme import Party
from portal.evaluation.scoring import evaluate
from tests.unit.evaluation.yardstick import bundle_document, scheme_document, score

HALVES = scheme_document([1], named={"third_party": 0.5})
ALONE = scheme_document([1], named={})
NAMED_ONLY = scheme_document([], named={"third_party": 0.6, "expert": 0.4})


def figures(result: Result) -> tuple[str | None, ...]:
    """Composite, interval and grade as text, so that 90.0 is not mistaken for 90.00."""
    numbers = (result.composite, result.low, result.high)
    return (*(None if each is None else str(each) for each in numbers), result.grade)


def told_chances(result: Result) -> dict[str, str]:
    return {grade: str(chance) for grade, chance in (result.grade_probability or {}).items()}


def test_twelve_ballots_of_forty_invited_by_hand() -> None:
    """8 × 非常满意 and 4 × 满意, one question, no other party.

    x̄ = 1120/12 = 93.33; the scale's mean is 54, so x̄⁺ = 1174/13 = 90.3077.
    S⁺ = 8·9.6923² + 4·10.3077² + (9.6923² + 10.3077² + 30.3077² + 60.3077² + 90.3077²)/5
       = 751.53 + 424.99 + 2582.25 = 3758.77.
    SE² = (1 − 12/40)·3758.77/(12·13) = 16.866, SE = 4.1069; t(11) = 2.2010 (any table);
    90.3077 ± 9.0391 = 81.27 … 99.35.
    """
    result = score({"5": 8, "4": 4}, invited=40, scheme=ALONE)
    assert figures(result) == ("93.33", "81.27", "99.35", None)
    assert result.working is not None
    assert result.working.sum_of_squares == Decimal("3758.77")
    assert result.working.unanswered_share == Decimal("0.7")
    assert result.working.standard_error == Decimal("4.1069")
    assert (result.working.degrees, result.working.quantile) == (11, Decimal("2.2010"))
    assert result.working.centre == result.working.beneficiary_centre == Decimal("90.3077")
    assert result.working.half_width == Decimal("9.0391")


def test_named_parties_move_the_interval_and_do_not_widen_it() -> None:
    """The same ballots at half the weight beside 80 points: 40 + half of everything above."""
    result = score({"5": 8, "4": 4}, invited=40, scheme=HALVES, points=80)
    assert figures(result) == ("86.67", "80.63", "89.67", None)


def test_every_party_and_indicator_is_accounted_for() -> None:
    document = bundle_document({"55": 20, "4-": 20}, points=70)
    document["assessments"].append(
        {"party": "third_party", "assessor": "A2", "scores": {"third_party": 91.25}}
    )
    result = evaluate(parse_bundle(document))
    ballots, third, purchaser = result.parties
    assert (ballots.party, ballots.score, ballots.contribution) == (
        Party.BENEFICIARY,
        Decimal("94.00"),  # 0.6 · 90 + 0.4 · 100
        Decimal("47.00"),
    )
    assert (third.score, third.contribution) == (Decimal("80.63"), Decimal("24.19"))
    assert [(sheet.assessor, str(sheet.score)) for sheet in third.sheets] == [
        ("A1", "70.00"),
        ("A2", "91.25"),
    ]
    assert (purchaser.score, purchaser.contribution) == (Decimal(70), Decimal(14))
    assert result.composite == Decimal("85.19")  # 47 + 24.1875 + 14
    told = [(item.id, str(item.mean), item.answered, item.sum) for item in result.indicators]
    assert told == [
        ("q1", "90.00", 40, 3600),
        ("q2", "100.00", 20, 2000),
        ("third_party", "80.63", None, None),
        ("purchaser", "70.00", None, None),
    ]


@pytest.mark.parametrize(
    ("points", "composite", "grade"),
    [
        (79.989, "89.99", "良"),  # 89.9945
        (79.99, "90.00", "优"),  # 89.995 is published as 90.00
        (80, "90.00", "优"),
        (60, "80.00", "良"),
        (59.99, "80.00", "良"),  # 79.995
        (59.98, "79.99", "中"),
        (20, "60.00", "中"),
        (19.98, "59.99", "差"),
        (0, "50.00", "差"),
        (100, "100.00", "优"),
    ],
)
def test_the_grade_is_that_of_the_published_number(
    points: float, composite: str, grade: str
) -> None:
    result = score({"5": 30}, invited=60, scheme=HALVES, points=points)
    assert str(result.composite) == composite
    assert result.grade == grade


def test_below_thirty_ballots_there_is_a_score_and_an_interval_but_no_grade() -> None:
    fewer, enough = (score({"5": n}, invited=60, scheme=HALVES) for n in (29, 30))
    assert fewer.composite == enough.composite == Decimal("90.00")
    assert fewer.low is not None
    assert (fewer.grade, fewer.grade_probability) == (None, None)
    assert enough.grade == "优"
    assert enough.grade_probability is not None


def test_ten_ballots_are_scored_and_nine_are_withheld() -> None:
    assert score({"5": 10}, scheme=ALONE).composite == 100
    result = score({"5": 9}, scheme=ALONE)
    assert result.as_json() == {
        "composite": None,
        "low": None,
        "high": None,
        "grade": None,
        "grade_probability": None,
        "withheld": "fewer than 10 ballots were cast (9), too few for a score · "
        "评价票不足10张（9张），不计算得分",
    }
    assert (result.parties, result.indicators, result.working) == ((), (), None)


NOTHING_PUBLISHED = {"sums": None, "counts": None, "linearised_sum_of_squares": None}


@pytest.mark.parametrize(
    "change",
    [
        NOTHING_PUBLISHED | {"assessments": None},
        NOTHING_PUBLISHED | {"assessments": []},
        {"assessments": [{"party": "purchaser", "assessor": "P1", "scores": None}]},
        {"assessments": [{"party": "purchaser", "assessor": "P1", "scores": {"purchaser": 150}}]},
        {"sums": {}},
        {"sums": {"q1": {"answered": 0, "sum": 0}}},
        {"frame": "chosen"},
        {"invited": 9},
    ],
)
def test_too_few_ballots_are_withheld_whatever_else_is_missing(change: dict[str, Any]) -> None:
    assert score({"55": 9}, **change).withheld is not None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"invited": 8}, "ballots (9) are more than invited (8)"),
        ({"sums": {"q1": {"answered": 10, "sum": 0}}}, "answered (10) is more than ballots (9)"),
        ({"sums": {"q1": {"answered": 1, "sum": 101}}}, "1 answers add up to 0 to 100, not 101"),
    ],
)
def test_a_wrong_structure_is_an_error_even_where_the_score_would_be_withheld(
    change: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        score({"55": 9}, **change)
    assert said in str(refused.value)


def sheet(**scores: Any) -> dict[str, Any]:
    return {"party": "third_party", "assessor": "A1", "scores": scores}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"sums": None}, "sums is missing, though 50 ballots are enough for a score"),
        ({"sums": {}}, "sums.q1: nobody answered this indicator"),
        ({"sums": {"q1": {"answered": 0, "sum": 0}}}, "sums.q1: nobody answered this indicator"),
        ({"linearised_sum_of_squares": None}, "linearised_sum_of_squares is missing"),
        ({"assessments": None}, "assessments: there is no sheet from third_party"),
        ({"assessments": []}, "assessments: there is no sheet from third_party"),
        ({"assessments": [sheet()]}, "third_party A1 gives no score for third_party"),
        ({"assessments": [sheet(third_party=None)]}, "A1 gives no score for third_party"),
        ({"assessments": [sheet() | {"scores": None}]}, "A1 gives no score for third_party"),
        ({"assessments": [sheet(third_party=80)]}, "there is no sheet from purchaser"),
        ({"assessments": [sheet(third_party=100.01)]}, "third_party 100.01, outside 0 to 100"),
        ({"assessments": [sheet(third_party=-0.01)]}, "third_party -0.01, outside 0 to 100"),
    ],
)
def test_missing_evidence_is_an_error_and_never_renormalised(
    change: dict[str, Any], said: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        score(**change)
    assert said in str(refused.value)


@pytest.mark.parametrize("change", [{"invited": 50}, {"frame": "chosen"}])
def test_the_sum_of_squares_is_only_needed_for_an_interval(change: dict[str, Any]) -> None:
    assert score(linearised_sum_of_squares=None, **change).composite is not None


def test_when_everybody_answered_there_is_nothing_left_to_chance() -> None:
    result = score({"55": 20, "44": 20, "3-": 10}, invited=50)
    assert figures(result) == ("83.20", "83.20", "83.20", "良")  # 0.5·(0.6·84 + 0.4·90) + 0.5·80
    assert told_chances(result) == {"优": "0", "良": "1", "中": "0", "差": "0"}
    assert result.working is None
    few = score({"55": 10}, invited=10)
    assert figures(few) == ("90.00", "90.00", "90.00", None)
    assert few.grade_probability is None


def test_a_chosen_frame_has_a_composite_and_claims_nothing_more() -> None:
    for invited in (50, 120):
        result = score(frame="chosen", invited=invited)
        assert figures(result) == ("83.20", None, None, None)
        assert result.grade_probability is None


def test_a_random_frame_is_scored_like_one_of_all() -> None:
    assert score(frame="random") == score(frame="all")


def test_a_scheme_without_beneficiaries_has_a_composite_only() -> None:
    result = score({}, scheme=NAMED_ONLY, points=85)
    assert figures(result) == ("85.00", None, None, None)
    assert (result.grade_probability, result.withheld, result.working) == (None, None, None)


def test_named_scores_need_no_frame_and_no_sums() -> None:
    document = bundle_document({}, scheme=NAMED_ONLY) | {"frame": None, "sums": {}}
    assert evaluate(parse_bundle(document)).composite == 80


def test_unanimous_ballots_do_not_claim_certainty() -> None:
    """x̄⁺ = 1054/11 = 95.818, S⁺ = 10·4.182² + 3012.76 = 3187.6, SE² = 0.98·S⁺/110, t(9) = 2.262."""
    result = score({"5": 10}, invited=500, scheme=ALONE)
    assert figures(result) == ("100.00", "83.76", "100.00", None)
    worst = score({"1": 10}, invited=500, scheme=ALONE)
    assert worst.low == 0
    assert worst.high is not None
    assert worst.high > 10


def test_the_interval_is_widened_to_contain_the_composite() -> None:
    """One of a thousand did not answer: the pseudo-ballots pull the centre further than chance."""
    result = score({"5": 1000}, invited=1001, scheme=ALONE)
    assert result.working is not None
    assert result.working.centre + result.working.half_width < 100
    assert figures(result)[::2] == ("100.00", "100.00")
    worst = score({"1": 1000}, invited=1001, scheme=ALONE)
    assert worst.working is not None
    assert worst.working.centre > worst.working.half_width
    assert figures(worst)[:2] == ("0.00", "0.00")


def test_the_interval_stays_within_the_scale() -> None:
    half = score({"5": 5, "1": 5}, invited=500, scheme=ALONE)
    assert half.working is not None
    assert half.working.centre + half.working.half_width < 100
    nearly = score({"5": 9, "1": 1}, invited=500, scheme=ALONE)
    assert nearly.working is not None
    assert nearly.working.centre + nearly.working.half_width > 100
    assert nearly.high == 100


def test_confidence_widens_the_interval() -> None:
    widths = []
    for confidence in (0.8, 0.95, 0.99):
        result = score(scheme=scheme_document(confidence=confidence))
        assert result.low is not None
        assert result.high is not None
        widths.append(result.high - result.low)
    assert widths == sorted(set(widths))


def test_the_interval_rests_on_the_published_sum_of_squares() -> None:
    """Quadruple S⁺, double the width: nothing finer than the published figure is used."""
    document = bundle_document()
    squares = document["linearised_sum_of_squares"]
    one, four = (
        evaluate(parse_bundle(document | {"linearised_sum_of_squares": factor * squares}))
        for factor in (1, 4)
    )
    assert one.working is not None
    assert four.working is not None
    assert abs(four.working.half_width - 2 * one.working.half_width) <= Decimal("0.0002")


def test_the_probabilities_of_the_grades_add_up_to_one_exactly() -> None:
    for points in range(0, 101, 5):
        result = score(points=points, invited=5_000)
        assert result.grade_probability is not None
        assert list(result.grade_probability) == ["优", "良", "中", "差"]
        assert sum(result.grade_probability.values()) == 1
        assert all(chance >= 0 for chance in result.grade_probability.values())


def test_the_probability_of_a_grade_is_the_mass_of_student_t_in_its_band() -> None:
    """Half lies above a boundary at the centre, and bands symmetric to it are equally likely."""
    result = score({"5": 20, "3": 20}, invited=400, scheme=ALONE)
    assert result.working is not None
    centre = result.working.centre
    bands = [
        {"grade": "A", "from": float(centre + 4)},
        {"grade": "B", "from": float(centre)},
        {"grade": "C", "from": float(centre - 4)},
        {"grade": "D", "from": 0},
    ]
    told = score({"5": 20, "3": 20}, invited=400, scheme=ALONE | {"bands": bands})
    chances = told.grade_probability
    assert chances is not None
    assert abs(chances["A"] - chances["D"]) <= Decimal("0.01")
    assert abs(chances["B"] - chances["C"]) <= Decimal("0.01")
    assert abs(chances["A"] + chances["B"] - Decimal("0.5")) <= Decimal("0.01")


def test_a_single_band_has_all_the_probability() -> None:
    scheme = ALONE | {"bands": [{"grade": "合格", "from": 0}]}
    assert told_chances(score({"5": 40}, scheme=scheme)) == {"合格": "1.00"}


def test_figures_are_json_numbers_with_two_places_at_most() -> None:
    told = score({"55": 20, "43": 21, "12": 2}).as_json()
    for name in ("composite", "low", "high"):
        assert isinstance(told[name], int | float)
        assert round(told[name], 2) == told[name]
    assert list(told) == ["composite", "low", "high", "grade", "grade_probability", "withheld"]


def test_the_interval_of_a_million_ballots_is_computed_from_a_few_patterns() -> None:
    result = score({"55": 700_000, "44": 250_000, "1-": 50_000}, invited=2_000_000)
    assert result.composite is not None
    assert result.low is not None
    assert 0 < result.composite - result.low < Decimal("0.05")
