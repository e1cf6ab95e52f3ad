"""Keeping a field or a document of a draft from the public, with a ground in law."""

from functools import partial

import streamlit as st

from portal.identity.acting import Acting
from portal.locale import gettext, pick
from portal.notices.desk import DeskDraft
from portal.notices.judging import withheld_of
from portal.notices.steps import Step
from portal.notices.withholding import (
    BASES,
    GROUNDS,
    LIMITS,
    NewWithholding,
    end_withholding,
    withhold,
)
from portal.records.publishing import Withholding
from portal.records.session import reading
from portal.ui import frame
from portal.ui.desk_notices.doing import do, say_next
from portal.ui.markup import Html, tag

DOCUMENT = ""
"""Chosen instead of a field"""


def show_withholding(person: Acting, item: DeskDraft) -> None:
    """What the public will not see, and the form for whoever may write."""
    if item.imported:
        return
    with reading() as session:
        rows = withheld_of(session, item.draft)
    if not rows and not item.may(Step.WRITE):
        return
    frame.show(
        frame.section(gettext("What is withheld"), anchor="withheld"),
        tag("ul", *(_line(item, each) for each in rows), class_="cards") if rows else None,
    )
    if not item.may(Step.WRITE):
        return
    for each in rows:
        if each.notice_id is None:
            _show_end(person, item, each)
    with st.expander(gettext("Withhold something")):
        _show_form(person, item, {each.field for each in rows})


def _line(item: DeskDraft, row: Withholding) -> Html:
    return tag(
        "li",
        tag("b", _name(item, row)),
        tag("p", f"{pick(GROUNDS[row.ground])} · {row.basis} · {row.reason}"),
    )


def _name(item: DeskDraft, row: Withholding) -> str:
    field = item.form.by_key.get(row.field or "")
    return pick(field.labels) if field else row.attachment_name or row.field or ""


def _show_end(person: Acting, item: DeskDraft, row: Withholding) -> None:
    label = gettext("Do not withhold: {name}").format(name=_name(item, row))
    if st.button(label, key=f"end-withholding-{row.id}"):
        act = partial(end_withholding, acting=person, withholding_id=row.id)
        if do(("end", row.id), act) is not None:
            st.rerun()


def _show_form(person: Acting, item: DeskDraft, hidden: set[str | None]) -> None:
    key = f"withhold-{item.draft.id}-{len(hidden)}"
    fields = {field.key: pick(field.labels) for field in item.form if field.key not in hidden} | {
        DOCUMENT: gettext("A document that is not attached")
    }
    with st.form(key, border=False):
        st.caption(
            gettext(
                "State secrets are never entered into this portal, and there is no field for them. "
                "What you withhold is not stored: what stands in the field is deleted. The public "
                "sees that something is withheld, on which ground and basis, and why."
            )
        )
        field = st.selectbox(
            gettext("What is withheld?"),
            list(fields),
            index=None,
            format_func=fields.__getitem__,
            placeholder=gettext("Choose"),
            key=f"{key}-field",
        )
        document = st.text_input(
            gettext("If it is a document: what it is, without giving anything away"),
            key=f"{key}-document",
            max_chars=LIMITS["attachment_name"],
        )
        ground = st.radio(
            gettext("Ground"),
            list(GROUNDS),
            index=None,
            format_func=lambda each: pick(GROUNDS[each]),
            key=f"{key}-ground",
        )
        basis = st.selectbox(gettext("Legal basis"), BASES, key=f"{key}-basis")
        reason = st.text_area(
            gettext("Why, for the public to read"), key=f"{key}-reason", max_chars=LIMITS["reason"]
        )
        beside = st.container()
        sent = st.form_submit_button(gettext("Withhold it"))
    if not sent:
        return
    with beside:
        if field is None or ground is None:
            frame.show_error(gettext("Choose what is withheld, and on which ground."))
            return
        entered = NewWithholding(
            ground, basis or "", reason, field or None, document if field == DOCUMENT else None
        )
        done = do(
            ("withhold", item.draft.id, entered),
            lambda session: withhold(session, person, item.draft.id, entered).id,
        )
        if done is not None:
            say_next(gettext("It is withheld; what stood there is deleted."))
            st.rerun()
