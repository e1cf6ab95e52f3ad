"""Entering duties into the register of the invented county, and reading what is due there."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select

from portal.compliance.duties import (
    DutyState,
    NewDuty,
    duty_states,
    record_duty,
)
from portal.records.compliance import DutyRecord
from portal.records.session import reading
from tests.db.county import OFFICER, PLACE
from tests.db.town import PURCHASER, TODAY, Town

COUNTY, TOWNSHIP, NEIGHBOUR, PREFECTURE = "510603", "510603001", "510604", "510600"
EVIDENCE = "湖民培〔2025〕3号"


def enter(
    town: Town,
    duty: str = "lk-training",
    figures: Mapping[str, object] | None = None,
    who: str = OFFICER,
    **changes: Any,
) -> str:
    said: dict[str, Any] = {
        "place": PLACE,
        "duty_id": duty,
        "region_code": COUNTY,
        "organisation_id": PURCHASER,
        "done_on": date(2025, 9, 1),
        "figures": {"attendees": "40"} if figures is None else figures,
        "evidence": EVIDENCE,
    }
    entered = NewDuty(**(said | changes))
    return town.act(who, lambda s, person: record_duty(s, person, entered, TODAY).id)


def entries(town: Town) -> int:
    with reading(town.engine) as session:
        return session.scalar(select(func.count()).select_from(DutyRecord)) or 0


def states(
    town: Town,
    today: date = TODAY,
    since: date = date(2020, 1, 1),
    region: str = COUNTY,
    duty: str = "lk-",
) -> list[DutyState]:
    with reading(town.engine) as session:
        found = duty_states(session, PLACE, region, since=since, today=today)
    return [each for each in found if each.duty.id.startswith(duty)]


def said(found: list[DutyState]) -> list[tuple[str, int, bool]]:
    """Period, number of entries, whether it is overdue."""
    return [(each.period, len(each.records), each.is_overdue) for each in found]
