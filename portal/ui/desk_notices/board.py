"""The desk's board: drafts under way, imports that wait, and what was issued last."""

from portal.identity.acting import Acting
from portal.locale import gettext, ngettext
from portal.notices.desk import DeskLine, list_drafts, list_imported, list_issued
from portal.notices.steps import STATE_WORDS, Step
from portal.records.notice import Notice
from portal.records.session import reading
from portal.today import SHANGHAI
from portal.ui import frame, words
from portal.ui.markup import Html, address, join, link, tag

AT_ONCE = 5


def show_board(person: Acting) -> None:
    """Everything about notices that this officer can go on with."""
    with reading() as session:
        drafts = list_drafts(session, person)
        imported = list_imported(session, person)
        issued = list_issued(session, person)
    frame.show(
        frame.section(gettext("Notices"), anchor="notices"),
        tag(
            "p",
            link(address("/desk", new="notice"), gettext("Write a notice"), class_="press"),
            class_="row",
        ),
        tag("ul", *map(_draft, drafts), class_="cards")
        if drafts
        else frame.note(gettext("No draft is under way."), plain=True),
    )
    if imported:
        title = frame.section(gettext("Imported notices that wait for a review"))
        frame.show(title, tag("ul", *map(_imported, imported), class_="cards"))
    if issued:
        frame.show(
            frame.section(gettext("Issued here")), _folded([_issued(each) for each in issued])
        )


def _folded(cards: list[Html]) -> Html:
    """The newest at once, the others a press away."""
    first, rest = cards[:AT_ONCE], cards[AT_ONCE:]
    more = (
        tag(
            "details",
            tag("summary", ngettext("{count} more", "{count} more", len(rest))),
            tag("ul", *rest, class_="cards"),
        )
        if rest
        else None
    )
    return join((tag("ul", *first, class_="cards"), more))


def _draft(line: DeskLine) -> Html:
    return tag(
        "li",
        tag("h3", link(address("/desk", draft=line.id), line.title or line.id)),
        tag(
            "p",
            tag("span", words.notice_type(line.type)),
            tag("span", tag("b", words.sentence(STATE_WORDS[line.state]))),
            tag("span", line.purchaser),
            tag("span", gettext("written by {name}").format(name=line.drafter or line.id)),
            tag("span", f"{line.changed_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"),
            class_="facts",
        ),
        tag("p", tag("span", _waits(line), class_="mark demo")) if _waits(line) else None,
    )


def _waits(line: DeskLine) -> str | None:
    """What this reader could do next."""
    if Step.REVIEW in line.may:
        return gettext("You can review it")
    if Step.ISSUE in line.may:
        return gettext("You can issue it")
    return gettext("You can go on writing") if Step.WRITE in line.may else None


def _imported(notice: Notice) -> Html:
    return tag(
        "li",
        tag("h3", link(address("/desk", imported=notice.id), notice.title or notice.id)),
        tag(
            "p",
            tag("span", words.notice_type(notice.type, notice.type_text)),
            tag("span", notice.purchaser_name),
            tag("span", words.day(notice.notice_on)),
            class_="facts",
        ),
    )


def _issued(notice: Notice) -> Html:
    return tag(
        "li",
        tag("h3", link(address("/desk", notice=notice.id), notice.title or notice.id)),
        tag(
            "p",
            tag("span", words.notice_type(notice.type)),
            tag("span", notice.purchaser_name),
            tag("span", words.day(notice.notice_on)),
            tag("span", notice.index_no),
            class_="facts",
        ),
    )
