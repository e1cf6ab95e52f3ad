"""A notice that was issued here: how it is catalogued, its text by headings, its review."""

from collections.abc import Sequence

from portal.disclosure.issued import Issued, Related, Reviewed
from portal.disclosure.pages import Row
from portal.disclosure.withholdings import Withheld
from portal.locale import gettext, labelled, marked, pick
from portal.today import SHANGHAI
from portal.ui import words
from portal.ui.frame import record, section
from portal.ui.markup import Html, address, join, link, tag
from portal.ui.notice_text import show_text

OPENNESS = {
    "proactive": marked("disclosed unasked"),
    "on_request": marked("disclosed on request"),
}


def catalogue(row: Row, issued: Issued | None) -> Html | None:
    """What the law wants each item of government information to carry (条例 Art. 12)."""
    if issued is None:
        return None
    openness = row["openness"]
    return record(
        (
            (gettext("Index number"), row["index_no"]),
            (gettext("Way of disclosure"), words.say(OPENNESS, openness) if openness else None),
            (gettext("Issuing body"), row["issuer"]),
            (gettext("Made on"), words.day(row["made_on"])),
            (gettext("Corrects"), _way(issued.corrects) if issued.corrects else None),
            (
                gettext("Corrected by"),
                tag("ul", *(tag("li", _way(each)) for each in issued.corrections), class_="plain")
                if issued.corrections
                else None,
            ),
        )
    )


def text(issued: Issued | None, withheld: Sequence[Withheld]) -> Html | None:
    """The whole text under the headings of its format; what is withheld says so and why."""
    if issued is None:
        return None
    hidden = {
        each.field: tag(
            "span",
            labelled(gettext("Withheld"), pick(each.ground_label)),
            f" · {each.basis} · {each.reason}",
            class_="soft",
        )
        for each in withheld
        if each.field
    }
    return join(
        (
            section(gettext("Text of the notice"), anchor="text"),
            show_text(issued.form, issued.fields, hidden),
            record(((gettext("Published explanation"), issued.explanation),))
            if issued.explanation
            else None,
        )
    )


def reviews(issued: Issued | None) -> Html | None:
    """The secrecy and privacy review of each version: result, basis and day."""
    if issued is None or not issued.reviews:
        return None
    items = [tag("li", *_review(each)) for each in issued.reviews]
    return join((section(gettext("Review before publication")), tag("ul", *items)))


def _review(each: Reviewed) -> tuple[Html | None, ...]:
    day = words.day(each.reviewed_at.astimezone(SHANGHAI).date())
    return (
        tag(
            "div",
            gettext("Version {number}: passed on {day}, by somebody who did not write it").format(
                number=each.version, day=day
            ),
        ),
        tag("div", labelled(gettext("Basis"), each.basis), class_="soft small"),
        tag("div", labelled(gettext("Why all the same"), each.override)) if each.override else None,
    )


def _way(named: Related) -> Html:
    return link(address("/notice", id=named[0]), named[1] or named[0])
