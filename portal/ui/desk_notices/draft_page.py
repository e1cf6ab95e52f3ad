"""One draft at the desk: where it stands, its text, its checks, and the next step."""

from collections.abc import Callable

from portal.identity.acting import Acting
from portal.locale import gettext, labelled, listed
from portal.notices.desk import DeskDraft, get_draft
from portal.notices.steps import STATE_WORDS
from portal.records.publishing import DraftState, ReviewOutcome
from portal.records.session import reading
from portal.today import SHANGHAI, today
from portal.ui import frame, words
from portal.ui.desk_notices import (
    attachment_form,
    checks,
    issue_form,
    review_form,
    text_view,
    withhold_form,
    writing_form,
)
from portal.ui.desk_notices.doing import show_said
from portal.ui.markup import Html, address, link, tag

Section = Callable[[Acting, DeskDraft], None]
SECTIONS: tuple[Section, ...] = (
    text_view.show_text_of,
    checks.show_checks,
    writing_form.show_writing,
    attachment_form.show_files,
    withhold_form.show_withholding,
    review_form.show_review,
    issue_form.show_issue,
)
"""What stands on a draft's page, from top to bottom; each decides itself whether it has to"""


def show_draft(person: Acting, draft_id: str) -> None:
    """The whole page of a draft."""
    with reading() as session:
        item = get_draft(session, person, draft_id, today())
    frame.show(frame.section(item.entered.title or words.notice_type(item.draft.type)))
    show_said()
    frame.show(
        frame.demo_note() if item.draft.is_demo else None,
        _about(item),
        _way(item),
        _reviews(item),
    )
    for section in SECTIONS:
        section(person, item)


def _about(item: DeskDraft) -> Html:
    draft = item.draft
    corrects, project = item.corrects, item.project
    return frame.record(
        (
            (gettext("Notice type"), words.notice_type(draft.type)),
            (gettext("State"), words.sentence(STATE_WORDS[draft.state])),
            (gettext("Project"), " ".join(filter(None, (project.title, project.number)))),
            (gettext("Purchaser"), item.purchaser.name),
            (
                gettext("Corrects"),
                link(address("/notice", id=corrects.id), corrects.title or corrects.id)
                if corrects
                else None,
            ),
            (gettext("Written by"), listed(item.writers)),
            (
                gettext("Last changed"),
                f"{draft.changed_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            ),
        )
    )


def _way(item: DeskDraft) -> Html | None:
    """The steps of a notice, with the one it is at."""
    if item.draft.state == DraftState.DISCARDED:
        return frame.note(gettext("This draft was discarded; nothing of it was public."))
    at = [DraftState.DRAFT, DraftState.IN_REVIEW, DraftState.REVIEWED, DraftState.ISSUED].index(
        item.draft.state
    )
    names = (
        gettext("Write it and meet every check"),
        gettext("Secrecy and privacy review, by another officer"),
        gettext("Issue it, by an officer who did not write it"),
    )
    steps = [
        tag(
            "li",
            tag("b", name) if number == at else name,
            tag("span", gettext("done"), class_="mark") if number < at else None,
            tag("span", gettext("next"), class_="mark demo") if number == at else None,
            aria_current="step" if number == at else None,
        )
        for number, name in enumerate(names)
    ]
    return tag("ol", *steps, class_="working", aria_label=gettext("Steps of this notice"))


def _reviews(item: DeskDraft) -> Html | None:
    """Every review there was, the newest first."""
    if not item.reviews:
        return None
    rows = [
        tag(
            "li",
            tag(
                "b",
                gettext("Passed")
                if each.record.outcome == ReviewOutcome.PASSED
                else gettext("Sent back"),
            ),
            f" · {each.reviewer or ''} · "
            f"{each.record.reviewed_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            tag("div", labelled(gettext("Basis"), each.record.basis), class_="soft small"),
            tag("div", each.record.opinion) if each.record.opinion else None,
            tag("div", labelled(gettext("Why all the same"), each.record.override))
            if each.record.override
            else None,
        )
        for each in item.reviews
    ]
    return tag("section", tag("h3", gettext("Reviews"), class_="name"), tag("ul", *rows))
