"""A place's documents: number, days, validity, what they rest on, what is missing or doubtful."""

from collections.abc import Iterable
from datetime import date

from portal.locale import gettext, labelled, listed, pick
from portal.policy.entry import Text
from portal.policy.library import Library, Standing, standing
from portal.policy.model import NOT_STATED, Instrument, Pack, Sure
from portal.ui import words
from portal.ui.frame import note, record, section
from portal.ui.markup import Html, join, tag
from portal.ui.policy_view.terms import SURE, on_day, stated, validity


def documents(library: Library, pack: Pack, today: date) -> Html:
    """The governing document in full, the others folded away behind their names."""
    first, *others = pack.place.instruments
    return join(
        (
            section(gettext("The document")),
            tag("h3", pick(first.title.labels()), class_="name"),
            about_validity(first, today),
            instrument(library, first, today),
            tag("h3", gettext("Other documents it goes with"), class_="name") if others else None,
            *(_folded(library, each, today) for each in others),
        )
    )


def about_validity(instrument: Instrument, today: date) -> Html | None:
    """What a reader has to know before taking a document for the law of today."""
    match standing(instrument, today):
        case Standing.ENDED:
            sentence = gettext(
                "This document ended on {day}. What was done until then is judged by it; what was "
                "done later is judged by national law alone."
            ).format(day=on_day(instrument.until))
        case Standing.UNVERIFIED:
            sentence = _unverified(instrument)
        case Standing.NOT_YET:
            sentence = gettext("This document holds from {day} on.").format(
                day=on_day(instrument.begins)
            )
        case _:
            return None
    return note(sentence, plain=True)


def _unverified(shown: Instrument) -> str:
    """Why it is not called in force, and from which day acts are compared with it all the same."""
    if shown.sure == Sure.MEMORY:
        return gettext(
            "The text of this document was not read. It is not called in force here, and a failed "
            "check on it is only a hint."
        )
    if shown.applies_from is None and shown.oldest:
        return gettext(
            "The document states neither from which day it holds nor when it was published. It is "
            "not called in force here. It cannot be older than {day}: earlier acts are not "
            "compared with it, and a failed check on later ones only warns."
        ).format(day=words.day(shown.oldest))
    if shown.applies_from is None:
        return gettext(
            "The document states neither from which day it holds nor when it was published. It is "
            "not called in force here, and a failed check on it only warns."
        )
    return gettext(
        "The document does not state from which day it holds, so it is not called in force here. "
        "Acts since {day}, when it appeared, are compared with it."
    ).format(day=words.day(shown.applies_from))


def instrument(library: Library, shown: Instrument, today: date) -> Html:
    """Everything that is known of one document."""
    return record(
        (
            (gettext("Number"), stated(shown.number)),
            (gettext("Issued by"), listed(pick(each.labels()) for each in shown.issuers)),
            (gettext("Signed on"), on_day(shown.signed_on)),
            (gettext("Published on"), on_day(shown.published_on)),
            (gettext("Holds from"), on_day(shown.begins)),
            (gettext("Holds until"), on_day(shown.until)),
            (gettext("Validity"), validity(shown, today)),
            (gettext("How well it is known"), gettext(SURE[shown.sure])),
            (gettext("Rests on"), _basis(library, shown)),
            (gettext("Replaced by"), _replaced(library, shown)),
            (gettext("Attachments that are missing"), _lines(shown.missing)),
            (gettext("Doubts and remarks"), _lines(shown.notes)),
            (gettext("Source"), pick(shown.source.labels()) if shown.source else None),
        )
    )


def cited_as(shown: Instrument) -> str:
    """A document's title and number in one line."""
    title = pick(shown.title.labels())
    if shown.number == NOT_STATED:
        return title
    return gettext("{title} ({number})").format(title=title, number=shown.number)


def _folded(library: Library, shown: Instrument, today: date) -> Html:
    return tag(
        "details",
        tag("summary", cited_as(shown), " · ", validity(shown, today)),
        instrument(library, shown, today),
        class_="fold",
    )


def _basis(library: Library, shown: Instrument) -> Html | None:
    known = [library.instruments[each] for each in shown.basis if each in library.instruments]
    items = [tag("li", cited_as(each), _since_replaced(library, each)) for each in known]
    return tag("ul", *items) if items else None


def _since_replaced(library: Library, shown: Instrument) -> str:
    replaced = _replaced(library, shown)
    return f" → {labelled(gettext('replaced by'), replaced)}" if replaced else ""


def _replaced(library: Library, shown: Instrument) -> str | None:
    by = library.instruments.get(shown.replaced_by or "")
    return f"{cited_as(by)}, {on_day(by.applies_from)}" if by else None


def _lines(lines: Iterable[Text]) -> Html | None:
    items = [tag("li", pick(each.labels())) for each in lines]
    return tag("ul", *items) if items else None
