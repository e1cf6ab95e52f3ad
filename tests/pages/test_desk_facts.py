"""Desk: an officer records what the rules ask about a contract, and the public sees the reasons."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from portal.compliance.judging import reasons_for
from portal.compliance.project_facts import project_facts
from portal.compliance.recording import facts_asked, record_facts
from portal.demo.projects import demo_projects
from portal.identity.acting import console
from portal.identity.grants import grant_role, revoke_role
from portal.locale import gettext, pick
from portal.policy.installed import installed
from portal.policy.model import Fact, Rule, Topic
from portal.records.account import Role
from portal.records.compliance import FindingReason, RecordedFact
from portal.records.contract import Contract
from portal.records.evaluation import Round, RoundState
from portal.records.session import reading, writing
from portal.settings import Settings
from portal.ui import words as said
from portal.ui.policy_view.terms import TOPICS
from tests.pages.visiting import content, errors, links, open_screen, signed_in, words

OFFICER, CITIZEN, EVALUATOR = "demo-officer-2", "demo-beneficiary-1", "demo-evaluator-1"
PLACE = "dawukou"
TITLES = {project.place: project.title for project in demo_projects()}
HOURS = "contract.checkers_planned"
REASON = "（演示）本次只比较了报价，评审另行补做"


@pytest.fixture
def contract(own_demo: Settings) -> str:
    """The invented contract of the place whose rules ask the most."""
    del own_demo
    return contract_of(PLACE)


def contract_of(place: str) -> str:
    with reading() as session:
        return session.scalars(select(Contract.id).where(Contract.title == TITLES[place])).one()


def published_round(contract_id: str) -> str:
    with reading() as session:
        return session.scalars(
            select(Round.id).where(
                Round.contract_id == contract_id, Round.state == RoundState.PUBLISHED
            )
        ).first() or pytest.fail("the demonstration publishes a round of each contract")


def open_form(contract_id: str, subject: str = OFFICER, **query: str) -> AppTest:
    return open_screen("desk", query, contract=contract_id, user=signed_in(subject))


def left_to_enter(contract_id: str, place: str) -> dict[Topic, list[Fact]]:
    """What is asked for beside what the issued notices say."""
    with reading() as session:
        contract = session.get_one(Contract, contract_id)
        noticed = project_facts(session, contract.project_id, contract_id).sources
    asked = facts_asked(place, signed_on(contract_id))
    left = {
        topic: [each for each in facts if each.name not in noticed]
        for topic, facts in asked.items()
    }
    return {topic: facts for topic, facts in left.items() if facts}


def key(contract_id: str, name: str, turn: int = 0) -> str:
    return f"fact-{contract_id}-{turn}-{name}"


def send(visit: AppTest, contract_id: str, turn: int = 0) -> AppTest:
    (button,) = (each for each in visit.button if each.key == f"facts-record-{contract_id}-{turn}")
    pressed = button.click().run()
    assert not pressed.exception
    return pressed


def kept(contract_id: str, name: str) -> list[str]:
    with reading() as session:
        return list(
            session.scalars(
                select(RecordedFact.value)
                .where(RecordedFact.contract_id == contract_id, RecordedFact.name == name)
                .order_by(RecordedFact.is_current, RecordedFact.recorded_at)
            )
        )


def count(table: type[Any]) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def current(contract_id: str) -> Mapping[str, str]:
    with reading() as session:
        rows = session.execute(
            select(RecordedFact.name, RecordedFact.value).where(
                RecordedFact.contract_id == contract_id, RecordedFact.is_current
            )
        )
        return {row.name: row.value for row in rows}


def signed_on(contract_id: str) -> date:
    with reading() as session:
        day = session.get_one(Contract, contract_id).signed_on
    assert day
    return day


def test_the_form_is_folded_by_topic_and_shows_what_is_recorded(contract: str) -> None:
    visit = open_form(contract)
    asked = left_to_enter(contract, PLACE)
    labels = [each.label for each in visit.expander]
    recorded = current(contract)
    assert len(asked) > 5
    for (topic, facts), label in zip(asked.items(), labels, strict=True):
        done = sum(each.name in recorded for each in facts)
        assert label == gettext("{topic}: {done} of {asked} recorded").format(
            topic=gettext(TOPICS[topic]), done=done, asked=len(facts)
        )
    assert visit.text_input(key=key(contract, HOURS)).value == "16"
    assert visit.text_input(key=key(contract, "payment.1.amount")).value == "209910.00"
    assert visit.selectbox(key=key(contract, "contract.buys_posts")).value == "yes"
    assert visit.multiselect(key=key(contract, "contract.items")).value == ["H2", "H3", "H6", "H7"]
    assert visit.date_input(key=key(contract, "contract.effective_on")).value == date(2025, 4, 1)


@pytest.mark.parametrize("place", sorted(TITLES))
def test_every_place_has_an_input_for_every_fact_it_asks_for(demo: Settings, place: str) -> None:
    del demo
    contract_id = contract_of(place)
    visit = open_form(contract_id)
    inputs = {
        each.key
        for kind in (visit.text_input, visit.selectbox, visit.multiselect, visit.date_input)
        for each in kind
    }
    for facts in left_to_enter(contract_id, place).values():
        for fact in facts:
            assert key(contract_id, fact.name) in inputs
    assert not errors(visit)


def test_pressing_the_button_at_once_changes_nothing(contract: str) -> None:
    before = count(RecordedFact), count(FindingReason)
    visit = send(open_form(contract), contract)
    assert errors(visit) == [gettext("Nothing new was entered.")]
    assert (count(RecordedFact), count(FindingReason)) == before


def test_only_what_was_changed_is_recorded_and_the_page_says_so(contract: str) -> None:
    visit = open_form(contract)
    before = count(RecordedFact)
    visit.text_input(key=key(contract, "contract.townships")).set_value("12")
    visit.date_input(key=key(contract, "contract.midterm_passed_on")).set_value(date(2025, 10, 9))
    visit = send(visit, contract)
    assert not errors(visit)
    assert count(RecordedFact) == before + 2
    assert kept(contract, "contract.townships") == ["11", "12"]
    assert gettext("Recorded. What the rules say to it now stands below.") in words(visit)
    assert visit.text_input(key=key(contract, "contract.townships", 1)).value == "12"


def test_an_emptied_field_takes_the_fact_back(contract: str) -> None:
    visit = open_form(contract)
    visit.date_input(key=key(contract, "contract.dispatched_on")).set_value(None)
    visit.text_input(key=key(contract, "contract.quantity")).set_value("")
    visit = send(visit, contract)
    assert not errors(visit)
    assert {"contract.dispatched_on", "contract.quantity"}.isdisjoint(current(contract))


def test_an_error_keeps_what_was_typed_and_stores_nothing(contract: str) -> None:
    visit = open_form(contract)
    before = count(RecordedFact)
    visit.text_input(key=key(contract, HOURS)).set_value("sixteen")
    visit.text_input(key=key(contract, "contract.scope")).set_value("全区")
    visit.text_area(key=f"facts-reason-{contract}-0").set_value("试行")
    visit = send(visit, contract)
    title = pick(installed().facts(PLACE)[HOURS].title.labels())
    (sentence,) = errors(visit)
    assert title in sentence
    assert "sixteen" in sentence
    assert visit.text_input(key=key(contract, HOURS)).value == "sixteen"
    assert visit.text_input(key=key(contract, "contract.scope")).value == "全区"
    assert visit.text_area(key=f"facts-reason-{contract}-0").value == "试行"
    assert count(RecordedFact) == before


def test_a_number_of_a_person_is_refused_by_field_and_place(contract: str) -> None:
    visit = open_form(contract)
    visit.text_input(key=key(contract, "contract.scope")).set_value("联系李某13800138000")
    visit = send(visit, contract)
    (sentence,) = errors(visit)
    assert pick(installed().facts(PLACE)["contract.scope"].title.labels()) in sentence
    assert "5" in sentence
    assert "15" in sentence
    assert "13800138000" not in sentence


def test_a_second_click_records_nothing_twice(contract: str) -> None:
    visit = open_form(contract)
    visit.text_input(key=key(contract, "contract.townships")).set_value("12")
    visit = send(visit, contract)
    before = count(RecordedFact), count(FindingReason)
    again = send(visit, contract, 1)
    assert errors(again) == [gettext("Nothing new was entered.")]
    assert (count(RecordedFact), count(FindingReason)) == before


def test_one_value_may_come_and_go_and_come_again(contract: str) -> None:
    visit = open_form(contract)
    for turn, value in enumerate(("全区", "全市", "全区")):
        visit.text_input(key=key(contract, "contract.scope", turn)).set_value(value)
        visit = send(visit, contract, turn)
        assert not errors(visit)
    assert current(contract)["contract.scope"] == "全区"
    assert len(kept(contract, "contract.scope")) == 4


def test_what_a_colleague_recorded_meanwhile_stays(contract: str) -> None:
    visit = open_form(contract)
    with writing() as session:
        record_facts(session, console("colleague"), contract, {"contract.townships": "9"})
    visit.text_input(key=key(contract, "contract.scope")).set_value("全区入户核查")
    visit = send(visit, contract)
    assert not errors(visit)
    assert current(contract)["contract.townships"] == "9"
    assert visit.text_input(key=key(contract, "contract.townships", 1)).value == "9"


def test_a_broken_rule_needs_a_reason_which_the_public_sees_with_the_clause(
    own_demo: Settings,
) -> None:
    del own_demo
    contract = contract_of("deyang")
    with reading() as session:
        before = dict(reasons_for(session, contract))
    visit = open_form(contract)
    visit.selectbox(key=key(contract, "contract.price_only")).select(gettext("Yes"))
    visit = send(visit, contract)
    (sentence,) = errors(visit)
    rule = price_only(contract)
    assert pick(rule.title.labels()) in sentence
    assert rule.clauses[0] in sentence

    visit.text_area(key=f"facts-reason-{contract}-0").set_value(REASON)
    visit = send(visit, contract)
    assert not errors(visit)
    assert REASON in words(visit)
    with reading() as session:
        assert reasons_for(session, contract) == {**before, rule.id: REASON}

    citizen = open_screen("evaluation", id=published_round(contract))
    assert pick(rule.title.labels()) in words(citizen)
    assert REASON in words(citizen)
    assert f"/policies?clause={rule.clauses[0]}" in links(citizen)


def price_only(contract_id: str) -> Rule:
    (rule,) = (
        each
        for each in installed().rules("deyang", "contract", signed_on(contract_id))
        if each.given.get("fact") == "contract.price_only"
    )
    return rule


def test_a_sentence_inside_another_is_in_the_readers_language(own_demo: Settings) -> None:
    del own_demo
    contract = contract_of("deyang")
    visit = open_form(contract)
    visit.selectbox(key=key(contract, "contract.price_only")).select(gettext("Yes"))
    (sentence,) = errors(send(visit, contract))
    title = installed().facts("deyang")["contract.price_only"].title
    assert title.zh in sentence
    assert title.en not in sentence


def test_a_reason_of_a_rule_that_is_met_by_now_is_no_longer_shown(own_demo: Settings) -> None:
    del own_demo
    contract = contract_of("deyang")
    result = published_round(contract)
    for value, why in (("yes", REASON), ("no", "")):
        with writing() as session:
            record_facts(session, console("tests"), contract, {"contract.price_only": value}, why)
        assert (REASON in words(open_screen("evaluation", id=result))) == bool(why)


def test_every_finding_of_a_published_result_leads_to_its_clause(demo: Settings) -> None:
    del demo
    for place in TITLES:
        visit = open_screen("evaluation", id=published_round(contract_of(place)))
        section = content(visit).partition('id="compliance"')[2]
        assert gettext("Compliance check") in words(visit)
        cited = [each for each in links(visit) if each.startswith("/policies?clause=")]
        assert cited
        assert section.count('class="verdict') >= 1
        for each in cited:
            assert each.removeprefix("/policies?clause=") in installed().citations


@pytest.mark.parametrize("subject", [CITIZEN, EVALUATOR])
def test_who_is_no_officer_sees_no_form(contract: str, subject: str) -> None:
    visit = open_form(contract, subject)
    assert not visit.expander
    assert gettext("Your account has no role for this page. The operator grants roles.") in words(
        visit
    )


def test_a_visitor_is_asked_to_sign_in(contract: str) -> None:
    visit = open_screen("desk", contract=contract)
    assert not visit.expander
    assert gettext("Sign in to work here.") in words(visit)


def test_an_officer_of_another_purchaser_does_not_find_the_contract(
    own_demo: Settings, contract: str
) -> None:
    _work_for(own_demo, contract_of("zunyi"))
    visit = open_form(contract)
    assert not visit.expander
    assert TITLES[PLACE] not in words(visit)
    assert gettext("This record does not exist") in words(visit)
    assert open_form(contract_of("zunyi")).expander


def _work_for(settings: Settings, contract_id: str) -> None:
    """The officer works for this contract's purchaser alone."""
    who = {"issuer": settings.account_issuer, "subject": OFFICER, "role": Role.PURCHASER}
    with writing() as session:
        purchaser = session.get_one(Contract, contract_id).purchaser_id
        revoke_role(session, console("tests"), **who)  # type: ignore[arg-type] # its own arguments
        grant_role(session, console("tests"), organisation_id=purchaser, **who)  # type: ignore[arg-type] # as above


