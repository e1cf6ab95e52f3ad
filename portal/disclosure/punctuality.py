"""Punctuality of disclosure: clocks met, late and overdue, by region and by purchaser."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
)
from sqlalchemy.orm import Session

from portal.disclosure.clocks import ClockFilter
from portal.disclosure.parameters import one_of
from portal.errors import InvalidInputError
from portal.records.organisation import Organisation
from portal.records.publishing import Clock
from portal.records.region import Region
from portal.records.regions import NATION, stem

SHARE_FROM = 10
"""From so many clocks that were due on, a share is shown; below it would be chance"""
PAGE_ROWS = 20
MOST_PAGES = 10_000
SORTS = ("missed", "share", "median", "name")
NOTHING = literal("", Text)
NOBODY = literal_column("''", Text)
OF_PURCHASERS = Clock.__table__.outerjoin(
    Organisation.__table__, Organisation.id == Clock.purchaser_id
)
_NEXT_DIGITS = {2: 4, 4: 6, 6: 9}
"""Digits of a region's stem → of those below it"""


@dataclass(frozen=True)
class Question:
    """One address of the page, read."""

    wanted: ClockFilter
    sort: str
    page: int


@dataclass(frozen=True)
class Punctuality:
    """The figures of one group."""

    key: str | None
    """Code of the region, or id of the purchaser; None where nobody is named"""
    name: str | None
    met: int
    late: int
    overdue: int
    open: int
    median_late: float | None
    """Working days, over the deadlines that were missed and then met"""
    is_demo: bool

    @property
    def due(self) -> int:
        """Clocks that have a result."""
        return self.met + self.late + self.overdue

    @property
    def share(self) -> float | None:
        """Met of those that were due; None for so few that it would be chance."""
        return self.met / self.due if self.due >= SHARE_FROM else None


@dataclass(frozen=True)
class Standings:
    """One screen of the page."""

    whole: Punctuality
    regions: Sequence[Punctuality]
    purchasers: Sequence[Punctuality]
    has_more: bool


def read_question(asked: Mapping[str, str]) -> Question:
    """What an address asks for; InvalidInputError says what is allowed."""
    page = asked.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) <= 6 else 0
    if not 1 <= number <= MOST_PAGES:
        raise InvalidInputError(
            "page: a number from 1 to {most} is expected, not {value}",
            most=MOST_PAGES,
            value=page[:40],
        )
    return Question(
        ClockFilter.read(asked, strict=False), one_of("sort", asked.get("sort", SORTS[0]), SORTS),
        number,
    )  # fmt: skip


def read_standings(session: Session, question: Question, today: date) -> Standings:
    """The whole, the regions below the chosen one, and a screen of purchasers."""
    wanted = question.wanted
    whole = _read(session, _grouped(wanted, today, NOTHING, NOTHING))
    purchasers = _read(
        session,
        _grouped(wanted, today, func.coalesce(Clock.purchaser_id, NOBODY), Organisation.name),
        order=question.sort,
        page=question.page,
    )
    return Standings(
        whole[0] if whole else Punctuality(None, None, 0, 0, 0, 0, None, is_demo=False),
        _regions(session, wanted, today),
        purchasers[:PAGE_ROWS],
        len(purchasers) > PAGE_ROWS,
    )


def _regions(session: Session, wanted: ClockFilter, today: date) -> list[Punctuality]:
    """The figures of the regions right below the chosen one, under their names."""
    at = wanted.region or NATION
    digits = 2 if at == NATION else _NEXT_DIGITS.get(len(stem(at)))
    if digits is None:
        return []
    below = func.coalesce(func.substr(Clock.region_code, 1, digits), NOBODY)
    found = _read(session, _grouped(wanted, today, below, NOTHING))
    codes = {each.key: each.key.ljust(6, "0") for each in found if each.key}
    rows = session.execute(select(Region.code, Region.path).where(Region.code.in_(codes.values())))
    names = {row.code: row.path for row in rows}
    return sorted(
        (
            Punctuality(
                codes[each.key] if each.key else None,
                names.get(codes[each.key]) if each.key else None,
                each.met,
                each.late,
                each.overdue,
                each.open,
                each.median_late,
                each.is_demo,
            )
            for each in found
        ),
        key=lambda each: (-(each.late + each.overdue), each.key or "~"),
    )


