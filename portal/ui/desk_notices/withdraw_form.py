"""Withdrawing what led to a person: a notice, one of its versions, or one of its files."""

import streamlit as st
from sqlalchemy.orm import Session

from portal.disclosure.attachments import list_files
from portal.disclosure.erasing import erase_everywhere
from portal.disclosure.trail import list_versions
from portal.disclosure.whole.keeping import get_keeper
from portal.identity.acting import Acting
from portal.locale import gettext
from portal.notices.looking import storage
from portal.notices.withdrawal import (
    BASES,
    LIMITS,
    Why,
    withdraw_attachment,
    withdraw_notice,
    withdraw_version,
)
from portal.records.notice import Notice, NoticeState
from portal.records.session import get_engine, reading
from portal.ui import frame
from portal.ui.desk_notices.doing import do, say_next
from portal.ui.markup import link, tag

NOTICE, VERSION, FILE = "notice", "version:", "file:"


def show_withdrawal(person: Acting, notice: Notice) -> None:
    """The form, folded away; what was withdrawn cannot come back."""
    if notice.state == NoticeState.WITHDRAWN:
        frame.show(
            frame.note(gettext("This notice is withdrawn.")),
            tag("p", link("/withdrawals", gettext("All withdrawals"))),
        )
        return
    if notice.state != NoticeState.ISSUED:
        return
    choices = _choices(notice)
    key = f"withdraw-{notice.id}-{len(choices)}"
    frame.show(frame.section(gettext("Withdraw because of personal data"), anchor="withdraw"))
    with st.expander(gettext("Withdraw")), st.form(key, border=False):
        st.caption(
            gettext(
                "What is withdrawn is deleted everywhere: page, files, tables, search, feeds. The "
                "public sees when and why, so do not repeat here what must not be known. Mistakes "
                "that lead to nobody are put right by a correction."
            )
        )
        chosen = st.radio(
            gettext("What is withdrawn?"),
            list(choices),
            index=None,
            format_func=choices.__getitem__,
            key=f"{key}-what",
        )
        basis = st.selectbox(gettext("Legal basis"), BASES, key=f"{key}-basis")
        reason = st.text_area(
            gettext("Why, for the public to read"), key=f"{key}-reason", max_chars=LIMITS["reason"]
        )
        sure = st.checkbox(
            gettext("I know that this cannot be undone."), key=f"{key}-sure", value=False
        )
        beside = st.container()
        sent = st.form_submit_button(gettext("Withdraw it now"), type="primary")
    if sent:
        with beside:
            _withdraw(person, notice, chosen, Why(reason, basis or ""), sure=sure)


def _choices(notice: Notice) -> dict[str, str]:
    with reading() as session:
        versions = list_versions(session, notice.id)
        files = list_files(session, notice.id)
    earlier = {
        f"{VERSION}{row.version}": gettext("Version {number}").format(number=row.version)
        for row in versions
        if row.version != notice.version and not row.is_withdrawn
    }
    attached = {f"{FILE}{each.id}": each.name for each in files}
    return {NOTICE: gettext("The whole notice"), **earlier, **attached}


def _withdraw(person: Acting, notice: Notice, chosen: str | None, why: Why, *, sure: bool) -> None:
    if chosen is None or not sure:
        frame.show_error(gettext("Choose what is withdrawn, and confirm that it cannot be undone."))
        return
    hashes: set[str] = set()
    done = do(
        ("withdraw", notice.id, chosen, why),
        lambda session: hashes.update(_act(session, person, notice.id, chosen, why)),
    )
    if done is None:
        return
    erased = erase_everywhere(get_engine(), storage(), get_keeper(), hashes)
    say_next(
        gettext("Withdrawn. It is gone from every page, file and feed."),
        None
        if erased.is_swept
        else gettext(
            "Old copies are still in the files of the database; the operator of the portal runs: "
            "portal sweep"
        ),
    )
    st.rerun()


def _act(session: Session, person: Acting, notice_id: str, chosen: str, why: Why) -> frozenset[str]:
    if chosen.startswith(VERSION):
        withdraw_version(session, person, notice_id, int(chosen.removeprefix(VERSION)), why)
        return frozenset()
    if chosen.startswith(FILE):
        return withdraw_attachment(session, person, chosen.removeprefix(FILE), why)
    return withdraw_notice(session, person, notice_id, why)
