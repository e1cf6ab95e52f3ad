"""The last step: an officer who did not write a reviewed draft makes it public."""

import streamlit as st

from portal.identity.acting import Acting
from portal.locale import explain, gettext
from portal.notices.desk import DeskDraft
from portal.notices.issuing import issue_draft
from portal.notices.steps import Step
from portal.records.publishing import DraftState
from portal.ui import frame
from portal.ui.desk_notices.doing import do, say_next
from portal.ui.desk_notices.review_form import send_back


def show_issue(person: Acting, item: DeskDraft) -> None:
    """The button that makes it public, or why this reader has none."""
    if item.draft.state != DraftState.REVIEWED:
        return
    frame.show(frame.section(gettext("Issue it")))
    if refused := item.refusals[Step.ISSUE]:
        frame.show(frame.note(explain(refused), plain=True))
        return
    key = f"issue-{item.draft.id}-{len(item.reviews)}"
    sure = st.checkbox(
        gettext("I have read it. What is issued is public for good; it can only be corrected."),
        key=f"sure-{key}",
    )
    if st.button(gettext("Issue the notice"), type="primary", key=key, disabled=not sure):
        done = do(
            ("issue", item.draft.id, item.digest),
            lambda session: issue_draft(session, person, item.draft.id, seen=item.digest).id,
        )
        if done is not None:
            say_next(gettext("Issued. It is public now."))
            st.rerun()
    if item.may(Step.SEND_BACK):
        send_back(person, item)
