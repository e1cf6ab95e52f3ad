"""Desk: an officer's rounds, from planning to publication, never all by one person."""

from datetime import date

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from portal.demo.projects import demo_projects
from portal.evaluation.assessments import Sheet, list_assigned, submit_sheet
from portal.evaluation.ballots import cast_ballot
from portal.evaluation.bundle import parse_bundle
from portal.evaluation.invitations import by_code, issue_codes
from portal.evaluation.results import preview_bundle
from portal.evaluation.scheme import Party
from portal.evaluation.scoring import evaluate
from portal.evaluation.yardstick import scheme_of
from portal.identity.acting import acting_for, console
from portal.identity.grants import grant_role, revoke_role
from portal.locale import gettext
from portal.policy.identifiers import make_uscc
from portal.policy.installed import installed
from portal.records.account import Role
from portal.records.contract import Contract
from portal.records.evaluation import Round, RoundState
from portal.records.session import reading, writing
from portal.settings import Settings
from portal.today import today
from portal.ui import words as said
from tests.pages.visiting import (
    content,
    errors,
    ids,
    links,
    open_screen,
    press,
    signed_in,
    submit,
    words,
)

SCORER, RUNNER, EVALUATOR = "demo-officer-1", "demo-officer-2", "demo-evaluator-1"
ZUNYI = next(project for project in demo_projects() if project.place == "zunyi")
"""Its scheme asks the people served and the purchaser, nobody else"""


@pytest.fixture
def running(own_demo: Settings) -> str:
    """The open round of the project with the fewest parties."""
    del own_demo
    with reading() as session:
        return session.scalars(
            select(Round.id)
            .join(Contract, Contract.id == Round.contract_id)
            .where(Contract.title == ZUNYI.title, Round.state == RoundState.OPEN)
        ).one()


def open_round_page(round_id: str, subject: str = RUNNER) -> AppTest:
    return open_screen("desk", round=round_id, user=signed_in(subject))


def rate(settings: Settings, round_id: str, people: int) -> None:
    secret = settings.key_for("invitations")
    with writing() as session:
        codes = list(issue_codes(session, console("tests"), secret, round_id, people))
        questions = len(scheme_of(session.get_one(Round, round_id)).beneficiary_indicators)
        for number, code in enumerate(codes):
            answers = "54"[number % 2] * questions
            cast_ballot(session, round_id, by_code(secret, code), answers, today())


def score(settings: Settings, round_id: str) -> None:
    with writing() as session:
        for subject in (SCORER, EVALUATOR):
            person = acting_for(session, settings.account_issuer, subject)
            for sheet in list_assigned(session, person):
                if sheet.round_id == round_id:
                    scheme = scheme_of(session.get_one(Round, round_id))
                    points = {each.id: "85" for each in scheme.indicators_of(Party(sheet.party))}
                    submit_sheet(session, person, sheet.id, Sheet(points, {}))


def state(round_id: str) -> str:
    with reading() as session:
        return str(session.get_one(Round, round_id).state)


def sure(visit: AppTest, step: str, round_id: str) -> AppTest:
    visit.checkbox(key=f"sure-{step}-{round_id}").check().run()
    return press(visit, f"{step}-{round_id}")


def test_the_desk_lists_the_rounds_with_their_state(demo: Settings) -> None:
    del demo
    visit = open_screen("desk", user=signed_in(RUNNER))
    shown = words(visit)
    for project in demo_projects():
        assert shown.count(project.title) >= 2
    for each in ("open", "published"):
        assert said.say(said.STATES, each) in shown


def test_an_open_round_tells_no_exact_number_of_people_who_rated(
    own_demo: Settings, running: str
) -> None:
    few = gettext("Fewer than {count}").format(count=10)
    assert few in words(open_round_page(running))
    rate(own_demo, running, 9)
    assert few in words(open_round_page(running))
    rate(own_demo, running, 4)
    shown = words(open_round_page(running))
    assert gettext("At least {count}").format(count=10) in shown
    assert " 13 " not in shown


def test_whoever_scores_is_offered_no_step(running: str) -> None:
    visit = open_round_page(running, SCORER)
    keys = [button.key for button in visit.button]
    assert f"close-{running}" not in keys
    assert gettext(
        "You score in this round. Another officer opens, closes and publishes it."
    ) in words(visit)
    assert any(each.startswith("/assess?sheet=") for each in links(visit))


def test_closing_asks_to_be_sure(running: str) -> None:
    visit = open_round_page(running)
    assert visit.button(key=f"close-{running}").disabled
    assert not visit.checkbox(key=f"sure-close-{running}").value


