"""Desk: registering where and when a notice first appeared, and what needs no typing after that."""

from datetime import date

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from portal.locale import gettext
from portal.records.contract import Contract
from portal.records.notice import Notice
from portal.records.publishing import Clock, MediumRecord
from portal.records.session import reading
from portal.settings import Settings
from tests.pages.visiting import errors, open_screen, press, signed_in, words

OFFICER = "demo-officer-1"
UNREGISTERED = {"type": "contract", "project_no": "DEMO-NM-2025-001"}


def find(**conditions: object) -> Notice:
    with reading() as session:
        found = session.scalars(select(Notice).filter_by(**conditions)).first()
    return found or pytest.fail("no such notice")


def clock_of(notice: Notice) -> Clock:
    with reading() as session:
        return session.scalars(
            select(Clock).where(
                Clock.project_id == notice.project_id, Clock.rule_id == "cn-contract-announced"
            )
        ).one()


def fill(visit: AppTest, version: str, url: str, day: date, at: str, reason: str = "") -> AppTest:
    visit.text_input(key=f"medium-url-{version}").set_value(url)
    visit.date_input(key=f"medium-day-{version}").set_value(day)
    visit.text_input(key=f"medium-time-{version}").set_value(at)
    if reason:
        visit.text_input(key=f"medium-reason-{version}").set_value(reason)
    return press(visit, f"medium-register-{version}")


def test_an_officer_registers_the_publication_and_the_clock_is_met(own_demo: Settings) -> None:
    del own_demo
    notice = find(**UNREGISTERED)
    assert clock_of(notice).is_met is None
    visit = open_screen("desk", notice=notice.id, user=signed_in(OFFICER))
    assert gettext("Until it is, no clock of this notice is met.") in words(visit)
    version = f"{notice.id}-None"
    visit = fill(visit, version, "https://www.ccgp.gov.cn/1", date(2025, 4, 3), "09:30")
    assert not errors(visit)
    assert clock_of(notice).is_met is True
    assert "2025-04-03 09:30" in words(visit)
    with reading() as session:
        entry = session.scalars(
            select(MediumRecord).where(MediumRecord.notice_id == notice.id)
        ).one()
    assert entry.account_id


@pytest.mark.parametrize(
    ("url", "day", "at"),
    [
        ("https://www.ccgp.gov.cn/1", date(2025, 4, 3), "half past nine"),
        ("https://www.ccgp.gov.cn/1", date(2025, 4, 3), "25:00"),
        ("ftp://www.ccgp.gov.cn/1", date(2025, 4, 3), "09:30"),
        ("", date(2025, 4, 3), "09:30"),
    ],
)
def test_what_is_not_right_is_said_and_nothing_is_stored(
    own_demo: Settings, url: str, day: date, at: str
) -> None:
    del own_demo
    notice = find(**UNREGISTERED)
    visit = open_screen("desk", notice=notice.id, user=signed_in(OFFICER))
    visit = fill(visit, f"{notice.id}-None", url, day, at)
    assert len(errors(visit)) == 1
    assert clock_of(notice).is_met is None


def test_a_change_without_a_reason_is_refused(own_demo: Settings) -> None:
    del own_demo
    notice = find(type="contract", project_no="DEMO-DY-2022-001")
    version = f"{notice.id}-{notice.media_at}"
    visit = open_screen("desk", notice=notice.id, user=signed_in(OFFICER))
    visit = fill(visit, version, "https://www.ccgp.gov.cn/2", date(2022, 6, 21), "10:00")
    assert len(errors(visit)) == 1
    visit = fill(
        visit, version, "https://www.ccgp.gov.cn/2", date(2022, 6, 21), "10:00", "网址有误"
    )
    assert not errors(visit)
    assert find(id=notice.id).media_url == "https://www.ccgp.gov.cn/2"


def test_the_facts_that_notices_say_are_shown_and_not_asked_for(demo: Settings) -> None:
    del demo
    with reading() as session:
        contract = session.scalars(
            select(Contract).where(Contract.number == "DEMO-DY-2022-001-HT")
        ).one()
    visit = open_screen("desk", contract=contract.id, user=signed_in(OFFICER))
    shown = words(visit)
    assert gettext("What the issued notices say already ({count})").partition("(")[0][:8] in shown
    keys = [str(each.key) for each in visit.date_input]
    assert keys
    for name in ("contract.announced_on", "contract.purchase.result_on"):
        assert not any(each.endswith(name) for each in keys), name
