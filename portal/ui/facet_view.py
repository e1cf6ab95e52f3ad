"""What a list can be narrowed by next: links with their counts, folded away until wanted."""

from collections.abc import Iterable, Mapping

import streamlit as st

from portal.disclosure.facets import CLASSES, Choice, Facet
from portal.locale import gettext, marked
from portal.ui import words
from portal.ui.frame import show
from portal.ui.markup import Html, address, join, link, tag

TITLES = {
    "region": marked("Region"),
    "type": marked("Notice type"),
    "method": marked("Method"),
    "stage": marked("Stage"),
    "service": marked("Service item"),
    "purchaser": marked("Purchaser"),
    "year": marked("Year"),
    "amount": marked("Amount in yuan"),
}
UNSTATED = {
    "region": marked("{count} without a region below this one"),
    "stage": marked("{count} of no stage"),
    "year": marked("{count} undated"),
    "amount": marked("{count} without a single amount in yuan"),
}
NOT_STATED = marked("{count} do not say")


class Place:
    """Where facets will stand, so that the list below need not wait for their counts."""

    def __init__(self) -> None:
        self._container = st.container()

    def show(self, path: str, query: Mapping[str, str], facets: Iterable[Facet]) -> None:
        """Fill the place."""
        found = [each for each in facets if _helps(each)]
        if found:
            with self._container:
                show(_folded(path, query, found))


def _folded(path: str, query: Mapping[str, str], facets: list[Facet]) -> Html:
    bounded = not all(each.is_exact for each in facets)
    chosen = [
        _choice(path, query, each, choice)
        for each in facets
        for choice in each.choices
        if choice.is_chosen
    ]
    folded = tag(
        "details",
        tag("summary", gettext("Narrow the list, with counts")),
        tag("p", gettext("Only the first hits were counted: + means at least."), class_="soft")
        if bounded
        else None,
        tag("div", *(_facet(path, query, each) for each in facets), class_="grid"),
        class_="fold",
    )
    # What is chosen is to be seen, and taken back, without unfolding anything.
    return tag("div", tag("ul", *chosen) if chosen else None, folded, class_="facets")


def _helps(facet: Facet) -> bool:
    """Whether choosing anything here changes the list, or a choice can be taken back."""
    choices = facet.choices
    return len(choices) > 1 or any(each.is_chosen or facet.unstated for each in choices)


def _facet(path: str, query: Mapping[str, str], facet: Facet) -> Html:
    title = gettext(TITLES[facet.name])
    said = UNSTATED.get(facet.name, NOT_STATED)
    unstated = gettext(said).format(count=_number(facet, None))
    return tag(
        "section",
        tag("h3", title),
        tag("ul", *(_choice(path, query, facet, each) for each in facet.choices)),
        tag("p", unstated, class_="soft small") if facet.unstated else None,
        aria_label=title,
    )


def _choice(path: str, query: Mapping[str, str], facet: Facet, choice: Choice) -> Html:
    label, count = _label(facet, choice), tag("span", _number(facet, choice), class_="n")
    if choice.is_chosen:
        without = {**query, **dict.fromkeys(choice.narrows, "")}
        back = link(address(path, without), gettext("take back"))
        return tag("li", tag("b", "✓ ", label, aria_current="true"), back, count)
    narrowed = {**query, **{name: value or "" for name, value in choice.narrows.items()}}
    return tag("li", link(address(path, narrowed), label), count)


def _number(facet: Facet, choice: Choice | None) -> str:
    count = choice.count if choice else facet.unstated
    return f"{count:,}" if facet.is_exact else f"{count:,}+"


def _label(facet: Facet, choice: Choice) -> str:
    match facet.name:
        case "type":
            return words.notice_type(choice.code)
        case "method":
            return words.method(choice.code) or choice.code
        case "stage":
            return words.stage(choice.code)
        case "service":
            return words.service(choice.code)
        case "amount":
            return amount_class(int(choice.code))
    return choice.label or choice.code


def amount_class(least: int) -> str:
    """A class of amounts by its bounds in yuan."""
    following = [each for each in CLASSES if each > least]
    if not following:
        return gettext("{least} and more").format(least=words.whole_yuan(least))
    if not least:
        return gettext("below {most}").format(most=words.whole_yuan(following[0]))
    bounds = (words.whole_yuan(each) for each in (least, following[0]))
    return join(bounds, " – ")
