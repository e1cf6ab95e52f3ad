"""Notices: search and filters, all of them in the address."""

from portal.disclosure.facets import read_facets
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.pages import count_found, read_page
from portal.disclosure.regions import find_region, search_regions
from portal.disclosure.table import COUNT_UP_TO
from portal.locale import gettext, ngettext
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.ui import facet_view, frame, lists, notice_search
from portal.ui.markup import address, link, tag

PATH = "/notices"


def main() -> None:
    """Show the page."""
    frame.show_title(BY_NAME["notices"])
    asked = frame.asked()
    wanted = NoticeFilter.read(asked, strict=False)
    query = wanted.query()
    with reading() as session:
        page = read_page(
            session, NOTICES, wanted, after=asked.get("after"), before=asked.get("before")
        )
        count = count_found(session, NOTICES, wanted, page)
        region = find_region(session, wanted.region) if wanted.region else None
        found = search_regions(session, asked.get("place", ""))
    frame.show(
        notice_search.search(PATH, query),
        lists.which_region(PATH, query, found) if asked.get("place") else None,
    )
    if wanted.region:
        name = region.path if region else wanted.region
        results = address("/evaluations", region=wanted.region)
        way = link(results, gettext("How good is it here? The evaluation results"))
        spent = link(address("/spending", region=wanted.region), gettext("What is spent here?"))
        frame.show(lists.region_line(PATH, query, name, way, spent))
    frame.show(lists.count_line(_count(count)))
    place = facet_view.Place()
    frame.show(
        frame.demo_note() if any(row["demonstration"] for row in page.rows) else None,
        lists.cards(map(lists.notice_card, page.rows), lists.nothing_found(PATH, query)),
        lists.pager(PATH, query, page),
        tag("p", link("/punctuality", gettext("Who publishes in time, and who does not"))),
        frame.section(gettext("These notices as a file")),
        frame.downloads(NOTICES.name, wanted.unsorted().query()),
    )
    with reading() as session:
        facets = read_facets(session, wanted)
    place.show(PATH, query, facets)


def _count(count: int) -> str:
    if count > COUNT_UP_TO:
        return gettext("More than {count} notices").format(count=f"{COUNT_UP_TO:,}")
    return ngettext("{count} notice", "{count} notices", count)


main()
