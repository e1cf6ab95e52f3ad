"""The frame of every page: where am I, what does this tell me, where does it come from."""

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path

import streamlit as st

from portal.disclosure.feeds import FEEDS
from portal.disclosure.formats.atom import feed_address
from portal.errors import PortalError
from portal.locale import LANGUAGES, explain, gettext, labelled, language, said_day
from portal.settings import get_settings
from portal.sitemap import BY_NAME, HOME, SCREENS, Screen
from portal.today import today
from portal.ui.markup import Child, Html, address, join, link, outside_link, tag

STYLE = Path(__file__).with_name("style.css")
CONTENT = "content"
"""Where the page begins, for readers who pass over the menu"""
_titled: ContextVar[str] = ContextVar("titled", default="")
"""The page's one heading of the first level, once it has it"""
ICP_REGISTER = "https://beian.miit.gov.cn/"
POLICE_REGISTER = "https://beian.mps.gov.cn/#/query/webSearch?code="
OTHER_LANGUAGE = {"zh": ("en", "English"), "en": ("zh", "中文")}


def asked() -> dict[str, str]:
    """The parameters in the address of the page."""
    return st.query_params.to_dict()


def show(*children: Child) -> None:
    """Put markup on the page."""
    st.html(join(children))


def show_in_place(*children: Child) -> None:
    """Put markup, or nothing, in a place that stays.

    What follows keeps its position when the markup goes, so Streamlit leaves open forms open.
    """
    with st.container():
        if any(children):
            show(*children)


def show_top(current: Screen, *, signed_in: bool, is_demo: bool) -> None:
    """The style, the name, the menu, and the way to the account and the other language."""
    menu = [
        link(
            screen.address,
            gettext(screen.title) if screen.name != HOME else gettext("Home"),
            aria_current="page" if screen is current else None,
        )
        for screen in SCREENS
        if screen.in_menu
    ]
    _titled.set("")
    other, name = OTHER_LANGUAGE[language()]
    query = {key: value for key, value in st.query_params.items() if key != "lang"}
    tools = [
        link("/account", gettext("Account") if signed_in else gettext("Sign in")),
        link(
            address(current.address, query, lang=other),
            name,
            lang=LANGUAGES[other],
            hreflang=LANGUAGES[other],
        ),
    ]
    brand = link(
        "/", tag("span", class_="sun", aria_hidden="true"), gettext("Sunlight"), class_="brand"
    )
    site = get_settings().site
    st.html(f"<style>{_style()}</style>")
    show(
        link(f"#{CONTENT}", gettext("Skip to the content"), class_="skip"),
        tag(
            "header",
            brand,
            tag("nav", *menu, aria_label=gettext("Main menu")),
            tag("div", *tools, class_="tools"),
            class_="top",
            lang=LANGUAGES[language()],
        ),
        tag("div", site.header, class_="strip", role="note") if site.header else None,
        _demo_strip() if is_demo else None,
    )


def show_title(
    screen: Screen,
    *,
    title: str | None = None,
    trail: Iterable[tuple[str, str]] = (),
    here: str | None = None,
) -> None:
    """Where the reader is and what the page tells; ``trail`` lists (address, words) in between.

    ``here`` is the last step where one screen shows several things; else it is the screen.
    """
    _titled.set(title or gettext(screen.title))
    if title:
        st.set_page_config(page_title=f"{title[:100]} · {gettext('Sunlight')}")
    steps = [("/", gettext("Home")), *trail]
    crumbs = [tag("li", link(where, words)) for where, words in steps]
    crumbs.append(tag("li", here or gettext(screen.title), aria_current="page"))
    show(
        _trail(crumbs) if screen.name != HOME else None,
        tag("h1", title or gettext(screen.title), class_="title", id=CONTENT, tabindex="-1"),
        tag("p", gettext(screen.lead), class_="lead"),
    )


def _trail(crumbs: Iterable[Html]) -> Html:
    steps = tag("ol", *crumbs, class_="steps")
    return tag("nav", steps, class_="trail", aria_label=gettext("You are here"))


def show_bottom(current: Screen) -> None:
    """What this site is, whose it is, and the ways on; on paper, what was printed and when."""
    ways = [
        link(BY_NAME["data"].address, gettext("Data and downloads")),
        link(BY_NAME["spending"].address, gettext(BY_NAME["spending"].title)),
        link(BY_NAME["policies"].address, gettext(BY_NAME["policies"].title)),
        link(BY_NAME["method"].address, gettext(BY_NAME["method"].title)),
        link(BY_NAME["withdrawals"].address, gettext(BY_NAME["withdrawals"].title)),
        link(BY_NAME["rate"].address, gettext("Rate a service")),
        link(BY_NAME["desk"].address, gettext("For officers")),
        link(BY_NAME["assess"].address, gettext("For evaluators")),
    ]
    about = gettext(
        "Sunlight shows what governments buy in social assistance and how good it is. "
        "Statutory publication takes place on the media named by law; reprinted notices link to "
        "their source."
    )
    show(
        tag(
            "footer",
            tag("nav", *ways, aria_label=gettext("More pages")),
            tag("p", about),
            _imprint(),
            class_="bottom",
        ),
        _printed(current),
    )


