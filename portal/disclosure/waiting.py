"""How long it takes from the first notice of a purchase to its contract."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Subquery, cast, exists, func, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.types import Integer

from portal.disclosure.children import children_of
from portal.disclosure.kept import kept
from portal.disclosure.spending import SpendingFilter, newest_of_project
from portal.notices.types import NoticeType, Stage
from portal.records.contract import Contract
from portal.records.notice import PURCHASER_KEY, UNDATED, Notice, NoticeState


@dataclass(frozen=True)
class Wait:
    """So many contracts of a region came so many days after the first notice."""

    region: str
    """Empty where it is not stated"""
    label: str | None
    days: int
    contracts: int
    is_demo: bool


def read_waits(session: Session, wanted: SpendingFilter) -> Sequence[Wait]:
    """The days of every contract that has both ends, by the regions below the one asked for.

    From the first notice that invites suppliers (or the publicity of a single source) to the day of
    signing; where no contract is recorded, to the day of the first contract notice. A contract
    dated before every notice is left out: one of the two days is wrong.
    """
    return kept(session, ("waits", wanted), lambda: _waits(session, wanted))


def median(waits: Sequence[Wait]) -> float | None:
    """The number of days that half of the contracts took at most."""
    days: Counter[int] = Counter()
    for each in waits:
        days[each.days] += each.contracts
    every = sorted(days.elements())
    if not every:
        return None
    middle = len(every) // 2
    return float(every[middle]) if len(every) % 2 else (every[middle - 1] + every[middle]) / 2


def _waits(session: Session, wanted: SpendingFilter) -> Sequence[Wait]:
    children = children_of(session, wanted.region)
    begun, ended = _begun(), union_all(_signed(), _announced()).subquery("ended")
    if session.get_bind().dialect.name == "postgresql":
        days = cast(ended.c.day - begun.c.day, Integer)
    else:
        days = cast(func.julianday(ended.c.day) - func.julianday(begun.c.day), Integer)
    length = {"region2": 2, "region6": 6, "region9": 9}[children.known_as]
    region = func.substr(ended.c.region_code, 1, length)
    rows = session.execute(
        select(region, days, ended.c.is_demo, func.count())
        .select_from(ended.join(begun, begun.c.project_id == ended.c.project_id))
        .where(days >= 0, *wanted.of(ended.c))
        .group_by(region, days, ended.c.is_demo)
    )
    counts: Counter[tuple[str, int, bool]] = Counter()
    for code, taken, is_demo, contracts in rows:
        child = (children.of(code) or wanted.region or "") if code else ""
        counts[child, int(taken), bool(is_demo)] += contracts
    names: Mapping[str, str] = children.names(session, [code for code, _, _ in counts])
    return [
        Wait(code, names.get(code), taken, contracts, is_demo)
        for (code, taken, is_demo), contracts in sorted(counts.items())
    ]


def _begun() -> Subquery:
    return (
        select(Notice.project_id, func.min(Notice.sort_on).label("day"))
        .where(
            Notice.state == NoticeState.ISSUED,
            Notice.type.in_(Stage.TENDER.types),
            Notice.project_id.is_not(None),
            Notice.sort_on > UNDATED,
        )
        .group_by(Notice.project_id)
        .subquery("begun")
    )


def _signed() -> Any:
    return select(
        Contract.project_id,
        Contract.region_code,
        newest_of_project(Notice.method).label("method"),
        newest_of_project(Notice.service_item).label("service"),
        Contract.purchaser_id.label("purchaser"),
        Contract.signed_on.label("day"),
        Contract.is_demo,
    ).where(Contract.signed_on.is_not(None))


def _announced() -> Any:
    """The first contract notice of a project without a contract record."""
    return (
        select(
            Notice.project_id,
            func.max(Notice.region_code).label("region_code"),
            func.max(Notice.method).label("method"),
            func.max(Notice.service_item).label("service"),
            func.max(PURCHASER_KEY).label("purchaser"),
            func.min(Notice.sort_on).label("day"),
            Notice.is_demo,
        )
        .where(
            Notice.state == NoticeState.ISSUED,
            Notice.type == NoticeType.CONTRACT,
            Notice.project_id.is_not(None),
            Notice.sort_on > UNDATED,
            ~exists().where(Contract.project_id == Notice.project_id),
        )
        .group_by(Notice.project_id, Notice.is_demo)
    )
