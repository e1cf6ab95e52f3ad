"""The forms by which an officer records a contract and plans a round of it."""

from datetime import date, timedelta

import streamlit as st

from portal.contracts.service import NewContract, Party, record_contract
from portal.errors import PortalError
from portal.evaluation.desk import list_contracts
from portal.evaluation.rounds import FRAMES, plan_round
from portal.evaluation.schemes import adopt_scheme
from portal.identity.acting import Acting
from portal.locale import gettext
from portal.policy.schemes import PLACES
from portal.records.contract import Contract
from portal.records.session import reading, writing
from portal.today import today
from portal.ui import frame, words
from portal.ui.once import once

CODES_VALID = timedelta(days=60)


def show_contract_form(person: Acting) -> None:
    """Recording a signed contract."""
    with st.expander(gettext("Record a contract")), st.form("contract-form"):
        title = st.text_input(gettext("Title of the contract"), key="contract-title", max_chars=500)
        number = st.text_input(gettext("Contract number"), key="contract-number", max_chars=200)
        notice = st.text_input(
            gettext("Id of a notice of the same project, if it is published here"),
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
            list(PLACES),
            format_func=words.place,
            key="contract-place",
        )
        sent = st.form_submit_button(gettext("Record the contract"), type="primary")
    if sent:
        try:
            entered = NewContract(
                title,
                number,
                purchaser,
                contractor,
                region.strip(),
                amount,
                signed,
                starts,
                ends,
                place or "",
                notice,
            )
            once("contract", entered, lambda: _record(person, entered))
        except PortalError as error:
            frame.show_error(error)
            return
        st.success(gettext("The contract is recorded. You can plan a round of it now."))


def _record(person: Acting, entered: NewContract) -> None:
    with writing() as session:
        record_contract(session, person, entered)


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
            format_func=names.__getitem__,
            key="round-contract",
        )
        begin = _day(gettext("Period from"), "round-from")
        end = _day(gettext("Period to"), "round-to")
        served = st.number_input(
            gettext("People served in the period"), min_value=0, step=1, key="round-served"
        )
        invited = st.radio(
            gettext("Who is invited?"),
            FRAMES,
            format_func=lambda code: words.say(words.FRAMES, code),
            key="round-frame",
        )
        last = _day(gettext("Last day to rate"), "round-last", today() + CODES_VALID)
        sent = st.form_submit_button(gettext("Plan the round"), type="primary")
    if sent and chosen and invited:
        _plan(person, contracts[chosen], (begin, end), invited, int(served), last)


def _plan(
    person: Acting,
    contract: Contract,
    period: tuple[date, date],
    invited: str,
    served: int,
    last: date,
) -> None:
    def plan() -> None:
        with writing() as session:
            plan_round(
                session,
                person,
                contract=contract,
                scheme=adopt_scheme(session, contract.project.place or "", today()),
                period=period,
                frame=invited,
                served=served,
                codes_expire_on=last,
            )

    try:
        once("round", (contract.id, period, invited, served, last), plan)
    except PortalError as error:
        frame.show_error(error)
        return
    st.rerun()


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


def _day(label: str, key: str, value: date | None = None) -> date:
    chosen = st.date_input(label, value=value or today(), format="YYYY-MM-DD", key=key)
    return chosen if isinstance(chosen, date) else today()
