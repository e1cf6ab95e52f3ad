"""Findings: which records met, failed or left open a clause, all of it in the address."""

from portal.disclosure.findings import FINDINGS, FindingFilter, count_outcomes
from portal.disclosure.pages import read_page
from portal.locale import gettext
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.ui import finding_list, frame, lists
from portal.ui.markup import address, link

PATH = "/findings"


def main() -> None:
    """Show the page."""
    asked = frame.asked()
    wanted = FindingFilter.read(asked, strict=False)
    query = wanted.query()
    with reading() as session:
        page = read_page(
            session, FINDINGS, wanted, after=asked.get("after"), before=asked.get("before")
        )
        outcomes = count_outcomes(session, wanted)
    trail = [("/policies", gettext("Rules"))]
    if wanted.clause:
        trail.append((address("/policies", clause=wanted.clause), wanted.clause))
    frame.show_title(BY_NAME["findings"], trail=trail)
    frame.show(
        finding_list.about(wanted),
        finding_list.search(PATH, query),
        finding_list.outcomes(PATH, query, outcomes),
        frame.demo_note() if any(row["demonstration"] for row in page.rows) else None,
        finding_list.cards(page.rows) or lists.nothing_found(PATH, query),
        lists.pager(PATH, query, page),
        finding_list.limits(),
        frame.section(gettext("These findings as a file")),
        frame.downloads(FINDINGS.name, query),
    )
    frame.show(link("/policies", gettext("What the rules ask")))


main()
