"""A published evaluation table as it was printed, and what an inspection of it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from portal.errors import PortalError
from portal.locale import Marked, marked


class Kind(StrEnum):
    """What a row of a table says."""

    INDICATOR = "indicator"
    """One thing that was scored."""
    HEADING = "heading"
    """The points, weight or score printed for a group of indicators."""
    TOTAL = "total"
    """The printed total (总分)."""
    FORM = "form"
    """The points that the form's own note fixes for a group."""
    BAND = "band"
    """A grade and the range of scores for which it is printed."""
    GRADE = "grade"
    """The printed grade of the whole."""


class FaultName(StrEnum):
    """What can be wrong with a table; the name by which files and commands know it."""

    POINTS_DO_NOT_SUM = "points-do-not-sum"
    SCORES_DO_NOT_SUM = "scores-do-not-sum"
    WEIGHTS_DO_NOT_SUM = "weights-do-not-sum"
    POINTS_DEPART_FROM_FORM = "points-depart-from-form"
    SCORE_ABOVE_MAXIMUM = "score-above-maximum"
    SCORE_BELOW_ZERO = "score-below-zero"
    WEIGHT_APPLIED_TWICE = "weight-applied-twice"
    WEIGHTED_SCORE_WRONG = "weighted-score-wrong"
    ZERO_BUDGET = "zero-budget"
    FUNDS_DISAGREE = "funds-disagree"
    EXECUTION_RATE_WRONG = "execution-rate-wrong"
    FULL_MARKS_FOR_MISSED_TARGET = "full-marks-for-missed-target"
    TARGET_AS_RESULT = "target-as-result"
    BANDS_LEAVE_GAP = "bands-leave-gap"
    BANDS_OVERLAP = "bands-overlap"
    SCORE_WITHOUT_GRADE = "score-without-grade"
    GRADE_DOES_NOT_FOLLOW = "grade-does-not-follow"

    @property
    def words(self) -> Marked:
        """The fault in words, for people."""
        return _WORDS[self]


_WORDS = {
    FaultName.POINTS_DO_NOT_SUM: marked("points that do not add up"),
    FaultName.SCORES_DO_NOT_SUM: marked("scores that do not add up"),
    FaultName.WEIGHTS_DO_NOT_SUM: marked("weights that do not add up"),
    FaultName.POINTS_DEPART_FROM_FORM: marked("points that the form does not allow"),
    FaultName.SCORE_ABOVE_MAXIMUM: marked("a score above its maximum"),
    FaultName.SCORE_BELOW_ZERO: marked("a score below zero"),
    FaultName.WEIGHT_APPLIED_TWICE: marked("a weight applied twice"),
    FaultName.WEIGHTED_SCORE_WRONG: marked("a weighted score that does not follow"),
    FaultName.ZERO_BUDGET: marked("a division by a budget of zero"),
    FaultName.FUNDS_DISAGREE: marked("a total of funds smaller than its part"),
    FaultName.EXECUTION_RATE_WRONG: marked("a rate of execution that does not follow"),
    FaultName.FULL_MARKS_FOR_MISSED_TARGET: marked("full marks for a missed target"),
    FaultName.TARGET_AS_RESULT: marked("a target in place of a result"),
    FaultName.BANDS_LEAVE_GAP: marked("bands that leave a score without a grade"),
    FaultName.BANDS_OVERLAP: marked("bands that give a score two grades"),
    FaultName.SCORE_WITHOUT_GRADE: marked("a printed score that no band holds"),
    FaultName.GRADE_DOES_NOT_FOLLOW: marked("a grade that does not follow from the score"),
}


@dataclass(frozen=True, slots=True)
class Range:
    """Scores from ``low`` to ``high``; an end is in it, out of it, or (None) it is not said."""

    low: Decimal | None
    high: Decimal | None
    low_in: bool | None = None
    high_in: bool | None = None


@dataclass(frozen=True, slots=True)
class Funds:
    """A line of money: at the year's beginning, after adjustment, and spent; in one unit."""

    initial: Decimal | None
    final: Decimal
    executed: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row; a figure that is not printed, or was not readable, is None."""

    line: int
    kind: Kind
    level1: str = ""
    level2: str = ""
    level3: str = ""
    points: Decimal | None = None
    weight: Decimal | None = None
    """A share of one: 25% is 0.25"""
    target: str = ""
    actual: str = ""
    score: Decimal | None = None
    weighted: Decimal | None = None
    rate: Decimal | None = None
    """The printed rate of execution, as a share of one"""
    funds: tuple[Funds, ...] = ()
    """The lines of money of a row on budget execution, their total first"""
    band: Range | None = None
    cut: bool = False
    """More rows stood here than could be read"""

    @property
    def name(self) -> str:
        """What the row is called, as it is printed."""
        return self.level3 or self.level2 or self.level1


@dataclass(frozen=True, kw_only=True)
class Table:
    """One published table with where it comes from."""

    id: str
    file: str
    line: int
    rows: tuple[Row, ...]
    title: str = ""
    source: str = ""
    year: str = ""
    body: str = ""

    def of(self, kind: Kind) -> tuple[Row, ...]:
        """The rows of one kind, in printed order."""
        return tuple(row for row in self.rows if row.kind == kind)

    @cached_property
    def indicators(self) -> tuple[Row, ...]:
        """The rows that were scored."""
        return self.of(Kind.INDICATOR)

    @property
    def total(self) -> Row | None:
        """The row of the printed total, the last one if there are several."""
        return next(reversed(self.of(Kind.TOTAL)), None)

    @property
    def whole(self) -> bool:
        """Whether nothing is missing: only a total shows where a table ends."""
        return self.total is not None and not any(row.cut for row in self.rows)


class Reasoned:
    """What gives its reason in a sentence."""

    __slots__ = ()
    template: Marked
    values: Mapping[str, object]

    def sentence(self) -> PortalError:
        """The reason as the portal says its sentences: English here, the reader's elsewhere."""
        return PortalError(self.template, **self.values)

    def __str__(self) -> str:
        return str(self.sentence())


@dataclass(frozen=True, slots=True)
class Fault(Reasoned):
    """A named fault with where it is and why it is one."""

    name: FaultName
    line: int
    what: str
    """The row in its own words"""
    template: Marked
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotTested(Reasoned):
    """Why a check does not apply to a table; never a pass."""

    template: Marked
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unread(Reasoned):
    """A file, row or cell that was left out, with the reason."""

    file: str
    line: int | None
    what: str
    template: Marked
    values: Mapping[str, object] = field(default_factory=dict)


Verdict = tuple[Fault, ...] | NotTested
"""What a check says of a table: its faults, none for a pass, or why it does not apply"""
