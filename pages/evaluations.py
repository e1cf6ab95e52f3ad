"""Evaluation results: a list that says how sure each figure is."""

from portal.disclosure.evaluations import EVALUATIONS, GRADES, EvaluationFilter
from portal.disclosure.pages import count_found, read_page
from portal.disclosure.regions import find_region, search_regions
from portal.locale import gettext, ngettext
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.ui import frame, lists, words
from portal.ui.markup import address, link

PATH = "/evaluations"


def main() -> None:
    """Show the page."""
    frame.show_title(BY_NAME["evaluations"])
    asked = frame.asked()
    wanted = EvaluationFilter.read(asked, strict=False)
    query = wanted.query()
    with reading() as session:
        page = read_page(
            session, EVALUATIONS, wanted, after=asked.get("after"), before=asked.get("before")
        )
        count = count_found(session, EVALUATIONS, wanted, page)
        region = find_region(session, wanted.region) if wanted.region else None
        found = search_regions(session, asked.get("place", ""))
    frame.show(
        lists.search_form(
            PATH,
            lists.text_field(
                "q", gettext("Contract, purchaser or contractor"), wanted.q, wide=True
            ),
            lists.more_fields(
                lists.choice_field(
                    "grade",
                    gettext("Grade"),
                    wanted.grade or "",
                    {each: words.grade(each) or each for each in GRADES},
                ),
                lists.text_field("place", gettext("Region"), ""),
                lists.text_field("from", gettext("From"), query.get("from", ""), kind="date"),
                lists.text_field("to", gettext("To"), query.get("to", ""), kind="date"),
                is_open=bool(query.keys() - {"q", "region"}),
            ),
            lists.kept(query, "region"),
        ),
        lists.which_region(PATH, query, found) if asked.get("place") else None,
    )
    if wanted.region:
        name = region.path if region else wanted.region
        notices = link(address("/notices", region=wanted.region), gettext("What is bought here?"))
        frame.show(lists.region_line(PATH, query, name, notices))
    frame.show(
        lists.count_line(ngettext("{count} result", "{count} results", count)),
        frame.demo_note() if any(row["demonstration"] for row in page.rows) else None,
        lists.cards(map(lists.evaluation_card, page.rows), lists.nothing_found(PATH, query)),
        lists.pager(PATH, query, page),
        frame.section(gettext("These results as a file")),
        frame.downloads(EVALUATIONS.name, query),
    )


main()
