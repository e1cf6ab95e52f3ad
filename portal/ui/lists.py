"""Lists of public rows as people read them on a phone: cards, a search, and ways to turn pages."""

from collections.abc import Iterable, Mapping, Sequence

from portal.disclosure.pages import Page, Row
from portal.disclosure.regions import MOST_FOUND
from portal.locale import gettext, labelled, ngettext
from portal.records.region import Region
from portal.ui import words
from portal.ui.frame import note
from portal.ui.markup import Child, Html, address, join, link, tag


def notice_card(row: Row) -> Html:
    """One notice in a list."""
    amounts = (
        (gettext("Budget"), words.money(row["budget"], row["currency"]) or row["budget_text"]),
        (gettext("Award"), words.money(row["award"], row["currency"]) or row["award_text"]),
    )
    about = [
        tag("span", words.day(row["notice_on"]) or row["notice_on_text"] or gettext("undated")),
        *(tag("span", value) for value in (row["region"], row["purchaser"]) if value),
        *(tag("span", label, " ", tag("b", value)) for label, value in amounts if value),
        tag("span", gettext("Supplier"), " ", tag("b", row["suppliers"]))
        if row["suppliers"]
        else None,
    ]
    return tag(
        "li",
        tag("h3", link(address("/notice", id=row["id"]), notice_title(row))),
        tag("p", _marks(row, words.notice_type(row["type"], row["type_text"]))),
        tag("p", *about, class_="facts"),
    )


def notice_title(row: Row) -> str:
    """The title, or a neutral name where the source shows none."""
    return row["title"] or gettext("Notice without a title in the source")


def contract_card(row: Row) -> Html:
    """One contract in a list."""
    about = (
        words.day(row["signed_on"]) or gettext("day of signing not recorded"),
        row["region"],
        row["purchaser"],
        words.method(row["method"]),
    )
    results = row["evaluations"]
    return tag(
        "li",
        tag("h3", link(address("/contract", id=row["id"]), row["title"])),
        tag("p", _marks(row)),
        tag(
            "p",
            tag("b", words.money(row["amount"], row["currency"]) or gettext("amount not recorded")),
            tag("span", gettext("Contractor"), " ", tag("b", row["contractor"])),
            tag("span", _results(results)) if results else None,
            class_="facts",
        ),
        tag("p", *(tag("span", each) for each in about if each), class_="facts"),
    )


def contractor_card(row: Row) -> Html:
    """One contractor in a list."""
    counts = (
        (row["contracts"], ngettext("{count} contract", "{count} contracts", row["contracts"])),
        (row["evaluations"], _results(row["evaluations"])),
        (row["notices"], ngettext("{count} notice", "{count} notices", row["notices"])),
    )
    return tag(
        "li",
        tag("h3", link(address("/contractor", id=row["id"]), row["name"])),
        tag("p", _marks(row)),
        tag("p", *(tag("span", said) for count, said in counts if count), class_="facts"),
        tag(
            "p",
            *(tag("span", each) for each in (row["uscc"], row["region"]) if each),
            class_="facts",
        ),
    )


def _results(count: int) -> str:
    return ngettext("{count} evaluation result", "{count} evaluation results", count)


def evaluation_card(row: Row) -> Html:
    """One result in a list."""
    score = words.points(row["composite"])
    outcome = (
        (tag("b", score, " ", words.grade(row["grade"])), _interval(row))
        if score
        else (tag("b", gettext("Score withheld")), None)
    )
    period = words.period(row["period_from"], row["period_to"])
    about = (row["region"], row["contractor"], period)
    people = gettext("{ballots} of {invited} people rated").format(
        ballots=row["ballots"], invited=row["invited"]
    )
    return tag(
        "li",
        tag("h3", link(address("/evaluation", id=row["id"]), row["contract"])),
        tag("p", _marks(row)),
        tag(
            "p",
            *(tag("span", each) for each in outcome if each),
            tag("span", people),
            class_="facts",
        ),
        tag("p", *(tag("span", each) for each in about if each), class_="facts"),
    )


def cards(items: Iterable[Html], otherwise: Html | None = None) -> Html:
    """The cards of a list, or the word that there are none."""
    shown = list(items)
    if not shown:
        return otherwise or tag("p", gettext("Nothing to show here yet."), class_="soft")
    return tag("ul", *shown, class_="cards")


def nothing_found(path: str, query: Mapping[str, str]) -> Html | None:
    """What to do when a search finds nothing; None when nothing was searched for."""
    if not query:
        return None
    return note(
        gettext("Nothing fits all of these conditions. Fewer or shorter words find more."),
        link(path, gettext("Begin again without conditions")),
        plain=True,
    )


