"""Notices: search and filters, all of them in the address."""

from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.pages import count_found, read_page
from portal.disclosure.regions import find_region, search_regions
from portal.disclosure.table import COUNT_UP_TO
from portal.locale import gettext, ngettext
from portal.notices.types import NoticeType, ProcurementMethod
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.ui import frame, lists, words
from portal.ui.markup import Html, address, link, tag

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
        _search(query),
        lists.which_region(PATH, query, found) if asked.get("place") else None,
    )
    if wanted.region:
        name = region.path if region else wanted.region
        results = address("/evaluations", region=wanted.region)
        way = link(results, gettext("How good is it here? The evaluation results"))
        frame.show(lists.region_line(PATH, query, name, way))
    frame.show(
        lists.count_line(_count(count)),
        frame.demo_note() if any(row["demonstration"] for row in page.rows) else None,
        lists.cards(map(lists.notice_card, page.rows), lists.nothing_found(PATH, query)),
        lists.pager(PATH, query, page),
        tag("p", link("/punctuality", gettext("Who publishes in time, and who does not"))),
        frame.section(gettext("These notices as a file")),
        frame.downloads(NOTICES.name, query),
    )


def _search(query: dict[str, str]) -> Html:
    types = {each.value: words.notice_type(each.value) for each in NoticeType}
    methods = {each.value: words.method(each.value) or "" for each in ProcurementMethod}
    return lists.search_form(
        PATH,
        lists.text_field("q", gettext("Words in the notice"), query.get("q", ""), wide=True),
        lists.more_fields(
            lists.choice_field("type", gettext("Notice type"), query.get("type", ""), types),
            lists.choice_field("by", gettext("Method"), query.get("method", ""), methods),
            lists.text_field("place", gettext("Region"), ""),
            lists.text_field("from", gettext("From"), query.get("from", ""), kind="date"),
            lists.text_field("to", gettext("To"), query.get("to", ""), kind="date"),
            is_open=bool(query.keys() - {"q", "region"}),
        ),
        lists.kept(query, "region"),
    )


def _count(count: int) -> str:
    if count > COUNT_UP_TO:
        return gettext("More than {count} notices").format(count=f"{COUNT_UP_TO:,}")
    return ngettext("{count} notice", "{count} notices", count)


main()
