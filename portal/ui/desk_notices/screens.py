"""Which screen about notices an address of the desk asks for."""

from collections.abc import Callable, Mapping

from portal.identity.acting import Acting
from portal.ui.desk_notices.draft_page import show_draft
from portal.ui.desk_notices.import_form import show_imported
from portal.ui.desk_notices.new_form import show_new
from portal.ui.desk_notices.notice_page import show_notice

BY_ID: Mapping[str, Callable[[Acting, str], None]] = {
    "draft": show_draft,
    "notice": show_notice,
    "imported": show_imported,
}
"""Parameter of the address → the screen of the record it names"""


def show(person: Acting, asked: dict[str, str]) -> bool:
    """Show the screen that the address asks for; False if it asks for none of them."""
    for name, screen in BY_ID.items():
        if name in asked:
            screen(person, asked[name])
            return True
    if asked.get("new") == "notice":
        show_new(person, asked)
        return True
    return False
