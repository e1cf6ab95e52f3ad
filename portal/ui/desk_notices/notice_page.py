"""One issued notice at the desk: what can be done about it, and what comes next in its project."""

from collections.abc import Callable

import streamlit as st

from portal.identity.acting import Acting
from portal.locale import gettext
from portal.notices.desk import get_own_notice
from portal.notices.next import next_types
from portal.notices.starting import start_correction
from portal.notices.types import NoticeType
from portal.records.notice import Notice
from portal.records.session import reading
from portal.ui import frame, words
from portal.ui.desk_notices.doing import begun, do, go_to, say_next, show_said
from portal.ui.desk_notices.medium_form import show_medium
from portal.ui.desk_notices.withdraw_form import show_withdrawal
from portal.ui.markup import address, link, tag

Section = Callable[[Acting, Notice], None]


def show_notice(person: Acting, notice_id: str) -> None:
    """The whole page of an issued notice."""
    with reading() as session:
        notice = get_own_notice(session, person, notice_id)
    frame.show(
        frame.section(notice.title or notice.id),
        frame.demo_note() if notice.is_demo else None,
        frame.record(
            (
                (gettext("Notice type"), words.notice_type(notice.type, notice.type_text)),
                (gettext("Purchaser"), notice.purchaser_name),
                (gettext("Index number"), notice.index_no),
                (gettext("Date of the notice"), words.day(notice.notice_on)),
                (gettext("Version"), notice.version),
            )
        ),
        tag("p", link(address("/notice", id=notice.id), gettext("To the published notice"))),
    )
    show_said()
    for section in SECTIONS:
        section(person, notice)


def _show_next(person: Acting, notice: Notice) -> None:
    """The notices that may follow, each a press away."""
    del person
    ways = [
        link(
            address("/desk", new="notice", type=each.value, project=notice.project_id),
            words.notice_type(each.value),
            class_="press quiet",
        )
        for each in next_types(notice.type)
    ]
    if not ways:
        return
    record = (
        link(
            address("/desk", record="contract", about=notice.id),
            gettext("Record the signed contract"),
            class_="press",
        )
        if notice.type == NoticeType.RESULT
        else None
    )
    frame.show(frame.section(gettext("What comes next")), tag("p", record, *ways, class_="row"))


def _show_correction(person: Acting, notice: Notice) -> None:
    """Beginning a correction; the notice stays as it is until the correction is issued."""
    if notice.fields is None or notice.is_reprint or notice.type == NoticeType.CORRECTION:
        return
    frame.show(
        frame.section(gettext("Correct this notice")),
        tag(
            "p",
            gettext(
                "A correction is written, reviewed and issued like a notice. It makes a new "
                "version with its reason, and a notice of its own; the old version stays."
            ),
        ),
    )
    if st.button(gettext("Begin a correction"), key=f"correct-{notice.id}"):
        draft_id = begun(f"correct-{notice.id}")
        started = do(
            draft_id,
            lambda session: start_correction(session, person, notice.id, draft_id=draft_id).id,
        )
        if started is not None:
            say_next(gettext("The correction is begun with the notice as it stands."))
            go_to(draft=started)


SECTIONS: tuple[Section, ...] = (show_medium, _show_next, _show_correction, show_withdrawal)
"""What stands on an issued notice's page at the desk; each decides itself whether it has to"""
