"""The units and years that the duty register can show, alike on both databases."""

import json
from datetime import date

from sqlalchemy.orm import Session

from portal.compliance.units import list_units, list_years
from portal.records.compliance import DutyRecord
from portal.records.organisation import Organisation
from portal.records.region import Region

PLACE = "dawukou"


def record(session: Session, number: int, region: str, done_on: date, place: str = PLACE) -> None:
    session.add(
        DutyRecord(
            id=f"record{number}",
            place=place,
            duty_id="dw-training",
            region_code=region,
            organisation_id="bureau",
            period=str(done_on.year),
            done_on=done_on,
            figures=json.dumps({}),
        )
    )


def settle(session: Session) -> None:
    session.add(Organisation(id="bureau", name="（虚构）民政局"))
    for code, name in (("640202", "大武口区"), ("640202100", "星海镇"), ("510603", "旌阳区")):
        session.add(Region(code=code, name=name, level="county", path=name))
    session.flush()
    record(session, 1, "640202", date(2025, 12, 31))
    record(session, 2, "640202", date(2026, 1, 1))
    record(session, 3, "640202", date(2026, 4, 17))
    record(session, 4, "640202100", date(2024, 2, 29))
    record(session, 5, "510603", date(2023, 5, 1), place="deyang")
    session.flush()


def test_each_region_with_an_entry_is_named_once_in_order(session: Session) -> None:
    settle(session)
    assert [each.code for each in list_units(session, PLACE)] == ["640202", "640202100"]
    assert [each.code for each in list_units(session, "deyang")] == ["510603"]
    assert list_units(session, "zunyi") == []


def test_each_year_of_a_unit_is_named_once_the_newest_first(session: Session) -> None:
    settle(session)
    assert list_years(session, PLACE, "640202") == [2026, 2025]
    assert list_years(session, PLACE, "640202100") == [2024]
    assert list_years(session, PLACE, "510603") == []
