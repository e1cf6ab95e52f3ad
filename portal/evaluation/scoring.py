"""The composite score of one evaluation, its interval and its grade, from the bundle alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor

from portal.errors import InvalidInputError
from portal.evaluation.bundle import Bundle, Frame
from portal.evaluation.exact import half_up
from portal.evaluation.interval import Interval, beneficiary_interval
from portal.evaluation.judging import Judgement, judge
from portal.evaluation.result import Result, ShrunkIndicator, Working
from portal.evaluation.scheme import BEST, Party, Scheme

_WORKING_PLACES = 4


@dataclass(frozen=True, slots=True)
class _Estimate:
    """The beneficiaries' interval moved to the composite: named parties are no sample."""

    interval: Interval
    sum_of_squares: Decimal
    weight: Decimal
    named: Fraction

    @property
    def centre(self) -> Fraction:
        return self.named + Fraction(self.weight) * self.interval.centre

    @property
    def half_width(self) -> Fraction:
        return Fraction(self.weight) * self.interval.half_width

    def mass_below(self, edge: Decimal) -> float:
        return self.interval.mass_below((Fraction(edge) - self.named) / Fraction(self.weight))


def evaluate(bundle: Bundle) -> Result:
    """Return the score of a bundle whose structure has been checked.

    Raises InvalidInputError and never renormalises when evidence is missing: a question that
    nobody answered and a sheet that is not there say nothing, and leaving them out would let
    the other figures speak for them.
    """
    if bundle.is_withheld:
        return Result(withheld=_reason_to_withhold(bundle))
    judgements = [judge(bundle, party) for party in bundle.scheme.parties]
    composite = sum((item.contribution for item in judgements), Fraction(0))
    published = half_up(composite)
    grade = _grade(bundle, published)
    estimate = _estimate(bundle, judgements)
    low, high = _bounds(bundle, composite, estimate)
    return Result(
        published,
        low,
        high,
        grade,
        _grade_probability(bundle.scheme, grade, estimate),
        parties=tuple(item.rounded() for item in judgements),
        indicators=tuple(score for item in judgements for score in item.indicators),
        working=_working(bundle, estimate) if estimate else None,
    )


def _reason_to_withhold(bundle: Bundle) -> str:
    """In both languages, because it is published as data and not on a page."""
    needed, cast = bundle.scheme.withhold_below, bundle.ballots
    return (
        f"fewer than {needed} ballots were cast ({cast}), too few for a score · "
        f"评价票不足{needed}张（{cast}张），不计算得分"
    )


def _has_interval(bundle: Bundle) -> bool:
    """Named parties are no sample, and nothing follows from people somebody picked by hand."""
    return bool(bundle.scheme.beneficiary_indicators) and bundle.frame != Frame.CHOSEN


def _grade(bundle: Bundle, published: Decimal) -> str | None:
    """Return the grade of the published number, so that nobody reads 90.00 beside 良."""
    if not _has_interval(bundle) or bundle.ballots < bundle.scheme.grade_from:
        return None
    return next(band.grade for band in bundle.scheme.bands if published >= band.from_)


def _estimate(bundle: Bundle, judgements: Sequence[Judgement]) -> _Estimate | None:
    if not _has_interval(bundle) or bundle.ballots == bundle.invited:
        return None
    squares = bundle.linearised_sum_of_squares
    if bundle.sums is None or squares is None:
        raise InvalidInputError(
            "linearised_sum_of_squares is missing, and the interval rests on it"
        )
    interval = beneficiary_interval(
        bundle.scheme,
        ballots=bundle.ballots,
        invited=bundle.invited,
        sums=bundle.sums,
        sum_of_squares=squares,
    )
    by_party = {item.party.party: item for item in judgements}
    weight = by_party.pop(Party.BENEFICIARY).party.weight
    named = sum((item.contribution for item in by_party.values()), Fraction(0))
    return _Estimate(interval, squares, weight, named)


def _bounds(
    bundle: Bundle, composite: Fraction, estimate: _Estimate | None
) -> tuple[Decimal | None, Decimal | None]:
    """Return the interval as published: it contains the composite and stays within the scale."""
    if not _has_interval(bundle):
        return None, None
    if estimate is None:
        return half_up(composite), half_up(composite)
    low = min(composite, estimate.centre - estimate.half_width)
    high = max(composite, estimate.centre + estimate.half_width)
    return half_up(max(low, Fraction(0))), half_up(min(high, Fraction(BEST)))


def _grade_probability(
    scheme: Scheme, grade: str | None, estimate: _Estimate | None
) -> dict[str, Decimal] | None:
    """Return the mass of Student's t in each band, the tails in the end bands, adding up to 1."""
    if grade is None:
        return None
    if estimate is None:
        return {band.grade: Decimal(int(band.grade == grade)) for band in scheme.bands}
    below = [estimate.mass_below(band.from_) for band in scheme.bands[:-1]]
    masses = [upper - lower for upper, lower in pairwise((1.0, *below, 0.0))]
    grades = [band.grade for band in scheme.bands]
    return dict(zip(grades, _share_out(masses), strict=True))


def _share_out(masses: Sequence[float]) -> list[Decimal]:
    """Round to hundredths that add up to 1.00: the largest remainders go up (Hamilton)."""
    exact = [mass * 100 for mass in masses]
    hundredths = [floor(mass) for mass in exact]
    missing = 100 - sum(hundredths)
    by_remainder = sorted(range(len(exact)), key=lambda place: hundredths[place] - exact[place])
    for place in by_remainder[:missing]:
        hundredths[place] += 1
    return [Decimal(count).scaleb(-2) for count in hundredths]


def _working(bundle: Bundle, estimate: _Estimate) -> Working:
    interval = estimate.interval
    indicators = zip(bundle.scheme.beneficiary_indicators, interval.indicators, strict=True)
    return Working(
        ballots=bundle.ballots,
        invited=bundle.invited,
        indicators=tuple(
            ShrunkIndicator(item.id, item.weight, _shown(shrunk.mean), _shown(shrunk.share))
            for item, shrunk in indicators
        ),
        sum_of_squares=estimate.sum_of_squares,
        unanswered_share=_shown(interval.unanswered_share),
        standard_error=_shown(interval.standard_error),
        degrees=interval.degrees,
        quantile=_shown(Fraction(interval.quantile)),
        beneficiary_centre=_shown(interval.centre),
        beneficiary_weight=estimate.weight,
        centre=_shown(estimate.centre),
        half_width=_shown(estimate.half_width),
    )


def _shown(value: Fraction) -> Decimal:
    return half_up(value, _WORKING_PLACES)
