"""The desk's view of a round: its state, its sheets, and the next step for this officer."""

from collections.abc import Callable

import streamlit as st

from portal.errors import PortalError
from portal.evaluation.assessments import assign_assessor
from portal.evaluation.bundle import parse_bundle
from portal.evaluation.desk import FIRST_BAND, DeskRound, list_evaluators
from portal.evaluation.results import preview_bundle, publish_round
from portal.evaluation.rounds import close_round, confirm_sweep, open_round
from portal.evaluation.scheme import Party
from portal.evaluation.scoring import evaluate
from portal.evaluation.sweep import sweep_ballots
from portal.evaluation.yardstick import scheme_of
from portal.identity.acting import Acting
from portal.locale import gettext, listed
from portal.records.account import Account, Role
from portal.records.evaluation import AssessmentState, RoundState
from portal.records.session import get_engine, reading, writing
from portal.today import today
from portal.ui import frame, words
from portal.ui.markup import Child, Html, address, join, link, tag


def ways() -> Html:
    """The parts of the desk."""
    return tag(
        "nav",
        link("/desk", gettext("Notices, rounds and contracts"), class_="press quiet"),
        link(address("/desk", view="duties"), gettext("Duty register"), class_="press quiet"),
        class_="row",
        aria_label=gettext("Parts of the desk"),
    )


def no_round_yet() -> Html:
    """What to begin with."""
    return frame.note(
        gettext("Your organisation has no evaluation round yet."),
        gettext("Record the signed contract below, then plan a round of it."),
        plain=True,
    )


def show_round(person: Acting, item: DeskRound) -> None:
    """One round with everything an officer may do about it."""
    round_ = item.round
    sheets = [
        tag(
            "li",
            f"{each.label} · {words.party(each.party)} · {words.say(words.STATES, each.state)}",
        )
        for each in item.sheets
    ]
    frame.show(
        frame.section(round_.contract.title),
        frame.demo_note() if round_.is_demo else None,
        frame.record(
            (
                (gettext("State"), words.say(words.STATES, round_.state)),
                (gettext("Contractor"), round_.contract.contractor.name),
                (gettext("Period"), words.period(round_.period_from, round_.period_to)),
                (gettext("People served"), round_.served),
                (gettext("People invited"), item.invited),
                (gettext("People who rated"), _rated(item)),
                (gettext("Score sheets"), tag("ul", *sheets) if sheets else gettext("None yet")),
            )
        ),
    )
    if round_.state != RoundState.PUBLISHED:
        frame.show(_steps(item))
    _show_own_sheet(person, item)
    if round_.state != RoundState.PUBLISHED:
        _show_assignment(person, item)
        _show_next_step(person, item)
    else:
        frame.show(
            tag("p", link(address("/evaluation", id=round_.id), gettext("To the published result")))
        )


def _steps(item: DeskRound) -> Html:
    """The way of a round from its plan to its result, with what is done and what comes next."""
    round_, sheets = item.round, item.sheets
    named = [each.party for each in scheme_of(round_).parties if each.party != Party.BENEFICIARY]
    unnamed = [each for each in named if each not in {sheet.party for sheet in sheets}]
    waiting = [each.label for each in sheets if each.state != AssessmentState.SUBMITTED]
    command = f"portal invite {round_.id} --count {round_.served or 'N'} --out codes.txt"
    steps: list[tuple[str, bool, Child]] = [
        (
            gettext("Name who scores"),
            not unnamed,
            gettext("nobody yet for: {parties}").format(
                parties=listed(words.party(each) for each in unnamed)
            ),
        ),
        (
            gettext("Issue codes"),
            bool(item.invited),
            join((gettext("the operator of the portal runs:"), " ", tag("code", command))),
        ),
        (gettext("Open the round"), round_.state != RoundState.PLANNED, None),
        (
            gettext("Submit the score sheets"),
            bool(sheets) and not waiting and not unnamed,
            gettext("still open: {sheets}").format(sheets=listed(waiting)) if waiting else None,
        ),
        (
            gettext("Close the round"),
            round_.state == RoundState.CLOSED,
            gettext("the last day to rate is {day}").format(day=words.day(round_.codes_expire_on)),
        ),
        (gettext("Publish the result"), False, None),
    ]
    ahead = next(at for at, (_, done, _) in enumerate(steps) if not done)
    items = [
        tag(
            "li",
            tag("b", label) if at == ahead else label,
            tag("span", gettext("done"), class_="mark") if done else None,
            tag("span", gettext("next"), class_="mark demo") if at == ahead else None,
            tag("div", hint, class_="soft small") if hint and not done else None,
            aria_current="step" if at == ahead else None,
        )
        for at, (label, done, hint) in enumerate(steps)
    ]
    return tag("ol", *items, class_="working", aria_label=gettext("Steps of this round"))


def _rated(item: DeskRound) -> str:
    if item.round.state in (RoundState.CLOSED, RoundState.PUBLISHED):
        return str(item.at_least)
    if not item.at_least:
        return gettext("Fewer than {count}").format(count=FIRST_BAND)
    return gettext("At least {count}").format(count=item.at_least)


