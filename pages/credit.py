"""Credit records: the register by name, code, class, region and day, and one record by its id."""

from portal.disclosure.credit import CREDIT_RECORDS, CreditFilter
from portal.disclosure.ended import find_ended
from portal.disclosure.pages import count_found, find_row, read_page
from portal.disclosure.regions import find_region, search_regions
from portal.errors import NotFoundError
from portal.locale import gettext, ngettext
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.ui import credit_view, frame, lists

PATH = credit_view.PATH


def main() -> None:
    """Show the page."""
    asked = frame.asked()
    if record_id := asked.get("id"):
        _show_one(record_id)
        return
    frame.show_title(BY_NAME["credit"])
    wanted = CreditFilter.read(asked, strict=False)
    query = wanted.query()
    with reading() as session:
        page = read_page(
            session, CREDIT_RECORDS, wanted, after=asked.get("after"), before=asked.get("before")
        )
        count = count_found(session, CREDIT_RECORDS, wanted, page)
        region = find_region(session, wanted.region) if wanted.region else None
        found = search_regions(session, asked.get("place", ""))
    frame.show(
        credit_view.search(query),
        lists.which_region(PATH, query, found) if asked.get("place") else None,
    )
    if wanted.region:
        frame.show(lists.region_line(PATH, query, region.path if region else wanted.region))
    frame.show(
        lists.count_line(ngettext("{count} record", "{count} records", count)),
        frame.demo_note() if any(row["demonstration"] for row in page.rows) else None,
        lists.cards(map(credit_view.card, page.rows), credit_view.not_found()),
        lists.pager(PATH, query, page),
        credit_view.introduction(),
        frame.section(gettext("These records as a file")),
        frame.downloads(CREDIT_RECORDS.name, query),
    )


def _show_one(record_id: str) -> None:
    """One record, or that it is not shown any more."""
    with reading() as session:
        row = find_row(session, CREDIT_RECORDS, record_id)
        ended = None if row else find_ended(session, record_id)
    if row is None and ended is None:
        raise NotFoundError("no credit record has the id {id}", id=record_id[:40])
    frame.show_title(
        BY_NAME["credit"],
        title=row["organisation"] if row else None,
        trail=[(PATH, gettext("Credit records"))],
        here=gettext("One record"),
    )
    frame.show(*credit_view.one(row) if row else (), credit_view.gone(ended) if ended else None)
    frame.show(credit_view.introduction())


main()
