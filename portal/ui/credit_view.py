"""Credit records as the public reads them: cards, one record, and what the register is not."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from portal.credit.rules import is_in_force
from portal.disclosure.credit import STANDINGS, list_records_of
from portal.disclosure.ended import Ended
from portal.disclosure.pages import Row
from portal.locale import gettext, marked
from portal.today import today
from portal.ui import lists, words
from portal.ui.frame import demo_note, note, record, section
from portal.ui.markup import Html, address, join, link, outside_link, tag

PATH = "/credit"
CREDIT_CHINA = "https://www.creditchina.gov.cn"
PROCUREMENT = "https://www.ccgp.gov.cn"
STANDING_WORDS = dict(
    zip(STANDINGS, (marked("a ban is in force"), marked("repair can be asked for")), strict=True)
)


def search(query: dict[str, str]) -> Html:
    """The filters of the register as an ordinary form."""
    tiers = {code: words.say(words.TIERS, code) for code in words.TIERS}
    standings = {code: words.say(STANDING_WORDS, code) for code in STANDINGS}
    return lists.search_form(
        PATH,
        lists.text_field("q", gettext("Name or social credit code"), query.get("q", ""), wide=True),
        lists.more_fields(
            lists.choice_field("tier", gettext("Class"), query.get("tier", ""), tiers),
            lists.choice_field("state", gettext("Standing"), query.get("state", ""), standings),
            lists.text_field("place", gettext("Region"), ""),
            lists.text_field("from", gettext("Decided from"), query.get("from", ""), kind="date"),
            lists.text_field("to", gettext("Decided to"), query.get("to", ""), kind="date"),
            is_open=bool(query.keys() - {"q", "region", "organisation"}),
        ),
        lists.kept(query, "region", "organisation"),
    )


def introduction() -> Html:
    """What the register is, and what it is not."""
    return note(
        gettext(
            "Only what rests on an effective judgment, award or decision stands here, with its "
            "document, as long as the law lets it be shown. A low score of a service is no credit "
            "record, and neither is a purchaser's own finding of a breach."
        ),
        link(address("/policies", clause="CN-CRED-49"), gettext("What a record must rest on")),
        gettext("That an organisation is not in it is no clean record. See also:"),
        elsewhere(),
        plain=True,
    )


def not_found() -> Html:
    """What it means that there is nothing: not that there is nothing elsewhere."""
    return note(
        gettext(
            "Nothing found on this site. That is no clean record: this register holds only what "
            "was entered here and may still be shown. The places that count are these:"
        ),
        elsewhere(),
        plain=True,
    )


def elsewhere() -> Html:
    """The sites where public credit information is shown by law."""
    return join(
        (
            outside_link(CREDIT_CHINA, gettext("Credit China")),
            outside_link(
                PROCUREMENT, gettext("China Government Procurement (list of serious violations)")
            ),
        ),
        between=" · ",
    )


def card(row: Row) -> Html:
    """One record in a list."""
    about = (
        words.say(words.DOCUMENTS, row["document_kind"]),
        row["document_no"],
        row["authority"],
        words.day(row["decided_on"]),
    )
    until = gettext("shown until {day}").format(day=words.day(row["shown_until"]))
    return tag(
        "li",
        tag("h3", link(address(PATH, id=row["id"]), row["organisation"])),
        tag("p", *(tag("span", each, class_="mark") for each in _marks(row)), _demo(row)),
        tag("p", row["result"]),
        tag("p", *(tag("span", each) for each in (*about, until) if each), class_="facts"),
    )


def one(row: Row) -> Iterable[Html | None]:
    """Everything the public may know of a record."""
    ban = words.period(row["ban_from"], row["ban_until"])
    repair = words.day(row["repair_from"]) or gettext("A law excludes repair")
    yield demo_note() if row["demonstration"] else None
    yield tag("p", *(tag("span", each, class_="mark") for each in _marks(row)), _demo(row))
    yield record(
        (
            (gettext("Organisation"), row["organisation"]),
            (gettext("Social credit code"), row["uscc"]),
            (gettext("Address"), row["address"]),
            (gettext("Facts found"), _lines(row["facts"])),
            (gettext("Result"), _lines(row["result"])),
            (gettext("Fine"), words.money(row["fine"], row["currency"])),
            (gettext("Ban"), ban),
            (gettext("Legal basis"), row["basis"]),
            (gettext("Kind of document"), words.say(words.DOCUMENTS, row["document_kind"])),
            (gettext("Document number"), row["document_no"]),
            (gettext("Deciding authority"), row["authority"]),
            (gettext("Region"), row["region"]),
            (gettext("Decided on"), words.day(row["decided_on"])),
            (gettext("Effective on"), words.day(row["effective_on"])),
            (gettext("Source"), outside_link(row["source_url"], row["source_url"])),
        )
    )
    yield _heard(row)
    yield section(gettext("How long it is shown"))
    yield record(
        (
            (gettext("Entered on"), words.day(row["public_on"])),
            (gettext("Reasons for entering it"), _lines(row["opinion"])),
            (gettext("Why a minor breach is shown"), row["shown_because"]),
            (gettext("Repair can be asked for from"), repair),
            (gettext("Last day it is shown"), words.day(row["shown_until"])),
            (gettext("Corrected on"), words.day(row["corrected_on"])),
            (gettext("Note on the correction"), row["note"]),
            (gettext("Permanent id"), row["id"]),
        )
    )
    yield tag(
        "p",
        gettext(
            "After its last day a record is shown nowhere here by itself. When a ban has ended, "
            "the organisation may bid again."
        ),
        " ",
        link(address("/policies", clause="CN-REPAIR-2.2"), gettext("The classes and periods")),
    )


def gone(ended: Ended) -> Html:
    """What the address of a record says after its end."""
    if not ended.is_revoked:
        return note(
            gettext(
                "This record is not shown any more: its period has ended, or it was repaired. "
                "Nothing of what it said is kept public."
            ),
            plain=True,
        )
    return note(
        gettext("This record was revoked on {day}, because its decision was overturned.").format(
            day=words.day(ended.on)
        ),
        ended.note,
        plain=True,
    )


def credit_section(session: Session, organisation_id: str) -> Html:
    """What the page of a contractor says of its credit records."""
    rows = list_records_of(session, organisation_id)
    shown = tag("ul", *map(card, rows), class_="cards") if rows else not_found()
    return join((section(gettext("Credit records"), anchor="credit"), shown))


def _heard(row: Row) -> Html:
    """What the organisation said, in full and first."""
    said = (
        tag("blockquote", _lines(row["statement"]))
        if row["statement"]
        else tag("p", gettext("It was notified and made no statement in its time."), class_="soft")
    )
    when = words.day(row["statement_on"])
    return join(
        (
            section(gettext("What the organisation says")),
            said,
            tag("p", when, class_="soft small") if when else None,
        )
    )


def _marks(row: Row) -> Iterable[str]:
    yield words.say(words.TIERS, row["tier"])
    now: date = today()
    if is_in_force(row["ban_from"], row["ban_until"], now):
        yield gettext("Ban until {day}").format(day=words.day(row["ban_until"]))


def _demo(row: Row) -> Html | None:
    if not row["demonstration"]:
        return None
    return tag("span", gettext("Demonstration"), class_="mark demo")


def _lines(text: str | None) -> Html | None:
    """A text with the line ends it was typed with."""
    return None if text is None else join(text.split("\n"), between=tag("br"))
