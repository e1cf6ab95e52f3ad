"""Evaluation tables out of a CSV file, row by row, with everything that could not be read.

Columns, by these names or by the heads of the standard form behind them; ``level3`` and one of
``points``, ``weight`` and ``score`` must be there:

========  ===============  =====================================================================
scheme                     which table the row belongs to (default: the file's name)
title                      what the table is called
source                     where it was published
year      年度             year of the evaluation
body      单位             who published it
kind                       indicator, heading, total, form, band or grade (see below)
level1    一级指标         group; empty means the same as above
level2    二级指标         group within the group
level3    三级指标         indicator; a grade where ``kind`` is band or grade
points    分值             the most that can be scored
weight    权重             a share: 25% or 0.25
target    年度指标值       what was aimed at; the range of scores where ``kind`` is band
actual    实际完成值       what was reached
score     得分             what was given
weighted  折算得分         the score after a weight was applied
rate      执行率           the printed rate of budget execution
seen                       ``cut`` where more rows stood than could be read
========  ===============  =====================================================================

Without a ``kind`` a row named 总分, 总得分, 合计 or 总计 is the total, one named 小计 or
without a ``level3`` is a heading, and every other is an indicator. ``form`` rows are
the points that the form's own note fixes for a ``level1``. A row on budget execution has its money
in ``target`` (budget) and ``actual`` (spent), or in the words of ``level3`` as 年初/全年/执行.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from portal.evaluation.tables.figures import figure, funds, score_range, share
from portal.evaluation.tables.model import Funds, Kind, Range, Row, Table, Unread
from portal.evaluation.tables.sheet import read_rows
from portal.locale import Marked, marked

_HEADS = {
    "年度": "year",
    "单位": "body",
    "一级指标": "level1",
    "二级指标": "level2",
    "三级指标": "level3",
    "分值": "points",
    "权重": "weight",
    "年度指标值": "target",
    "指标值": "target",
    "实际完成值": "actual",
    "得分": "score",
    "折算得分": "weighted",
    "执行率": "rate",
}
COLUMNS = (
    *("scheme", "title", "source", "year", "body", "kind", "level1", "level2", "level3"),
    *("points", "weight", "target", "actual", "score", "weighted", "rate", "seen"),
)
_SUBTOTAL = "小计"
_TOTALS = {"总分", "合计", "总计", "总得分"}
_BESIDE_NAME = re.compile(r"\s|[(（].*")
"""What stands in and behind the name of a total: 总 分（100分）"""
_EXECUTION = ("预算执行", "资金执行率")
_GROUPED = {Kind.INDICATOR, Kind.HEADING}
_FEWEST_COLUMNS = {"points", "weight", "score"}
_NO_TABLE = marked("the first row must name level3, and one of points, weight and score")


@dataclass
class _Reading:
    """What is known of one table while its rows are read."""

    id: str
    line: int
    facts: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    groups: tuple[str, str] = ("", "")


def parse_tables(content: bytes, file: str) -> tuple[list[Table], list[Unread]]:
    """Every table of a CSV file (UTF-8 or GB18030), and what of the file was not read."""
    unread: list[Unread] = []
    lines = list(read_rows(content, file, unread))
    if not lines:
        if not unread:
            unread.append(Unread(file, None, "", marked("the file is empty")))
        return [], unread
    (head_line, head), rest = lines[0], lines[1:]
    names = [_HEADS.get(name, name.lower()) for name in head]
    if problem := _problem(names):
        return [], [Unread(file, head_line, ", ".join(filter(None, head)), problem)]
    why = marked("the column is not known")
    unread += [Unread(file, head_line, name, why) for name in names if name and name not in COLUMNS]
    tables: dict[str, _Reading] = {}
    for line, cells in rest:
        if len(cells) > len(names):
            longer = marked("the row has {cells} cells, the first row has {names}")
            values = {"cells": len(cells), "names": len(names)}
            unread.append(Unread(file, line, _row_name(cells), longer, values))
            continue
        named = dict(zip(names, cells, strict=False))
        _take(tables, named, line, file, unread)
    return [_table(each, file) for each in tables.values() if each.rows], unread


def _problem(names: list[str]) -> Marked | None:
    if "level3" not in names or not _FEWEST_COLUMNS & set(names):
        return _NO_TABLE
    known = [name for name in names if name in COLUMNS]
    return marked("a column is named twice") if len(set(known)) < len(known) else None


def _row_name(cells: Iterable[str]) -> str:
    return next(filter(None, cells), "")[:60]


def _take(
    tables: dict[str, _Reading],
    cells: Mapping[str, str],
    line: int,
    file: str,
    unread: list[Unread],
) -> None:
    """Add one row to its table."""
    name = cells.get("scheme") or _stem(file)
    table = tables.setdefault(name, _Reading(name, line))
    for fact in ("title", "source", "year", "body"):
        if cells.get(fact):
            table.facts.setdefault(fact, cells[fact])
    try:
        kind = Kind(cells.get("kind") or _kind(cells))
    except ValueError:
        why = marked("the kind {kind} is not known")
        unread.append(Unread(file, line, _named(cells), why, {"kind": cells["kind"]}))
        return
    groups = _groups(table.groups, cells, kind)
    if kind in _GROUPED:
        table.groups = groups
    table.rows.append(_Cells(cells, line, file, unread).row(kind, groups))


def _kind(cells: Mapping[str, str]) -> Kind:
    levels = _levels(cells)
    if _SUBTOTAL in levels:
        return Kind.HEADING
    if not _TOTALS.isdisjoint(levels):
        return Kind.TOTAL
    # A row without an indicator's name and figures says that something was cut off here.
    bare = not cells.get("level3") and cells.get("seen") != "cut"
    return Kind.HEADING if bare else Kind.INDICATOR


def _levels(cells: Mapping[str, str]) -> list[str]:
    """The names of a row's groups and of itself, those of sums without what stands beside them."""
    names = [cells.get(level, "") for level in ("level1", "level2", "level3")]
    bare = [_BESIDE_NAME.sub("", name) for name in names]
    sums = {_SUBTOTAL, *_TOTALS}
    return [short if short in sums else name for name, short in zip(names, bare, strict=True)]


