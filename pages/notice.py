"""One notice: its facts, its source, its versions, and what became of the project."""

from portal.ui import frame, notice_page


def main() -> None:
    """Show the page."""
    notice_page.show_notice(frame.asked())


main()
