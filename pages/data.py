"""Data: every public table as a file, each column explained."""

from portal.disclosure.catalogue import TABLES
from portal.locale import gettext
from portal.sitemap import BY_NAME
from portal.ui import data_view, frame, ocds_view


def main() -> None:
    """Show the page."""
    frame.show_title(BY_NAME["data"])
    frame.show(data_view.introduction())
    for published in TABLES.values():
        frame.show(data_view.describe(published))
    frame.show(ocds_view.addresses())
    frame.show(frame.section(gettext("Recompute a result")), data_view.recompute())


main()
