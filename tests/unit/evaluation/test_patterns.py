"""Ballots are checked when cast and reduced exactly to what the score needs."""

from decimal import Decimal
from fractions import Fraction

import pytest

from portal.errors import InvalidInputError
from portal.evaluation.bundle import IndicatorSum
from portal.evaluation.patterns import aggregate, validate_answers
from portal.evaluation.scheme import parse_scheme
from tests.unit.evaluation.yardstick import a_scheme, scheme_document


@pytest.mark.parametrize("answers", ["55", "1-", "-3", "42"])
def test_a_level_or_a_dash_for_each_question_is_a_ballot(answers: str) -> None:
    validate_answers(a_scheme(), answers)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ("", "the ballot has 0 answers; the scheme asks 2 questions"),
        ("5", "the ballot has 1 answers"),
        ("555", "the ballot has 3 answers"),
        ("5" * 100_000, "the ballot has 100000 answers"),
        ("56", "answer 2 is '6'; it must be one of 5, 4, 3, 2, 1 or -"),
        ("5５", r"answer 2 is '\uff15'"),
        (" 5", "answer 1 is ' '"),
        ("5\x00", r"answer 2 is '\x00'"),
        ("--", "the ballot answers no question; at least one is needed"),
    ],
)
def test_any_other_ballot_is_refused_with_the_reason(answers: str, said: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        validate_answers(a_scheme(), answers)
    assert said in str(refused.value)


def test_a_scheme_without_beneficiaries_takes_no_ballots() -> None:
    scheme = parse_scheme(scheme_document([], named={"expert": 1}))
    for answers in ("", "5"):
        with pytest.raises(InvalidInputError, match="asks beneficiaries nothing"):
            validate_answers(scheme, answers)


def test_sums_and_counts_follow_the_ballots() -> None:
    given = aggregate(a_scheme(), {"55": 3, "4-": 2, "-1": 1})
    assert given.ballots == 6
    assert given.sums == {
        "q1": IndicatorSum(answered=5, sum=Decimal(460)),
        "q2": IndicatorSum(answered=4, sum=Decimal(300)),
    }
    assert given.counts == {
        "q1": {"5": 3, "4": 2, "3": 0, "2": 0, "1": 0, "-": 1},
        "q2": {"5": 3, "4": 0, "3": 0, "2": 0, "1": 1, "-": 2},
    }


def test_the_sum_of_squares_of_two_ballots_by_hand() -> None:
    """One question on the scale 100, 0: x̄⁺ = (100 + 50)/3 = 50; four deviations of 50."""
    scheme = parse_scheme(scheme_document([1], scales={"five-level": {"5": 100, "1": 0}}))
    given = aggregate(scheme, {"5": 1, "1": 1})
    assert given.linearised_sum_of_squares == 50**2 + 50**2 + (50**2 + 50**2) / 2


def test_an_unanswered_question_counts_for_more_where_it_was_answered() -> None:
    """Scale 100, 0, weights ½, ballots 51 and 5-.

    q1: x̄⁺ = (200 + 50)/3 = 83⅓, p⁺ = 1. q2: x̄⁺ = (0 + 50)/2 = 25, p⁺ = ⅔.
    z(51) = ½·16⅔ − ½·25·1½ = −10 5/12, z(5-) = 8⅓,
    pseudo: z(5) = ½·16⅔ + ½·75·1½ = 64 7/12, z(1) = −½·83⅓ − 18¾ = −60 5/12.
    """
    document = scheme_document([0.5, 0.5], scales={"five-level": {"5": 100, "1": 0}})
    given = aggregate(parse_scheme(document), {"51": 1, "5-": 1})
    twelfths = (-125, 100)
    pseudo = (775, -725)
    expected = Fraction(sum(z**2 for z in twelfths), 144)
    expected += Fraction(sum(z**2 for z in pseudo), 144) / 2
    assert given.linearised_sum_of_squares == expected


def test_the_published_sum_of_squares_keeps_six_digits() -> None:
    given = aggregate(a_scheme(), {"55": 30, "43": 11, "2-": 3})
    published = given.published_sum_of_squares
    assert len(published.normalize().as_tuple().digits) <= 6
    assert abs(Fraction(published) / given.linearised_sum_of_squares - 1) < Fraction(5, 10**6)


@pytest.mark.parametrize("ballots", [0, -1])
def test_a_pattern_nobody_gave_is_refused(ballots: int) -> None:
    with pytest.raises(InvalidInputError, match=f"the answers 55 are counted {ballots} times"):
        aggregate(a_scheme(), {"55": ballots})


def test_a_stored_ballot_outside_the_scheme_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="answer 2 is '9'"):
        aggregate(a_scheme(), {"55": 10, "59": 1})


def test_no_ballots_add_up_to_nothing() -> None:
    given = aggregate(a_scheme(), {})
    assert given.ballots == 0
    assert {item.answered for item in given.sums.values()} == {0}
