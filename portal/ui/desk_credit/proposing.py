"""The form by which a finance officer proposes a credit record."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from portal.credit.entry import NOTIFIED, TEXTS, Particulars
from portal.credit.kinds import DocumentKind, Tier
from portal.credit.proposing import NAME_LIMIT, Proposal, propose_record
from portal.credit.rules import periods
from portal.errors import PortalError
from portal.identity.acting import Acting
from portal.locale import gettext, listed, pick
from portal.policy.installed import installed
from portal.records.session import writing
from portal.settings import get_settings
from portal.today import today
from portal.ui import frame, once, words
from portal.ui.markup import Html, address, link

LONG = ("facts", "result")


def show_form(person: Acting) -> None:
    """Everything the law asks of a record; nothing is filled in beforehand."""
    days = get_settings().statement_days
    frame.show(
        frame.section(gettext("Propose a credit record")),
        frame.note(
            gettext(
                "The organisation has {days} days for a statement from the day after it was "
                "notified. No law gives a number for this register: the operator set it."
            ).format(days=days),
            gettext(
                "Never enter a person: no name of a head or legal representative, no number of "
                "an identity card or telephone."
            ),
            plain=True,
        ),
        _table_of_periods(),
    )
    with st.form("credit-form"):
        name = st.text_input(
            gettext("Name of the organisation"), key="credit-name", max_chars=NAME_LIMIT
        )
        uscc = st.text_input(gettext("Social credit code"), key="credit-uscc", max_chars=40)
        kind = _choice(gettext("What the record rests on"), "kind", list(DocumentKind))
        tier = _choice(gettext("Class"), "tier", list(Tier))
        texts = {each: _text(each) for each in TEXTS}
        region = st.text_input(
            gettext("Region code of the deciding authority, 6 or 9 digits"), key="credit-region"
        )
        decided = _day(gettext("Decided on"), "decided")
        effective = _day(gettext("Effective on"), "effective")
        until = _day(gettext("Last day it is shown"), "until")
        ban_first = _day(gettext("First day of the ban, if there is one"), "ban-first")
        ban_last = _day(gettext("Last day of the ban, if there is one"), "ban-last")
        fine = st.text_input(gettext("Fine in yuan, if there is one"), key="credit-fine")
        purchase = st.text_input(
            gettext("Amount of the purchase in yuan, for a fine under Article 77"),
            key="credit-purchase",
        )
        notified = _day(gettext("The organisation was notified on"), "notified")
        how = st.text_input(
            gettext("How it was notified"), key="credit-how", max_chars=NOTIFIED.limit
        )
        beside = st.container()
        sent = st.form_submit_button(gettext("Propose the record"), type="primary")
    if not sent:
        return
    with beside:
        needed = {
            gettext("What the record rests on"): kind,
            gettext("Class"): tier,
            gettext("Decided on"): decided,
            gettext("Effective on"): effective,
            gettext("Last day it is shown"): until,
            gettext("The organisation was notified on"): notified,
        }
        empty = [label for label, value in needed.items() if value is None]
        if empty or not (kind and tier and decided and effective and until and notified):
            frame.show_error(gettext("Please fill in: {fields}").format(fields=listed(empty)))
            return
        said = Particulars(
            tier=Tier(tier), document_kind=DocumentKind(kind), decided_on=decided,
            effective_on=effective, region_code=region.strip(), shown_until_on=until,
            ban_first_on=ban_first, ban_last_on=ban_last, fine_yuan=fine,
            purchase_yuan=purchase, **texts,
        )  # fmt: skip
        _propose(person, Proposal(name, uscc, said, notified, how), days)


def _propose(person: Acting, entered: Proposal, days: int) -> None:
    def store() -> str:
        with writing() as session:
            return propose_record(session, person, entered, today(), statement_days=days).id

    try:
        record_id = once.of("credit-proposed").keep(entered, store)
    except PortalError as error:
        frame.show_error(error)
        return
    frame.show_done(
        gettext("The record is proposed. Nobody but officers and the organisation sees it."),
        link(address("/desk", credit=record_id), gettext("Go on with this record")),
    )


def _table_of_periods() -> Html:
    """What the classes mean, in the numbers of the rule pack."""
    rows = []
    for tier in Tier:
        lawful = periods(installed(), tier, today(), today())
        least = gettext("{count} months").format(count=lawful.least_months)
        rows.append(
            (
                words.say(words.TIERS, tier),
                least if lawful.least_months else gettext("As soon as the duty is done"),
                gettext("{count} months").format(count=lawful.most_months),
            )
        )
    head = (
        gettext("Class"),
        gettext("Repair can be asked for after"),
        gettext("Shown for at most"),
    )
    return frame.table(gettext("Periods, counted from the day of the decision"), head, rows)


def _choice(label: str, key: str, codes: Sequence[str]) -> str | None:
    said = {**words.DOCUMENTS, **words.TIERS}
    return st.selectbox(
        label,
        codes,
        index=None,
        format_func=lambda code: words.say(said, code),
        placeholder=gettext("Choose"),
        key=f"credit-{key}",
    )


def _text(name: str) -> str:
    line = TEXTS[name]
    label = pick(line.label)
    label = label[:1].upper() + label[1:]
    if not line.needed:
        label = gettext("{field} (if it applies)").format(field=label)
    field = st.text_area if name in LONG else st.text_input
    return field(label, key=f"credit-{name}", max_chars=line.limit)


def _day(label: str, key: str) -> date | None:
    chosen = st.date_input(label, value=None, format="YYYY-MM-DD", key=f"credit-{key}")
    return chosen if isinstance(chosen, date) else None