def _imprint() -> Html | None:
    """The institution behind the site, and the filings that its kind of site has to name."""
    site = get_settings().site
    host = outside_link(site.host_url, site.host_name or site.host_url) if site.host_url else None
    contact = link(site.contact, gettext("Contact")) if site.contact else None
    said = (
        labelled(gettext("Run by"), site.institution) if site.institution else None,
        join((labelled(gettext("A section of")), host)) if host else None,
        contact,
        labelled(gettext("Site identification code"), site.code) if site.code else None,
        outside_link(ICP_REGISTER, site.icp) if site.icp else None,
        outside_link(f"{POLICE_REGISTER}{site.police_number}", site.police)
        if site.police
        else None,
    )
    shown = [tag("span", each) for each in said if each]
    lines = (
        tag("p", *shown, class_="imprint") if shown else None,
        tag("p", site.footer) if site.footer else None,
    )
    return join(lines) if any(lines) else None


def _printed(current: Screen) -> Html:
    """Where the page stands and the day of printing, which only paper shows."""
    query = dict(st.query_params.items())
    where = get_settings().public_url + address(current.address, query)
    day = gettext("printed on {day}").format(day=said_day(today()))
    said = (_titled.get() or gettext(current.title), gettext("Sunlight"), where, day)
    return tag("p", join(said, between=" · "), class_="printed")


def section(words: str, anchor: str | None = None) -> Html:
    """A heading of the second level."""
    return tag("h2", words, class_="section", id=anchor)


def note(*paragraphs: Child, plain: bool = False) -> Html:
    """A remark set apart: a warning, or with ``plain`` an explanation."""
    kind = "note plain" if plain else "note"
    return tag("div", *(tag("p", each) for each in paragraphs if each), class_=kind, role="note")


def show_error(error: PortalError | str) -> None:
    """Why something was not done; as markup of ours, since Streamlit reads errors as Markdown."""
    sentence = error if isinstance(error, str) else explain(error)
    show(tag("div", tag("p", sentence), class_="note bad", role="alert"))


def show_done(*sentences: Child) -> None:
    """What was done, and perhaps the way on; read out, as an error is."""
    paragraphs = (tag("p", each) for each in sentences)
    show(tag("div", *paragraphs, class_="note plain", role="status"))


def demo_note() -> Html:
    """What has to stand wherever invented data shows."""
    return note(
        gettext(
            "Demonstration data: what is marked so on this page (organisations, contracts, scores, "
            "grades) is invented and says nothing about anybody."
        )
    )


def record(rows: Iterable[tuple[str, Child]]) -> Html:
    """Facts as term and description; empty ones are left out."""
    return tag(
        "dl",
        *(
            join((tag("dt", term), tag("dd", value)))
            for term, value in rows
            if value not in (None, "")
        ),
        class_="record",
    )


def table(
    caption: str,
    head: Iterable[Child],
    rows: Iterable[Iterable[Child]],
    numbers: Iterable[int] = (),
) -> Html:
    """A real table; ``numbers`` are the positions of the columns with figures."""
    right = set(numbers)

    def cells(element: str, row: Iterable[Child], **attributes: str) -> Html:
        kinds = (("n" if at in right else None, cell) for at, cell in enumerate(row))
        return tag("tr", *(tag(element, cell, class_=kind, **attributes) for kind, cell in kinds))

    body = tag(
        "table",
        tag("thead", cells("th", head, scope="col")),
        tag("tbody", *(cells("td", row) for row in rows)),
        aria_label=caption,
    )
    return join(
        (
            tag("p", caption, class_="caption"),
            tag("div", body, class_="table", tabindex="0", role="region", aria_label=caption),
        )
    )


def downloads(name: str, query: Mapping[str, str]) -> Html:
    """The files that hold exactly what is on this page, and the feed that tells what changes."""
    files = (("csv", gettext("Download as CSV")), ("jsonl", "JSON Lines"), ("parquet", "Parquet"))
    ways = [
        link(address(f"/data/{name}.{ending}", query), label, class_="press quiet", download=True)  # type: ignore[arg-type] # a bare attribute
        for ending, label in files
    ]
    if feed := FEEDS.get(name):
        words = gettext("Subscribe to this search (Atom)") if query else gettext("Subscribe (Atom)")
        ways.append(link(feed_address(feed, query), words, class_="press quiet"))
    ways += [
        link(feed_address(each, query), gettext(each.title), " (Atom)", class_="press quiet")
        for each in FEEDS.values()
        if each.filters == name != each.name
    ]
    return tag("div", *ways, class_="row")


def ways_to(ways: Iterable[tuple[str, str]]) -> Html:
    """A row of buttons that lead to files: (address, words)."""
    return tag("div", *(link(way, said, class_="press quiet") for way, said in ways), class_="row")


def show_problem(title: str, sentence: str) -> None:
    """A calm page in place of one that cannot be shown, or of the rest of it."""
    show(
        tag("h2", title, class_="section") if _titled.get() else tag("h1", title, class_="title"),
        tag("p", sentence, class_="lead"),
        tag("p", link("/", gettext("To the home page")), class_="row"),
    )


def _demo_strip() -> Html:
    words = gettext(
        "Demonstration: this installation mixes real reprinted notices with invented evaluations, "
        "marked one by one."
    )
    return tag("div", words, class_="strip", role="note")


@cache
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")
