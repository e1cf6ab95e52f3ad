"""Punctuality: who publishes in time what the law asks for, by region and by purchaser."""

from portal.disclosure.punctuality import read_question, read_standings
from portal.disclosure.regions import find_region, search_regions
from portal.disclosure.silence import silent_purchasers, silent_regions
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.today import today
from portal.ui import frame, lists, punctuality_view
from portal.ui.punctuality_view import PATH


def main() -> None:
    """Show the page."""
    frame.show_title(BY_NAME["punctuality"])
    asked = frame.asked()
    question = read_question(asked)
    wanted, query = question.wanted, question.wanted.query()
    with reading() as session:
        standings = read_standings(session, question, today())
        purchasers = silent_purchasers(session, wanted)
        regions = silent_regions(session, wanted)
        region = find_region(session, wanted.region) if wanted.region else None
        found = search_regions(session, asked.get("place", ""))
    frame.show(
        punctuality_view.search(query),
        lists.which_region(PATH, query, found) if asked.get("place") else None,
        lists.region_line(PATH, query, region.path if region else wanted.region)
        if wanted.region
        else None,
        punctuality_view.demo_note(standings.whole, purchasers, regions),
        punctuality_view.whole(standings.whole),
        punctuality_view.regions(standings.regions, query),
        punctuality_view.purchasers(question, standings, query),
        punctuality_view.silent(purchasers, regions, query),
        punctuality_view.about(),
        punctuality_view.files(query),
    )


main()
