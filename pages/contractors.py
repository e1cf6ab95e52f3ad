"""Contractors: who provides the services, found by name, code or region."""

from portal.disclosure.contractors import CONTRACTORS, ContractorFilter
from portal.disclosure.pages import count_found, read_page
from portal.disclosure.regions import find_region, search_regions
from portal.disclosure.table import COUNT_UP_TO
from portal.locale import gettext, ngettext
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.ui import contractor_view, frame, lists

PATH = "/contractors"


def main() -> None:
    """Show the page."""
    frame.show_title(BY_NAME["contractors"], trail=[("/contracts", gettext("Contracts"))])
    asked = frame.asked()
    wanted = ContractorFilter.read(asked, strict=False)
    query = wanted.query()
    with reading() as session:
        page = read_page(
            session, CONTRACTORS, wanted, after=asked.get("after"), before=asked.get("before")
        )
        count = count_found(session, CONTRACTORS, wanted, page)
        region = find_region(session, wanted.region) if wanted.region else None
        found = search_regions(session, asked.get("place", ""))
    frame.show(
        lists.search_form(
            PATH,
            lists.text_field("q", gettext("Name or credit code"), wanted.q, wide=True),
            lists.text_field("place", gettext("Region"), ""),
            lists.kept(query, "region", "from", "to"),
        ),
        lists.which_region(PATH, query, found) if asked.get("place") else None,
    )
    if wanted.region:
        frame.show(lists.region_line(PATH, query, region.path if region else wanted.region))
    frame.show(
        lists.count_line(_count(count)),
        frame.demo_note() if any(row["demonstration"] for row in page.rows) else None,
        lists.cards(map(lists.contractor_card, page.rows), lists.nothing_found(PATH, query)),
        lists.pager(PATH, query, page),
        contractor_view.about_codes(),
        frame.section(gettext("These contractors as a file")),
        frame.downloads(CONTRACTORS.name, query),
    )


def _count(count: int) -> str:
    if count > COUNT_UP_TO:
        return gettext("More than {count} contractors").format(count=f"{COUNT_UP_TO:,}")
    return ngettext("{count} contractor", "{count} contractors", count)


main()
