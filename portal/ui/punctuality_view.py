"""The parts of the page on punctuality: tables by region and purchaser, and who said nothing."""

from collections.abc import Iterable, Mapping, Sequence

from portal.disclosure.clocks import CLOCKS, clock_ids
from portal.disclosure.punctuality import SHARE_FROM, Punctuality, Question, Standings
from portal.disclosure.silence import MOST_SILENT, Silent
from portal.locale import gettext, marked, ngettext, pick
from portal.policy.installed import installed
from portal.ui import frame, lists
from portal.ui.frame import note, section, table
from portal.ui.markup import Child, Html, address, join, link, tag

PATH = "/punctuality"
SORTS: Mapping[str, str] = {
    "missed": marked("most missed first"),
    "share": marked("lowest share in time first"),
    "median": marked("longest delay first"),
    "name": marked("by name"),
}
NUMBERS = (1, 2, 3, 4, 5, 6)


def search(query: Mapping[str, str]) -> Html:
    """The filters, all of them in the address."""
    return lists.search_form(
        PATH,
        lists.text_field("q", gettext("Purchaser"), query.get("q", ""), wide=True),
        lists.more_fields(
            lists.choice_field("rule", gettext("Rule"), query.get("rule", ""), _rules()),
            lists.text_field("place", gettext("Region"), ""),
            lists.text_field("from", gettext("Due from"), query.get("from", ""), kind="date"),
            lists.text_field("to", gettext("Due until"), query.get("to", ""), kind="date"),
            is_open=bool(query.keys() - {"q", "region"}),
        ),
        lists.kept(query, "region"),
    )


def whole(found: Punctuality) -> Html:
    """All clocks of the selection in a few figures."""
    if not found.due + found.open:
        return frame.note(gettext("No statutory clock runs or ran under these conditions."))
    figures = (
        (gettext("in time"), found.met),
        (gettext("late or too short"), found.late),
        (gettext("overdue"), found.overdue),
        (gettext("still open"), found.open),
        (
            gettext("share in time: {met} of {due}").format(met=found.met, due=found.due),
            "–" if found.share is None else f"{found.share * 100:.0f}%",
        ),
        (gettext("working days late (median)"), _median(found)),
    )
    items = (tag("li", tag("b", value), label) for label, value in figures)
    return tag("ul", *items, class_="people")


def regions(rows: Sequence[Punctuality], query: Mapping[str, str]) -> Html | None:
    """The regions below the chosen one, each the way further down."""
    if not rows:
        return None
    cells = [(_region(each, query), *_cells(each)) for each in rows]
    caption = gettext("Clocks by region, most missed first")
    return join(
        (
            section(gettext("By region")),
            table(caption, (gettext("Region"), *_head()), cells, NUMBERS),
        )
    )


def purchasers(question: Question, standings: Standings, query: Mapping[str, str]) -> Html | None:
    """The purchasers, a screen at a time."""
    if not standings.purchasers and question.page == 1:
        return None
    cells = [(_purchaser(each), *_cells(each)) for each in standings.purchasers]
    caption = gettext("Clocks by purchaser, {order}").format(order=gettext(SORTS[question.sort]))
    return join(
        (
            section(gettext("By purchaser"), "purchasers"),
            _sorts(question, query),
            table(caption, (gettext("Purchaser"), *_head()), cells, NUMBERS)
            if cells
            else tag("p", gettext("There are no more.")),
            _pager(question, standings, query),
        )
    )


def demo_note(whole_: Punctuality, *silent_: Silent) -> Html | None:
    """That invented records are among what is counted and named here, where they are."""
    if not whole_.is_demo and not any(is_demo for each in silent_ for _, _, is_demo in each.names):
        return None
    counted = gettext(
        "The figures here count demonstration data too; a row that counts any is marked."
    )
    return join((frame.demo_note(), note(counted, plain=True) if whole_.is_demo else None))


def silent(purchasers_: Silent, regions_: Silent, query: Mapping[str, str]) -> Html:
    """Who published nothing in the period, and what that means."""
    period = (
        gettext("in the chosen period") if {"from", "to"} & query.keys() else gettext("at any time")
    )
    meaning = gettext(
        "Named are those this portal knows as buyers: with a project under a governing document, "
        "a recorded contract, or an entry in the duty register. Nothing means that no notice of "
        "theirs that is public here, issued here or reprinted, has a day {period}. What stands "
        "elsewhere is not known here."
    ).format(period=period)
    return join(
        (
            section(gettext("Who published nothing"), "silent"),
            tag("p", meaning, class_="soft"),
            _named(gettext("Regions"), regions_),
            _named(gettext("Purchasers"), purchasers_),
        )
    )


