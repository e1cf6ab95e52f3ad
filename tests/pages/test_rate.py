"""Rate: by code or signed in, once, without a trace of who it was."""

import re

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from portal.demo.codes import demo_codes, unused_codes
from portal.demo.provider.accounts import accounts
from portal.evaluation.ballots import NOT_INVITED, REFUSED
from portal.evaluation.codes import new_code
from portal.evaluation.rounds import get_round
from portal.evaluation.yardstick import scheme_of
from portal.identity.attempts import AttemptLimit
from portal.locale import gettext
from portal.records.audit import AuditEntry
from portal.records.evaluation import Ballot, Invitation, Round, RoundState
from portal.records.session import reading, writing
from portal.settings import Settings
from portal.ui import rating
from tests.pages.visiting import content, errors, links, open_screen, signed_in, submit, words


@pytest.fixture(autouse=True)
def _no_failures_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests come from one place; each begins with an empty count."""
    monkeypatch.setattr(rating, "LIMIT", AttemptLimit(burst=8, seconds=20))


@pytest.fixture
def code(own_demo: Settings) -> str:
    with reading() as session:
        return unused_codes(session, own_demo.key_for("invitations"), most=1)[0]


def enter(typed: str, visit: AppTest | None = None) -> AppTest:
    visit = visit or open_screen("rate")
    visit.text_input(key="code").set_value(typed)
    return submit(visit, "code-form", "Continue")


def answer(visit: AppTest, level: str = "5") -> AppTest:
    names = {"5": 0, "1": 4, "-": 5}
    for question in visit.radio:
        question.set_value(question.options[names[level]])
    return send(visit)


def send(visit: AppTest) -> AppTest:
    label = gettext("Submit my rating")
    (button,) = (each for each in visit.button if each.label == label)
    pressed = button.click().run()
    assert not pressed.exception
    return pressed


def ballots() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Ballot)) or 0


def used() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).where(Invitation.is_used)) or 0


THANKS = "Thank you. Your rating was counted."


def test_a_code_opens_the_questions_of_its_round(own_demo: Settings, code: str) -> None:
    visit = enter(code)
    secret = own_demo.key_for("invitations")
    with reading() as session:
        open_rounds = session.scalars(select(Round.id).where(Round.state == RoundState.OPEN))
        round_id = next(each for each in open_rounds if code in demo_codes(secret, each))
        round_ = get_round(session, round_id)
    assert round_.contract.title in words(visit)
    assert round_.contract.contractor.name in words(visit)
    assert len(visit.radio) == len(scheme_of(round_).beneficiary_indicators)
    assert all(len(question.options) == 6 for question in visit.radio)
    assert all(question.value is None for question in visit.radio)
    assert gettext("Who sees your answer?") in words(visit)


def test_a_ballot_is_counted_once_and_thanked_for(code: str) -> None:
    before = ballots(), used()
    visit = answer(enter(code))
    assert gettext(THANKS) in words(visit)
    assert not errors(visit)
    assert (ballots(), used()) == (before[0] + 1, before[1] + 1)


def test_the_confirmation_repeats_neither_answer_nor_code(code: str) -> None:
    visit = answer(enter(code), "1")
    shown = words(visit)
    assert gettext(THANKS) in shown
    assert code not in shown
    assert "非常不满意" not in shown


def test_rating_leaves_no_audit_row(code: str) -> None:
    with reading() as session:
        before = session.scalar(select(func.count()).select_from(AuditEntry))
    answer(enter(code))
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == before


def test_a_second_ballot_with_the_same_code_is_refused(code: str) -> None:
    answer(enter(code))
    before = ballots()
    again = enter(code)
    assert errors(again) == [gettext(REFUSED)]
    assert not again.radio
    assert ballots() == before


def test_a_wrong_a_used_and_an_expired_code_look_the_same(own_demo: Settings, code: str) -> None:
    answer(enter(code))
    sentences = {tuple(errors(enter(typed))) for typed in (code, new_code())}
    with reading() as session:
        late = unused_codes(session, own_demo.key_for("invitations"), most=1)[0]
    with writing() as session:
        for round_ in session.scalars(select(Round)):
            round_.codes_expire_on = round_.period_from
    sentences.add(tuple(errors(enter(late))))
    assert sentences == {(gettext(REFUSED),)}


@pytest.mark.parametrize(
    "typed", ["ABCD", "ABCD-EFGH-JKMN-PQ", "'; DROP TABLE ballot; --", "😀" * 14]
)
def test_a_slip_of_the_hand_is_told_without_looking_anything_up(
    own_demo: Settings, typed: str
) -> None:
    del own_demo
    visit = enter(typed)
    assert len(errors(visit)) == 1
    assert errors(visit) != [gettext(REFUSED)]
    assert not visit.radio


def test_a_code_may_be_typed_as_people_type(code: str) -> None:
    assert enter(f"  {code.lower().replace('-', ' ')} ").radio


def test_a_question_left_out_is_named_and_nothing_is_counted(code: str) -> None:
    before = ballots(), used()
    visit = enter(code)
    visit.radio[0].set_value(visit.radio[0].options[0])
    visit = send(visit)
    left_out = [str(number) for number in range(2, len(visit.radio) + 1)]
    assert re.findall(r"\d+", errors(visit)[0]) == left_out
    assert (ballots(), used()) == before
    assert gettext(THANKS) in words(answer(visit))


def test_a_ballot_that_answers_nothing_is_refused_and_the_code_stays_good(code: str) -> None:
    before = ballots(), used()
    visit = answer(enter(code), "-")
    assert len(errors(visit)) == 1
    assert (ballots(), used()) == before
    assert gettext(THANKS) in words(answer(visit))


def test_a_tab_left_open_cannot_rate_after_the_other_one_did(code: str) -> None:
    first, second = enter(code), enter(code)
    answer(first)
    before = ballots()
    late = answer(second)
    assert errors(late) == [gettext(REFUSED)]
    assert gettext(THANKS) not in words(late)
    assert ballots() == before


def test_the_next_person_at_the_same_telephone_starts_afresh(code: str) -> None:
    visit = answer(enter(code))
    (again,) = (
        button for button in visit.button if button.label == gettext("Rate another service")
    )
    visit = again.click().run()
    assert visit.text_input(key="code").value == ""
    assert not visit.radio


def test_whoever_signed_in_chooses_among_the_open_rounds_and_rates_each_once(
    own_demo: Settings,
) -> None:
    del own_demo
    user = signed_in("demo-beneficiary-1")
    visit = open_screen("rate", user=user)
    choices = visit.selectbox(key="chosen-round").options
    assert len(choices) == 5
    assert not visit.text_input
    before = ballots()
    assert gettext(THANKS) in words(answer(visit))
    again = open_screen("rate", user=user)
    assert again.selectbox(key="chosen-round").options == choices[1:]
    assert ballots() == before + 1


def test_a_tab_left_open_by_somebody_signed_in_is_told_that_the_ballot_is_cast(
    own_demo: Settings,
) -> None:
    del own_demo
    user = signed_in("demo-beneficiary-1")
    first, second = open_screen("rate", user=user), open_screen("rate", user=user)
    assert not errors(answer(first))
    before = ballots()
    late = answer(second)
    assert errors(late) == [gettext(NOT_INVITED)]
    assert gettext(THANKS) not in words(late)
    assert ballots() == before
    assert not errors(late.run())


def test_two_rounds_of_one_contract_can_be_told_apart(own_demo: Settings) -> None:
    with writing() as session:
        first, second = session.scalars(select(Round).where(Round.state == RoundState.OPEN)).all()[
            :2
        ]
        second.contract_id = first.contract_id
        second.period_from, second.period_to = first.period_from, first.period_to
    visit = open_screen("rate", user=signed_in("demo-beneficiary-1"))
    names = visit.selectbox(key="chosen-round").options
    assert len(set(names)) == len(names) == 5
    del own_demo


def test_whoever_rated_everything_is_told_so_and_may_still_use_a_code(
    own_demo: Settings,
) -> None:
    del own_demo
    user = signed_in("demo-beneficiary-2")
    for _ in range(5):
        answer(open_screen("rate", user=user))
    visit = open_screen("rate", user=user)
    assert gettext(
        "Nothing is waiting for your rating, or you have already rated. "
        "If you have a one-time code, enter it below."
    ) in words(visit)
    assert visit.text_input(key="code")
    assert "sign-in" not in [button.key for button in visit.button]


def test_nothing_typed_is_told_beside_the_field(own_demo: Settings) -> None:
    del own_demo
    assert errors(submit(open_screen("rate"), "code-form", "Continue")) == [
        gettext("Please type the code from your letter.")
    ]


def test_a_good_code_takes_the_place_of_its_own_field(code: str) -> None:
    visit = enter(code)
    assert not visit.text_input
    (other,) = (each for each in visit.button if each.label == gettext("Use another code"))
    visit = other.click().run()
    assert visit.text_input(key="code").value == ""
    assert not visit.radio


def test_each_question_left_out_says_so_itself(code: str) -> None:
    visit = enter(code)
    visit.radio[0].set_value(visit.radio[0].options[0])
    visit = send(visit)
    reminders = re.findall(r'class="missing" id="question-(\d+)"', content(visit))
    assert reminders == [str(number) for number in range(2, len(visit.radio) + 1)]
    assert {f"#question-{number}" for number in reminders} <= set(links(visit))


def test_signing_in_without_an_invitation_gives_no_ballot(own_demo: Settings) -> None:
    del own_demo
    visit = open_screen("rate", user=signed_in("somebody-else"))
    assert not visit.radio
    assert not visit.selectbox


def test_signing_in_to_rate_leaves_no_account_behind(own_demo: Settings) -> None:
    from portal.records.account import Account

    subject = next(each.subject for each in accounts() if each.role == "beneficiary")
    answer(open_screen("rate", user=signed_in(subject)))
    with reading() as session:
        assert not session.scalar(select(func.count()).where(Account.subject == subject))
    del own_demo


def test_the_demonstration_hands_out_codes_that_work(own_demo: Settings) -> None:
    visit = open_screen("rate")
    with reading() as session:
        for offered in unused_codes(session, own_demo.key_for("invitations"), most=2):
            assert offered in words(visit)
            assert enter(offered).radio