def _show_own_sheet(person: Acting, item: DeskRound) -> None:
    own = [each for each in item.sheets if each.account_id == person.account_id]
    for each in own:
        frame.show(
            tag("p", link(address("/assess", sheet=each.id), gettext("To your score sheet"), " ",
                          each.label, class_="press quiet"), class_="row")
        )  # fmt: skip


def _show_assignment(person: Acting, item: DeskRound) -> None:
    """Appointing who scores for the named parties of the scheme."""
    round_ = item.round
    parties = [
        each.party.value for each in scheme_of(round_).parties if each.party != "beneficiary"
    ]
    own_party = next(
        (each for each in parties if each in ("purchaser", "using_unit") and not any(
            sheet.party == each for sheet in item.sheets)), None)  # fmt: skip
    with st.expander(gettext("Who scores in this round?")):
        if own_party and person.may(Role.PURCHASER, round_.contract.purchaser_id):
            st.caption(gettext("Whoever scores neither opens, closes nor publishes the round."))
            words_ = gettext("I score for: {party}").format(party=words.party(own_party))
            if st.button(words_, key=f"own-{round_.id}"):
                _act(lambda: _assign(person, round_.id, None, own_party))
        if "third_party" in parties:
            with reading() as session:
                accounts = {each.id: each for each in list_evaluators(session, person)}
            names = words.told_apart({key: each.name or key for key, each in accounts.items()})
            chosen = st.selectbox(
                gettext("Third-party evaluator"),
                list(accounts),
                index=None,
                format_func=names.__getitem__,
                placeholder=gettext("Choose"),
                key=f"evaluator-{round_.id}",
            )
            if (
                st.button(gettext("Assign"), key=f"assign-{round_.id}", disabled=not chosen)
                and chosen
            ):
                _act(lambda: _assign(person, round_.id, accounts[chosen], "third_party"))


def _assign(person: Acting, round_id: str, account: Account | None, party: str) -> None:
    with writing() as session:
        if account is None:
            account = session.get_one(Account, person.account_id)
        assign_assessor(session, person, round_id, account, party)


def _show_next_step(person: Acting, item: DeskRound) -> None:
    round_id = item.round.id
    if any(each.account_id == person.account_id for each in item.sheets):
        words_ = gettext("You score in this round. Another officer opens, closes and publishes it.")
        frame.show(frame.note(words_, plain=True))
        return
    match item.round.state:
        case RoundState.PLANNED:
            _step(gettext("Open the round"), f"open-{round_id}", lambda: _open(person, round_id))
        case RoundState.OPEN:
            words_ = gettext("After closing nobody can rate any more.")
            _step(
                gettext("Close the round"),
                f"close-{round_id}",
                lambda: _close(person, round_id),
                words_,
            )
        case RoundState.CLOSED if not item.round.is_swept:
            _step(
                gettext("Sweep the old copies"),
                f"sweep-{round_id}",
                lambda: _sweep(person, round_id),
            )
        case RoundState.CLOSED:
            _show_preview(person, round_id)
            words_ = gettext("A published result cannot be taken back.")
            _step(
                gettext("Publish the result"),
                f"publish-{round_id}",
                lambda: _publish(person, round_id),
                words_,
            )


def _show_preview(person: Acting, round_id: str) -> None:
    try:
        with reading() as session:
            result = evaluate(parse_bundle(preview_bundle(session, person, round_id)))
    except PortalError as error:
        frame.show_error(error)
        return
    score = gettext("Score withheld") if result.composite is None else str(result.composite)
    frame.show(
        frame.note(
            gettext("This will be published: {score} {grade}").format(
                score=score, grade=words.grade(result.grade) or ""
            ),
            plain=True,
        )
    )


def _step(label: str, key: str, act: Callable[[], None], warning: str | None = None) -> None:
    sure = st.checkbox(warning, key=f"sure-{key}") if warning else True
    if st.button(label, key=key, type="primary", disabled=not sure):
        _act(act)


def _act(act: Callable[[], None]) -> None:
    try:
        act()
    except PortalError as error:
        frame.show_error(error)
        return
    st.rerun()


def _open(person: Acting, round_id: str) -> None:
    with writing() as session:
        open_round(session, person, round_id, today())


def _close(person: Acting, round_id: str) -> None:
    with writing() as session:
        close_round(session, person, round_id, today())
    _sweep(person, round_id)


def _sweep(person: Acting, round_id: str) -> None:
    sweep_ballots(get_engine())
    with writing() as session:
        confirm_sweep(session, person, round_id)


def _publish(person: Acting, round_id: str) -> None:
    with writing() as session:
        publish_round(session, person, round_id, today())


def card(item: DeskRound) -> Html:
    """One round in the list of the desk."""
    round_ = item.round
    about = (
        words.say(words.STATES, round_.state),
        words.period(round_.period_from, round_.period_to),
    )
    return tag(
        "li",
        tag("h3", link(address("/desk", round=round_.id), round_.contract.title)),
        tag("p", *(tag("span", each) for each in about), class_="facts"),
        tag(
            "p",
            link(
                address("/desk", contract=round_.contract_id),
                gettext("What the rules ask about the contract"),
            ),
        ),
    )
