"""An earlier version of a notice, and what differs between two versions, word by word."""

import re
from collections.abc import Mapping
from typing import Any

from portal.disclosure.pages import Row
from portal.disclosure.versions import Version
from portal.locale import gettext, labelled, marked, pick
from portal.notices.formats import WRITTEN, format_of
from portal.notices.rules.difference import Kind, Piece, difference
from portal.notices.rules.versions import merged_paths
from portal.notices.types import NoticeType, ProcurementMethod
from portal.today import SHANGHAI
from portal.ui import words
from portal.ui.frame import note, record, section
from portal.ui.markup import Child, Html, address, join, link, tag

NAMES: Mapping[str, str] = {
    "type": marked("Notice type"),
    "type_text": marked("Type as printed"),
    "title": marked("Title"),
    "project_no": marked("Project number"),
    "purchaser": marked("Purchaser"),
    "agency": marked("Agency"),
    "suppliers": marked("Supplier"),
    "name": marked("name"),
    "identifier": marked("identifier"),
    "scheme": marked("scheme of identifiers"),
    "region_text": marked("Region"),
    "region_code": marked("Region code"),
    "region_code_text": marked("Region code as printed"),
    "method": marked("Method"),
    "method_text": marked("Method as printed"),
    "currency": marked("Currency"),
    "budget_fen": marked("Budget"),
    "budget_text": marked("Budget as printed"),
    "ceiling_fen": marked("Ceiling price"),
    "ceiling_text": marked("Ceiling as printed"),
    "award_fen": marked("Award"),
    "award_text": marked("Award as printed"),
    "agency_fee_fen": marked("Fee of the agency"),
    "agency_fee_text": marked("Fee of the agency as printed"),
    "notice_on": marked("Date of the notice"),
    "notice_text": marked("Date as printed"),
    "published_at": marked("Released by the source"),
    "event_text": marked("Key dates"),
    "period": marked("Service period"),
    "starts_on": marked("first day"),
    "ends_on": marked("last day"),
    "text": marked("as printed"),
    "description": marked("Facts"),
    "lots": marked("Lot"),
    "awards": marked("Award of a lot"),
    "contracts": marked("Contract"),
    "amendments": marked("Amendment"),
    "documents": marked("Document"),
    "attachments": marked("Attachment"),
    "withheld": marked("Withheld"),
    "amount": marked("amount"),
    "fen": marked("amount"),
    "awarded": marked("awarded"),
    "signed": marked("signed"),
    "changed": marked("changed"),
    "published": marked("Published on"),
    "on": marked("day"),
    "status": marked("state"),
    "url": marked("address"),
    "format": marked("format"),
    "kind": marked("kind"),
    "section": marked("part"),
    "id": marked("id"),
    "award_id": marked("id of the award"),
    "size": marked("bytes"),
    "sha256": "SHA-256",
    "field": marked("heading"),
    "attachment": marked("attachment"),
    "ground": marked("ground"),
    "basis": marked("legal basis"),
    "reason": marked("reason"),
    "source_url": marked("Source address"),
    "source_text": marked("Source"),
    "seen": marked("Readable part"),
    "service_item": marked("Service item"),
    "explanation": marked("Explanation given on publishing"),
}
"""Part of a path → what it is called"""
_COUNTED = re.compile(r"[0-9]+")


