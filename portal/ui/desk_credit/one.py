"""One credit record at the desk: what it says, what was said to it, and what may be done now."""

import streamlit as st

from portal.credit import rules
from portal.credit.deciding import decide_record
from portal.credit.desk import DeskRecord, get_desk_record
from portal.credit.entry import OPINION, STATEMENT
from portal.credit.proposing import make_statement
from portal.errors import PortalError
from portal.identity.acting import Acting
from portal.locale import gettext
from portal.records.credit import CreditRecord, CreditState
from portal.records.session import reading
from portal.today import today
from portal.ui import frame, words
from portal.ui.desk_credit import asking, steps
from portal.ui.markup import Html, address, join, link, outside_link, tag


def show_record(person: Acting, record_id: str) -> None:
    """The record with the next step for this person, or why there is none."""
    try:
        with reading() as session:
            item = get_desk_record(session, person, record_id)
    except PortalError as error:
        frame.show_error(error)
        return
    record = item.record
    frame.show(
        frame.section(record.organisation.name),
        frame.demo_note() if record.is_demo else None,
        _content(record),
        _procedure(record),
    )
    match record.state_on(today()):
        case CreditState.PROPOSED:
            _show_proposed(person, item)
        case CreditState.IN_EFFECT:
            frame.show(tag("p", link(address("/credit", id=record.id), gettext("The public page"))))
            asking.show_changes(person, item)
        case _:
            asking.show_history(item)


def _content(record: CreditRecord) -> Html:
    ban = words.period(record.ban_first_on, record.ban_last_on)
    return frame.record(
        (
            (gettext("State"), words.say(words.CREDIT_STATES, record.state_on(today()))),
            (gettext("Class"), words.say(words.TIERS, record.tier)),
            (gettext("Social credit code"), record.organisation.uscc),
            (gettext("Address"), record.address),
            (gettext("Facts found"), _lines(record.facts)),
            (gettext("Result"), _lines(record.result)),
            (gettext("Ban"), ban),
            (gettext("Fine"), words.money(record.fine_fen, "CNY")),
            (gettext("Legal basis"), record.basis),
            (gettext("Kind of document"), words.say(words.DOCUMENTS, record.document_kind)),
            (gettext("Document number"), record.document_no),
            (gettext("Deciding authority"), record.authority),
            (gettext("Decided on"), words.day(record.decided_on)),
            (gettext("Effective on"), words.day(record.effective_on)),
            (gettext("Source"), outside_link(record.source_url, record.source_url)),
        )
    )


def _procedure(record: CreditRecord) -> Html:
    """The steps so far, with their days."""
    days = gettext("{day} ({days} days; set by the operator, no law gives a number)").format(
        day=words.day(record.statement_until_on), days=record.statement_days
    )
    on_paper = gettext("received on paper") if record.statement_on_paper else None
    return join(
        (
            frame.section(gettext("Procedure")),
            frame.record(
                (
                    (gettext("Notified on"), words.day(record.notified_on)),
                    (gettext("How it was notified"), record.notified_how),
                    (gettext("Time for a statement until"), days),
                    (gettext("What the organisation says"), _lines(record.statement)),
                    (gettext("Statement made on"), words.day(record.statement_on)),
                    (gettext("Way of the statement"), on_paper),
                    (gettext("Reasons of the decision"), _lines(record.opinion)),
                    (gettext("Entered on"), words.day(record.public_on)),
                    (gettext("Repair can be asked for from"), words.day(record.repair_from_on)),
                    (gettext("Last day it is shown"), words.day(record.shown_until_on)),
                    (gettext("Ended on"), words.day(record.ended_on)),
                    (gettext("Public note"), record.note),
                )
            ),
        )
    )


def _show_proposed(person: Acting, item: DeskRecord) -> None:
    record = item.record
    open_ = record.statement is None and today() <= record.statement_until_on
    if item.is_organisation:
        if open_:
            _show_statement(person, record.id, on_paper=False)
        else:
            frame.show(frame.note(gettext("The authority decides next."), plain=True))
        return
    if open_:
        _show_statement(person, record.id, on_paper=True)
    if person.account_id == record.proposed_by:
        words_ = gettext("You proposed this record. Another finance officer decides on it.")
        frame.show(frame.note(words_, plain=True))
    elif not rules.is_heard(record.statement, record.statement_until_on, today()):
        words_ = gettext("A decision is possible from the statement on, or after {day}.")
        day = words.day(record.statement_until_on)
        frame.show(frame.note(words_.format(day=day), plain=True))
    else:
        _show_decision(person, record.id)


def _show_statement(person: Acting, record_id: str, *, on_paper: bool) -> None:
    title = (
        gettext("Enter a statement that arrived on paper")
        if on_paper
        else gettext("Make a statement")
    )
    with st.expander(title, expanded=not on_paper), st.form("credit-statement-form"):
        said = st.text_area(
            gettext("Statement (published beside the record; name no person)"),
            key="credit-statement",
            max_chars=STATEMENT.limit,
        )
        beside = st.container()
        sent = st.form_submit_button(gettext("Hand in the statement"), type="primary")
    if sent:
        with beside:
            steps.act(
                lambda who, session: make_statement(
                    session, who, record_id, said, today(), on_paper=on_paper
                ),
                person,
            )


def _show_decision(person: Acting, record_id: str) -> None:
    frame.show(frame.section(gettext("Decision")))
    with st.form("credit-decision-form"):
        opinion = st.text_area(
            gettext("Reasons, which answer the statement (published)"),
            key="credit-opinion",
            max_chars=OPINION.limit,
        )
        beside = st.container()
        enter = st.form_submit_button(gettext("Put it into effect"), type="primary")
        decline = st.form_submit_button(gettext("Do not enter it"))
    if enter or decline:
        with beside:
            steps.act(
                lambda who, session: decide_record(
                    session, who, record_id, opinion, today(), enter=enter
                ),
                person,
            )


def _lines(text: str | None) -> Html | None:
    return None if text is None else join(text.split("\n"), between=tag("br"))