def count_line(words_: str) -> Html:
    """How many rows there are: the heading of the list, and read out when it changes."""
    return tag("div", tag("h2", words_, class_="count"), role="status")


def pager(path: str, query: Mapping[str, str], page: Page) -> Html:
    """Links to the newer and the older rows; the address says all there is to know."""
    newer, older = page.newer_than, page.older_than
    return tag(
        "nav",
        link(
            address(path, query, before=newer),
            "← ",
            gettext("Newer"),
            class_="press quiet",
            rel="prev",
        )
        if newer
        else None,
        link(
            address(path, query, after=older),
            gettext("Older"),
            " →",
            class_="press quiet",
            rel="next",
        )
        if older
        else None,
        class_="pager",
        aria_label=gettext("Pages"),
    )


def search_form(path: str, *fields: Child, label: str | None = None) -> Html:
    """A search that works as an ordinary form, so the address holds its whole state.

    ``label`` tells the searches of one page apart for those who do not see them.
    """
    return tag(
        "form",
        *fields,
        tag("div", tag("button", gettext("Search"), type="submit")),
        method="get",
        action=path,
        role="search",
        aria_label=label,
        class_="search",
    )


def text_field(
    name: str, label: str, value: str, *, wide: bool = False, kind: str = "search"
) -> Html:
    """A labelled input."""
    field = tag("input", type=kind, name=name, id=f"find-{name}", value=value, maxlength=100)
    return tag(
        "div", tag("label", label, for_=f"find-{name}"), field, class_="wide" if wide else None
    )


def choice_field(
    name: str, label: str, value: str, choices: Mapping[str, str], *, first: str | None = None
) -> Html:
    """A labelled choice; the first one means all, or what ``first`` says."""
    options = [tag("option", first or gettext("All"), value="")]
    options += [
        tag("option", words_, value=code, selected=code == value)
        for code, words_ in choices.items()
    ]
    return tag(
        "div",
        tag("label", label, for_=f"find-{name}"),
        tag("select", *options, name=name, id=f"find-{name}"),
    )


def more_fields(*fields: Child, is_open: bool) -> Html:
    """Fields that a phone folds away; open when one of them is in use."""
    return tag(
        "details",
        tag("summary", gettext("More filters")),
        tag("div", *fields, class_="grid"),
        open=is_open,
    )


def kept(query: Mapping[str, str], *names: str) -> Html:
    """Parameters that a search leaves as they are."""
    return join(
        tag("input", type="hidden", name=name, value=query[name]) for name in names if name in query
    )


def region_choices(path: str, query: Mapping[str, str], found: Sequence[Region]) -> Html:
    """The regions that a typed name may mean, as links that narrow the list."""
    if not found:
        return tag("p", gettext("No region has this name. Try the county or the city alone."))
    return tag(
        "ul",
        *(
            tag(
                "li",
                link(address(path, query, region=each.code, place=None), each.path),
                tag("span", f" {each.code}", class_="soft small"),
            )
            for each in found
        ),
        tag("li", gettext("and more; type more of the name"), class_="soft")
        if len(found) == MOST_FOUND
        else None,
    )


def region_line(path: str, query: Mapping[str, str], name: str, *more: Child) -> Html:
    """The region the list is narrowed to, the way out, and ``more`` ways on."""
    everywhere = link(address(path, query, region=None), gettext("show all regions"))
    return tag(
        "p",
        tag("span", labelled(gettext("Region")), tag("b", name)),
        tag("span", everywhere),
        *(tag("span", each) for each in more),
        class_="steps region",
    )


def which_region(path: str, query: Mapping[str, str], found: Sequence[Region]) -> Html:
    """The same as a question, because a typed name may mean several places."""
    question = gettext("Which place do you mean?") if found else None
    return note(question, region_choices(path, query, found), plain=True)


def _marks(row: Row, *marks: str) -> Html:
    shown = [tag("span", each, class_="mark") for each in marks]
    if row.get("reprint"):
        shown.append(tag("span", gettext("Reprinted"), class_="mark"))
    if row["demonstration"]:
        shown.append(tag("span", gettext("Demonstration"), class_="mark demo"))
    return join(shown)


def _interval(row: Row) -> Html | None:
    if row["low"] is None:
        return None
    low, high = words.points(row["low"]), words.points(row["high"])
    return tag("span", gettext("interval"), " ", tag("b", f"{low} – {high}"))
