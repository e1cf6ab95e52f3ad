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
from portal.evaluation.invitations import KEY_PURPOSE, Credential, by_code, by_subject
from portal.evaluation.scheme import Indicator
from portal.evaluation.yardstick import scheme_of
from portal.identity.attempts import AttemptLimit
from portal.locale import gettext, listed, pick
from portal.records.evaluation import Round
from portal.records.session import reading, writing
from portal.settings import get_settings
from portal.today import today
from portal.ui import evaluation_view, frame, guard, visit, words
from portal.ui.markup import link, tag

ACCEPTED = "rating-code"
LIMIT = AttemptLimit(burst=8, seconds=20)


def secret() -> bytes:
    """The key of the invitations' hashes; it lies outside the database."""
    return get_settings().key_for(KEY_PURPOSE)


def ask_for_code() -> None:
    """The field for a code: a good one leads on, and why another does not stands beside it."""
    _thank_for_first_click()
    with st.form("code-form"):
        typed = st.text_input(
            gettext("One-time code from your letter"),
            key="code",
            placeholder="XXXX-XXXX-XXXX-XX",
            autocomplete="off",
            max_chars=60,
        )
        beside = st.container()
        sent = st.form_submit_button(gettext("Continue"), type="primary")
    if not sent:
        return
    with beside:
        if not (typed or "").strip():
            frame.show_error(gettext("Please type the code from your letter."))
        elif _round_of(typed):
            st.session_state[ACCEPTED] = typed
            st.rerun()


def round_of_code() -> tuple[Round, Credential] | None:
    """The round of the code that was accepted here; it may have been used elsewhere since."""
    typed = st.session_state.get(ACCEPTED)
    found = _round_of(typed) if typed else None
    if found is None:
        st.session_state.pop(ACCEPTED, None)
    return found


def offer_another_code() -> None:
    """The way back for somebody who sees a service that is not theirs."""
    if ACCEPTED in st.session_state and st.button(gettext("Use another code")):
        del st.session_state[ACCEPTED]
        st.rerun()


def round_of_signed_in() -> tuple[Round, Credential] | None:
    """The round a signed-in person may still rate, chosen by them if there are several."""
    who = guard.identity()
    if who is None:
        return None
    with reading() as session:
        rounds = {each.id: each for each in list_invited_rounds(session, secret(), who, today())}
    _thank_for_first_click()
    here = visit.current()
    if here.shown not in {None, *rounds}:
        here.shown = None
        frame.show_error(RefusedBallotError(NOT_INVITED))  # used in another tab, or closed by now
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
    here.shown = chosen
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
        tag("div", frame.section(gettext("You are rating")), role="status"),
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
    """The questions, one large target for each answer, and the submission.

    What is missing is said at the question and above the button, where the reader is looking.
    """
    scheme = scheme_of(round_)
    names = evaluation_view.level_names(scheme)
    given: list[str | None] = []
    reminders = []
    with st.form(f"ballot-{round_.id}"), st.container(key="ballot"):
        for number, each in enumerate(scheme.beneficiary_indicators, start=1):
            reminders.append(st.container())
            given.append(
                st.radio(
                    f"{number}. {_question(each)}",
                    list(names),
                    index=None,
                    format_func=names.__getitem__,
                    key=f"answer-{round_.id}-{each.id}",
                    width="stretch",
                )
            )
        beside = st.container()
        sent = st.form_submit_button(gettext("Submit my rating"), type="primary")
    if not sent:
        return
    missing = [number for number, answer in enumerate(given, start=1) if answer is None]
    for number in missing:
        with reminders[number - 1]:
            words_ = gettext("Question {number} is still open:").format(number=number)
            frame.show(tag("p", words_, class_="missing", id=f"question-{number}"))
    with beside:
        if missing:
            _show_missing(missing)
        else:
            _cast(round_, credential, given)


def is_done() -> bool:
    """Whether this visitor has just rated."""
    return visit.current().has_rated


def show_thanks() -> None:
    """The confirmation; it repeats no answer, because a receipt with the answer can be demanded."""
    frame.show(
        tag("div", frame.section(gettext("Thank you. Your rating was counted.")), role="status"),
        frame.note(
            gettext("Your answer was kept without your name. You need not do anything more."),
            gettext("The result is published after the round is closed."),
            plain=True,
        ),
    )
    if st.button(gettext("Rate another service"), key="rate-another"):
        visit.start_again()
        for key in (ACCEPTED, "code"):
            st.session_state.pop(key, None)
        st.rerun()
    if guard.identity():
        guard.sign_out_button()  # the next person may use the same telephone


def _round_of(typed: str) -> tuple[Round, Credential] | None:
    """The round a code leads to; tells the reader when it leads to none."""
    try:
        with _limited():
            credential = by_code(secret(), typed.strip())
            with reading() as session:
                return find_invited_round(session, credential, today()), credential
    except PortalError as error:
        _refuse(error)
        return None


def _question(indicator: Indicator) -> str:
    return pick(indicator.question.model_dump()) if indicator.question else indicator.id


def _show_missing(numbers: list[int]) -> None:
    sentence = gettext(
        "Please answer question {numbers} as well, or choose “Not applicable”."
    ).format(numbers=listed(map(str, numbers)))
    frame.show_error(sentence)
    ways = (
        link(f"#question-{number}", gettext("To question {number}").format(number=number))
        for number in numbers
    )
    frame.show(tag("p", *ways, class_="ways"))


def _cast(round_: Round, credential: Credential, given: list[str | None]) -> None:
    answers = "".join(filter(None, given))
    try:
        visit.current().rate(lambda: _store(round_, credential, answers))
    except PortalError as error:
        _refuse(error)
        return
    st.rerun()


def _store(round_: Round, credential: Credential, answers: str) -> None:
    with _limited(), writing() as session:
        cast_ballot(session, round_.id, credential, answers, today())


def _refuse(error: PortalError) -> None:
    _thank_for_first_click()
    frame.show_error(error)


def _thank_for_first_click() -> None:
    """Begin again if an earlier click of this visit was counted while this run looked around."""
    if is_done():
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
