"""Account: who is signed in and with which roles."""

from portal.locale import gettext, listed
from portal.records.account import Role
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.ui import frame, guard, words
from portal.ui.desk_credit import front as credit_desk
from portal.ui.markup import link, tag

ASSESS = {Role.THIRD_PARTY, Role.PURCHASER}
DESK = {Role.PURCHASER, Role.OPERATOR, Role.FINANCE, Role.CONTRACTOR}
"""Whom these pages let in; everybody else would be led to a refusal"""


def main() -> None:
    """Show the page."""
    frame.show_title(BY_NAME["account"])
    if guard.identity() is None:
        guard.offer_sign_in(
            gettext("Sign in to rate without a code, to assess, or to work at the desk.")
        )
    with reading() as session:
        person = guard.acting(session)
    held = person.roles if person else frozenset()
    roles = sorted(words.say(words.ROLES, role) for role in held)
    frame.show(
        credit_desk.waiting_for(person),
        frame.record(
            (
                (gettext("Name"), person.name if person else None),
                (
                    gettext("Account number, for the operator who grants roles"),
                    person.subject if person else None,
                ),
                (gettext("Roles"), listed(roles) or gettext("None; you can rate services")),
            )
        ),
        tag(
            "p",
            link("/rate", gettext("Rate a service"), class_="press quiet"),
            link("/assess", gettext("Assess"), class_="press quiet") if held & ASSESS else None,
            link("/desk", gettext("Desk"), class_="press quiet") if held & DESK else None,
            class_="row",
        ),
    )
    guard.sign_out_button()


main()
