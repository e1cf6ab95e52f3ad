"""The form by which an officer records what the rules ask about a contract.

It is long, so it is folded by topic. Only what differs from what it showed is sent: what a
colleague recorded meanwhile stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import streamlit as st

from portal.compliance.evidence import contract_facts, kept
from portal.compliance.judging import MOST_REASON, judge_contract, reasons_for
from portal.compliance.project_facts import project_facts
from portal.compliance.recording import facts_asked, record_facts
from portal.errors import PortalError
from portal.evaluation.desk import get_own_contract
from portal.identity.acting import Acting
from portal.locale import gettext, pick
from portal.policy.facts import Value
from portal.policy.findings import Judgement
from portal.policy.installed import installed
from portal.records.session import reading, writing
from portal.today import today
from portal.ui import finding_view, frame, once, words
from portal.ui.fact_input import as_entered, as_shown, ask
from portal.ui.markup import Html, address, link, tag
from portal.ui.policy_view.terms import TOPICS
from portal.ui.policy_view.values import say_value


@dataclass(frozen=True)
class _Known:
    """A contract as the form needs it."""

    id: str
    title: str
    place: str | None
    signed_on: date | None
    recorded: Mapping[str, str]
    judgement: Judgement | None
    reasons: Mapping[str, str]
    noticed: Mapping[str, Value]
    """What the issued notices say, which nobody enters here"""


def show_facts(person: Acting, contract_id: str) -> None:
    """What is recorded of the contract, what the rules say to it, and the form to go on."""
    known = _known(person, contract_id)
    frame.show(frame.section(known.title))
    if known.judgement is None or known.place is None or known.signed_on is None:
        frame.show(frame.note(gettext("No governing document is known for this contract.")))
        return
    frame.show(
        tag(
            "p",
            gettext("Signed on {day}. Governed by {document}.").format(
                day=words.day(known.signed_on), document=words.place(known.place)
            ),
            class_="soft",
        )
    )
    frame.show(_noticed(known, known.place))
    _show_form(person, known, known.place, known.signed_on)
    frame.show(finding_view.findings([known.judgement], known.reasons))


def _known(person: Acting, contract_id: str) -> _Known:
    with reading() as session:
        contract = get_own_contract(session, person, contract_id)
        place = contract.project.place
        facts = installed().facts(place) if place in installed().packs else {}  # type: ignore[arg-type] # only a known place
        said = project_facts(session, contract.project_id, contract.id)
        values = contract_facts(session, contract, facts, said=said).values
        return _Known(
            contract.id,
            contract.title,
            place,
            contract.signed_on,
            {name: kept(value) for name, value in values.items()},
            judge_contract(session, contract, today()),
            reasons_for(session, contract_id),
            {name: each for name, each in said.facts.values.items() if name in facts},
        )


def _noticed(known: _Known, place: str) -> Html | None:
    """What needs no entry, because the issued notices say it."""
    facts, lists = installed().facts(place), installed().lists(place)
    rows = [
        (
            pick(facts[name].title.labels()),
            say_value(facts[name].kind, value, lists.get(facts[name].list or "")),
        )
        for name, value in known.noticed.items()
    ]
    if not rows:
        return None
    title = gettext("What the issued notices say already ({count})").format(count=len(rows))
    return tag("details", tag("summary", title), frame.record(rows), class_="idle")


def _show_form(person: Acting, known: _Known, place: str, signed_on: date) -> None:
    """The form as it stood when this visit opened it or last recorded with it."""
    shown, turn = st.session_state.setdefault(_memory(known.id), (known.recorded, 0))
    changes: dict[str, object] = {}
    with st.form(f"facts-{known.id}-{turn}", border=False):
        st.caption(gettext("Leave empty what is not known yet. What you enter is published."))
        for topic, facts in facts_asked(place, signed_on).items():
            asked = [each for each in facts if each.name not in known.noticed]
            if not asked:
                continue
            done = sum(each.name in shown for each in asked)
            label = gettext("{topic}: {done} of {asked} recorded").format(
                topic=gettext(TOPICS[topic]), done=done, asked=len(asked)
            )
            with st.expander(label):
                for fact in asked:
                    key = f"fact-{known.id}-{turn}-{fact.name}"
                    before = shown.get(fact.name)
                    value = ask(fact, before, place, signed_on, key)
                    if as_entered(value) != as_shown(fact, before):
                        changes[fact.name] = value
        reason = st.text_area(
            gettext("If a rule is not met: why? (published, without names or numbers of people)"),
            key=f"facts-reason-{known.id}-{turn}",
            max_chars=MOST_REASON,
        )
        st.caption(
            gettext(
                "It stands beside each rule that is not met and has no reason yet. If all have "
                "one, it takes their place."
            )
        )
        beside = st.container()
        sent = st.form_submit_button(
            gettext("Record"), type="primary", key=f"facts-record-{known.id}-{turn}"
        )
    with beside:
        if not sent:
            _show_done(known.id)
        elif changes or reason.strip():
            _record(person, known.id, changes, reason, turn)
        else:
            frame.show_error(gettext("Nothing new was entered."))


def _record(
    person: Acting, contract_id: str, changes: Mapping[str, object], reason: str, turn: int
) -> None:
    def store() -> str:
        with writing() as session:
            return str(record_facts(session, person, contract_id, changes, reason))

    entry = (contract_id, turn, tuple(map(str, changes.items())), reason)
    try:
        count = once.of("facts-recorded").keep(entry, store)
    except PortalError as error:
        frame.show_error(error)
        return
    st.session_state[_memory(contract_id)] = (_known(person, contract_id).recorded, turn + 1)
    st.session_state[f"{_memory(contract_id)}-done"] = count
    st.rerun()


def _show_done(contract_id: str) -> None:
    if f"{_memory(contract_id)}-done" in st.session_state:
        frame.show_done(
            gettext("Recorded. What the rules say to it now stands below."),
            link(address("/desk"), gettext("Back to the rounds and contracts")),
        )


def _memory(contract_id: str) -> str:
    return f"facts-shown-{contract_id}"