def banner(notice_id: str, shown: Version, later: list[tuple[int, str]]) -> Html:
    """Which version this is, and why there is a newer one."""
    number = gettext("Version {number} of this notice, recorded on {moment}.").format(
        number=shown.number, moment=f"{shown.recorded_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    )
    if not later:
        return note(
            number,
            gettext("It is the current one."),
            link(address("/notice", id=notice_id), gettext("To the notice")),
            plain=True,
        )
    since = address("/notice", id=notice_id, version=str(later[0][0]), compare=str(shown.number))
    return note(
        tag("b", gettext("An earlier version. A newer one took its place.")),
        number,
        *(
            labelled(gettext("Version {number}, because").format(number=each), gettext(why))
            for each, why in reversed(later)
        ),
        join(
            (
                link(address("/notice", id=notice_id), gettext("To the current version")),
                link(since, gettext("What has changed since")),
            ),
            between=" · ",
        ),
    )


def content(row: Row, shown: Version) -> Html:
    """Everything a version says."""
    if shown.is_withdrawn:
        return withdrawn()
    rows = [
        (label_of(row["type"], path), _said(path, value)) for path, value in shown.lines.items()
    ]
    return join((section(gettext("What this version says")), record(rows), _sum(shown)))


def withdrawn() -> Html:
    """In place of a version whose content led to a person."""
    return note(gettext("The content of this version was withdrawn, because it led to a person."))


def changes(row: Row, old: Version, new: Version) -> Html:
    """What differs, line by line and sign by sign; what stayed is counted."""
    title = gettext("From version {old} to version {new}").format(old=old.number, new=new.number)
    if old.is_withdrawn or new.is_withdrawn:
        return join((section(title), withdrawn()))
    paths = merged_paths(old.lines, new.lines)
    pairs = [(path, _of(path, old.lines), _of(path, new.lines)) for path in paths]
    changed = [each for each in pairs if each[1] != each[2]]
    rows = [
        (label_of(row["type"], path), _pieces(difference(before, after)))
        for path, before, after in changed
    ]
    return join(
        (
            section(title),
            tag("p", labelled(gettext("Reason"), gettext(new.reason))),
            _legend(),
            record(rows) if rows else tag("p", gettext("They say the same.")),
            tag(
                "p",
                gettext("Unchanged: {count} of {all} entries.").format(
                    count=len(pairs) - len(changed), all=len(pairs)
                ),
                class_="soft",
            ),
            _sum(old),
            _sum(new),
        )
    )


def label_of(kind: str, path: str) -> str:
    """What a path is called: a heading of the format, or the name of a column."""
    first, _, rest = path.partition(".")
    if first == "fields" and kind in WRITTEN:
        field = format_of(kind).by_key.get(rest)
        return pick(field.labels) if field else rest
    parts = [
        each if _COUNTED.fullmatch(each) else gettext(NAMES[each]) if each in NAMES else each
        for each in path.split(".")
    ]
    return " · ".join(parts)


def _of(path: str, lines: Mapping[str, Any]) -> str:
    return _said(path, lines[path]) if path in lines else ""


def _said(path: str, value: Any) -> str:
    """A value as people read it; the diff compares these words."""
    last = path.rsplit(".", maxsplit=1)[-1]
    match value:
        case bool():
            return gettext("Yes") if value else gettext("No")
        case int() if last.endswith("fen"):
            return words.money(value, "CNY") or ""
        case str() if path == "type" and value in set(NoticeType):
            return words.notice_type(value)
        case str() if path == "method" and value in set(ProcurementMethod):
            return words.method(value) or value
    return str(value)


def _pieces(pieces: tuple[Piece, ...]) -> Html:
    """Struck out and underlined, and said in words for those who hear it."""
    return tag("span", *map(_piece, pieces), class_="changes")


def _piece(piece: Piece) -> Child:
    if piece.kind is Kind.SAME:
        return piece.text
    element, said = (
        ("del", gettext("[taken out:")) if piece.kind is Kind.GONE else ("ins", gettext("[new:"))
    )
    return tag(
        element,
        tag("span", said, " ", class_="unseen"),
        piece.text,
        tag("span", "]", class_="unseen"),
    )


def _legend() -> Html:
    return tag(
        "p",
        tag("del", gettext("struck out")),
        " ",
        gettext("was taken out"),
        " · ",
        tag("ins", gettext("underlined")),
        " ",
        gettext("is new"),
        class_="changes soft",
    )


def _sum(version: Version) -> Html:
    said = gettext("SHA-256 of version {number}").format(number=version.number)
    return tag("p", labelled(said), tag("code", version.content_hash), class_="soft small")
