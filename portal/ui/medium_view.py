"""Where and when a notice first appeared on a statutory medium, and what was changed about that."""

from collections.abc import Sequence
from datetime import datetime

from portal.disclosure.media import MediumEntry
from portal.disclosure.pages import Row
from portal.locale import gettext, labelled
from portal.today import SHANGHAI
from portal.ui.frame import note, record, section
from portal.ui.markup import Html, join, outside_link, tag

ANCHOR = "medium"


def medium(row: Row, history: Sequence[MediumEntry]) -> Html | None:
    """The section of a notice's page; of a reprint its source tells."""
    if row["reprint"]:
        return None
    return join(
        (
            section(gettext("Statutory publication"), ANCHOR),
            _shown(row) if row["media_at"] else _missing(),
            _history(history),
        )
    )


def _missing() -> Html:
    return note(
        tag("b", gettext("Publication on the statutory medium is not registered.")),
        gettext(
            "Procurement notices are published first on the national procurement site or its "
            "provincial one. "
            "Until the purchaser registers where and when that was, no clock is met here."
        ),
    )


def _shown(row: Row) -> Html:
    return join(
        (
            None
            if row["media_statutory"]
            else note(
                gettext(
                    "This medium is not on the list of statutory media. It is kept here, and "
                    "neither starts nor meets a clock."
                )
            ),
            record(
                (
                    (gettext("Medium"), row["media"]),
                    (gettext("First published"), moment(row["media_at"])),
                    (gettext("Address there"), outside_link(row["media_url"], row["media_url"])),
                )
            ),
        )
    )


def _history(history: Sequence[MediumEntry]) -> Html | None:
    """What had been registered before, with the reason of each change; None if nothing had."""
    if len(history) < 2:
        return None
    items = [
        tag(
            "li",
            labelled(gettext("Registered on"), moment(each.recorded_at)),
            " · ",
            each.name,
            " · ",
            moment(each.published_at),
            tag("p", labelled(gettext("Reason of the change"), each.reason))
            if each.reason
            else None,
        )
        for each in history
    ]
    title = gettext("Changed {count} times since it was first registered").format(
        count=len(history) - 1
    )
    return tag("details", tag("summary", title), tag("ol", *items), class_="idle")


def moment(at: datetime) -> str:
    """A moment in Beijing time."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
