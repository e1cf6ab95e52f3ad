"""The forms by which an officer records a contract and plans a round of it.

Neither can be taken back yet, so nothing is filled in beforehand, what is missing is named, and a
second click stores nothing twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from portal.compliance.judging import MOST_REASON
from portal.contracts.service import NewContract, Party, record_contract
from portal.errors import InvalidInputError, PortalError
from portal.evaluation.desk import list_contracts
from portal.evaluation.rounds import FRAMES, plan_round
from portal.evaluation.schemes import adopt_scheme
from portal.identity.acting import Acting
from portal.locale import explain, gettext, labelled, listed, pick
from portal.policy.identifiers import parse_uscc
from portal.policy.installed import installed
from portal.records.contract import Contract
from portal.records.session import reading, writing
from portal.today import today
from portal.ui import frame, once, words
from portal.ui.markup import address, link

CODES_VALID = timedelta(days=60)
PLANNED = "round-planned"


def show_contract_form(person: Acting, asked: Mapping[str, str]) -> None:
    """Recording a signed contract; the address may say after which notice."""
    wanted = asked.get("record") == "contract"
    with st.expander(gettext("Record a contract"), expanded=wanted), st.form("contract-form"):
        title = st.text_input(gettext("Title of the contract"), key="contract-title", max_chars=500)
        number = st.text_input(gettext("Contract number"), key="contract-number", max_chars=200)
        notice = st.text_input(
            gettext("Id of a notice of the same project, if it is published here"),
            asked.get("about", "")[:40] if wanted else "",
            key="contract-notice",
            max_chars=40,
        )
        purchaser = _party("purchaser", gettext("Purchaser"))
        contractor = _party("contractor", gettext("Contractor"))
        region = st.text_input(gettext("Region code, 6 or 9 digits"), key="contract-region")
        amount = st.text_input(gettext("Amount in yuan"), key="contract-amount")
        signed = _day(gettext("Signed on"), "contract-signed")
        starts = _day(gettext("Begins on"), "contract-starts")
        ends = _day(gettext("Ends on"), "contract-ends")
        place = st.selectbox(
            gettext("Governing document"),
            list(installed().places),
            index=None,
            format_func=_document,
            placeholder=gettext("Choose"),
            key="contract-place",
        )
        reason = st.text_area(
            gettext("If a rule is not met: why? (published)"),
            key="contract-reason",
            max_chars=MOST_REASON,
        )
        beside = st.container()
        sent = st.form_submit_button(gettext("Record the contract"), type="primary")
    if not sent:
        return
    with beside:
        empty = _empty(
            {
                gettext("Title of the contract"): title,
                gettext("{party}: name").format(party=gettext("Purchaser")): purchaser.name,
                gettext("{party}: name").format(party=gettext("Contractor")): contractor.name,
                gettext("Region code, 6 or 9 digits"): region,
                gettext("Amount in yuan"): amount,
                gettext("Signed on"): signed,
                gettext("Begins on"): starts,
                gettext("Ends on"): ends,
                gettext("Governing document"): place,
            }
        )
        if empty or not (signed and starts and ends and place):
            return
        if _has_code(purchaser, gettext("Purchaser")) and _has_code(
            contractor, gettext("Contractor")
        ):
            _record(
                person,
                NewContract(
                    title, number, purchaser, contractor, region.strip(), amount, signed, starts,
                    ends, place, notice, reason,
                ),
            )  # fmt: skip


def show_round_form(person: Acting) -> None:
    """Planning a round of a recorded contract, by the scheme of its place."""
    with reading() as session:
        contracts = {each.id: each for each in list_contracts(session, person)}
    if not contracts:
        return
    names = words.told_apart(
        {key: " ".join(filter(None, (each.title, each.number))) for key, each in contracts.items()}
    )
    with st.expander(gettext("Plan a round")), st.form("round-form"):
        chosen = st.selectbox(
            gettext("Contract"),
            list(contracts),
            index=None,
            format_func=names.__getitem__,
            placeholder=gettext("Choose"),
            key="round-contract",
        )
        begin = _day(gettext("Period from"), "round-from")
        end = _day(gettext("Period to"), "round-to")
        served = st.number_input(
            gettext("People served in the period"),
            min_value=0,
            value=None,
            step=1,
            key="round-served",
        )
        invited = st.radio(
            gettext("Who is invited?"),
            FRAMES,
            index=None,
            format_func=lambda code: words.say(words.FRAMES, code),
            key="round-frame",
        )
        last = _day(gettext("Last day to rate"), "round-last", today() + CODES_VALID)
        weights = _weights()
        remark = st.text_area(
            gettext("What the public should know about this round (published)"),
            key="round-remark",
            max_chars=MOST_REASON,
        )
        beside = st.container()
        sent = st.form_submit_button(gettext("Plan the round"), type="primary")
    with beside:
        if sent:
            st.session_state.pop(PLANNED, None)
            empty = _empty(
                {
                    gettext("Contract"): chosen,
                    gettext("Period from"): begin,
                    gettext("Period to"): end,
                    gettext("People served in the period"): served,
                    gettext("Who is invited?"): invited,
                    gettext("Last day to rate"): last,
                }
            )
            if not empty and chosen and begin and end and invited and last:
                planned = _Planned(
                    chosen, begin, end, int(served or 0), invited, last, weights, remark.strip()
                )
                _plan(person, contracts[chosen], planned)
        _show_planned()


@dataclass(frozen=True)
class _Planned:
    """A round as an officer enters it."""

    contract_id: str
    begin: date
    end: date
    served: int
    frame: str
    last: date
    weights: tuple[tuple[str, str], ...]
    """Party → percentage as typed; empty for the place's own weights"""
    remark: str


