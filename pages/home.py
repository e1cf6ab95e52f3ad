"""Home: what this is, find my region, the newest notices and results."""

from portal.disclosure.evaluations import EVALUATIONS, EvaluationFilter
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.pages import read_page
from portal.disclosure.regions import search_regions
from portal.locale import gettext
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.ui import frame, lists
from portal.ui.markup import link, tag

NEWEST = 5


def main() -> None:
    """Show the page."""
    place = frame.asked().get("place", "")
    with reading() as session:
        notices = read_page(session, NOTICES, NoticeFilter(), size=NEWEST)
        results = read_page(session, EVALUATIONS, EvaluationFilter(), size=NEWEST)
        found = search_regions(session, place)
    frame.show_title(BY_NAME["home"])
    search, find = gettext("Search the notices"), gettext("Find my county or township")
    frame.show(
        lists.which_region("/notices", {}, found) if place else None,
        tag(
            "div",
            tag(
                "div",
                tag("p", tag("b", gettext("You received a service?"))),
                tag("p", gettext("Rate it in a minute. Your answer carries no name.")),
                link("/rate", gettext("Rate a service"), class_="press"),
                class_="door",
            ),
            tag(
                "div",
                tag("p", tag("b", gettext("Are the rules kept?"))),
                tag(
                    "p",
                    gettext(
                        "Every result says which rules were kept and which were not, clause by "
                        "clause."
                    ),
                ),
                tag(
                    "p",
                    link("/evaluations", gettext("All evaluation results")),
                    " · ",
                    link("/policies", gettext("What the rules ask")),
                    " · ",
                    link("/punctuality", gettext("Who publishes in time")),
                    " · ",
                    link("/spending", gettext("Where the money goes, in pictures")),
                ),
                class_="door",
            ),
            lists.search_form("/notices", lists.text_field("q", search, ""), label=search),
            lists.search_form("/", lists.text_field("place", find, place), label=find),
            class_="doors",
        ),
        frame.section(gettext("Newest evaluation results")),
        frame.demo_note() if any(row["demonstration"] for row in results.rows) else None,
        lists.cards(map(lists.evaluation_card, results.rows)),
        tag("p", link("/evaluations", gettext("All evaluation results"))),
        frame.section(gettext("Newest notices")),
        lists.cards(map(lists.notice_card, notices.rows)),
        tag("p", link("/notices", gettext("All notices"))),
    )


main()
