"""From the desk to the public: a rule that is not met, its reason and its clause; a duty done."""

import re

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import select

from portal.demo.projects import demo_projects
from portal.locale import gettext, pick
from portal.policy.installed import installed
from portal.records.contract import Contract
from portal.records.evaluation import Round, RoundState
from portal.records.session import reading
from tests.e2e.scene import RUNNER
from tests.e2e.server import Server
from tests.e2e.test_access import faults
from tests.e2e.visitor import DESK, PHONE, SMALLEST, Visitor, Visitors

PLACE, PRICE_ONLY = "deyang", "contract.price_only"
REASON = "（演示）本次只比较了报价，评审另行补做"
WHY = "If a rule is not met: why? (published, without names or numbers of people)"
DOCUMENT = "Evidence: document number or address (no names of people served)"
EVIDENCE = "（演示）旌民培〔2022〕9号"
TITLES = {project.place: project.title for project in demo_projects()}


@pytest.fixture
def contract(portal: Server) -> str:
    """The invented contract of the place."""
    return contract_of(portal, PLACE)


def contract_of(portal: Server, place: str) -> str:
    with reading(portal.engine()) as session:
        return session.scalars(select(Contract.id).where(Contract.title == TITLES[place])).one()


def published(portal: Server, contract_id: str) -> str:
    """A published result of the contract."""
    with reading(portal.engine()) as session:
        found = session.scalars(
            select(Round.id)
            .where(Round.contract_id == contract_id, Round.state == RoundState.PUBLISHED)
            .order_by(Round.period_from)
        ).first()
    assert found
    return found


def field(visitor: Visitor, contract_id: str, name: str, turn: int = 0) -> Locator:
    """The input of a fact."""
    key = re.sub(r"[^A-Za-z0-9_-]", "-", f"fact-{contract_id}-{turn}-{name}")
    return visitor.page.locator(f".st-key-{key}")


def unfold(visitor: Visitor, inside: Locator) -> None:
    """Open the topic that an input is folded into."""
    fold = visitor.page.locator('[data-testid="stExpander"]').filter(has=inside)
    if not inside.is_visible():
        fold.locator("summary").click()
    expect(inside).to_be_visible()


def choose(visitor: Visitor, box: Locator, answer: str) -> None:
    """Open a box and press the answer."""
    box.locator("input").click()
    box.locator("input").press("ArrowDown")
    option = visitor.page.get_by_role("option", name=answer, exact=True)
    option.click()
    expect(option).to_have_count(0)


def test_a_rule_that_is_not_met_needs_a_reason_and_leads_every_reader_to_its_clause(
    portal: Server, visitors: Visitors, contract: str
) -> None:
    (rule,) = (
        each
        for each in installed().packs[PLACE].rules
        if each.given.get("fact") == PRICE_ONLY and each.formula == "is_true"
    )
    officer = visitors.come(PHONE, subject=RUNNER)
    officer.open("/desk")
    way = officer.page.locator(f'a[href="/desk?contract={contract}"]').first
    officer.follow(way, f"**/desk?contract={contract}")

    box = field(officer, contract, PRICE_ONLY)
    unfold(officer, box)
    choose(officer, box, gettext("Yes"))
    officer.button("Record").click()
    expect(officer.alert()).to_contain_text(rule.clauses[0])
    expect(officer.alert()).to_contain_text(pick(rule.title.labels()))
    officer.expect_no_sideways_scrolling()

    officer.page.get_by_label(gettext(WHY)).fill(REASON)
    officer.button("Record").click()
    expect(officer.says("Recorded. What the rules say to it now stands below.")).to_be_visible()
    expect(officer.page.locator(".findings").get_by_text(REASON).first).to_be_visible()

    citizen = visitors.come(PHONE)
    citizen.open(f"/evaluation?id={published(portal, contract)}")
    finding = citizen.page.locator(".findings > li").filter(has_text=pick(rule.title.labels()))
    expect(finding).to_contain_text(gettext("not met"))
    expect(finding).to_contain_text(REASON)
    clause = finding.locator(f'a[href="/policies?clause={rule.clauses[0]}"]')
    citizen.follow(clause, f"**/policies?clause={rule.clauses[0]}")
    words = installed().citations[rule.clauses[0]].clause.words
    expect(citizen.page.locator(".stMain")).to_contain_text(words[:12])

    box = field(officer, contract, PRICE_ONLY, 1)
    officer.turn_to()
    unfold(officer, box)
    choose(officer, box, gettext("No"))
    officer.button("Record").click()
    expect(field(officer, contract, PRICE_ONLY, 2)).to_have_count(1)
    citizen.turn_to()
    citizen.open(f"/evaluation?id={published(portal, contract)}")
    expect(citizen.page.get_by_text(REASON)).to_have_count(0)


def test_a_duty_entered_at_the_desk_is_in_the_public_register(visitors: Visitors) -> None:
    region = next(each.region for each in demo_projects() if each.place == PLACE)
    duty = installed().duties(PLACE)["dy-training"]
    officer = visitors.come(DESK, subject=RUNNER)
    officer.open("/desk?view=duties")
    picker = officer.page.locator(".st-key-duty input")
    picker.click()
    picker.press_sequentially(pick(duty.title.labels()))
    officer.page.get_by_role("option").filter(has_text=pick(duty.title.labels())).first.click()
    day = officer.page.get_by_role("group", name=gettext("Done on"))
    day.get_by_role("spinbutton").first.click()
    officer.page.keyboard.type("20221011")
    for each in duty.fields:
        box = officer.page.locator(f'[class*="st-key-duty-"][class*="-{each.name}"]')
        if each.kind == "codes" and each.list:
            choose(officer, box, pick(installed().lists(PLACE)[each.list].items[0].title.labels()))
            officer.page.keyboard.press("Escape")
        else:
            box.locator("input").fill("12" if each.kind in {"count", "number"} else "政策培训")
    officer.page.get_by_label(gettext(DOCUMENT)).fill(EVIDENCE)
    officer.button("Record").click()
    expect(officer.says("Recorded. The public register shows it.")).to_be_visible()
    way = f"/policies?place={PLACE}&view=duties&region={region}&year=2022"
    officer.follow(officer.page.locator(f'a[href="{way}"]'), re.compile("view=duties"))

    citizen = visitors.come(PHONE)
    citizen.open(way)
    expect(citizen.page.get_by_text(EVIDENCE)).to_be_visible()
    citizen.expect_no_sideways_scrolling()


def test_the_forms_of_the_compliance_desk_are_accessible_and_fit_a_telephone(
    portal: Server, visitors: Visitors
) -> None:
    contract_id = contract_of(portal, "dawukou")
    officer = visitors.come(PHONE, subject=RUNNER)
    for path in (f"/desk?contract={contract_id}", "/desk?view=duties"):
        officer.open(path)
        for fold in officer.page.locator('[data-testid="stExpander"] summary').all():
            fold.click()
        officer.settled()
        for size in (PHONE, SMALLEST, DESK):
            officer.resize(size)
            officer.expect_no_sideways_scrolling()
        assert faults(officer) == []
