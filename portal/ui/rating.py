"""The parts of the page on which somebody who received a service rates it."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from portal.errors import InvalidInputError, PortalError, RefusedBallotError
from portal.evaluation.ballots import (
    NOT_INVITED,
    cast_ballot,
    find_invited_round,
    list_invited_rounds,
)
from portal.evaluation.invitations import Credential, by_code, by_subject
from portal.evaluation.yardstick import scheme_of
from portal.identity.attempts import AttemptLimit
from portal.locale import gettext, listed, pick
from portal.records.evaluation import Round
from portal.records.session import reading, writing
from portal.settings import get_settings
from portal.today import today
from portal.ui import evaluation_view, frame, guard, words
from portal.ui.markup import tag

DONE, SHOWN = "rating-done", "rating-shown"
LIMIT = AttemptLimit(burst=8, seconds=20)
INVITATION_KEY = "invitations"


def secret() -> bytes:
    """The key of the invitations' hashes; it lies outside the database."""
    return get_settings().key_for(INVITATION_KEY)


def ask_for_code() -> str:
    """The code somebody typed, or nothing yet."""
    with st.form("code-form"):
        typed = st.text_input(
            gettext("One-time code from your letter"),
            key="code",
            placeholder="XXXX-XXXX-XXXX-XX",
            autocomplete="off",
            max_chars=60,
        )
        st.form_submit_button(gettext("Continue"), type="primary")
    return (typed or "").strip()


def round_of_code(typed: str) -> tuple[Round, Credential] | None:
    """The round a code leads to; tells the reader when it leads to none."""
    try:
        with _limited():
            credential = by_code(secret(), typed)
            with reading() as session:
                return find_invited_round(session, credential, today()), credential
    except PortalError as error:
        frame.show_error(error)
        return None


def round_of_signed_in() -> tuple[Round, Credential] | None:
    """The round a signed-in person may still rate, chosen by them if there are several."""
    who = guard.identity()
    if who is None:
        return None
    with reading() as session:
        rounds = {each.id: each for each in list_invited_rounds(session, secret(), who, today())}
    if st.session_state.get(SHOWN) not in {None, *rounds}:
        del st.session_state[SHOWN]
        frame.show_error(
            RefusedBallotError(NOT_INVITED)
        )  # rated in another tab, or closed meanwhile
    if not rounds:
        frame.show(
            frame.note(
                gettext(
                    "Nothing is waiting for your rating, or you have already rated. "
                    "If you have a one-time code, enter it below."
                ),
                plain=True,
            )
        )
        return None
    names = words.told_apart(
        {
            each.id: f"{each.contract.title} {words.period(each.period_from, each.period_to)}"
            for each in rounds.values()
        }
    )
    chosen = st.selectbox(
        gettext("Which service do you want to rate?"),
        list(rounds),
        format_func=names.__getitem__,
        key="chosen-round",
    )
    st.session_state[SHOWN] = chosen
    return rounds[chosen], by_subject(secret(), chosen, *who)


def show_subject(round_: Round) -> None:
    """What is rated, and who will and will not see the answer."""
    contract = round_.contract
    promises = (
        gettext("The contractor, the purchaser and the staff cannot see who gave which answer."),
        gettext("Your answer is stored without name, code, number or time."),
        gettext("Only totals are published, and no score at all when fewer than 10 people rated."),
        gettext(
            "What the purchaser can learn is how many people rated, not who. Until the round is "
            "closed, you also have to trust those who run the database."
        ),
    )
    frame.show(
        frame.section(gettext("You are rating")),
        frame.record(
            (
                (gettext("Service"), contract.title),
                (gettext("Contractor"), contract.contractor.name),
                (gettext("Period"), words.period(round_.period_from, round_.period_to)),
            )
        ),
        frame.demo_note() if round_.is_demo else None,
        frame.note(
            tag("b", gettext("Who sees your answer?")),
            tag("ul", *(tag("li", each) for each in promises)),
            plain=True,
        ),
    )


def show_questionnaire(round_: Round, credential: Credential) -> None:
    """The questions, one large target for each answer, and the submission."""
    scheme = scheme_of(round_)
    names = evaluation_view.level_names(scheme)
    with st.form(f"ballot-{round_.id}"), st.container(key="ballot"):
        given = [
            st.radio(
                f"{number}. {pick(each.question.model_dump()) if each.question else each.id}",
                list(names),
                index=None,
                format_func=names.__getitem__,
                key=f"answer-{round_.id}-{each.id}",
                width="stretch",
            )
            for number, each in enumerate(scheme.beneficiary_indicators, start=1)
        ]
        sent = st.form_submit_button(gettext("Submit my rating"), type="primary")
    if sent:
        _cast(round_, credential, given)


def is_done() -> bool:
    """Whether this visitor has just rated."""
    return bool(st.session_state.get(DONE))


def show_thanks() -> None:
    """The confirmation; it repeats no answer, because a receipt with the answer can be demanded."""
    frame.show(
        tag("h2", gettext("Thank you. Your rating was counted."), class_="section"),
        frame.note(
            gettext("Your answer was kept without your name. You need not do anything more."),
            gettext("The result is published after the round is closed."),
            plain=True,
        ),
    )
    if st.button(gettext("Rate another service")):
        del st.session_state[DONE]
        st.session_state.pop("code", None)
        st.rerun()


def _cast(round_: Round, credential: Credential, given: list[str | None]) -> None:
    missing = [str(number) for number, answer in enumerate(given, start=1) if answer is None]
    if missing:
        frame.show_error(
            gettext("Please answer question {numbers} as well, or choose “Not applicable”.").format(
                numbers=listed(missing)
            )
        )
        return
    try:
        with _limited(), writing() as session:
            cast_ballot(session, round_.id, credential, "".join(filter(None, given)), today())
    except PortalError as error:
        frame.show_error(error)
        return
    st.session_state.pop(SHOWN, None)
    st.session_state[DONE] = True
    st.rerun()


@contextmanager
def _limited() -> Iterator[None]:
    """Count a failure, and only a failure, against the place it comes from."""
    place = str(st.context.ip_address or "local")  # AppTest gives a stand-in, not a text
    LIMIT.check(place)
    try:
        yield
    except (RefusedBallotError, InvalidInputError):
        LIMIT.count_failure(place)
        raise
