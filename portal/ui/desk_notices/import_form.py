"""Taking on a notice that an import kept back, so that it can be reviewed and issued."""

import streamlit as st

from portal.identity.acting import Acting
from portal.locale import gettext
from portal.notices.desk import get_waiting
from portal.notices.projects import list_purchasers
from portal.notices.starting import take_on_import
from portal.records.session import reading
from portal.ui import frame, words
from portal.ui.desk_notices.doing import do, go_to, say_next


def show_imported(person: Acting, notice_id: str) -> None:
    """What the source says, and whose officers would review it."""
    with reading() as session:
        notice = get_waiting(session, person, notice_id)
        purchasers = {each.id: each.name for each in list_purchasers(session, person)}
    frame.show(
        frame.section(notice.title or notice.id),
        frame.record(
            (
                (gettext("Notice type"), words.notice_type(notice.type, notice.type_text)),
                (gettext("Purchaser"), notice.purchaser_name),
                (gettext("Date of the notice"), words.day(notice.notice_on)),
                (gettext("Facts"), notice.facts),
                (gettext("Source"), notice.source_text),
            )
        ),
    )
    names = words.told_apart(purchasers)
    options = list(names)
    chosen = st.selectbox(
        gettext("Purchaser whose officers review it"),
        options,
        index=options.index(notice.purchaser_id) if notice.purchaser_id in names else None,
        format_func=names.__getitem__,
        placeholder=gettext("Choose"),
        key="import-purchaser",
        disabled=notice.purchaser_id is not None,
    )
    if st.button(gettext("Take it on"), type="primary", key="import-take-on"):
        started = do(
            ("take-on", notice_id, chosen),
            lambda session: take_on_import(session, person, notice_id, chosen or "").id,
        )
        if started is not None:
            say_next(gettext("Taken on. Hand it in, and another officer reviews it."))
            go_to(draft=started)
