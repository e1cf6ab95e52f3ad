"""Account: who is signed in and with which roles."""

import pytest

from portal.demo.provider.accounts import accounts
from portal.locale import gettext
from portal.settings import Settings
from portal.ui import words as said
from tests.pages.visiting import links, open_screen, signed_in, words


def test_a_visitor_is_offered_the_way_in(demo: Settings) -> None:
    del demo
    visit = open_screen("account")
    assert [button.key for button in visit.button] == ["sign-in"]


@pytest.mark.parametrize(
    ("subject", "role"),
    [
        ("demo-officer-1", "purchaser"),
        ("demo-evaluator-1", "third_party"),
        ("demo-operator-1", "operator"),
        ("demo-finance-1", "finance"),
    ],
)
def test_a_role_is_shown_and_leads_to_the_work(demo: Settings, subject: str, role: str) -> None:
    del demo
    visit = open_screen("account", user=signed_in(subject, "王五"))
    assert "王五" in words(visit)
    assert said.say(said.ROLES, role) in words(visit)
    assert [button.key for button in visit.button] == ["sign-out"]


@pytest.mark.parametrize("subject", [each.subject for each in accounts()])
def test_the_account_leads_to_no_page_that_would_refuse(demo: Settings, subject: str) -> None:
    del demo
    ways = set(links(open_screen("account", user=signed_in(subject))))
    refusal = gettext("Your account has no role for this page. The operator grants roles.")
    for screen in ("assess", "desk"):
        refused = refusal in words(open_screen(screen, user=signed_in(subject)))
        assert (f"/{screen}" in ways) == (not refused)


def test_whoever_has_no_role_can_still_rate(demo: Settings) -> None:
    del demo
    visit = open_screen("account", user=signed_in("demo-beneficiary-1"))
    assert gettext("None; you can rate services") in words(visit)


def test_a_hostile_name_is_shown_as_text(demo: Settings) -> None:
    del demo
    visit = open_screen("account", user=signed_in("x", "<b onclick=alert(1)>王</b>"))
    assert "<b onclick=alert(1)>王</b>" in words(visit)
