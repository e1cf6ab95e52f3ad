"""Whether weights add up, and whether a score was weighted once."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from portal.evaluation.tables.figures import agrees, percent, said
from portal.evaluation.tables.model import Fault, FaultName, Kind, NotTested, Row, Table, Verdict
from portal.evaluation.tables.sums import MISSING, differs, members_of, scale_of, sum_of
from portal.locale import marked


def check_weights(table: Table) -> Verdict:
    """The weights against 100%, or against the total of weights where one is printed.

    Where headings have weights, those of their indicators are shares of the heading or of all.
    """
    headings = tuple(row for row in table.of(Kind.HEADING) if row.weight is not None)
    rows = headings or table.indicators
    if not any(row.weight is not None for row in rows):
        return NotTested(marked("no weights are printed"))
    total = table.total
    end = total.weight if total and total.weight is not None else Decimal(1)
    wrong = [(total or rows[0], rows, end)] if _weights_differ(table, rows, end) else []
    for heading in headings:
        members, own = members_of(table, heading), heading.weight or Decimal(0)
        if all(_weights_differ(table, members, each) for each in (own, Decimal(1))):
            wrong.append((heading, members, own))
    exact = sum_of(rows, _weight) == end
    return tuple(_weights_fault(*each) for each in wrong) if wrong or exact else MISSING


def _weights_differ(table: Table, rows: tuple[Row, ...], printed: Decimal) -> bool:
    return differs(rows, _weight, printed, whole=table.whole) is not None


def _weights_fault(at: Row, rows: tuple[Row, ...], printed: Decimal) -> Fault:
    why = marked("the weights add up to {sum}, not to {printed}")
    values = {"sum": percent(sum_of(rows, _weight)), "printed": percent(printed)}
    return Fault(FaultName.WEIGHTS_DO_NOT_SUM, at.line, at.name, why, values)


def check_weighting(table: Table) -> Verdict:
    """Each weighted score against the score and the weight it comes from.

    Points that share out the whole scale are weights already. Where the printed weight repeats
    them, a score multiplied by it has been weighted twice: full marks give the sum of the squares
    of the weights and never the full scale.
    """
    scale = scale_of(table)
    rows = [each for row in table.indicators if (each := _Weighted.of(row, scale))]
    if not rows:
        return NotTested(marked("no weighted scores are printed beside scores and weights"))
    twice = [each for each in rows if each.twice]
    faults = [each.wrong() for each in rows if not each.twice and not each.follows]
    return (*((_twice(twice),) if twice else ()), *faults)


@dataclass(frozen=True, slots=True)
class _Weighted:
    """A row with all that a weighted score is made of, as exact figures."""

    row: Row
    scale: Fraction
    points: Fraction
    weight: Fraction
    score: Fraction
    printed: Decimal

    @classmethod
    def of(cls, row: Row, scale: Decimal) -> "_Weighted | None":
        if row.points is None or row.weight is None or row.score is None or row.weighted is None:
            return None
        points, weight, score = (Fraction(each) for each in (row.points, row.weight, row.score))
        return cls(row, Fraction(scale), points, weight, score, row.weighted)

    @property
    def follows(self) -> bool:
        """Whether some sound way leads from the score to the weighted score."""
        ways = {self.score} if self.points == self.weight * self.scale else set[Fraction]()
        if self.points:
            ways.add(self.score / self.points * self.weight * self.scale)
        return any(agrees(self.printed, way) for way in ways)

    @property
    def twice(self) -> bool:
        holds_weight = self.points == self.weight * self.scale
        return holds_weight and not self.follows and agrees(self.printed, self.score * self.weight)

    def wrong(self) -> Fault:
        why = marked("{weighted} follows neither from the score {score} nor from its weight")
        values = {"weighted": said(self.printed), "score": said(self.score)}
        name = FaultName.WEIGHTED_SCORE_WRONG
        return Fault(name, self.row.line, self.row.name, why, values)


def _twice(rows: list[_Weighted]) -> Fault:
    why = marked(
        "each score is multiplied by a weight that its points already hold: {score} of {points} "
        "points became {weighted}"
    )
    values = {
        "score": said(sum(each.score for each in rows)),
        "points": said(sum(each.points for each in rows)),
        "weighted": said(sum(Fraction(each.printed) for each in rows)),
    }
    names = ", ".join(each.row.name for each in rows)
    return Fault(FaultName.WEIGHT_APPLIED_TWICE, rows[0].row.line, names, why, values)


def _weight(row: Row) -> Decimal | None:
    return row.weight
