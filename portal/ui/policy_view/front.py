"""The way in: every place and the nation with its document, and the topics."""

from collections import Counter
from datetime import date

from portal.locale import gettext, labelled, pick
from portal.policy.library import Library
from portal.policy.model import Pack
from portal.ui.frame import note, section
from portal.ui.markup import Html, address, join, link, tag
from portal.ui.policy_view.clauses import PATH, status_counts
from portal.ui.policy_view.document import cited_as
from portal.ui.policy_view.terms import STATUSES, SURE, TOPICS, on_day, validity
from portal.ui.policy_view.where import register_address


def front(library: Library, today: date) -> Html:
    """Everything there is to choose from."""
    return join(
        (
            _introduction(),
            section(gettext("The places and their documents")),
            tag(
                "ul",
                *(_card(pack, today) for pack in library.packs.values()),
                class_="cards",
            ),
            section(gettext("One topic, the words of every place")),
            _topics(library),
            section(gettext("What the portal does with a clause")),
            _statuses(),
        )
    )


def _introduction() -> Html:
    return join(
        (
            tag(
                "p",
                gettext(
                    "Each place that buys help for people in need works by a document of its own. "
                    "Here are these documents, clause by clause: what they demand in plain words, "
                    "their own words, and what the portal does about it."
                ),
            ),
            note(
                gettext(
                    "The portal is no court and no lawyer. The official text counts. Where a "
                    "document leaves something open, the portal says so and adds nothing of its "
                    "own."
                ),
                link("/method", gettext("How the portal judges and computes")),
                link("/punctuality", gettext("Who publishes in time")),
                plain=True,
            ),
        )
    )


def _card(pack: Pack, today: date) -> Html:
    shown = pack.governing
    days = (
        (gettext("Signed on"), on_day(shown.signed_on)),
        (gettext("Published on"), on_day(shown.published_on)),
    )
    return tag(
        "li",
        tag("h3", link(address(PATH, place=pack.id), pick(pack.place.name.labels()))),
        tag("p", cited_as(shown)),
        tag(
            "p",
            tag("span", validity(shown, today), class_="mark"),
            tag("span", gettext(SURE[shown.sure]), class_="mark"),
        ),
        tag("p", pick(pack.place.summary.labels())),
        tag("p", *(tag("span", labelled(*each)) for each in days), class_="facts"),
        status_counts(pack),
        tag("p", link(register_address(pack.id), gettext("Duty register")), class_="ways")
        if pack.duties
        else None,
    )


def _topics(library: Library) -> Html:
    found = Counter[str](each.topic for pack in library.packs.values() for each in pack.clauses)
    ways = [
        link(address(PATH, topic=code), labelled(gettext(title), found[code]))
        for code, title in TOPICS.items()
        if found[code]
    ]
    return tag("p", *ways, class_="ways")


def _statuses() -> Html:
    items = [
        join((tag("dt", gettext(title)), tag("dd", gettext(about))))
        for title, about in STATUSES.values()
    ]
    return tag("dl", *items, class_="record")


def place_summary(pack: Pack) -> Html:
    """What a document does for people, and the ways on from the place's page."""
    return join(
        (
            tag("p", pick(pack.place.summary.labels())),
            status_counts(pack),
            tag("p", link(register_address(pack.id), gettext("Duty register")), class_="ways"),
        )
    )