def test_one_officer_scores_and_another_closes_and_publishes(
    own_demo: Settings, running: str
) -> None:
    rate(own_demo, running, 12)
    score(own_demo, running)
    visit = sure(open_round_page(running), "close", running)
    assert not errors(visit)
    assert state(running) == RoundState.CLOSED
    with reading() as session:
        assert session.get_one(Round, running).is_swept
    visit = sure(visit, "publish", running)
    assert not errors(visit)
    assert state(running) == RoundState.PUBLISHED
    assert ids(visit, "/evaluation") == [running]
    result = open_screen("evaluation", id=running)
    assert gettext("What each party gave") in words(result)


def test_the_preview_is_what_will_be_published(own_demo: Settings, running: str) -> None:
    rate(own_demo, running, 12)
    score(own_demo, running)
    visit = sure(open_round_page(running), "close", running)
    with reading() as session:
        bundle = preview_bundle(session, console("tests"), running)
    assert str(evaluate(parse_bundle(bundle)).composite) in words(visit)


def test_a_round_with_a_sheet_outstanding_is_not_published(
    own_demo: Settings, running: str
) -> None:
    rate(own_demo, running, 12)
    visit = sure(open_round_page(running), "close", running)
    assert errors(visit)
    visit = sure(visit, "publish", running)
    assert errors(visit)
    assert state(running) == RoundState.CLOSED


def test_a_withheld_score_can_be_published_as_withheld(own_demo: Settings, running: str) -> None:
    rate(own_demo, running, 3)
    score(own_demo, running)
    visit = sure(open_round_page(running), "close", running)
    assert gettext("Score withheld") in words(visit)
    sure(visit, "publish", running)
    assert gettext("Score withheld") in words(open_screen("evaluation", id=running))


def test_two_officers_pressing_the_same_button_close_it_once(running: str) -> None:
    first, second = open_round_page(running), open_round_page(running)
    second.checkbox(key=f"sure-close-{running}").check().run()
    sure(first, "close", running)
    late = press(second, f"close-{running}")  # the button was still on the second one's screen
    assert f"close-{running}" not in [button.key for button in late.button]
    assert state(running) == RoundState.CLOSED


def test_an_officer_of_another_organisation_sees_nothing_of_it(
    own_demo: Settings, running: str
) -> None:
    issuer, role = own_demo.account_issuer, Role.PURCHASER
    with writing() as session:
        foreign = session.scalars(
            select(Contract.purchaser_id).where(Contract.title != ZUNYI.title).limit(1)
        ).one()
        revoke_role(session, console("tests"), issuer=issuer, subject=RUNNER, role=role)
        grant_role(
            session,
            console("tests"),
            issuer=issuer,
            subject=RUNNER,
            role=role,
            organisation_id=foreign,
        )
    visit = open_round_page(running)
    assert ZUNYI.title not in words(visit)
    assert f"close-{running}" not in [button.key for button in visit.button]


def test_a_second_evaluator_can_be_appointed(own_demo: Settings) -> None:
    with writing() as session:
        grant_role(
            session,
            console("tests"),
            issuer=own_demo.account_issuer,
            subject="second",
            role=Role.THIRD_PARTY,
            name="第二评价员",
        )
        deyang = next(each for each in demo_projects() if each.place == "deyang")
        round_id = session.scalars(
            select(Round.id)
            .join(Contract, Contract.id == Round.contract_id)
            .where(Contract.title == deyang.title, Round.state == RoundState.OPEN)
        ).one()
    visit = open_round_page(round_id)
    visit.selectbox(key=f"evaluator-{round_id}").select("第二评价员").run()
    visit = press(visit, f"assign-{round_id}")
    assert not errors(visit)
    assert "A2" in words(visit)
    assert deyang.title in words(open_screen("assess", user=signed_in("second")))


CONTRACT = {
    "contract-title": "低收入人口探访服务合同",
    "contract-purchaser-name": ZUNYI.purchaser,
    "contract-purchaser-uscc": make_uscc("11", ZUNYI.region, ZUNYI.serial),
    "contract-contractor-name": "（演示）新的社会工作服务中心",
    "contract-contractor-uscc": make_uscc("52", ZUNYI.region, "7001"),
    "contract-region": ZUNYI.region,
    "contract-amount": "123456.78",
}


def record(changes: dict[str, str]) -> AppTest:
    visit = open_screen("desk", user=signed_in(RUNNER))
    for key, value in (CONTRACT | changes).items():
        visit.text_input(key=key).set_value(value)
    for key, day in (("signed", 1), ("starts", 2), ("ends", 28)):
        visit.date_input(key=f"contract-{key}").set_value(date(2026, 2, day))
    visit.selectbox(key="contract-place").select_index(list(installed().places).index("zunyi"))
    return submit(visit, "contract-form", "Record the contract")


