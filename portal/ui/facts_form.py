"""The form by which an officer records what the rules ask about a contract."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from portal.compliance.evidence import contract_facts, kept
from portal.compliance.judging import MOST_REASON, judge_contract, reasons_for
from portal.compliance.recording import facts_asked, record_facts
from portal.errors import PortalError
from portal.evaluation.desk import get_own_contract
from portal.identity.acting import Acting
from portal.locale import gettext, pick
from portal.policy.installed import installed
from portal.policy.model import CodeList, Fact, Topic
from portal.records.session import reading, writing
from portal.today import today
from portal.ui import finding_view, frame
from portal.ui.policy_view.terms import TOPICS

NO_ANSWER = ""


def show_facts(person: Acting, contract_id: str) -> None:
    """What is recorded of the contract, what the rules say to it, and the form to go on."""
    with reading() as session:
        contract = get_own_contract(session, person, contract_id)
        place, signed_on, title = contract.project.place, contract.signed_on, contract.title
        known = installed().facts(place) if place in installed().packs else {}  # type: ignore[arg-type] # only a known place
        recorded = {
            name: kept(value)
            for name, value in contract_facts(session, contract, known).values.items()
        }
        judgement = judge_contract(session, contract, today())
        reasons = reasons_for(session, contract_id)
    frame.show(frame.section(title))
    if judgement is None or place is None or signed_on is None:
        frame.show(frame.note(gettext("No governing document is known for this contract.")))
        return
    asked = facts_asked(place, signed_on)
    with st.form(f"facts-{contract_id}"):
        st.caption(gettext("Leave empty what is not known yet. What you enter is published."))
        said: dict[str, object] = {}
        for topic, facts in asked.items():
            said |= _ask_topic(topic, facts, recorded, place)
        reason = st.text_area(
            gettext("If a rule is not met: why? (published)"),
            key="facts-reason",
            max_chars=MOST_REASON,
        )
        beside = st.container()
        sent = st.form_submit_button(gettext("Record"), type="primary")
    if sent:
        with beside:
            _record(person, contract_id, said, reason)
    frame.show(finding_view.findings([judgement], reasons))


def _ask_topic(
    topic: Topic, facts: Sequence[Fact], recorded: Mapping[str, str], place: str
) -> dict[str, object]:
    """The inputs of a topic, folded away behind how many of them are filled in."""
    filled = sum(each.name in recorded for each in facts)
    with st.expander(
        gettext("{topic}: {filled} of {all}").format(
            topic=gettext(TOPICS[topic]), filled=filled, all=len(facts)
        )
    ):
        return {each.name: ask(each, recorded.get(each.name), place) for each in facts}


def _record(person: Acting, contract_id: str, said: Mapping[str, object], reason: str) -> None:
    try:
        with writing() as session:
            record_facts(session, person, contract_id, said, reason)
    except PortalError as error:
        frame.show_error(error)
        return
    st.rerun()


def ask(fact: Fact, recorded: str | None, place: str, prefix: str = "fact") -> object:
    """The input that suits a fact's kind, with what is recorded in it."""
    key, label = f"{prefix}-{fact.name}", pick(fact.title.labels())
    match fact.kind:
        case "yes_no":
            return _choose(label, {"yes": gettext("Yes"), "no": gettext("No")}, recorded, key)
        case "date":
            day = date.fromisoformat(recorded) if recorded else None
            return st.date_input(label, value=day, format="YYYY-MM-DD", key=key)
        case "code":
            return _choose(label, _codes(installed().lists(place)[fact.list or ""]), recorded, key)
        case "codes":
            titles = _codes(installed().lists(place)[fact.list or ""])
            before = [each for each in (recorded or "").split(",") if each in titles]
            return st.multiselect(
                label, list(titles), before, format_func=titles.__getitem__, key=key,
                placeholder=gettext("Choose"),
            )  # fmt: skip
        case "fen":
            yuan = f"{int(recorded) / 100:.2f}" if recorded else ""
            return st.text_input(gettext("{label} (yuan)").format(label=label), yuan, key=key)
    return st.text_input(label, recorded or "", key=key)


def _choose(label: str, titles: Mapping[str, str], recorded: str | None, key: str) -> Any:
    options = list(titles)
    return st.selectbox(
        label,
        options,
        index=options.index(recorded) if recorded and recorded in titles else None,
        format_func=titles.__getitem__,
        placeholder=gettext("Choose"),
        key=key,
    )


def _codes(listed: CodeList) -> dict[str, str]:
    return {each.code: pick(each.title.labels()) for each in listed.items if each.holds_on(today())}
