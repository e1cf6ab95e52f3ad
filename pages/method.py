"""The method: how every figure here is computed, why so, and what it does not tell."""

from portal.locale import gettext
from portal.policy.installed import installed
from portal.sitemap import BY_NAME
from portal.today import today
from portal.ui import frame
from portal.ui.markup import link, tag
from portal.ui.method_view.law import law_chapters
from portal.ui.method_view.parts import contents
from portal.ui.method_view.scores import score_chapters


def main() -> None:
    """Show the page."""
    library = installed()
    chapters = (*score_chapters(library), *law_chapters(library, today()))
    frame.show_title(BY_NAME["method"])
    frame.show(contents(chapters))
    for chapter in chapters:
        frame.show(chapter.shown())
    frame.show(
        frame.section(gettext("Recompute it yourself")),
        tag(
            "p",
            gettext(
                "Every published result has a file from which anyone can repeat it; the program "
                "that does so is the one the portal itself uses."
            ),
        ),
        tag("p", link("/data", gettext("Data and downloads"))),
    )


main()
