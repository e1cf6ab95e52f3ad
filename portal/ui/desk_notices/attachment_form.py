"""The files of a draft: sent, read before they are public, and taken off again."""

from functools import partial
from urllib.parse import quote

import streamlit as st

from portal.identity.acting import Acting
from portal.identity.tickets import READING, SENDING, make_ticket
from portal.locale import gettext, labelled, listed, pick
from portal.notices.attachments import MOST_FILES, detach, forget_unnamed, list_attachments
from portal.notices.desk import DeskDraft
from portal.notices.looking import LABELS, Look, look_through, storage
from portal.notices.parse.attached.kinds import ENDINGS
from portal.notices.steps import Step
from portal.records.publishing import Attachment
from portal.records.session import reading, writing
from portal.settings import get_settings
from portal.ui import frame
from portal.ui.attachments_view import size
from portal.ui.desk_notices.doing import do
from portal.ui.markup import Html, link, tag


def show_files(person: Acting, item: DeskDraft) -> None:
    """The files that will be public, with what was found in them, and the form for more."""
    if item.imported:
        return
    with reading() as session:
        looks = look_through(list_attachments(session, person, item.draft.id))
    may_write = item.may(Step.WRITE)
    if not looks and not may_write:
        return
    ticket = make_ticket(person.issuer, person.subject, READING.format(draft=item.draft.id))
    frame.show(
        frame.section(gettext("Attachments"), anchor="files"),
        tag("ul", *(_card(each, item.draft.id, ticket) for each in looks), class_="cards"),
    )
    if may_write:
        for look in looks:
            if look.attachment.notice_id is None:
                _show_removal(person, look.attachment)
        frame.show(_form(person, item.draft.id))


def _card(look: Look, draft_id: str, ticket: str) -> Html:
    each = look.attachment
    way = f"/desk/files/{draft_id}/{each.id}?ticket={quote(ticket)}"
    return tag(
        "li",
        tag("h3", link(way, each.name, download=each.name)),
        tag(
            "p",
            tag("span", pick(LABELS[each.media_type])),
            tag("span", size(each.size)),
            tag("span", gettext("public already")) if each.notice_id else None,
            class_="facts",
        ),
        tag("p", _found(look), class_="small"),
    )


def _found(look: Look) -> str:
    """What the search for private numbers came to."""
    if look.places:
        places = listed(labelled(pick(each.place), pick(each.kind)) for each in look.places)
        return gettext("Looks like numbers that lead to a person: {places}").format(places=places)
    if not look.is_searchable:
        return gettext(
            "The portal cannot look into files of this kind: read it yourself before it is public."
        )
    return gettext("No number that leads to a person was found. Names are found by nobody but you.")


def _show_removal(person: Acting, attachment: Attachment) -> None:
    label = gettext("Take {name} off").format(name=attachment.name)
    if st.button(label, key=f"detach-{attachment.id}"):
        act = partial(detach, acting=person, attachment_id=attachment.id)
        gone = do(("detach", attachment.id), act)
        if gone is not None:
            with writing() as session:
                forget_unnamed(session, storage(), [gone])
            st.rerun()


def _form(person: Acting, draft_id: str) -> Html:
    """An ordinary form, since Streamlit's own would keep the file in memory."""
    ticket = make_ticket(person.issuer, person.subject, SENDING.format(draft=draft_id))
    limit = get_settings().largest_file // 2**20
    return tag(
        "form",
        tag("input", type="hidden", name="ticket", value=ticket),
        tag(
            "div",
            tag("label", gettext("File to attach"), for_="attach-file"),
            tag(
                "input",
                type="file",
                name="file",
                id="attach-file",
                accept=",".join(ENDINGS),
                required=True,
            ),
            tag(
                "p",
                gettext(
                    "PDF, OFD, office documents, pictures, CSV or plain text, up to {limit} MB "
                    "each, {count} files at most. No archives, no macros, no passwords. Save what "
                    "you have typed above before you send a file."
                ).format(limit=limit, count=MOST_FILES),
                class_="soft small",
            ),
            class_="wide",
        ),
        tag("div", tag("button", gettext("Send the file"), type="submit")),
        method="post",
        action=f"/desk/files/{draft_id}",
        enctype="multipart/form-data",
        class_="search",
    )
