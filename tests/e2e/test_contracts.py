"""A citizen goes from a contractor to its contract and how good it was, and prints the page."""

import re
from pathlib import Path

from playwright.sync_api import expect

from portal.locale import gettext
from tests.e2e.server import Server
from tests.e2e.visitor import DESK, PHONE, Visitor, Visitors


def open_contractor(citizen: Visitor) -> None:
    """From the list of contracts to the contractors, and to the one of a name."""
    citizen.open("/contracts")
    citizen.follow(citizen.page.locator('a[href="/contractors"]').first, re.compile("/contractors"))
    form = citizen.page.locator('form[action="/contractors"]')
    form.locator('input[name="q"]').fill("春晖")
    form.locator("button").click()
    citizen.page.wait_for_url(re.compile(r"/contractors\?q="))
    citizen.settled()
    citizen.follow(citizen.page.locator(".cards h3 a").first, re.compile(r"/contractor\?id="))


def test_a_citizen_goes_from_a_contractor_to_its_contract_and_its_result(
    visitors: Visitors,
) -> None:
    citizen = visitors.come(PHONE, touch=True)
    open_contractor(citizen)
    expect(citizen.page.get_by_role("heading", level=1)).to_contain_text("春晖社会工作服务中心")
    expect(citizen.page.locator('a[href^="https://www.creditchina.gov.cn"]')).to_be_visible()
    citizen.expect_no_sideways_scrolling()
    contract = citizen.page.locator('.cards a[href^="/contract?id="]').first
    citizen.follow(contract, re.compile(r"/contract\?id="))
    expect(citizen.page.locator("#compliance")).to_be_visible()
    expect(citizen.page.locator("p.cite")).to_contain_text("/contract?id=")
    citizen.expect_no_sideways_scrolling()
    result = citizen.page.locator('.cards a[href^="/evaluation?id="]').first
    citizen.follow(result, re.compile(r"/evaluation\?id="))
    expect(citizen.page.locator(".figure").first).to_be_visible()


def test_a_clause_leads_to_the_contract_that_did_not_meet_it(visitors: Visitors) -> None:
    citizen = visitors.come(DESK)
    citizen.open("/findings?outcome=not_met")
    clause = citizen.page.locator('.findings a[href^="/policies?clause="]').first
    citizen.follow(clause, re.compile(r"/policies\?clause="))
    judged = citizen.page.get_by_role(
        "link", name=gettext("Contracts, rounds and notices that met or failed it")
    )
    citizen.follow(judged, re.compile(r"/findings\?clause="))
    expect(citizen.page.locator(".verdict.fail").first).to_be_visible()


def test_on_paper_a_contract_is_a_clean_document(visitors: Visitors, tmp_path: Path) -> None:
    citizen = visitors.come(DESK)
    open_contractor(citizen)
    contract = citizen.page.locator('.cards a[href^="/contract?id="]').first
    citizen.follow(contract, re.compile(r"/contract\?id="))
    page = citizen.page
    folded = page.locator("details.idle")
    assert folded.count() > 1
    assert all(each.get_attribute("open") is None for each in folded.all())

    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    for gone in (".top nav", ".top .tools", ".trail", ".bottom nav", ".row"):
        expect(page.locator(gone).first).to_be_hidden()
    for each in folded.all():
        assert each.get_attribute("open") is not None
    expect(page.locator(".printed")).to_be_visible()
    expect(page.locator(".printed")).to_contain_text(page.url.partition("?")[2])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height > 2_000  # all of it, and not the one screen that scrolls inside

    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="null")
    assert all(each.get_attribute("open") is None for each in folded.all())
    content = page.pdf(path=tmp_path / "contract.pdf", format="A4")
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", content))
    assert 3 < pages < 40


def test_a_page_without_scripts_still_says_what_a_contract_is(
    portal: Server, visitors: Visitors
) -> None:
    lines = portal.get("/data/contracts.jsonl?region=510603")[1]
    found = re.search(r'"id":"([0-9a-z]+)"', lines)
    assert found
    citizen = visitors.come(DESK)
    context = citizen.page.context.browser
    assert context
    bare = context.new_context(java_script_enabled=False)
    page = bare.new_page()
    page.goto(f"{citizen.url}/contract?id={found[1]}")
    expect(page.locator("dd").first).to_be_visible()
    told = page.locator("body").inner_text()
    for words in ("春晖社会工作服务中心", "462,000.00 CNY", "2022-06-20", "[EB/OL]"):
        assert words in told
    bare.close()
