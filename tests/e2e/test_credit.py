"""A credit event: proposed, answered, decided by another person, read, downloaded, subscribed."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.demo.credit import DECIDER, PROPOSER, SPEAKER, demo_records
from portal.locale import gettext
from portal.policy.calendar import corresponding_day
from portal.policy.identifiers import make_uscc
from portal.records.credit import CreditRecord
from portal.records.session import reading
from portal.today import today
from portal.ui import words
from tests.e2e.server import Server
from tests.e2e.test_access import faults
from tests.e2e.test_compliance import choose
from tests.e2e.visitor import DESK, PHONE, SMALLEST, Visitor, Visitors

NAME = "（演示）走完全程的单位"
NUMBER = "（演示）示罚〔2026〕77号"
STATEMENT = "（演示）我单位已经改正，请公众监督。"
OPINION = "（演示）决定已生效，改正情况一并公布。"
CODE = make_uscc("91", "510603", "0777")
TEXTS = {
    "name": NAME,
    "uscc": CODE,
    "document_no": NUMBER,
    "authority": "（演示）示例机关",
    "facts": "（演示）连续三个月未入户。",
    "result": "（演示）警告，一年内禁止参加政府采购活动。",
    "basis": "（演示）某法第一条",
    "source_url": "https://example.invalid/77",
    "address": "（演示）示例路77号",
    "region": "510603",
    "how": "（演示）直接送达",
}
DECIDED = today() - timedelta(days=20)
DAYS = {
    "decided": DECIDED,
    "effective": DECIDED,
    "until": corresponding_day(DECIDED, 24),
    "ban-first": DECIDED,
    "ban-last": corresponding_day(DECIDED, 12),
    "notified": today(),
}


def record_id(portal: Server) -> str:
    with reading(portal.engine()) as session:
        return session.scalars(
            select(CreditRecord.id).where(CreditRecord.document_no == NUMBER)
        ).one()


def write(visitor: Visitor, name: str, text: str) -> None:
    visitor.page.locator(f".st-key-credit-{name}").locator("input, textarea").first.fill(text)


def enter_day(visitor: Visitor, name: str, on: date) -> None:
    visitor.page.locator(f".st-key-credit-{name}").get_by_role("spinbutton").first.click()
    visitor.page.keyboard.type(f"{on:%Y%m%d}")


def propose(officer: Visitor) -> None:
    officer.open("/desk?credit=new")
    for name, text in TEXTS.items():
        write(officer, name, text)
    kind, tier = (officer.page.locator(f".st-key-credit-{each}") for each in ("kind", "tier"))
    choose(officer, kind, words.say(words.DOCUMENTS, "penalty"))
    choose(officer, tier, words.say(words.TIERS, "serious"))
    for name, on in DAYS.items():
        enter_day(officer, name, on)
    officer.button("Propose the record").click()
    expect(
        officer.says("The record is proposed. Nobody but officers and the organisation sees it.")
    ).to_be_visible()


def test_a_credit_event_from_the_desk_to_the_feed(portal: Server, visitors: Visitors) -> None:
    first = visitors.come(PHONE, subject=PROPOSER)
    propose(first)
    made = record_id(portal)
    assert NUMBER not in portal.get("/data/credit_records.csv")[1]

    speaker = visitors.come(PHONE, subject=SPEAKER)
    speaker.open("/desk")
    speaker.follow(speaker.page.get_by_role("link", name=NAME), f"**/desk?credit={made}")
    write(speaker, "statement", STATEMENT)
    speaker.button("Hand in the statement").click()
    expect(speaker.says("The authority decides next.")).to_be_visible()

    first.turn_to()
    first.open(f"/desk?credit={made}")
    expect(
        first.says("You proposed this record. Another finance officer decides on it.")
    ).to_be_visible()
    expect(first.button("Put it into effect")).to_have_count(0)

    second = visitors.come(PHONE, subject=DECIDER)
    second.open(f"/desk?credit={made}")
    expect(second.page.get_by_text(STATEMENT).first).to_be_visible()
    write(second, "opinion", OPINION)
    second.button("Put it into effect").click()
    way = second.page.locator(f'a[href="/credit?id={made}"]')
    expect(way).to_be_visible()

    citizen = visitors.come(PHONE)
    citizen.open("/credit")
    citizen.page.get_by_label(gettext("Name or social credit code")).fill(CODE)
    citizen.page.get_by_role("button", name=gettext("Search")).click()
    citizen.page.wait_for_url("**/credit?q=*")
    citizen.settled()
    citizen.follow(citizen.page.get_by_role("link", name=NAME), f"**/credit?id={made}")
    for said in (STATEMENT, OPINION, NUMBER, TEXTS["facts"]):
        expect(citizen.page.get_by_text(said).first).to_be_visible()
    citizen.expect_no_sideways_scrolling()

    for path in (f"/data/credit_records.csv?q={CODE}", f"/data/credit_records.jsonl?q={CODE}"):
        status, text = portal.get(path)[:2]
        assert status == 200
        assert made in text
        assert STATEMENT in text
    feed = portal.get("/feeds/credit_records.atom?tier=serious")[1]
    assert f"/credit?id={made}" in feed
    assert NUMBER in feed


def test_nothing_found_leads_to_the_sites_that_count(visitors: Visitors) -> None:
    citizen = visitors.come(PHONE)
    citizen.open("/credit?q=没有这样的单位")
    expect(citizen.page.get_by_text("本站未查到")).to_be_visible()
    for site in ("https://www.creditchina.gov.cn", "https://www.ccgp.gov.cn"):
        expect(citizen.page.locator(f'a[href="{site}"]').first).to_be_visible()


@pytest.mark.parametrize("subject", [PROPOSER, DECIDER, SPEAKER])
def test_the_register_at_the_desk_is_accessible_and_fits_a_telephone(
    visitors: Visitors, subject: str
) -> None:
    ids = {each.key: each.id for each in demo_records()}
    person = visitors.come(PHONE, subject=subject)
    for chosen in ("all", "new", ids["repair"], ids["award"], ids["ban"]):
        person.open(f"/desk?credit={chosen}")
        for fold in person.page.locator('[data-testid="stExpander"] summary').all():
            fold.click()
        person.settled()
        for size in (PHONE, SMALLEST, DESK):
            person.resize(size)
            person.expect_no_sideways_scrolling()
        assert faults(person) == []


def test_a_record_reads_well_on_every_screen(visitors: Visitors) -> None:
    ids = {each.key: each.id for each in demo_records()}
    citizen = visitors.come(PHONE)
    for address in (f"/credit?id={ids['judgment']}", "/credit?tier=minor", "/credit?q=无"):
        citizen.open(address)
        for size in (PHONE, SMALLEST, DESK):
            citizen.resize(size)
            citizen.expect_no_sideways_scrolling()
        assert faults(citizen) == []
