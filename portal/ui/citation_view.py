"""How a record is cited: a line to copy, with what proves that it was not changed since."""

from portal.disclosure.describing import Described, cite
from portal.locale import gettext
from portal.settings import get_settings
from portal.today import today
from portal.ui.frame import section
from portal.ui.markup import Html, join, tag


def citation(found: Described) -> Html:
    """The section at the foot of a record's page."""
    line = cite(found, get_settings().public_url, today())
    return join(
        (
            section(gettext("Cite this page"), "cite"),
            tag("p", line, class_="cite", tabindex="0"),
            tag("p", _about(found), class_="soft small"),
        )
    )


def _about(found: Described) -> str:
    if found.digest and found.screen == "evaluation":
        return gettext("The SHA-256 is that of the bundle; whoever keeps the file can prove it.")
    if found.digest:
        return gettext(
            "The SHA-256 is that of the content of this version; every version stays listed above."
        )
    return gettext("The address stays; what it shows is of the day on which it was read.")
