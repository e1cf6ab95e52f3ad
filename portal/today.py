"""The day by which all dates of the portal go: today in Asia/Shanghai."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """The current day in Asia/Shanghai."""
    return datetime.now(SHANGHAI).date()