def about() -> Html:
    """How it is counted."""
    points = (
        gettext(
            "Each clock follows from a clause; the day counts on which the notice first appeared "
            "on a statutory medium. Where that is not registered, nothing is met."
        ),
        gettext(
            "Overdue: the last day has passed, and no publication on a statutory medium is "
            "registered here. It may stand there all the same; registering it settles the clock."
        ),
        gettext(
            "Not counted: what is asked in principle only, what rests on a rule that is not "
            "verified, what reaches a year without announced holidays, and reprints."
        ),
        gettext("A share is shown from {count} clocks on; of fewer it would be chance.").format(
            count=SHARE_FROM
        ),
    )
    return join((section(gettext("How it is counted")), tag("ul", *(tag("li", p) for p in points))))


def files(query: Mapping[str, str]) -> Html:
    """The clocks themselves, by the same filters."""
    return join((section(gettext("Every clock as a file")), frame.downloads(CLOCKS.name, query)))


def _head() -> tuple[str, ...]:
    return (
        gettext("in time"),
        gettext("late"),
        gettext("overdue"),
        gettext("open"),
        gettext("share in time"),
        gettext("median delay"),
    )


def _cells(each: Punctuality) -> tuple[Child, ...]:
    return (each.met, each.late, each.overdue, each.open, _share(each), _median(each))


def _share(each: Punctuality) -> str:
    """With the number it is of; no percentage of a handful."""
    if each.share is None:
        return gettext("{met} of {due}").format(met=each.met, due=each.due)
    return gettext("{share}% ({met} of {due})").format(
        share=f"{each.share * 100:.0f}", met=each.met, due=each.due
    )


def _median(each: Punctuality) -> str:
    return "–" if each.median_late is None else f"{each.median_late:g}"


def _region(each: Punctuality, query: Mapping[str, str]) -> Child:
    if each.key is None:
        return gettext("region not stated")
    name = each.name or each.key
    return join((link(address(PATH, query, region=each.key), name), _demo(each)))


def _purchaser(each: Punctuality) -> Child:
    if each.key is None:
        return gettext("purchaser not stated")
    way = address(PATH, purchaser=each.key)
    return join((link(way, each.name or each.key), _demo(each)))


def _demo(each: Punctuality) -> Html | None:
    if not each.is_demo:
        return None
    return join((" ", tag("span", gettext("Demonstration"), class_="mark demo")))


def _sorts(question: Question, query: Mapping[str, str]) -> Html:
    ways = (
        link(
            address(PATH, query, sort=name),
            gettext(label),
            aria_current="true" if name == question.sort else None,
        )
        for name, label in SORTS.items()
    )
    return tag("nav", *ways, class_="ways", aria_label=gettext("Order of the purchasers"))


def _pager(question: Question, standings: Standings, query: Mapping[str, str]) -> Html:
    at = {**query, "sort": question.sort}
    before, after = question.page - 1, question.page + 1
    return tag(
        "nav",
        link(address(PATH, at, page=str(before)), "← ", gettext("Previous"), class_="press quiet")
        if before
        else None,
        link(address(PATH, at, page=str(after)), gettext("Next"), " →", class_="press quiet")
        if standings.has_more
        else None,
        class_="pager",
        aria_label=gettext("Pages"),
    )


def _named(title: str, found: Silent) -> Html:
    if not found.count:
        return tag("p", tag("b", title), ": ", gettext("none"))
    more = found.count - min(found.count, MOST_SILENT)
    return join(
        (
            tag("p", tag("b", title), f" ({found.count})"),
            tag("ul", *_names(found.names)),
            tag("p", ngettext("and {count} more", "and {count} more", more)) if more else None,
        )
    )


def _names(names: Iterable[tuple[str, str, bool]]) -> Iterable[Html]:
    for _, name, is_demo in names:
        mark = tag("span", gettext("Demonstration"), class_="mark demo") if is_demo else None
        yield tag("li", name, " ", mark)


def _rules() -> dict[str, str]:
    rules = (rule for pack in installed().packs.values() for rule in pack.rules)
    titles = {rule.id: pick(rule.title.labels()) for rule in rules if rule.clock}
    return {name: titles[name] for name in clock_ids()}
