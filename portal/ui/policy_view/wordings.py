"""One topic in the words of every place, side by side."""

from portal.locale import gettext, ngettext, pick
from portal.policy.library import NATIONAL, Library
from portal.policy.model import Clause, Pack
from portal.ui.frame import section
from portal.ui.lists import count_line
from portal.ui.markup import Html, address, join, link, tag
from portal.ui.policy_view.clauses import PATH, words_of
from portal.ui.policy_view.terms import STATUSES, STRENGTHS, TOPICS


def wordings(library: Library, topic: str) -> Html:
    """A column for each place that says something, and below them the nation's own clauses."""
    packs = [pack for pack in library.packs.values() if pack.id != NATIONAL]
    found = {pack.id: [each for each in pack.clauses if each.topic == topic] for pack in packs}
    nation = library.packs.get(NATIONAL)
    above = [each for each in nation.clauses if each.topic == topic] if nation else []
    many = sum(map(len, found.values()))
    return join(
        (
            _other_topics(topic),
            count_line(
                ngettext("{count} clause of the places", "{count} clauses of the places", many)
            ),
            tag("div", *(_column(pack, found[pack.id]) for pack in packs), class_="wordings"),
            section(gettext("What the whole country is held to")) if above else None,
            tag("ul", *map(_clause, above), class_="cards") if above else None,
        )
    )


def _column(pack: Pack, clauses: list[Clause]) -> Html:
    name = pick(pack.place.name.labels())
    return tag(
        "section",
        tag("h2", link(address(PATH, place=pack.id), name)),
        tag("ul", *map(_clause, clauses), class_="cards")
        if clauses
        else tag("p", gettext("The document says nothing about this."), class_="soft"),
        aria_label=name,
    )


def _clause(clause: Clause) -> Html:
    return tag(
        "li",
        tag(
            "h3",
            link(address(PATH, clause=clause.id), clause.id),
            " ",
            pick(clause.at.labels()),
        ),
        tag("p", pick(clause.demand.labels())),
        words_of(clause),
        tag(
            "p",
            tag("span", gettext(STRENGTHS[clause.strength]), class_="mark"),
            tag("span", gettext(STATUSES[clause.status][0]), class_="mark"),
        ),
    )


def _other_topics(current: str) -> Html:
    ways = [
        link(
            address(PATH, topic=code),
            gettext(title),
            aria_current="page" if code == current else None,
        )
        for code, title in TOPICS.items()
    ]
    return tag("nav", *ways, class_="ways", aria_label=gettext("Topics"))
