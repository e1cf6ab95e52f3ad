"""How far chance in who answered may have moved the beneficiaries' score."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import isqrt

from scipy.special import stdtr, stdtrit

from portal.evaluation.bundle import IndicatorSum
from portal.evaluation.patterns import Shrunk, shrink
from portal.evaluation.scheme import Scheme

_ROOT_PLACES = 30


@dataclass(frozen=True, slots=True)
class Interval:
    """The sampling error of a score: Student's t with ``degrees`` around ``centre``."""

    indicators: tuple[Shrunk, ...]
    degrees: int
    quantile: float
    unanswered_share: Fraction
    centre: Fraction
    standard_error: Fraction

    @property
    def half_width(self) -> Fraction:
        """How far the interval reaches to either side before anything is widened or clamped."""
        return Fraction(self.quantile) * self.standard_error

    def mass_below(self, edge: Fraction) -> float:
        """The probability that the score of all who were invited lies below ``edge``."""
        return float(stdtr(self.degrees, float((edge - self.centre) / self.standard_error)))


def beneficiary_interval(
    scheme: Scheme,
    *,
    ballots: int,
    invited: int,
    sums: Mapping[str, IndicatorSum],
    sum_of_squares: Fraction | Decimal,
) -> Interval:
    """Return the interval of the beneficiaries' own score, from 10 ballots of more invited.

    SE² = (1 − n/N)·S⁺/(n·(n+1)): the flat pseudo-ballots in S⁺ keep a small unanimous sample
    from claiming certainty, and (1 − n/N) removes the chance that is gone once all have answered.
    """
    shrunk = tuple(shrink(scheme, ballots, sums))
    unanswered = 1 - Fraction(ballots, invited)
    degrees = ballots - 1
    variance = unanswered * Fraction(sum_of_squares) / (ballots * (ballots + 1))
    return Interval(
        shrunk,
        degrees,
        student_quantile(degrees, float(scheme.confidence)),
        unanswered,
        sum((item.weight * item.mean for item in shrunk), Fraction(0)),
        square_root(variance),
    )


@lru_cache(maxsize=1024)
def student_quantile(degrees: int, confidence: float) -> float:
    """Return t such that Student's distribution lies within ±t with this confidence."""
    return float(stdtrit(degrees, (1 + confidence) / 2))


def square_root(value: Fraction) -> Fraction:
    """Return the root rounded up to 30 decimals: never 0, and far finer than what is published."""
    scale = 10**_ROOT_PLACES
    return Fraction(isqrt(value.numerator * scale**2 // value.denominator) + 1, scale)
