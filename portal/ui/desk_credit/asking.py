"""Repair, correction and revocation at the desk: asked for by one person, decided by another."""

import json

import streamlit as st

from portal.credit.changes import (
    CORRECTABLE,
    ask_correction,
    ask_repair,
    ask_revocation,
    decide_change,
)
from portal.credit.desk import DeskRecord
from portal.credit.entry import EVIDENCE, LIFTED, OPINION, REASON, TEXTS
from portal.identity.acting import Acting
from portal.locale import gettext, pick
from portal.records.credit import CreditChange, CreditChangeKind, CreditRecord
from portal.today import today
from portal.ui import frame, words
from portal.ui.desk_credit import steps
from portal.ui.markup import Html, join, tag

LONG = ("facts", "result")


def show_changes(person: Acting, item: DeskRecord) -> None:
    """What was asked of a record in effect, and what this person may ask or decide."""
    show_history(item)
    open_ = {each.kind for each in item.changes if each.is_granted is None}
    for each in item.changes:
        if each.is_granted is None and item.is_finance:
            _show_decision(person, item.record, each)
    if item.is_organisation and CreditChangeKind.REPAIR not in open_:
        _show_repair(person, item.record)
    if item.is_finance and CreditChangeKind.CORRECTION not in open_:
        _show_correction(person, item.record)
    if item.is_finance and CreditChangeKind.REVOCATION not in open_:
        _show_revocation(person, item.record)


def show_history(item: DeskRecord) -> None:
    """Everything that was asked, with its end."""
    if item.changes:
        frame.show(
            frame.section(gettext("What was asked for")),
            tag("ul", *map(_told, item.changes), class_="cards"),
        )


def _told(change: CreditChange) -> Html:
    outcome = {
        None: gettext("not decided yet"),
        True: gettext("granted"),
        False: gettext("refused"),
    }[change.is_granted]
    about = (words.day(change.asked_on), outcome)
    new = json.loads(change.changes)
    return tag(
        "li",
        tag("h3", words.say(words.CREDIT_CHANGES, change.kind)),
        tag("p", *(tag("span", each) for each in about if each), class_="facts"),
        tag("p", change.reason),
        tag("p", change.evidence) if change.evidence else None,
        frame.record((pick(TEXTS[name].label), text) for name, text in new.items())
        if new
        else None,
        tag("p", join((gettext("Reasons of the decision"), change.opinion), between=" · "))
        if change.opinion
        else None,
    )


def _show_repair(person: Acting, record: CreditRecord) -> None:
    first = record.repair_from_on
    if first is None:
        frame.show(frame.note(gettext("A law excludes repair"), record.unrepairable, plain=True))
        return
    if today() < first:
        words_ = gettext("Repair can be asked for from {day}, when the shortest period is reached.")
        frame.show(frame.note(words_.format(day=words.day(first)), plain=True))
        return
    with (
        st.expander(gettext("Apply for repair"), expanded=True),
        st.form(f"credit-repair-{record.id}"),
    ):
        reason = st.text_area(
            gettext("What was put right, which duties are done, and your public promise"),
            key="credit-repair-reason",
            max_chars=REASON.limit,
        )
        evidence = st.text_area(
            gettext("Evidence: document numbers or addresses"),
            key="credit-repair-evidence",
            max_chars=EVIDENCE.limit,
        )
        beside = st.container()
        sent = st.form_submit_button(gettext("Apply for repair"), type="primary")
    if sent:
        with beside:
            steps.act(
                lambda who, session: ask_repair(session, who, record.id, reason, evidence, today()),
                person,
            )


def _show_correction(person: Acting, record: CreditRecord) -> None:
    with (
        st.expander(gettext("Ask for a correction")),
        st.form(f"credit-correction-{record.id}"),
    ):
        typed = {name: _field(name, getattr(record, name) or "") for name in CORRECTABLE}
        reason = st.text_area(
            gettext("Why it is corrected (published)"),
            key="credit-correction-reason",
            max_chars=REASON.limit,
        )
        beside = st.container()
        sent = st.form_submit_button(gettext("Ask for this correction"), type="primary")
    if sent:
        with beside:
            steps.act(
                lambda who, session: ask_correction(
                    session, who, record.id, typed, reason, today()
                ),
                person,
            )


def _show_revocation(person: Acting, record: CreditRecord) -> None:
    with (
        st.expander(gettext("Ask for the revocation")),
        st.form(f"credit-revocation-{record.id}"),
    ):
        reason = st.text_area(
            gettext("Why the decision does not stand any more (published)"),
            key="credit-revocation-reason",
            max_chars=REASON.limit,
        )
        evidence = st.text_area(
            gettext("Document by which it was overturned"),
            key="credit-revocation-evidence",
            max_chars=EVIDENCE.limit,
        )
        beside = st.container()
        sent = st.form_submit_button(gettext("Ask for the revocation"), type="primary")
    if sent:
        with beside:
            steps.act(
                lambda who, session: ask_revocation(
                    session, who, record.id, reason, evidence, today()
                ),
                person,
            )


def _show_decision(person: Acting, record: CreditRecord, change: CreditChange) -> None:
    is_repair = change.kind == CreditChangeKind.REPAIR
    if person.account_id == change.asked_by:
        words_ = gettext("You asked for this. Another finance officer decides on it.")
        frame.show(frame.note(words_, plain=True))
        return
    if is_repair and person.account_id == record.proposed_by:
        words_ = gettext("You proposed this record. Another finance officer decides on its repair.")
        frame.show(frame.note(words_, plain=True))
        return
    lifted = ""
    with st.form(f"credit-change-{change.id}"):
        opinion = st.text_area(
            gettext("Reasons of the decision"),
            key=f"credit-change-opinion-{change.id}",
            max_chars=OPINION.limit,
        )
        if is_repair and record.ban_last_on and record.ban_last_on >= today():
            lifted = st.text_input(
                gettext("Document that lifts the ban, which still runs"),
                key=f"credit-change-lifted-{change.id}",
                max_chars=LIFTED.limit,
            )
        beside = st.container()
        grant = st.form_submit_button(gettext("Grant it"), type="primary")
        refuse = st.form_submit_button(gettext("Refuse it"))
    if grant or refuse:
        with beside:
            steps.act(
                lambda who, session: decide_change(
                    session, who, change.id, opinion, today(), grant=grant, lifted_by=lifted
                ),
                person,
            )


def _field(name: str, value: str) -> str:
    line = TEXTS[name]
    label = pick(line.label)
    field = st.text_area if name in LONG else st.text_input
    return field(
        label[:1].upper() + label[1:],
        value,
        key=f"credit-correct-{name}",
        max_chars=line.limit,
    )
