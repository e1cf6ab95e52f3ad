"""Beneficiaries rate: signed in or with a code from a letter, once, and unseen."""

import re
import stat
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from portal.demo.provider.accounts import accounts
from portal.evaluation.ballots import NOT_INVITED, REFUSED
from portal.evaluation.codes import new_code
from portal.locale import gettext
from tests.e2e.conftest import PlanRound
from tests.e2e.scene import Scene
from tests.e2e.server import Server
from tests.e2e.visitor import PHONE, Visitor, Visitors

BENEFICIARY = next(each.subject for each in accounts() if each.role == "beneficiary")
THANKS = "Thank you. Your rating was counted."
LEAST_TARGET = 44
"""Pixels; what a thumb hits without looking (WCAG 2.2, 2.5.5)"""


@pytest.fixture
def round_(plan_round: PlanRound) -> Scene:
    """An open round with one code, so that it may be opened."""
    scene = plan_round("deyang")
    scene.codes(1)
    scene.open()
    return scene


def test_a_beneficiary_signs_in_rates_on_the_phone_and_cannot_rate_again(
    portal: Server, visitors: Visitors, round_: Scene
) -> None:
    round_.invite(BENEFICIARY)
    person = visitors.come(PHONE, touch=True)
    person.open("/rate")
    person.sign_in_here(BENEFICIARY)
    assert person.page.url == f"{portal.url}/rate"
    choose(person, round_)
    late = visitors.another_tab(person)
    late.open("/rate")
    choose(late, round_)
    person.turn_to()
    answer(person)
    send(person)
    expect(person.says(THANKS)).to_be_visible()
    assert (round_.ballots(), round_.used()) == (1, 1)

    late.turn_to()
    answer(late, "非常不满意")
    send(late)
    expect(late.alert()).to_have_text(gettext(NOT_INVITED))
    person.turn_to()
    person.open("/rate")
    person.page.locator(".st-key-chosen-round input").click()
    expect(person.page.get_by_role("option").first).to_be_visible()
    assert round_.label not in person.page.get_by_role("option").all_inner_texts()
    assert (round_.ballots(), round_.used()) == (1, 1)


def test_a_letter_with_a_code_gives_one_ballot_and_no_second(
    portal: Server, visitors: Visitors, plan_round: PlanRound, tmp_path: Path
) -> None:
    round_ = plan_round("deyang")
    letters = tmp_path / "codes.txt"
    portal.command("invite", round_.round_id, "--count", "3", "--out", str(letters))
    portal.command("round", "open", round_.round_id)
    assert stat.S_IMODE(letters.stat().st_mode) == 0o600
    code = letters.read_text().split()[0]

    person = visitors.come(PHONE, touch=True)
    person.open("/rate")
    enter(person, code.lower().replace("-", " "))
    expect(person.page.get_by_text(round_.title).first).to_be_visible()
    expect(person.says("Who sees your answer?")).to_be_visible()
    answer(person)
    send(person)
    expect(person.says(THANKS)).to_be_visible()
    expect(person.page.get_by_text(code)).to_have_count(0)
    assert (round_.ballots(), round_.used()) == (1, 1)

    again = visitors.come(PHONE)
    again.open("/rate")
    enter(again, code)
    expect(again.alert()).to_have_text(gettext(REFUSED))
    enter(again, new_code())
    expect(again.alert()).to_have_text(gettext(REFUSED))
    assert again.page.locator(".st-key-ballot").count() == 0
    assert (round_.ballots(), round_.used()) == (1, 1)


def test_a_double_click_on_submit_counts_once(visitors: Visitors, round_: Scene) -> None:
    person = visitors.come()
    person.open("/rate")
    enter(person, round_.codes(1)[0])
    answer(person)
    person.button("Submit my rating").dblclick()
    expect(person.says(THANKS)).to_be_visible()
    assert (round_.ballots(), round_.used()) == (1, 1)


def test_of_two_tabs_with_one_code_the_second_is_refused(visitors: Visitors, round_: Scene) -> None:
    code = round_.codes(1)[0]
    first = visitors.come()
    second = visitors.another_tab(first)
    for tab in (first, second):
        tab.turn_to()
        tab.open("/rate")
        enter(tab, code)
        answer(tab)
    first.turn_to()
    send(first)
    expect(first.says(THANKS)).to_be_visible()
    second.turn_to()
    send(second)
    expect(second.alert()).to_have_text(gettext(REFUSED))
    expect(second.says(THANKS)).to_have_count(0)
    assert (round_.ballots(), round_.used()) == (1, 1)


def test_a_question_left_out_is_asked_for_and_the_other_answers_stay(
    visitors: Visitors, round_: Scene
) -> None:
    person = visitors.come(PHONE, touch=True)
    person.open("/rate")
    enter(person, round_.codes(1)[0])
    answer(person, questions=2)
    send(person)
    expect(person.alert()).to_be_visible()
    assert round_.ballots() == 0
    assert person.page.locator(".st-key-ballot input:checked").count() == 2
    answer(person, "不适用")
    answer(person, "满意", questions=1)
    send(person)
    expect(person.says(THANKS)).to_be_visible()
    assert round_.ballots() == 1


def test_the_log_of_the_server_holds_neither_codes_nor_answers_nor_visits(
    portal: Server, visitors: Visitors, round_: Scene
) -> None:
    code = round_.codes(1)[0]
    person = visitors.come()
    person.open("/notices")
    person.open("/rate")
    enter(person, code)
    answer(person, "不满意")
    send(person)
    expect(person.says(THANKS)).to_be_visible()
    written = portal.log.read_text()
    assert code not in written
    assert code.replace("-", "") not in written
    assert "22222" not in written
    assert not re.search(r"GET|POST|HTTP/1|/rate|/notices|answer|ballot", written)


def enter(visitor: Visitor, code: str) -> None:
    visitor.page.locator(".st-key-code input").fill(code)
    visitor.button("Continue").click()


def choose(visitor: Visitor, round_: Scene) -> None:
    """Pick the round among those one is invited to."""
    visitor.page.locator(".st-key-chosen-round input").click()
    visitor.page.get_by_role("option", name=round_.label).click()
    expect(visitor.page.locator("dd").filter(has_text=round_.period)).to_be_visible()


def answer(visitor: Visitor, level: str = "非常满意", *, questions: int | None = None) -> None:
    """Give one answer to each question, each as large as a thumb."""
    groups = visitor.page.locator('.st-key-ballot [role="radiogroup"]')
    expect(groups.first).to_be_visible()
    for number in range(questions or groups.count()):
        target = groups.nth(number).locator("label", has_text=re.compile(f"^{level}$"))
        check_size(target)
        target.click()
        expect(target.locator("input")).to_be_checked()


def send(visitor: Visitor) -> None:
    button = visitor.button("Submit my rating")
    check_size(button)
    button.click()


def check_size(target: Locator) -> None:
    box = target.bounding_box()
    assert box
    assert min(box["height"], box["width"]) >= LEAST_TARGET
