"""Signing in: there, back to where one was, and out again."""

import pytest
from playwright.sync_api import expect

from portal.locale import gettext
from tests.e2e.conftest import PlanRound
from tests.e2e.scene import RUNNER
from tests.e2e.server import Server
from tests.e2e.visitor import DESK, PHONE, Visitors


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_signing_in_leads_back_to_the_page_and_its_query(
    portal: Server, visitors: Visitors, plan_round: PlanRound, size: tuple[int, int]
) -> None:
    round_ = plan_round("zunyi")
    officer = visitors.come(size)
    officer.open(f"/desk?round={round_.round_id}")
    expect(officer.says("Sign in to work here.")).to_be_visible()
    officer.sign_in_here(RUNNER)
    assert officer.page.url == f"{portal.url}/desk?round={round_.round_id}"
    expect(officer.page.locator("dd").filter(has_text=round_.period)).to_be_visible()


def test_the_chooser_says_that_anyone_can_be_anyone_and_lets_one_go_back(
    portal: Server, visitors: Visitors
) -> None:
    person = visitors.come(PHONE)
    person.open("/rate")
    person.page.locator(".st-key-sign-in button").click()
    person.page.wait_for_url("**/oidc/**")
    expect(person.page.locator(".notice strong")).to_be_visible()
    person.page.locator("button.back").click()
    person.page.wait_for_url(f"{portal.url}/rate")
    person.settled()
    expect(person.page.locator(".st-key-sign-in button")).to_be_visible()


def test_signing_out_closes_the_desk(portal: Server, visitors: Visitors) -> None:
    officer = visitors.come()
    officer.open("/account?lang=zh")
    officer.sign_in_here(RUNNER)
    assert officer.page.url == f"{portal.url}/account?lang=zh"
    expect(officer.page.locator(".tools a").first).to_have_text(gettext("Account"))
    officer.page.locator(".st-key-sign-out button").click()
    expect(officer.page.locator(".tools a").first).to_have_text(gettext("Sign in"))
    officer.open("/desk")
    expect(officer.says("Sign in to work here.")).to_be_visible()


def test_a_role_taken_back_ends_at_once_in_an_open_browser(
    portal: Server, visitors: Visitors
) -> None:
    subject = "demo-operator-1"
    operator = visitors.come()
    operator.open("/desk")
    operator.sign_in_here(subject)
    expect(operator.page.locator(".cards").first).to_be_visible()
    portal.command("revoke", subject, "operator")
    try:
        operator.open("/desk")
        refusal = "Your account has no role for this page. The operator grants roles."
        expect(operator.says(refusal)).to_be_visible()
        expect(operator.page.locator(".cards")).to_have_count(0)
    finally:
        portal.command("grant", subject, "operator")


def test_under_another_name_of_this_machine_one_is_led_to_the_right_one(
    portal: Server, visitors: Visitors
) -> None:
    person = visitors.come()
    person.page.goto(f"http://localhost:{portal.port}/account")
    person.settled()
    assert person.page.url == f"{portal.url}/account"
