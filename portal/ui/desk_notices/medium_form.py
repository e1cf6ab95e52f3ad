"""Registering at the desk where and when a notice first appeared (法定媒体首次发布)."""

from datetime import date, datetime, time

import streamlit as st

from portal.identity.acting import Acting
from portal.locale import gettext, pick
from portal.notices.media import MEDIA, NAME_LIMIT, REASON_LIMIT, NewMedium, register_medium
from portal.policy.installed import installed
from portal.policy.library import NATIONAL
from portal.records.notice import Notice
from portal.today import SHANGHAI, today
from portal.ui import frame
from portal.ui.desk_notices.doing import do, go_to, say_next
from portal.ui.fact_input import FIRST_DAY
from portal.ui.markup import address, link, tag
from portal.ui.medium_view import moment


def show_medium(person: Acting, notice: Notice) -> None:
    """What is registered, and the form to register or to change it; a reprint needs none."""
    if notice.is_reprint:
        return
    frame.show(
        frame.section(gettext("Statutory publication"), "medium"), _registered(notice), _media()
    )
    label = (
        gettext("Change what is registered")
        if notice.media_at
        else gettext("Register the statutory publication")
    )
    with st.expander(label, expanded=notice.media_at is None):
        _form(person, notice)


def _registered(notice: Notice) -> str:
    if notice.media_at is None:
        return frame.note(
            tag("b", gettext("Publication on the statutory medium is not registered.")),
            gettext("Until it is, no clock of this notice is met."),
        )
    return frame.record(
        (
            (gettext("Medium"), notice.media_name),
            (gettext("First published"), moment(notice.media_at)),
            (gettext("Address there"), notice.media_url),
            (
                gettext("Moves the clocks"),
                gettext("Yes")
                if notice.media_is_statutory
                else gettext("No: it is not on the list of statutory media"),
            ),
        )
    )


def _media() -> str:
    """Which media count, with the way to the clause."""
    listed = installed().lists(NATIONAL).get(MEDIA)
    if listed is None:
        return ""
    return tag(
        "p",
        link(address("/policies", clause=listed.clauses[0]), pick(listed.title.labels())),
        class_="soft small",
    )


def _form(person: Acting, notice: Notice) -> None:
    """Empty at first; a change says why, which is published."""
    version = f"{notice.id}-{notice.media_at}"
    with st.form(f"medium-{version}", border=False):
        name = st.text_input(
            gettext("Medium"),
            notice.media_name or "中国政府采购网",
            max_chars=NAME_LIMIT,
            key=f"medium-name-{version}",
        )
        url = st.text_input(
            gettext("Address of the notice there"),
            notice.media_url or "",
            key=f"medium-url-{version}",
        )
        day = st.date_input(
            gettext("First published on"),
            notice.media_at.astimezone(SHANGHAI).date() if notice.media_at else None,
            min_value=FIRST_DAY,
            max_value=today(),
            format="YYYY-MM-DD",
            key=f"medium-day-{version}",
        )
        at = st.text_input(
            gettext("At (Beijing time, such as 09:30)"),
            f"{notice.media_at.astimezone(SHANGHAI):%H:%M}" if notice.media_at else "",
            max_chars=5,
            key=f"medium-time-{version}",
        )
        reason = (
            st.text_input(
                gettext("Why is it changed? (published)"),
                max_chars=REASON_LIMIT,
                key=f"medium-reason-{version}",
            )
            if notice.media_at
            else ""
        )
        beside = st.container()
        sent = st.form_submit_button(
            gettext("Register"), type="primary", key=f"medium-register-{version}"
        )
    if sent:
        with beside:
            _register(person, notice.id, name, url, (day, at), reason)


def _register(
    person: Acting, notice_id: str, name: str, url: str, when: tuple[object, str], reason: str
) -> None:
    published_at = _moment(*when)
    if published_at is None:
        frame.show_error(gettext("Day and time are needed; the time is written as 09:30."))
        return
    entered = NewMedium(name, url, published_at, reason)
    done = do(
        ("medium", notice_id, entered),
        lambda session: register_medium(session, person, notice_id, entered).id,
    )
    if done is not None:
        say_next(gettext("Registered. The clocks of the project now go by it."))
        go_to(notice=notice_id)


def _moment(day: object, at: str) -> datetime | None:
    """A moment in Beijing time; None where the day or the time is none."""
    try:
        clock = time.fromisoformat(at.strip().replace("：", ":"))
    except ValueError:
        return None
    if not isinstance(day, date) or clock.tzinfo is not None:
        return None
    return datetime.combine(day, clock, SHANGHAI)
