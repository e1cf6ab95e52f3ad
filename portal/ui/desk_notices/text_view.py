"""What would become public, for whoever reviews or issues it, and the way to what was issued."""

from portal.identity.acting import Acting
from portal.locale import gettext
from portal.notices.desk import DeskDraft
from portal.notices.steps import Step
from portal.records.publishing import DraftState
from portal.ui import frame
from portal.ui.markup import Html, address, join, link, outside_link, tag
from portal.ui.notice_text import show_text


def show_text_of(person: Acting, item: DeskDraft) -> None:
    """The text as it would be published; whoever may write it sees the form instead."""
    del person
    if item.draft.state == DraftState.ISSUED and item.draft.notice_id:
        frame.show(_issued(item.draft.notice_id))
        return
    if item.may(Step.WRITE) and not item.imported:
        return
    frame.show(
        frame.section(gettext("What will be public")),
        tag("p", tag("b", item.public.title)),
        _of_import(item) if item.imported else show_text(item.form, item.public.fields),
        _changes(item),
        _explanation(item),
    )


def _issued(notice_id: str) -> Html:
    return tag(
        "p",
        link(address("/notice", id=notice_id), gettext("To the published notice"), class_="press"),
        " ",
        link(address("/desk", notice=notice_id), gettext("What comes next"), class_="press quiet"),
        class_="row",
    )


def _of_import(item: DeskDraft) -> Html:
    """The words of a source, which stay as they are."""
    notice = item.imported
    if notice is None:
        return join(())
    source = notice.source_text or notice.source_url
    return frame.record(
        (
            (gettext("Facts"), notice.facts),
            (gettext("Supplier"), notice.supplier_names),
            (gettext("Key dates"), notice.event_text),
            (
                gettext("Source"),
                outside_link(notice.source_url, source or "") if notice.source_url else source,
            ),
        )
    )


def _changes(item: DeskDraft) -> Html | None:
    """What a correction changes."""
    if not item.changes:
        return None
    head = (gettext("What"), gettext("Before"), gettext("After"))
    return join(
        (
            frame.section(gettext("What the correction changes")),
            frame.table(gettext("Every field that reads otherwise"), head, item.changes),
            frame.record(((gettext("Reason of the correction"), item.draft.reason),)),
            show_text(item.own_form, item.entered.own),
        )
    )


def _explanation(item: DeskDraft) -> Html | None:
    if not item.entered.explanation:
        return None
    return frame.record(((gettext("Published explanation"), item.entered.explanation),))
