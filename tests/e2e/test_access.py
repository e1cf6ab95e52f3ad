"""Everybody can read it: no accessibility fault of ours, no sideways scrolling, light and dark."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped] # no types
from playwright.sync_api import Browser

from portal.sitemap import SCREENS
from tests.e2e.conftest import PlanRound
from tests.e2e.scene import EVALUATOR, RUNNER
from tests.e2e.server import Server
from tests.e2e.visitor import DESK, PHONE, SMALLEST, Scheme, Visitor, Visitors

STREAMLITS_OWN: dict[tuple[str, str], str] = {}
"""(rule, pattern of the element) → why it is not ours to mend; none is needed at present"""
RULES = [
    "policies?place=dawukou",
    "policies?topic=training",
    "policies?clause=DW-7.7",
    "policies?place=deyang&view=duties",
]
"""One screen that shows five kinds of things"""
PUBLIC = [*(screen.name for screen in SCREENS if screen.is_public), *RULES]
CHART = '[data-testid="stVegaLiteChart"]'
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def address(portal: Server, name: str) -> str:
    """The screen with something on it."""
    match name:
        case "home":
            return "/?place=德阳"
        case "notices":
            return "/notices?q=救助&type=result&place=德阳"
        case "notice":
            lines = portal.get("/data/notices.jsonl?q=旌阳区&type=contract")[1]
        case "contract":
            lines = portal.get("/data/contracts.jsonl?region=510603")[1]
        case "contractor":
            lines = portal.get("/data/contractors.jsonl?region=510603")[1]
        case "evaluation":
            lines = portal.get("/data/evaluations.jsonl?region=510603&to=2026-01-01")[1]
        case _:
            return f"/{name}"
    found = re.search(r'"id":"([0-9a-z]+)"', lines)
    assert found
    return f"/{name}?id={found[1]}"


def faults(visitor: Visitor) -> list[str]:
    """What axe finds on the page as it stands, of any severity, but for Streamlit's own."""
    found: Any = Axe().run(visitor.page)
    return [
        f"{rule['impact']} {rule['id']}: {node['html'][:200]}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
        if not any(
            rule["id"] == name and re.search(element, node["html"])
            for name, element in STREAMLITS_OWN
        )
    ]


def check(visitor: Visitor) -> None:
    for size in (PHONE, DESK):
        visitor.resize(size)
        assert faults(visitor) == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_has_no_accessibility_fault(
    portal: Server, visitors: Visitors, name: str, scheme: Scheme
) -> None:
    citizen = visitors.come(PHONE, scheme=scheme)
    citizen.open(address(portal, name))
    if name == "evaluation":
        citizen.page.locator(CHART).locator("svg").wait_for()
    check(citizen)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_ballot_has_no_accessibility_fault(
    visitors: Visitors, plan_round: PlanRound, scheme: Scheme
) -> None:
    round_ = plan_round("inner-mongolia")
    (code,) = round_.codes(1)
    round_.open()
    person = visitors.come(PHONE, scheme=scheme)
    person.open("/rate")
    person.page.locator(".st-key-code input").fill(code)
    person.button("Continue").click()
    person.page.locator(".st-key-ballot").wait_for()
    person.settled()
    check(person)
    person.expect_no_sideways_scrolling()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_pages_of_the_staff_have_no_accessibility_fault(
    visitors: Visitors, plan_round: PlanRound, scheme: Scheme
) -> None:
    round_ = plan_round("deyang")
    round_.codes(1)
    round_.open()
    round_.appoint()
    officer = visitors.come(scheme=scheme, subject=RUNNER)
    officer.open(f"/desk?round={round_.round_id}")
    check(officer)
    evaluator = visitors.come(scheme=scheme, subject=EVALUATOR)
    evaluator.open(f"/assess?sheet={round_.sheet_of(EVALUATOR)}")
    check(evaluator)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_scrolls_sideways_on_a_phone(
    portal: Server, visitors: Visitors, language: str
) -> None:
    citizen = visitors.come(PHONE)
    citizen.open(f"/?lang={language}")
    for name in PUBLIC:
        citizen.open(address(portal, name))
        for size in (PHONE, SMALLEST):
            citizen.resize(size)
            citizen.expect_no_sideways_scrolling()


@pytest.mark.parametrize(
    "path", ["/nowhere", "/notices?type=wrong", "/oidc/authorize", "/notice?id=unknown"]
)
def test_the_pages_without_streamlit_are_accessible_too(visitors: Visitors, path: str) -> None:
    for scheme in SCHEMES:
        citizen = visitors.come(SMALLEST, scheme=scheme)
        citizen.visit(path)
        assert faults(citizen) == []
        citizen.expect_no_sideways_scrolling()


def test_the_night_is_dark_and_the_chart_follows(portal: Server, visitors: Visitors) -> None:
    lightness = {}
    swatches = {}
    for scheme in SCHEMES:
        citizen = visitors.come(scheme=scheme)
        citizen.open(address(portal, "evaluation"))
        page = citizen.page.locator('[data-testid="stApp"]')
        colour = page.evaluate("element => getComputedStyle(element).backgroundColor")
        lightness[scheme] = sum(map(int, re.findall(r"\d+", colour)[:3])) / 3
        swatches[scheme] = citizen.page.locator(".swatch").first.get_attribute("style")
        assert citizen.page.locator(CHART).is_visible()
    assert lightness["light"] > 200
    assert lightness["dark"] < 60
    assert swatches["light"] != swatches["dark"]


def test_with_the_keyboard_alone_one_reaches_the_search_and_sees_where_one_is(
    portal: Server, chromium: Browser
) -> None:
    page = chromium.new_page()
    citizen = Visitor(portal.url, page)
    citizen.open("/")
    focused = "document.activeElement.closest('form[action=\"/notices\"] input') !== null"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(focused):
            break
    assert page.evaluate(focused)
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    page.keyboard.type("养老")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/notices\\?q="))
    page.close()
