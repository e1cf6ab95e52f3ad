"""What a list of notices can be narrowed by next, with how many notices each choice would leave."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, extract, func, select
from sqlalchemy.orm import Session

from portal.disclosure.children import Children, children_of
from portal.disclosure.choices import service_items
from portal.disclosure.finding import ask
from portal.disclosure.kept import kept
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.notices.types import NoticeType, ProcurementMethod, Stage
from portal.records.notice import HEADLINE_FEN, PURCHASER_KEY, Notice
from portal.records.organisation import Organisation

CLASSES = (0, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000)
"""Where the classes of amounts begin, in yuan; the last one has no end"""
TOP = 10
"""Purchasers that are listed"""
FEN = 100
Counts = Mapping[Any, int]


@dataclass(frozen=True)
class Choice:
    """One value of a facet."""

    code: str
    count: int
    narrows: Mapping[str, str | None]
    """What it changes in the query of the list; empty where nothing can be chosen"""
    is_chosen: bool = False
    label: str | None = None
    """Its name, where only the database knows it"""


@dataclass(frozen=True)
class Facet:
    """One question that the notices answer, with the answers that occur among them."""

    name: str
    choices: Sequence[Choice]
    is_exact: bool
    """False where only the first hits were counted: there are at least so many"""
    unstated: int
    """Notices that do not say it, or not in a way that could be chosen"""


def read_facets(session: Session, wanted: NoticeFilter) -> Sequence[Facet]:
    """Every facet, each counted under the filters of the others.

    Exact without words, and with words that have few hits; else the first hits of the index are
    counted. What was counted is kept until the data changes.
    """
    asked = wanted.unsorted()
    return kept(session, ("facets", asked), lambda: _facets(session, asked))


def _facets(session: Session, wanted: NoticeFilter) -> Sequence[Facet]:
    children = children_of(session, wanted.region)
    return [
        _region(session, wanted, children),
        _plain(session, wanted, "type", [each.value for each in NoticeType]),
        _plain(session, wanted, "method", [each.value for each in ProcurementMethod]),
        _stage(session, wanted),
        _plain(session, wanted, "service", list(service_items())),
        _purchaser(session, wanted),
        _year(session, wanted),
        _amount(session, wanted),
    ]


def _region(session: Session, wanted: NoticeFilter, children: Children) -> Facet:
    counts, is_exact = _counted(session, wanted, children.known_as)
    units: Counter[str | None] = Counter()
    for code, count in counts.items():
        units[children.of(code) if code else None] += count
    unstated = units.pop(None, 0)
    names = children.names(session, [each for each in units if each])
    choices = [
        Choice(code, count, {"region": code}, label=names.get(code, code))
        for code, count in sorted(units.items(), key=lambda each: str(each[0]))
        if code
    ]
    return Facet("region", choices, is_exact, unstated)


def _plain(session: Session, wanted: NoticeFilter, name: str, codes: Sequence[str]) -> Facet:
    """A facet whose values are those of its filter."""
    counts, is_exact = _counted(session, _without(wanted, name), name)
    chosen = getattr(wanted, name)
    choices = [
        Choice(code, counts[code], {name: code}, code == chosen) for code in codes if code in counts
    ]
    known = sum(each.count for each in choices)
    return Facet(name, choices, is_exact, sum(counts.values()) - known)


def _stage(session: Session, wanted: NoticeFilter) -> Facet:
    counts, is_exact = _counted(session, _without(wanted, "stage"), "type")
    choices = [
        Choice(stage, count, {"stage": stage}, stage == wanted.stage)
        for stage in Stage
        if (count := sum(counts.get(each, 0) for each in stage.types))
    ]
    known = sum(each.count for each in choices)
    return Facet("stage", choices, is_exact, sum(counts.values()) - known)


def _purchaser(session: Session, wanted: NoticeFilter) -> Facet:
    counts, is_exact = _counted(session, _without(wanted, "purchaser"), "purchaser")
    named = {code: count for code, count in counts.items() if code}
    first = sorted(named, key=lambda code: (-named[code], code))[:TOP]
    names = dict(
        session.execute(
            select(Organisation.id, Organisation.name).where(Organisation.id.in_(first))
        ).all()
    )
    choices = [
        Choice(code, named[code], {"purchaser": code}, code == wanted.purchaser, names.get(code))
        for code in first
    ]
    return Facet("purchaser", choices, is_exact, counts.get(None, 0))


def _year(session: Session, wanted: NoticeFilter) -> Facet:
    counts, is_exact = _counted(session, _without(wanted, "from_on", "to_on"), "year")
    days = (str(wanted.from_on), str(wanted.to_on))
    choices = []
    for year in sorted((each for each in counts if each > 1), reverse=True):
        first, last = f"{year:04}-01-01", f"{year:04}-12-31"
        narrows = {"from": first, "to": last}
        choices.append(Choice(str(year), counts[year], narrows, days == (first, last)))
    return Facet("year", choices, is_exact, counts.get(1, 0))


def _amount(session: Session, wanted: NoticeFilter) -> Facet:
    counts, is_exact = _counted(session, _without(wanted, "amount_from", "amount_to"), "amount")
    asked = {"amount_from": wanted.amount_from, "amount_to": wanted.amount_to}
    given = {name: value and f"{value:.2f}" for name, value in asked.items()}
    choices = []
    for place, least in enumerate(CLASSES):
        if place not in counts:
            continue
        ends = place + 1 < len(CLASSES)
        narrows = {
            "amount_from": f"{least}.00",
            "amount_to": f"{CLASSES[place + 1] - 1}.99" if ends else None,
        }
        choices.append(Choice(str(least), counts[place], narrows, narrows == given))
    return Facet("amount", choices, is_exact, counts.get(None, 0))


def _without(wanted: NoticeFilter, *names: str) -> NoticeFilter:
    return wanted.model_copy(update=dict.fromkeys(names))


def _amount_class() -> ColumnElement[Any]:
    downwards = list(enumerate(CLASSES))[::-1]
    return case(*((least * FEN <= HEADLINE_FEN, place) for place, least in downwards))


VALUES: Mapping[str, Callable[[], Any]] = {
    "region2": lambda: func.substr(Notice.region_code, 1, 2),
    "region6": lambda: func.substr(Notice.region_code, 1, 6),
    "region9": lambda: Notice.region_code,
    "type": lambda: Notice.type,
    "method": lambda: Notice.method,
    "service": lambda: Notice.service_item,
    "purchaser": lambda: PURCHASER_KEY,
    "year": lambda: extract("year", Notice.sort_on),
    "amount": _amount_class,
}
"""What is counted by, as the database computes it"""


def _counted(session: Session, wanted: NoticeFilter, name: str) -> tuple[Counts, bool]:
    """How often each value occurs among the rows of a filter, and whether all were counted."""
    return kept(session, (wanted, name), lambda: _count(session, wanted, name))


def _count(session: Session, wanted: NoticeFilter, name: str) -> tuple[Counts, bool]:
    way, is_exact = _way(session, wanted)
    value = VALUES[name]().label("value")
    found = NOTICES.select(wanted, by_index=way).order_by(None).with_only_columns(value).subquery()
    rows = session.execute(
        select(found.c.value, func.count()).select_from(found).group_by(found.c.value)
    )
    return dict(_pairs(rows)), is_exact


def _way(session: Session, wanted: NoticeFilter) -> tuple[ColumnElement[bool] | None, bool]:
    """By the index where it has few hits, and its first hits where words have many."""
    if NOTICES.index is None or not (grams := wanted.grams()):
        return None, True
    hits = ask(session, NOTICES.index, grams)
    if hits.are_all or wanted.words():
        return hits.among, hits.are_all
    return None, True


def _pairs(rows: Any) -> Iterator[tuple[Hashable, int]]:
    for value, count in rows:
        yield int(value) if isinstance(value, Decimal) else value, count