@pytest.mark.parametrize("contract_id", ["unknown", "a\x00b", "x" * 300])
def test_an_unknown_contract_is_said_to_be_unknown(demo: Settings, contract_id: str) -> None:
    del demo
    visit = open_form(contract_id)
    assert gettext("This record does not exist") in words(visit)


def test_a_contract_without_a_document_says_so(contract: str) -> None:
    with writing() as session:
        session.get_one(Contract, contract).project.place = None
    visit = open_form(contract)
    assert gettext("No governing document is known for this contract.") in words(visit)
    assert not visit.expander


def test_a_contract_without_a_round_is_found_on_the_desk(contract: str) -> None:
    with writing() as session:
        found = session.get_one(Contract, contract)
        session.add(
            Contract(
                id="lonelycontract",
                project_id=found.project_id,
                title="（演示）没有轮次的合同",
                purchaser_id=found.purchaser_id,
                contractor_id=found.contractor_id,
                signed_on=found.signed_on,
            )
        )
    visit = open_screen("desk", user=signed_in(OFFICER))
    assert gettext("Contracts without a round") in words(visit)
    assert "/desk?contract=lonelycontract" in links(visit)


def test_the_form_says_by_which_document_and_day_it_asks(contract: str) -> None:
    sentence = gettext("Signed on {day}. Governed by {document}.").format(
        day=said.day(signed_on(contract)), document=said.place(PLACE)
    )
    assert sentence in words(open_form(contract))


def test_it_speaks_english_too(contract: str) -> None:
    visit = open_form(contract, lang="en")
    assert next(each.label for each in visit.expander).endswith("recorded")
    assert "Signed on" in words(visit)
