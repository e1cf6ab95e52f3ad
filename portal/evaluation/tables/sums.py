"""Whether points and scores add up to what is printed, and stay within their bounds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import chain

from portal.evaluation.tables.figures import printed_with, said
from portal.evaluation.tables.model import Fault, FaultName, Kind, NotTested, Row, Table, Verdict
from portal.locale import Marked, marked

FULL_SCALE = Decimal(100)
"""What a table without a printed total is out of (百分制)"""


def scale_of(table: Table) -> Decimal:
    """What the whole table is out of."""
    return (table.total.points if table.total else None) or FULL_SCALE


def check_points(table: Table) -> Verdict:
    """The points of the indicators against those printed for the total and for each heading."""
    return _POINTS.check(table)


def check_scores(table: Table) -> Verdict:
    """The scores of the indicators against those printed for the total and for each heading."""
    made = [
        verdict
        for column in (_SCORES, _WEIGHTED)
        if not isinstance(verdict := column.check(table), NotTested)
    ]
    return tuple(chain.from_iterable(made)) if made else _SCORES.check(table)


def check_form(table: Table) -> Verdict:
    """The points of each group against those that the form's own note fixes."""
    return _FORM.check(table)


def check_bounds(table: Table) -> Verdict:
    """Each score against zero and its own maximum."""
    scored = [
        (row, row.score, row.points)
        for row in table.rows
        if row.score is not None and row.points is not None and row.points >= 0
    ]
    if not scored:
        return NotTested(marked("no score is printed beside its points"))
    faults = []
    for row, score, points in scored:
        values = {"score": said(score), "points": said(points)}
        if score > points:
            why = marked("{score} was given where {points} is the most")
            name = FaultName.SCORE_ABOVE_MAXIMUM
            faults.append(Fault(name, row.line, row.name, why, values))
        elif score < 0:
            why = marked("{score} was given where 0 is the least")
            faults.append(Fault(FaultName.SCORE_BELOW_ZERO, row.line, row.name, why, values))
    return tuple(faults)


Figure = Callable[[Row], Decimal | None]


def _points(row: Row) -> Decimal | None:
    return row.points


def _score(row: Row) -> Decimal | None:
    return row.score


def _weighted(row: Row) -> Decimal | None:
    return row.weighted


def sum_of(rows: tuple[Row, ...], figure: Figure) -> Fraction:
    """The exact sum of the figures that are there."""
    return Fraction(sum(Fraction(figure(row) or 0) for row in rows))


def differs(
    rows: tuple[Row, ...], figure: Figure, printed: Decimal, *, whole: bool
) -> Fraction | None:
    """The sum if it proves the printed figure wrong.

    A table of which a part is missing proves only too much, never too little.
    """
    figures = [read for row in rows if (read := figure(row)) is not None]
    total = sum_of(rows, figure)
    complete = whole and len(figures) == len(rows)
    too_much = total > printed and all(each >= 0 for each in figures)
    return total if figures and (too_much or (complete and total != printed)) else None


def members_of(table: Table, heading: Row) -> tuple[Row, ...]:
    """The indicators of a group."""
    return tuple(
        row
        for row in table.indicators
        if row.level1 == heading.level1 and heading.level2 in {"", row.level2}
    )


MISSING = NotTested(marked("a part of the table is missing, or no total shows that it ends"))


@dataclass(frozen=True, slots=True)
class _Column:
    """A column whose figures are printed for indicators, headings and the total."""

    name: FaultName
    figure: Figure
    why: Marked
    none_printed: Marked
    sums_of: Callable[[Table], Iterator[tuple[Row, tuple[Row, ...]]]]

    def check(self, table: Table) -> Verdict:
        printed = [
            (row, read, members)
            for row, members in self.sums_of(table)
            if (read := self.figure(row)) is not None and any(map(self._has, members))
        ]
        if not printed:
            return NotTested(self.none_printed)
        faults = tuple(self._faults(printed, whole=table.whole))
        return faults if faults or self._exact(printed) else MISSING

    def _has(self, row: Row) -> bool:
        return self.figure(row) is not None

    def _exact(self, printed: list[tuple[Row, Decimal, tuple[Row, ...]]]) -> bool:
        return all(sum_of(members, self.figure) == read for _, read, members in printed)

    def _faults(
        self, printed: list[tuple[Row, Decimal, tuple[Row, ...]]], *, whole: bool
    ) -> Iterator[Fault]:
        for row, read, members in printed:
            total = differs(members, self.figure, read, whole=whole)
            if total is not None:
                values = {"sum": said(total), "printed": said(read)}
                yield Fault(self.name, row.line, row.name, self.why, values)


def _sums_of(table: Table) -> Iterator[tuple[Row, tuple[Row, ...]]]:
    """Every row that prints a sum, with the indicators it is the sum of."""
    for heading in (*table.of(Kind.HEADING), *_headings_in_words(table)):
        yield heading, members_of(table, heading)
    if table.total is not None:
        yield table.total, table.indicators


def _fixed_sums(table: Table) -> Iterator[tuple[Row, tuple[Row, ...]]]:
    return ((row, members_of(table, row)) for row in table.of(Kind.FORM))


def _headings_in_words(table: Table) -> Iterator[Row]:
    """Groups that carry their points in their own name, as in 项目完成情况(25%)."""
    seen = set[tuple[str, str]]()
    for row in table.indicators:
        for group in ((row.level1, ""), (row.level1, row.level2)):
            points = printed_with(group[1] or group[0], scale_of(table))
            if points is not None and group not in seen:
                seen.add(group)
                yield Row(
                    line=row.line,
                    kind=Kind.HEADING,
                    level1=group[0],
                    level2=group[1],
                    points=points,
                )


_WEIGHTED = _Column(
    FaultName.SCORES_DO_NOT_SUM,
    _weighted,
    marked("the weighted scores add up to {sum}, and {printed} is printed"),
    marked("no total of scores is printed"),
    _sums_of,
)
_POINTS = _Column(
    FaultName.POINTS_DO_NOT_SUM,
    _points,
    marked("the points of the indicators add up to {sum}, and {printed} is printed"),
    marked("no total of points is printed"),
    _sums_of,
)
_SCORES = _Column(
    FaultName.SCORES_DO_NOT_SUM,
    _score,
    marked("the scores of the indicators add up to {sum}, and {printed} is printed"),
    marked("no total of scores is printed"),
    _sums_of,
)
_FORM = _Column(
    FaultName.POINTS_DEPART_FROM_FORM,
    _points,
    marked("the points of the indicators add up to {sum}, and the form fixes {printed}"),
    marked("no note of the form fixes points"),
    _fixed_sums,
)
