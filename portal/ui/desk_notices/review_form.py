"""The form of the secrecy and privacy review, for an officer who did not write the draft."""

import streamlit as st

from portal.identity.acting import Acting
from portal.locale import explain, gettext
from portal.notices.desk import DeskDraft
from portal.notices.reviewing import BASIS, MOST_BASIS, MOST_OPINION, Review, review_draft
from portal.notices.steps import Step
from portal.records.publishing import DraftState, ReviewOutcome
from portal.ui import frame
from portal.ui.desk_notices.doing import do, say_next


def show_review(person: Acting, item: DeskDraft) -> None:
    """The review of a draft that waits for it, or why this reader does not do it."""
    if item.draft.state != DraftState.IN_REVIEW:
        return
    frame.show(frame.section(gettext("Secrecy and privacy review")))
    if refused := item.refusals[Step.REVIEW]:
        frame.show(frame.note(explain(refused), plain=True))
        return
    key = f"review-{item.draft.id}-{len(item.reviews)}"
    with st.form(key, border=False):
        outcome = st.radio(
            gettext("Result of the review"),
            list(ReviewOutcome),
            index=None,
            format_func=_words,
            key=f"{key}-outcome",
        )
        basis = st.text_input(gettext("Legal basis"), BASIS, key=f"{key}-basis",
                              max_chars=MOST_BASIS)  # fmt: skip
        opinion = st.text_area(
            gettext("Opinion; needed if it is sent back"),
            key=f"{key}-opinion",
            max_chars=MOST_OPINION,
        )
        override = ""
        if any(each.is_private for each in item.remarks):
            override = st.text_area(
                gettext(
                    "The checks found a number that may lead to a person. Why may it be published "
                    "all the same? (kept in the audit trail)"
                ),
                key=f"{key}-override",
                max_chars=MOST_OPINION,
            )
        beside = st.container()
        sent = st.form_submit_button(
            gettext("Record the review"), type="primary", key=f"record-{key}"
        )
    with beside:
        if sent and outcome is None:
            frame.show_error(gettext("Choose a result."))
        elif sent and outcome is not None:
            _record(person, item, Review(outcome, basis, opinion, override))


def send_back(person: Acting, item: DeskDraft) -> None:
    """Sending back what was reviewed already, by whoever would issue it."""
    key = f"send-back-{item.draft.id}-{len(item.reviews)}"
    with st.expander(gettext("Send it back")), st.form(key, border=False):
        opinion = st.text_area(
            gettext("What has to be changed"), key=f"{key}-opinion", max_chars=MOST_OPINION
        )
        beside = st.container()
        sent = st.form_submit_button(gettext("Send it back"), key=f"record-{key}")
    with beside:
        if sent:
            _record(person, item, Review(ReviewOutcome.RETURNED, BASIS, opinion))


def _record(person: Acting, item: DeskDraft, review: Review) -> None:
    done = do(
        ("review", item.draft.id, len(item.reviews), review),
        lambda session: review_draft(session, person, item.draft.id, review, seen=item.digest).id,
    )
    if done is None:
        return
    say_next(
        gettext("The review is recorded. An officer who did not write it can issue it now.")
        if review.outcome == ReviewOutcome.PASSED
        else gettext("Sent back with your opinion.")
    )
    st.rerun()


def _words(outcome: ReviewOutcome) -> str:
    return {
        ReviewOutcome.PASSED: gettext("It may be published"),
        ReviewOutcome.RETURNED: gettext("It goes back to its writer"),
    }[outcome]
