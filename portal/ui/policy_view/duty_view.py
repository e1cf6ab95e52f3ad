"""One duty of the duty register: what is asked, of whom, and which figures an entry carries."""

from portal.locale import gettext, listed, pick
from portal.policy.library import Library
from portal.policy.model import Duty, Pack
from portal.ui.frame import note, record
from portal.ui.markup import Child, Html, join, link, tag
from portal.ui.policy_view.terms import UNITS, latest, on_day, rhythm
from portal.ui.policy_view.where import clause_links, register_address


def duty_terms(library: Library, place: str, duty: Duty) -> Html:
    """A duty on the page of a clause."""
    title = f"{gettext('Duty')} · {pick(duty.title.labels())}"
    return tag(
        "section",
        tag("h3", title, class_="name"),
        asked(library, duty),
        tag("p", link(register_address(place), gettext("What was recorded")), class_="ways"),
        class_="entry",
    )


def asked(library: Library, duty: Duty) -> Html:
    """Who owes it, how often, by when, and with which figures."""
    until = library.span(duty)[1]
    rows: list[tuple[str, Child]] = [
        (gettext("Owed by"), gettext(UNITS[duty.unit])),
        (gettext("How often"), listed(each for each in (rhythm(duty), latest(duty)) if each)),
        (gettext("Holds until"), on_day(until) if until else None),
        (gettext("Figures of an entry"), listed(pick(each.title.labels()) for each in duty.fields)),
        (gettext("Clauses"), clause_links(duty.clauses)),
    ]
    return record(rows)


def nations_duties(library: Library, pack: Pack) -> Html:
    """What the law of the nation asks of units everywhere; each place's register holds entries."""
    ways = [
        link(register_address(place), pick(library.packs[place].place.name.labels()))
        for place in library.places
    ]
    cards = [
        tag("li", tag("h2", pick(each.title.labels()), class_="name"), asked(library, each))
        for each in pack.duties
    ]
    return join(
        (
            note(
                gettext(
                    "The nation's law asks this of units everywhere. What was done is in the "
                    "register of each place:"
                ),
                tag("span", *ways, class_="ways"),
                plain=True,
            ),
            tag("ul", *cards, class_="cards"),
        )
    )