def plan(visit: AppTest, contract: str, served: int = 40) -> AppTest:
    visit.selectbox(key="round-contract").select(contract)
    visit.date_input(key="round-from").set_value(date(2026, 2, 2))
    visit.date_input(key="round-to").set_value(date(2026, 2, 28))
    visit.number_input(key="round-served").set_value(served)
    visit.radio(key="round-frame").set_value(visit.radio(key="round-frame").options[0])
    return submit(visit, "round-form", "Plan the round")


def test_a_contract_recorded_here_can_be_evaluated_at_once(own_demo: Settings) -> None:
    del own_demo
    assert not errors(record({}))
    visit = open_screen("desk", user=signed_in(RUNNER))
    (name,) = (
        each
        for each in visit.selectbox(key="round-contract").options
        if CONTRACT["contract-title"] in each
    )
    visit = plan(visit, name)
    assert not errors(visit)
    with reading() as session:
        planned = session.scalars(select(Round).where(Round.state == RoundState.PLANNED)).one()
        assert planned.contract.amount_fen == 12_345_678
        assert (planned.served, planned.contract.title) == (40, CONTRACT["contract-title"])
    assert f"/desk?round={planned.id}" in links(visit)
    assert CONTRACT["contract-title"] in words(open_round_page(planned.id))


@pytest.mark.parametrize(
    "changes",
    [
        {"contract-title": ""},
        {"contract-amount": "a lot"},
        {"contract-amount": "-1"},
        {"contract-amount": "NaN"},
        {"contract-region": "999999"},
        {"contract-contractor-uscc": "123456789012345678"},
        {"contract-contractor-name": ""},
        {"contract-notice": "unknown"},
    ],
    ids=str,
)
def test_a_contract_that_cannot_be_right_is_refused_with_the_reason(
    own_demo: Settings, changes: dict[str, str]
) -> None:
    del own_demo
    with reading() as session:
        before = session.scalar(select(func.count()).select_from(Contract))
    assert len(errors(record(changes))) == 1
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Contract)) == before


def test_two_contracts_of_one_name_are_planned_apart(own_demo: Settings) -> None:
    del own_demo
    for number in ("1", "1"):
        assert not errors(record({"contract-number": number}))
    visit = open_screen("desk", user=signed_in(RUNNER))
    names = [
        each
        for each in visit.selectbox(key="round-contract").options
        if CONTRACT["contract-title"] in each
    ]
    assert len(set(names)) == 2
    plan(visit, names[1])
    with reading() as session:
        planned = session.scalars(select(Round).where(Round.state == RoundState.PLANNED)).one()
    assert planned.contract_id in names[1]


def test_empty_forms_name_every_gap_and_store_nothing(own_demo: Settings) -> None:
    del own_demo
    with reading() as session:
        before = session.scalar(select(func.count()).select_from(Round))
    visit = open_screen("desk", user=signed_in(RUNNER))
    (gaps,) = errors(submit(visit, "contract-form", "Record the contract"))
    for label in ("Title of the contract", "Amount in yuan", "Signed on", "Governing document"):
        assert gettext(label) in gaps
    (gaps,) = errors(submit(visit, "round-form", "Plan the round"))
    for label in ("Contract", "Period from", "People served in the period", "Who is invited?"):
        assert gettext(label) in gaps
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Round)) == before


def test_pressing_again_stores_the_same_entry_only_once(own_demo: Settings) -> None:
    del own_demo
    visit = submit(record({}), "contract-form", "Record the contract")
    assert not errors(visit)
    with reading() as session:
        same = select(func.count()).where(Contract.title == CONTRACT["contract-title"])
        assert session.scalar(same) == 1
    name = f"{CONTRACT['contract-title']}"
    visit = submit(plan(visit, name), "round-form", "Plan the round")
    assert not errors(visit)
    with reading() as session:
        planned = select(func.count()).where(Round.state == RoundState.PLANNED)
        assert session.scalar(planned) == 1


def test_the_steps_of_a_round_say_what_comes_next(own_demo: Settings, running: str) -> None:
    assert content(open_round_page(running)).count('aria-current="step"') == 1
    rate(own_demo, running, 12)
    score(own_demo, running)
    visit = sure(open_round_page(running), "close", running)
    step = content(visit).partition('aria-current="step"')[2].partition("</li>")[0]
    assert gettext("Publish the result") in step
