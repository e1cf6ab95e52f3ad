"""What the scoring hands to pages, tables and files: published figures and how they came about."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.evaluation.exact import plain
from portal.evaluation.scheme import Party


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """What one indicator got; ``answered`` and ``sum`` only where beneficiaries answered it."""

    id: str
    party: Party
    dimension: str
    weight: Decimal
    mean: Decimal
    answered: int | None = None
    sum: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SheetScore:
    """What one named assessor's sheet gives, under its pseudonymous label."""

    assessor: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class PartyScore:
    """What one party gave, and what that adds to the composite (weight × score)."""

    party: Party
    weight: Decimal
    score: Decimal
    contribution: Decimal
    sheets: tuple[SheetScore, ...] = ()


@dataclass(frozen=True, slots=True)
class ShrunkIndicator:
    """One indicator as the interval sees it, with the pseudo-ballots in (x̄⁺ and p⁺)."""

    id: str
    weight: Decimal
    mean: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class Working:
    """The figures of the interval, for a page to fill into the formula.

    The first block is of the beneficiaries' own score, ``centre`` and ``half_width`` are of
    the composite before it is widened and clamped.
    """

    ballots: int
    invited: int
    indicators: tuple[ShrunkIndicator, ...]
    sum_of_squares: Decimal
    unanswered_share: Decimal
    standard_error: Decimal
    degrees: int
    quantile: Decimal
    beneficiary_centre: Decimal
    beneficiary_weight: Decimal

    centre: Decimal
    half_width: Decimal


@dataclass(frozen=True, slots=True)
class Result:
    """The score of one evaluation. ``withheld`` is the reason why all the rest is empty.

    ``working`` is None when there is no interval, or nothing to estimate as everybody answered.
    """

    composite: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    grade: str | None = None
    grade_probability: dict[str, Decimal] | None = None
    withheld: str | None = None
    parties: tuple[PartyScore, ...] = ()
    indicators: tuple[IndicatorScore, ...] = ()
    working: Working | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the ``result`` object of the bundle."""
        return {
            "composite": plain(self.composite),
            "low": plain(self.low),
            "high": plain(self.high),
            "grade": self.grade,
            "grade_probability": plain(self.grade_probability),
            "withheld": self.withheld,
        }
