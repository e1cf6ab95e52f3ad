"""Codes for trying out the ballot, shown in demonstration mode only."""

from portal.evaluation.invitations import KEY_PURPOSE
from portal.locale import gettext
from portal.records.session import reading
from portal.settings import get_settings
from portal.ui import frame
from portal.ui.markup import tag


def show_codes() -> None:
    """Two unused demonstration codes; nothing in production mode."""
    settings = get_settings()
    if not settings.is_demo:
        return
    from portal.demo.codes import unused_codes  # noqa: PLC0415 - production never loads the demo

    with reading() as session:
        codes = unused_codes(session, settings.key_for(KEY_PURPOSE), most=2)
    if codes:
        frame.show(
            frame.note(
                gettext("Demonstration: try one of these codes."),
                tag("span", *(tag("code", each, class_="mark demo") for each in codes)),
            )
        )
