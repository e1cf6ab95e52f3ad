"""The form all chapters of the method share: an anchor, a title, and short paragraphs."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.locale import Marked, gettext
from portal.ui.frame import section
from portal.ui.markup import Child, Html, join, link, tag


@dataclass(frozen=True)
class Chapter:
    """One chapter; its anchor stays when its title is translated."""

    anchor: str
    title: Marked
    body: Html

    def shown(self) -> Html:
        """The chapter under its heading."""
        return join((section(gettext(self.title), anchor=self.anchor), self.body))


def contents(chapters: Sequence[Chapter]) -> Html:
    """The list of chapters at the top of the page."""
    items = [tag("li", link(f"#{each.anchor}", gettext(each.title))) for each in chapters]
    return tag("nav", tag("ol", *items, class_="contents"), aria_label=gettext("Contents"))


def paragraphs(*sentences: Child) -> Html:
    """Short paragraphs, one after another."""
    return join(tag("p", each) for each in sentences if each)


def points(*sentences: Child) -> Html:
    """Remarks of equal weight."""
    return tag("ul", *(tag("li", each) for each in sentences if each))


def formula(words: str) -> Html:
    """A line of arithmetic, set apart."""
    return tag("p", tag("span", words, class_="sum"))
