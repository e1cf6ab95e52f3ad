"""Data: every public table as a file, each column explained."""

from portal.disclosure.catalogue import TABLES
from portal.disclosure.whole.keeping import get_keeper
from portal.disclosure.whole.showing import first_rows, list_files
from portal.locale import gettext
from portal.records.session import reading
from portal.settings import get_settings
from portal.sitemap import BY_NAME
from portal.ui import data_view, frame, ocds_view


def main() -> None:
    """Show the page."""
    frame.show_title(BY_NAME["data"])
    frame.show(data_view.introduction(get_settings().data_licence))
    keeper, first = get_keeper(), next(iter(TABLES.values()))
    with reading() as session:
        for published in TABLES.values():
            rows = first_rows(session, published, data_view.PREVIEW_ROWS)
            files = list_files(keeper, published)
            frame.show(
                data_view.describe(published, rows, files, is_open=published is first),
            )
    frame.show(ocds_view.addresses())
    frame.show(frame.section(gettext("Recompute a result")), data_view.recompute())


main()
