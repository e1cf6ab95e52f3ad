"""What holds for every scheme and every set of ballots."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from portal.evaluation.interval import Interval, beneficiary_interval
from portal.evaluation.patterns import aggregate
from portal.evaluation.result import Result
from portal.evaluation.scheme import parse_scheme
from tests.unit.evaluation.by_hand import compute
from tests.unit.evaluation.yardstick import FIVE_LEVEL, scheme_document, score

SCALES: tuple[dict[str, float], ...] = (
    FIVE_LEVEL,
    {"1": 100, "0": 0},
    {"5": 100, "4": 75.5, "3": 50, "2": 25, "1": 0.25},
    {"a": 90, "b": 90, "c": 10},
)


@dataclass(frozen=True)
class Case:
    """A scheme, its ballots and how many were invited."""

    scheme: dict[str, Any]
    ballots: tuple[str, ...]
    invited: int
    points: float

    def score(self, ballots: Sequence[str] | None = None, times: int = 1) -> Result:
        given = self.ballots if ballots is None else ballots
        patterns = {answers: times * count for answers, count in Counter(given).items()}
        return score(patterns, invited=times * self.invited, scheme=self.scheme, points=self.points)


@st.composite
def cases(draw: st.DrawFn, *, complete: bool = False, most_extra: int = 200) -> Case:
    cuts = draw(st.lists(st.integers(1, 999), max_size=3, unique=True).map(sorted))
    weights = [(end - start) / 1000 for start, end in zip([0, *cuts], [*cuts, 1000], strict=True)]
    named = draw(st.sampled_from([{}, {"third_party": 0.3}, {"expert": 0.25, "purchaser": 0.4}]))
    scale = draw(st.sampled_from(SCALES))
    scheme = scheme_document(weights, named=named, scales={"five-level": scale})
    answer = st.sampled_from([*scale] if complete else [*scale, "-"])
    ballot = st.lists(answer, min_size=len(weights), max_size=len(weights)).map("".join)
    ballots = draw(st.lists(ballot.filter(lambda given: set(given) != {"-"}), min_size=10))
    for column in range(len(weights)):
        assume(any(given[column] != "-" for given in ballots))
    extra = draw(st.integers(0, most_extra))
    points = draw(st.integers(0, 10_000)) / 100
    return Case(scheme, tuple(ballots), len(ballots) + extra, points)


def bounds(result: Result) -> tuple[Decimal, Decimal, Decimal]:
    assert result.low is not None
    assert result.composite is not None
    assert result.high is not None
    return result.low, result.composite, result.high


def exact_interval(case: Case, times: int) -> Interval:
    scheme = parse_scheme(case.scheme)
    patterns = {answers: times * count for answers, count in Counter(case.ballots).items()}
    evidence = aggregate(scheme, patterns)
    return beneficiary_interval(
        scheme,
        ballots=evidence.ballots,
        invited=times * case.invited,
        sums=evidence.sums,
        sum_of_squares=evidence.linearised_sum_of_squares,
    )


@given(cases())
@settings(max_examples=400)
def test_a_computation_ballot_by_ballot_gives_the_same_figures(case: Case) -> None:
    by_hand = compute(case.scheme, case.ballots, case.invited, Fraction(str(case.points)))
    result = case.score()
    told = [str(each) for each in bounds(result)]
    assert told == [by_hand.low, by_hand.composite, by_hand.high]
    given = aggregate(parse_scheme(case.scheme), Counter(case.ballots))
    assert given.published_sum_of_squares == by_hand.sum_of_squares
    if result.grade_probability and by_hand.chances:
        pairs = zip(result.grade_probability.values(), by_hand.chances, strict=True)
        assert all(abs(float(told) - mass) < 0.01 for told, mass in pairs)


@given(cases())
def test_everything_lies_between_0_and_100_and_the_composite_in_its_interval(case: Case) -> None:
    low, composite, high = bounds(case.score())
    assert 0 <= low <= composite <= high <= 100


@given(cases(), st.data())
def test_a_better_answer_never_lowers_the_composite(case: Case, data: st.DataObject) -> None:
    order = sorted(case.scheme["scales"]["five-level"].items(), key=lambda level: level[1])
    ladder = [level for level, _ in order]
    place = data.draw(st.integers(0, len(case.ballots) - 1))
    ballot = case.ballots[place]
    column = data.draw(st.integers(0, len(ballot) - 1))
    assume(ballot[column] not in {"-", ladder[-1]})
    better = data.draw(st.sampled_from(ladder[ladder.index(ballot[column]) + 1 :]))
    raised = ballot[:column] + better + ballot[column + 1 :]
    ballots = [*case.ballots[:place], raised, *case.ballots[place + 1 :]]
    assert bounds(case.score(ballots))[1] >= bounds(case.score())[1]


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_ballots_does_not_matter(case: Case, random: Any) -> None:
    shuffled = list(case.ballots)
    random.shuffle(shuffled)
    assert case.score(shuffled) == case.score()


@given(cases(most_extra=0))
def test_when_everybody_answered_low_high_and_composite_are_one(case: Case) -> None:
    low, composite, high = bounds(case.score())
    assert low == composite == high


@given(cases().filter(lambda case: case.invited > len(case.ballots)), st.integers(2, 5))
@example(Case(scheme_document([1], named={}), ("5",) * 10, 11, 0), 2)
def test_the_same_ballots_again_bring_the_estimate_closer(case: Case, times: int) -> None:
    """Twice the ballots of twice the invited, alike in every share, say more, never less."""
    once, again = exact_interval(case, 1), exact_interval(case, times)
    assert again.half_width < once.half_width


@given(cases(), st.integers(2, 5))
@example(Case(scheme_document([1], named={}), ("5",) * 10, 500, 0), 2)
@example(Case(scheme_document([1], named={}), ("1",) * 10, 11, 0), 2)
def test_the_same_ballots_again_never_widen_the_published_interval(case: Case, times: int) -> None:
    """Each end is rounded on its own, so equal widths may differ by one hundredth as shown."""
    low, _, high = bounds(case.score())
    low_again, _, high_again = bounds(case.score(times=times))
    assert high_again - low_again <= high - low + Decimal("0.01")
