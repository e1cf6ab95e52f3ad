"""A second click on a ballot: Streamlit answers it in a new thread and breaks off the first one."""

import time
from collections.abc import Callable
from threading import Thread

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx
from streamlit.testing.v1 import AppTest

from portal.demo.codes import unused_codes
from portal.demo.provider.accounts import DemoRole, accounts
from portal.errors import RefusedBallotError
from portal.evaluation.ballots import REFUSED, cast_ballot, find_invited_round, list_invited_rounds
from portal.evaluation.invitations import Credential, by_code, by_subject
from portal.evaluation.yardstick import scheme_of
from portal.identity.attempts import AttemptLimit
from portal.locale import gettext
from portal.records.evaluation import Ballot, Round
from portal.records.session import reading
from portal.settings import Settings
from portal.today import today
from portal.ui import rating, visit
from portal.ui.visit import Visit
from tests.pages.visiting import errors, open_screen, signed_in, submit, words

BENEFICIARY = next(each.subject for each in accounts() if each.role == DemoRole.BENEFICIARY)
THANKS = "Thank you. Your rating was counted."
Chosen = tuple[Round, Credential]


@pytest.fixture(autouse=True)
def _one_failure_is_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second click is no attempt at a code."""
    monkeypatch.setattr(rating, "LIMIT", AttemptLimit(burst=1, seconds=20))


@pytest.fixture
def by_letter(own_demo: Settings) -> Chosen:
    """What the first demonstration code opens."""
    secret = own_demo.key_for("invitations")
    with reading() as session:
        credential = by_code(secret, first_code(own_demo))
        return find_invited_round(session, credential, today()), credential


@pytest.fixture
def by_name(own_demo: Settings) -> Chosen:
    """What a beneficiary is asked about first after signing in."""
    secret, who = own_demo.key_for("invitations"), (own_demo.account_issuer, BENEFICIARY)
    with reading() as session:
        round_ = list_invited_rounds(session, secret, who, today())[0]
    return round_, by_subject(secret, round_.id, *who)


def first_code(settings: Settings) -> str:
    with reading() as session:
        return unused_codes(session, settings.key_for("invitations"), most=1)[0]


def with_code(settings: Settings) -> AppTest:
    page = open_screen("rate")
    page.text_input(key="code").set_value(first_code(settings))
    return submit(page, "code-form", "Continue")


def rate(page: AppTest) -> AppTest:
    for question in page.radio:
        question.set_value(question.options[0])
    (button,) = (each for each in page.button if each.label == gettext("Submit my rating"))
    return button.click().run()


def ballots() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Ballot)) or 0


def assert_thanked(page: AppTest) -> None:
    assert gettext(THANKS) in words(page)
    assert not errors(page)


def breaks_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second click comes when the ballot is stored and before anything is shown."""

    def cast_and_click(session: Session, round_id: str, *rest: object) -> None:
        cast_ballot(session, round_id, *rest)  # type: ignore[arg-type] # passed on as it came
        context = get_script_run_ctx()
        assert context
        assert context.script_requests
        same = WidgetStates(widgets=context.session_state.get_widget_states())
        context.script_requests.request_rerun(
            RerunData(widget_states=same, page_script_hash=context.page_script_hash)
        )

    monkeypatch.setattr(rating, "cast_ballot", cast_and_click)


def counts_meanwhile(monkeypatch: pytest.MonkeyPatch, step: str, chosen: Chosen) -> None:
    """The first click is counted in its own thread, just before this step of the second one's."""
    usual: Callable[..., object] = getattr(rating, step)

    def late(*given: object) -> object:
        monkeypatch.setattr(rating, step, usual)
        answers = "5" * len(scheme_of(chosen[0]).beneficiary_indicators)
        visit.current().rate(lambda: rating._store(*chosen, answers))
        return usual(*given)

    monkeypatch.setattr(rating, step, late)


def test_a_click_that_breaks_off_the_first_is_thanked_for_its_ballot(
    own_demo: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, before = with_code(own_demo), ballots()
    breaks_off(monkeypatch)

    page = rate(page)

    assert ballots() == before + 1
    assert_thanked(page)


@pytest.mark.parametrize("step", ["find_invited_round", "show_subject"])
def test_a_click_that_finds_its_code_used_by_the_first_is_thanked(
    own_demo: Settings, by_letter: Chosen, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    page, before = with_code(own_demo), ballots()
    counts_meanwhile(monkeypatch, step, by_letter)

    page = rate(page)

    assert ballots() == before + 1
    assert_thanked(page)


@pytest.mark.parametrize("step", ["list_invited_rounds", "show_subject"])
def test_a_click_that_finds_its_invitation_used_by_the_first_is_thanked(
    by_name: Chosen, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    page, before = open_screen("rate", user=signed_in(BENEFICIARY)), ballots()
    rounds = len(page.selectbox(key="chosen-round").options)
    counts_meanwhile(monkeypatch, step, by_name)

    page = rate(page)

    assert ballots() == before + 1
    assert_thanked(page)

    (button,) = (each for each in page.button if each.label == gettext("Rate another service"))
    page = button.click().run()
    assert not errors(page)
    assert len(page.selectbox(key="chosen-round").options) == rounds - 1


def test_a_second_look_waits_for_the_ballot_that_is_being_cast() -> None:
    here, began = Visit(), []

    def slow() -> None:
        began.append(time.monotonic())
        time.sleep(0.2)

    first = Thread(target=lambda: here.rate(slow))
    first.start()
    while not began:
        time.sleep(0.001)

    assert here.has_rated
    assert time.monotonic() - began[0] >= 0.2
    first.join()


def test_a_refused_ballot_may_be_tried_again() -> None:
    here = Visit()

    def refused() -> None:
        raise RefusedBallotError(REFUSED)

    with pytest.raises(RefusedBallotError):
        here.rate(refused)
    assert not here.has_rated
    here.rate(lambda: None)
    assert here.has_rated


def test_whoever_signed_in_can_sign_out_where_the_next_person_may_sit_down(
    own_demo: Settings,
) -> None:
    del own_demo

    page = rate(open_screen("rate", user=signed_in(BENEFICIARY)))

    assert_thanked(page)
    assert gettext("Sign out") in [each.label for each in page.button]
