"""The units and years that the duty register holds entries of, for a reader to choose from."""

from collections.abc import Sequence

from sqlalchemy import extract, select
from sqlalchemy.orm import Session

from portal.records.compliance import DutyRecord
from portal.records.region import Region


def list_units(session: Session, place: str) -> Sequence[Region]:
    """The regions of a place with at least one entry, by their codes."""
    return session.scalars(
        select(Region)
        .where(Region.code.in_(select(DutyRecord.region_code).where(DutyRecord.place == place)))
        .order_by(Region.code)
    ).all()


def list_years(session: Session, place: str, region_code: str) -> list[int]:
    """The years in which a unit of a place recorded something done, the newest first."""
    year = extract("year", DutyRecord.done_on)
    of_unit = (DutyRecord.place == place, DutyRecord.region_code == region_code)
    rows = session.scalars(select(year).where(*of_unit).distinct())
    return sorted((int(each) for each in rows), reverse=True)
