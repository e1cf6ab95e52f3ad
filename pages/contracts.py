"""Contracts: search and filters, all of them in the address."""

from portal.disclosure.contracts import CONTRACTS, ContractFilter
from portal.disclosure.pages import count_found, read_page
from portal.disclosure.regions import find_region, search_regions
from portal.disclosure.table import COUNT_UP_TO
from portal.locale import gettext, ngettext
from portal.notices.types import ProcurementMethod
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.ui import frame, lists, words
from portal.ui.markup import Html, address, link, tag

PATH = "/contracts"


def main() -> None:
    """Show the page."""
    frame.show_title(BY_NAME["contracts"])
    asked = frame.asked()
    wanted = ContractFilter.read(asked, strict=False)
    query = wanted.query()
    with reading() as session:
        page = read_page(
            session, CONTRACTS, wanted, after=asked.get("after"), before=asked.get("before")
        )
        count = count_found(session, CONTRACTS, wanted, page)
        region = find_region(session, wanted.region) if wanted.region else None
        found = search_regions(session, asked.get("place", ""))
    frame.show(
        tag("p", link("/contractors", gettext("Contractors"), " →"), class_="ways"),
        _search(query),
        lists.which_region(PATH, query, found) if asked.get("place") else None,
    )
    if wanted.region:
        name = region.path if region else wanted.region
        way = link(address("/notices", region=wanted.region), gettext("What is bought here?"))
        frame.show(lists.region_line(PATH, query, name, way))
    frame.show(
        lists.count_line(_count(count)),
        frame.demo_note() if any(row["demonstration"] for row in page.rows) else None,
        lists.cards(map(lists.contract_card, page.rows), lists.nothing_found(PATH, query)),
        lists.pager(PATH, query, page),
        frame.section(gettext("These contracts as a file")),
        frame.downloads(CONTRACTS.name, query),
    )


def _search(query: dict[str, str]) -> Html:
    methods = {each.value: words.method(each.value) or "" for each in ProcurementMethod}
    field = lists.text_field
    return lists.search_form(
        PATH,
        field("q", gettext("Contract, purchaser or contractor"), query.get("q", ""), wide=True),
        lists.more_fields(
            lists.choice_field("by", gettext("Method"), query.get("method", ""), methods),
            field("place", gettext("Region"), ""),
            field("from", gettext("Signed from"), query.get("from", ""), kind="date"),
            field("to", gettext("Signed until"), query.get("to", ""), kind="date"),
            field("amount_from", gettext("Yuan, at least"), query.get("amount_from", "")),
            field("amount_to", gettext("Yuan, at most"), query.get("amount_to", "")),
            is_open=bool(query.keys() - {"q", "region"}),
        ),
        lists.kept(query, "region", "contractor", "purchaser"),
    )


def _count(count: int) -> str:
    if count > COUNT_UP_TO:
        return gettext("More than {count} contracts").format(count=f"{COUNT_UP_TO:,}")
    return ngettext("{count} contract", "{count} contracts", count)


main()
