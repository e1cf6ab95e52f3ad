"""Whether the printed bands give every score one grade, and the printed score its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from portal.evaluation.exact import half_up
from portal.evaluation.tables.figures import said
from portal.evaluation.tables.model import (
    Fault,
    FaultName,
    Kind,
    NotTested,
    Range,
    Row,
    Table,
    Verdict,
)
from portal.evaluation.tables.sums import scale_of
from portal.locale import marked

_STEPS = 100
"""Scores are told apart to two decimals"""
_NO_BANDS = NotTested(marked("no bands are printed, or not all of them could be read"))


@dataclass(frozen=True, slots=True)
class _Steps:
    """A band as the scores with two decimals that are in it, counted in hundredths."""

    row: Row
    first: int
    last: int

    def holds(self, step: int) -> bool:
        return self.first <= step <= self.last


def check_bands(table: Table) -> Verdict:
    """Every score from zero to the top against the bands: one grade, not none and not two."""
    bands = _bands(table)
    if bands is None:
        return _NO_BANDS
    return tuple(_misfits(bands, _top(table)))


def _misfits(bands: list[_Steps], top: int) -> Iterator[Fault]:
    """What is wrong on the way up from zero."""
    reached, below = -1, list[_Steps]()
    for band in bands:
        if band.first > reached + 1:
            yield _gap([*below, band], reached + 1, band.first - 1)
        elif band.first <= reached:
            yield _overlap([*below, band], min(reached, band.last))
        if band.last > reached:
            reached, below = band.last, [band]
    if reached < top:
        yield _gap(below, reached + 1, top)


def check_grade(table: Table) -> Verdict:
    """The printed grade against the band in which the printed score lies."""
    printed = next(iter(table.of(Kind.GRADE)), None)
    score = table.total.score if table.total else None
    if printed is None or score is None:
        return NotTested(marked("no grade is printed beside a total score"))
    bands = _bands(table)
    if bands is None:
        return _NO_BANDS
    step = int(half_up(Fraction(score)) * _STEPS)
    right = [band.row.name for band in bands if band.holds(step)]
    values = {"score": said(score), "grade": printed.name, "right": right}
    if not right:
        why = marked("no band holds the score {score}, and the grade {grade} is printed")
        name = FaultName.SCORE_WITHOUT_GRADE
        return (Fault(name, printed.line, printed.name, why, values),)
    if printed.name in right:
        return ()
    why = marked("the score {score} lies in the band {right}, and the grade {grade} is printed")
    return (Fault(FaultName.GRADE_DOES_NOT_FOLLOW, printed.line, printed.name, why, values),)


def _top(table: Table) -> int:
    return int(scale_of(table) * _STEPS)


def _bands(table: Table) -> list[_Steps] | None:
    """The bands from the lowest up, or None where one is missing."""
    rows = table.of(Kind.BAND)
    ranges = [row.band for row in rows if row.band]
    if not rows or len(ranges) < len(rows):
        return None
    ends = _Ends.of(ranges)
    top = _top(table)
    bands = [
        _Steps(row, ends.first(row.band), ends.last(row.band, top)) for row in rows if row.band
    ]
    return sorted(bands, key=lambda band: (band.first, band.last))


@dataclass(frozen=True, slots=True)
class _Ends:
    """The ends that some band of the table takes in or leaves out in so many words.

    A band that is silent about its own end leaves it out where another takes it in, as in
    100-80%(含80%), 80-60%(含60%), and takes it in everywhere else: 90-100 holds both.
    """

    taken: frozenset[Decimal]

    @classmethod
    def of(cls, ranges: list[Range]) -> "_Ends":
        said = [
            end for each in ranges for end in ((each.low, each.low_in), (each.high, each.high_in))
        ]
        return cls(frozenset(end for end, within in said if end is not None and within))

    def first(self, band: Range) -> int:
        """The lowest score of a band in hundredths."""
        if band.low is None:
            return 0
        exact = Fraction(band.low) * _STEPS
        return ceil(exact) if self._within(band.low, band.low_in) else floor(exact) + 1

    def last(self, band: Range, top: int) -> int:
        """The highest score of a band in hundredths."""
        if band.high is None:
            return top
        exact = Fraction(band.high) * _STEPS
        return floor(exact) if self._within(band.high, band.high_in) else ceil(exact) - 1

    def _within(self, end: Decimal, said: bool | None) -> bool:
        return end not in self.taken if said is None else said


def _gap(around: list[_Steps], first: int, last: int) -> Fault:
    why = marked("a score of {score} has no grade")
    values = {"score": said(Fraction(first + last, 2 * _STEPS))}
    return Fault(FaultName.BANDS_LEAVE_GAP, around[-1].row.line, _words(around), why, values)


def _overlap(around: list[_Steps], step: int) -> Fault:
    why = marked("a score of {score} has two grades")
    values = {"score": said(Fraction(step, _STEPS))}
    return Fault(FaultName.BANDS_OVERLAP, around[-1].row.line, _words(around), why, values)


def _words(bands: list[_Steps]) -> str:
    return " | ".join(f"{band.row.name} {band.row.target}" for band in bands)