def _groups(above: tuple[str, str], cells: Mapping[str, str], kind: Kind) -> tuple[str, str]:
    """The groups of a row; a sheet of merged cells names a group in its first row only."""
    level1, level2, _ = (each if each != _SUBTOTAL else "" for each in _levels(cells))
    if level1 or kind not in _GROUPED:
        return level1, level2
    of_level1 = _SUBTOTAL in _levels(cells)[:2]
    return above[0], level2 or ("" if of_level1 else above[1])


def _named(cells: Mapping[str, str]) -> str:
    return cells.get("level3") or cells.get("level2") or cells.get("level1") or ""


@dataclass(frozen=True)
class _Cells:
    """The cells of one row, and where to say which of them could not be read."""

    cells: Mapping[str, str]
    line: int
    file: str
    unread: list[Unread]

    def row(self, kind: Kind, groups: tuple[str, str]) -> Row:
        return Row(
            line=self.line,
            kind=kind,
            level1=groups[0],
            level2=groups[1],
            level3=self.words("level3"),
            points=self.figure("points"),
            weight=self.share("weight"),
            target=self.words("target"),
            actual=self.words("actual"),
            score=self.figure("score"),
            weighted=self.figure("weighted"),
            rate=self.share("rate"),
            funds=self.funds(groups[0]) if kind == Kind.INDICATOR else (),
            band=self.band() if kind == Kind.BAND else None,
            cut=self.words("seen") == "cut",
        )

    def words(self, column: str) -> str:
        return self.cells.get(column, "")

    def figure(self, column: str) -> Decimal | None:
        words = self.words(column)
        read = figure(words) if words else None
        if words and read is None:
            self.not_read(words, marked("{column}: {words} is not one figure"), column=column)
        return read

    def share(self, column: str) -> Decimal | None:
        words = self.words(column)
        read = share(words) if words else None
        if words and (read is None or (abs(read) > 1 and words[-1] not in "%％")):
            why = marked("{column}: {words} is neither a percentage (25%) nor a share (0.25)")
            self.not_read(words, why, column=column)
            return None
        return read

    def funds(self, level1: str) -> tuple[Funds, ...]:
        if not any(sign in f"{level1}{self.words('level3')}" for sign in _EXECUTION):
            return ()
        if lines := funds(self.words("level3")):
            return lines
        budget, spent = figure(self.words("target")), figure(self.words("actual"))
        return (Funds(None, budget, spent),) if budget is not None and spent is not None else ()

    def band(self) -> Range | None:
        read = score_range(self.words("target"))
        if read is None:
            why = marked("{column}: {words} is no range of scores")
            self.not_read(self.words("target"), why, column="target")
        return read

    def not_read(self, words: str, why: Marked, **values: object) -> None:
        values["words"] = words[:60]
        self.unread.append(Unread(self.file, self.line, _named(self.cells), why, values))


def _table(reading: _Reading, file: str) -> Table:
    return Table(
        id=reading.id, file=file, line=reading.line, rows=tuple(reading.rows), **reading.facts
    )


def _stem(file: str) -> str:
    return file.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
