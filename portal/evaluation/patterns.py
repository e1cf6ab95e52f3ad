"""From ballots to statistics: answers travel as one short string, counted by pattern."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm

from portal.errors import InvalidInputError
from portal.evaluation.bundle import IndicatorSum
from portal.evaluation.exact import significant
from portal.evaluation.scheme import NOT_APPLICABLE, Scheme


@dataclass(frozen=True, slots=True)
class Aggregate:
    """All that is kept of the ballots of a round; ``counts`` is for the purchaser's eyes only."""

    ballots: int
    sums: dict[str, IndicatorSum]
    counts: dict[str, dict[str, int]]
    linearised_sum_of_squares: Fraction

    @property
    def published_sum_of_squares(self) -> Decimal:
        """The figure as published: full precision can expose joint patterns of a few ballots."""
        return significant(self.linearised_sum_of_squares)


@dataclass(frozen=True, slots=True)
class Shrunk:
    """An indicator after the pseudo-ballots: its mean x̄⁺ and its share of answers p⁺."""

    weight: Fraction
    mean: Fraction
    share: Fraction

    def influence(self, points: Decimal | Fraction) -> Fraction:
        """How far one answer of ``points`` pulls the beneficiaries' mean, as a term of z_b."""
        return self.weight * (Fraction(points) - self.mean) / self.share


def shrink(scheme: Scheme, ballots: int, sums: Mapping[str, IndicatorSum]) -> list[Shrunk]:
    """Add the pseudo-ballots, one of weight 1/L for each of the L levels, to every indicator."""
    points = [Fraction(value) for value in scheme.beneficiary_scale.values()]
    middle = sum(points, Fraction(0)) / len(points)
    return [
        Shrunk(
            Fraction(indicator.weight),
            (Fraction(given.sum) + middle) / (given.answered + 1),
            Fraction(given.answered + 1, ballots + 1),
        )
        for indicator in scheme.beneficiary_indicators
        for given in [sums[indicator.id]]
    ]


def validate_answers(scheme: Scheme, answers: str) -> None:
    """Refuse a ballot that does not give each question a level or ``-``, and one only of ``-``."""
    asked = len(scheme.beneficiary_indicators)
    if not asked:
        raise InvalidInputError("the scheme asks beneficiaries nothing, so it has no ballots")
    if len(answers) != asked:
        raise InvalidInputError(
            "the ballot has {given} answers; the scheme asks {asked} questions",
            given=len(answers),
            asked=asked,
        )
    allowed = {*scheme.beneficiary_scale, NOT_APPLICABLE}
    for place, answer in enumerate(answers, start=1):
        if answer not in allowed:
            raise InvalidInputError(
                "answer {place} is {answer}; it must be one of {levels} or -",
                place=place,
                answer=ascii(answer),
                levels=", ".join(scheme.beneficiary_scale),
            )
    if set(answers) == {NOT_APPLICABLE}:
        raise InvalidInputError("the ballot answers no question; at least one is needed")


def aggregate(scheme: Scheme, patterns: Mapping[str, int]) -> Aggregate:
    """Reduce the ballots, given as how many gave each string of answers, to what scoring needs."""
    for answers, ballots in patterns.items():
        validate_answers(scheme, answers)
        if ballots < 1:
            raise InvalidInputError(
                "the answers {answers} are counted {ballots} times",
                answers=answers,
                ballots=ballots,
            )
    counts = _count(scheme, patterns)
    sums = {name: _sum(scheme, levels) for name, levels in counts.items()}
    total = sum(patterns.values())
    squares = _sum_of_squares(scheme, patterns, shrink(scheme, total, sums))
    return Aggregate(total, sums, counts, squares)


def _count(scheme: Scheme, patterns: Mapping[str, int]) -> dict[str, dict[str, int]]:
    tallies = [Counter[str]() for _ in scheme.beneficiary_indicators]
    for answers, ballots in patterns.items():
        for tally, answer in zip(tallies, answers, strict=True):
            tally[answer] += ballots
    levels = [*scheme.beneficiary_scale, NOT_APPLICABLE]
    return {
        indicator.id: {level: tally[level] for level in levels}
        for indicator, tally in zip(scheme.beneficiary_indicators, tallies, strict=True)
    }


def _sum(scheme: Scheme, counts: Mapping[str, int]) -> IndicatorSum:
    # Built from checked parts, so Pydantic need not check them again for each replication.
    scale = scheme.beneficiary_scale
    return IndicatorSum.model_construct(
        answered=sum(counts[level] for level in scale),
        sum=sum((counts[level] * points for level, points in scale.items()), Decimal(0)),
    )


def _sum_of_squares(
    scheme: Scheme, patterns: Mapping[str, int], shrunk: Sequence[Shrunk]
) -> Fraction:
    """Return S⁺ = Σ z² over real ballots and the L pseudo-ballots of weight 1/L, exactly.

    All terms are brought to one denominator first: whole numbers are far faster than fractions.
    """
    scale = scheme.beneficiary_scale
    terms = [
        {level: indicator.influence(points) for level, points in scale.items()}
        for indicator in shrunk
    ]
    unit = lcm(*(term.denominator for levels in terms for term in levels.values()))
    whole = [{level: int(term * unit) for level, term in levels.items()} for levels in terms]
    pseudo = sum(sum(levels[level] for levels in whole) ** 2 for level in scale)
    for levels in whole:
        levels[NOT_APPLICABLE] = 0
    real = sum(
        ballots * sum(map(dict.__getitem__, whole, answers)) ** 2
        for answers, ballots in patterns.items()
    )
    return (real + Fraction(pseudo, len(scale))) / unit**2