def _record(person: Acting, entered: NewContract) -> None:
    def store() -> str:
        with writing() as session:
            return record_contract(session, person, entered).id

    try:
        contract_id = once.of("contracts-recorded").keep(entered, store)
    except PortalError as error:
        frame.show_error(error)
        return
    frame.show_done(
        gettext("The contract is recorded. You can plan a round of it now."),
        link(
            address("/desk", contract=contract_id),
            gettext("Record what the rules ask about it"),
        ),
    )


def _plan(person: Acting, contract: Contract, entered: _Planned) -> None:
    def store() -> str:
        with writing() as session:
            return plan_round(
                session,
                person,
                contract=contract,
                scheme=adopt_scheme(
                    session, contract.project.place or "", today(), dict(entered.weights)
                ),
                period=(entered.begin, entered.end),
                frame=entered.frame,
                served=entered.served,
                codes_expire_on=entered.last,
                remark=entered.remark or None,
            ).id

    try:
        round_id = once.of("rounds-planned").keep(entered, store)
    except PortalError as error:
        frame.show_error(error)
        return
    st.session_state[PLANNED] = round_id
    st.rerun()  # so that the round appears in the list above


def _show_planned() -> None:
    round_id = st.session_state.get(PLANNED)
    if round_id:
        frame.show_done(
            gettext("The round is planned."),
            link(address("/desk", round=round_id), gettext("Go on with this round")),
        )


def _empty(fields: Mapping[str, object]) -> bool:
    """Whether a field is empty; if so, all of them are named at once."""
    empty = [label for label, value in fields.items() if value is None or not str(value).strip()]
    if empty:
        frame.show_error(gettext("Please fill in: {fields}").format(fields=listed(empty)))
    return bool(empty)


def _has_code(party: Party, label: str) -> bool:
    """Whether the code is right; if not, the reason says which of the two codes it is about."""
    try:
        parse_uscc(party.uscc)
    except InvalidInputError as error:
        field = gettext("{party}: social credit code").format(party=label)
        frame.show_error(labelled(field, explain(error)))
        return False
    return True


def _weights() -> tuple[tuple[str, str], ...]:
    """Weights of the purchaser's own, where the place's document gives none."""
    st.caption(
        gettext(
            "Weights of the parties in percent. Leave all of them empty to use the portal's "
            "defaults; the document's own demands are checked."
        )
    )
    typed = [
        (party, st.text_input(words.party(party), key=f"round-weight-{party}", max_chars=6))
        for party in ("beneficiary", "third_party", "using_unit", "purchaser")
    ]
    return tuple((party, percent) for party, percent in typed if percent.strip())


def _party(key: str, label: str) -> Party:
    name = st.text_input(
        gettext("{party}: name").format(party=label), key=f"contract-{key}-name", max_chars=300
    )
    uscc = st.text_input(
        gettext("{party}: social credit code").format(party=label),
        key=f"contract-{key}-uscc",
        max_chars=40,
    )
    return Party(name, uscc)


def _document(place: str) -> str:
    """A document after the name of its place, which not every title says."""
    return f"{pick(installed().packs[place].place.name.labels())} · {words.place(place)}"


def _day(label: str, key: str, value: date | None = None) -> date | None:
    chosen = st.date_input(label, value=value, format="YYYY-MM-DD", key=key)
    return chosen if isinstance(chosen, date) else None
