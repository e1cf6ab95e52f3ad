"""Who published nothing in a period, among the purchasers and regions this portal knows.

Known is who buys here: a project under a governing document, a recorded contract, or an entry of
the duty register. Nothing means: no notice of theirs that is public here, issued here or reprinted,
is of a day of the period. It proves nothing about what stands elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select, union
from sqlalchemy.orm import Session

from portal.disclosure.clocks import ClockFilter
from portal.records.compliance import DutyRecord
from portal.records.contract import Contract
from portal.records.notice import UNDATED, Notice, NoticeState
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.records.region import Region
from portal.records.regions import NATION, stem, within

STEMS = (2, 4, 6, 9)
"""Digits that the codes of a province, a prefecture, a county and a township begin with"""
MOST_SILENT = 50
"""So many are named; the others are counted"""


@dataclass(frozen=True)
class Silent:
    """Who published nothing: the first of them, and how many there are."""

    names: Sequence[tuple[str, str, bool]]
    """Id or code, name, whether invented"""
    count: int


def silent_purchasers(session: Session, wanted: ClockFilter) -> Silent:
    """Known purchasers of the chosen region without a notice of the period."""
    known = union(
        select(Project.purchaser_id.label("id"), Project.region_code.label("region")).where(
            Project.place.is_not(None)
        ),
        select(Contract.purchaser_id, Contract.region_code),
        select(DutyRecord.organisation_id, DutyRecord.region_code),
    ).subquery()
    published = exists().where(Notice.purchaser_id == Organisation.id, *_of_period(wanted))
    here = select(known.c.id).where(*_inside(known.c.region, wanted))
    statement = select(
        Organisation.id.label("key"), Organisation.name.label("name"), Organisation.is_demo
    ).where(Organisation.id.in_(here), ~published)
    if wanted.purchaser:
        statement = statement.where(Organisation.id == wanted.purchaser)
    return _read(session, statement)


def silent_regions(session: Session, wanted: ClockFilter) -> Silent:
    """Known regions in the chosen one where no notice, of it or of what lies in it, appeared."""
    known = union(
        select(Project.region_code.label("code"), Project.is_demo.label("is_demo")).where(
            Project.place.is_not(None)
        ),
        select(Contract.region_code, Contract.is_demo),
        select(DutyRecord.region_code, DutyRecord.is_demo),
    ).subquery()
    # A region of which one record is real is known, whatever was invented there besides.
    invented: dict[str, bool] = {}
    for code, is_demo in session.execute(
        select(known.c.code, known.c.is_demo).where(
            known.c.code.is_not(None), *_inside(known.c.code, wanted)
        )
    ):
        invented[code] = invented.get(code, True) and bool(is_demo)
    published = session.scalars(
        select(Notice.region_code)
        .where(Notice.region_code.is_not(None), *_of_period(wanted))
        .distinct()
    )
    heard = {code[:digits] for code in published if code for digits in STEMS}
    silent = [code for code in invented if code != NATION and stem(code) not in heard]
    rows = session.execute(
        select(Region.code, Region.path)
        .where(Region.code.in_(sorted(silent)[:MOST_SILENT]))
        .order_by(Region.code)
    )
    return Silent([(row.code, row.path, invented[row.code]) for row in rows], len(silent))


def _of_period(wanted: ClockFilter) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Notice.state == NoticeState.ISSUED]
    if wanted.from_on or wanted.to_on:
        conditions += [Notice.sort_on > UNDATED, *wanted.between(Notice.sort_on)]  # type: ignore[arg-type] # a mapped attribute
    return conditions


def _inside(code: Any, wanted: ClockFilter) -> Sequence[ColumnElement[bool]]:
    condition = within(code, wanted.region) if wanted.region else None
    return () if condition is None else (condition,)


def _read(session: Session, statement: Select[*tuple[Any, ...]]) -> Silent:
    of = statement.subquery()
    count = session.scalar(select(func.count()).select_from(of)) or 0
    rows = session.execute(select(of).order_by(of.c.name, of.c.key).limit(MOST_SILENT)).all()
    return Silent([(each.key, each.name, bool(each.is_demo)) for each in rows], count)