def _grouped(wanted: ClockFilter, today: date, key: Any, name: Any) -> Select[*tuple[Any, ...]]:
    """One row for each group, with its median, for which SQLite has no word."""
    overdue = and_(
        Clock.is_met.is_(None),
        Clock.met_on.is_(None),
        Clock.is_period.is_(False),
        Clock.is_provisional.is_(False),
        Clock.due_on < today,
    )
    # Of a period whose end nobody recorded nothing can be said, and nothing is still to come.
    unrecorded = and_(Clock.is_period.is_(True), Clock.met_on.is_(None), Clock.due_on < today)
    still = and_(Clock.is_met.is_(None), ~unrecorded, ~overdue)
    counted: list[Any] = [Clock.counts, *wanted.conditions()]

    def many(condition: ColumnElement[bool]) -> ColumnElement[Any]:
        return func.sum(case((condition, 1), else_=0))

    figures = (
        select(
            key.label("key"),
            func.max(name).label("name"),
            many(Clock.is_met.is_(True)).label("met"),
            many(Clock.is_met.is_(False)).label("late"),
            many(overdue).label("overdue"),
            many(still).label("open"),
            func.max(cast(Clock.is_demo, Integer)).label("is_demo"),
        )
        .select_from(OF_PURCHASERS)
        .where(*counted)
        .group_by(key)
        .subquery()
    )
    medians = _medians(key, counted)
    return select(*(each for each in figures.c), medians.c.median.label("median")).outerjoin_from(
        figures,
        medians,
        figures.c.key == medians.c.key,
    )


def _medians(key: Any, counted: Sequence[Any]) -> Any:
    """The median of the working days by which the late deadlines of each group were missed."""
    window: dict[str, Any] = {"partition_by": (key,)}
    late = (
        select(
            key.label("key"),
            Clock.missed_by.label("missed_by"),
            func.row_number().over(order_by=(Clock.missed_by, Clock.id), **window).label("place"),
            func.count().over(**window).label("many"),
        )
        .select_from(OF_PURCHASERS)
        .where(Clock.is_met.is_(False), Clock.is_period.is_(False), *counted)
        .subquery()
    )
    in_the_middle = (2 * late.c.place >= late.c.many) & (2 * late.c.place <= late.c.many + 2)
    return (
        select(late.c.key, func.avg(late.c.missed_by).label("median"))
        .where(in_the_middle)
        .group_by(late.c.key)
        .subquery()
    )


def _read(
    session: Session, grouped: Select[*tuple[Any, ...]], *, order: str | None = None, page: int = 1
) -> list[Punctuality]:
    if order is not None:
        groups = grouped.subquery()
        grouped = (
            select(groups)
            .order_by(*_order(groups.c, order))
            .limit(PAGE_ROWS + 1)
            .offset((page - 1) * PAGE_ROWS)
        )
    return [
        Punctuality(
            each.key or None,
            each.name or None,
            int(each.met),
            int(each.late),
            int(each.overdue),
            int(each.open),
            None if each.median is None else float(each.median),
            bool(each.is_demo),
        )
        for each in session.execute(grouped)
        if each.met is not None
    ]


def _order(of: Any, order: str) -> Sequence[ColumnElement[Any]]:
    due = of.met + of.late + of.overdue
    share = case((due >= SHARE_FROM, of.met * 1.0 / due), else_=2.0)
    by: Mapping[str, Sequence[ColumnElement[Any]]] = {
        "missed": ((of.late + of.overdue).desc(),),
        "share": (share, due.desc()),
        "median": (func.coalesce(of.median, -1).desc(),),
        "name": (),
    }
    return (*by[order], func.coalesce(of.name, "").asc(), func.coalesce(of.key, "").asc())
