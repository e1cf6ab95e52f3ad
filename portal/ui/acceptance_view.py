"""The opinion of the people served, at the top of the notice of an acceptance."""

from portal.disclosure.acceptance import Heard
from portal.locale import gettext
from portal.policy.installed import installed
from portal.ui.finding_view import cited
from portal.ui.frame import note, record, section
from portal.ui.markup import Html, join, tag

CLAUSE = "CN-REG-45.2"


def opinion(heard: Heard | None) -> Html | None:
    """What they said; that they were not heard is said just as plainly."""
    if heard is None:
        return None
    citations = installed().citations
    law = tag("p", cited([citations[CLAUSE]]), class_="soft small") if CLAUSE in citations else None
    return join(
        (section(gettext("What the people served said"), "users"), _said(heard), _who(heard), law)
    )


def _said(heard: Heard) -> Html:
    if heard.were_heard is False:
        return note(gettext("They were not invited to the acceptance, or were not heard."))
    if heard.opinion is None:
        return note(gettext("The notice tells no opinion of the people served."))
    return tag("blockquote", heard.opinion, class_="quote demand")


def _who(heard: Heard) -> Html | None:
    return record(((gettext("Who took part"), heard.who),)) if heard.who else None
