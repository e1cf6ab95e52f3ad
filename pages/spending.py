"""Spending: pictures for those who look rather than read, and the numbers behind each."""

from portal.disclosure.children import children_of, list_below
from portal.disclosure.regions import find_region, search_regions
from portal.disclosure.spending import INVENTED, REAL, SpendingFilter, read_spending
from portal.disclosure.waiting import read_waits
from portal.locale import gettext
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.ui import frame, lists, spending_view
from portal.ui.spending_search import data_line, search, what_counts

PATH = "/spending"


def main() -> None:
    """Show the page."""
    frame.show_title(BY_NAME["spending"])
    asked = frame.asked()
    wanted = SpendingFilter.read(asked, strict=False)
    with reading() as session:
        kinds = {each.is_demo for each in read_spending(session, SpendingFilter(), "method")}
        shown = wanted.data or (INVENTED if kinds == {True} else REAL)
        wanted = wanted.model_copy(update={"data": shown})
        by = {
            name: read_spending(session, wanted, name)
            for name in ("region", "month", "method", "service", "purchaser")
        }
        waits = read_waits(session, wanted)
        region = find_region(session, wanted.region) if wanted.region else None
        below = list_below(session, children_of(session, wanted.region))
        found = search_regions(session, asked.get("place", ""))
    query = wanted.query()
    frame.show(
        search(PATH, query),
        lists.which_region(PATH, query, found) if asked.get("place") else None,
        lists.region_line(PATH, query, region.path if region else wanted.region)
        if wanted.region
        else None,
        data_line(PATH, query, kinds),
        frame.demo_note() if shown == INVENTED else None,
    )
    if not by["method"]:
        frame.show(lists.count_line(gettext("No amount fits: nothing is spent here on record.")))
        frame.show(what_counts())
        return
    spending_view.show_total(by["method"])
    frame.show(what_counts(), frame.section(gettext("Where")))
    spending_view.show_regions(query, below, by["region"])
    frame.show(frame.section(gettext("When")))
    spending_view.show_over_time(query, by["month"])
    frame.show(frame.section(gettext("How it was bought")))
    spending_view.show_methods(query, by["method"])
    frame.show(frame.section(gettext("What was bought")))
    alt = gettext("Spending by service item, as in the table")
    spending_view.show_ranked(query, "service", gettext("Service item"), alt, by["service"])
    frame.show(frame.section(gettext("Who bought most")))
    alt = gettext("Spending by purchaser, as in the table")
    spending_view.show_ranked(query, "purchaser", gettext("Purchaser"), alt, by["purchaser"])
    frame.show(frame.section(gettext("From the first notice to the contract")))
    spending_view.show_waits(query, waits)


main()
