"""The score computed a second time, ballot by ballot from the words of the specification.

It shares no code with the product, and is slow and simple on purpose.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

from scipy import stats


@dataclass(frozen=True)
class ByHand:
    composite: str
    low: str
    high: str
    sum_of_squares: Decimal
    chances: list[float] | None


def compute(
    scheme: Mapping[str, Any], ballots: Sequence[str], invited: int, named_points: Fraction
) -> ByHand:
    """Score ballots under a scheme whose named parties all give the same points."""
    asked = [each for each in scheme["indicators"] if each["party"] == "beneficiary"]
    weights = [exact(each["weight"]) for each in asked]
    scale = {key: exact(points) for key, points in scheme["scales"][asked[0]["scale"]].items()}
    party_weight = next(
        exact(each["weight"]) for each in scheme["parties"] if each["party"] == "beneficiary"
    )
    named = (1 - party_weight) * named_points
    answers = [[scale.get(answer) for answer in ballot] for ballot in ballots]

    mean_of_scale = sum(scale.values(), Fraction(0)) / len(scale)
    n = len(ballots)
    means, shrunk, shares = [], [], []
    for column in range(len(asked)):
        given = [row[column] for row in answers if row[column] is not None]
        total = sum((each for each in given if each is not None), Fraction(0))
        means.append(total / len(given))
        shrunk.append((total + mean_of_scale) / (len(given) + 1))
        shares.append(Fraction(len(given) + 1, n + 1))

    def z(row: Sequence[Fraction | None]) -> Fraction:
        value = Fraction(0)
        for points, weight, mean, share in zip(row, weights, shrunk, shares, strict=True):
            if points is not None:
                value += weight * (points - mean) / share
        return value

    squares = sum((z(row) ** 2 for row in answers), Fraction(0))
    for points in scale.values():
        squares += z([points] * len(asked)) ** 2 / len(scale)
    published = Context(prec=6, rounding=ROUND_HALF_UP).divide(
        Decimal(squares.numerator), Decimal(squares.denominator)
    )

    composite = named + party_weight * dot(weights, means)
    if n == invited:
        return ByHand(two(composite), two(composite), two(composite), published, None)
    variance = (1 - Fraction(n, invited)) * Fraction(published) / (n * (n + 1))
    with localcontext(prec=60):
        error = (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()
    t = Fraction(stats.t.ppf((1 + scheme["confidence"]) / 2, n - 1))
    centre = named + party_weight * dot(weights, shrunk)
    reach = party_weight * t * Fraction(error)
    low = max(Fraction(0), min(composite, centre - reach))
    high = min(Fraction(100), max(composite, centre + reach))
    return ByHand(
        two(composite),
        two(low),
        two(high),
        published,
        chances(scheme, centre, party_weight * Fraction(error), n - 1),
    )


def chances(
    scheme: Mapping[str, Any], centre: Fraction, error: Fraction, degrees: int
) -> list[float]:
    """The mass of t in each band, best first, the end bands open."""
    starts = [float("inf")] + [float(band["from"]) for band in scheme["bands"][:-1]]
    starts.append(float("-inf"))
    below = stats.t(degrees, loc=float(centre), scale=float(error)).cdf(starts)
    return [float(below[place] - below[place + 1]) for place in range(len(starts) - 1)]


def exact(number: Any) -> Fraction:
    return Fraction(str(number))


def dot(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    return sum((one * other for one, other in zip(left, right, strict=True)), Fraction(0))


def two(value: Fraction) -> str:
    with localcontext(prec=60):
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        return str(quotient.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))
