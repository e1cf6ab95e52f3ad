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


def list_years(session: Session, place: str) -> list[int]:
    """The years in which something was done in a place, the newest first."""
    year = extract("year", DutyRecord.done_on)
    rows = session.scalars(select(year).where(DutyRecord.place == place).distinct())
    return sorted((int(each) for each in rows), reverse=True)
