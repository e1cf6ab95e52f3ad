"""One duty of the duty register: what is asked, of whom, and which figures an entry carries."""

from portal.locale import gettext, listed, pick
from portal.policy.library import Library
from portal.policy.model import Duty
from portal.ui.frame import record
from portal.ui.markup import Child, Html, link, tag
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
