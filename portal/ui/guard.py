"""Who is looking at a page; the services check again whether they may act."""

from typing import NoReturn

import streamlit as st
from sqlalchemy.orm import Session

from portal.identity.acting import Acting, acting_for
from portal.locale import gettext
from portal.records.account import Role
from portal.records.session import reading
from portal.settings import get_settings
from portal.ui.frame import note, show


class EndOfPage(Exception):  # noqa: N818 - the end of a page is no error
    """The page has said what it has to say; only its foot is still to come.

    ``st.stop()`` would end the foot as well.
    """


def identity() -> tuple[str, str] | None:
    """The verified (issuer, subject) of whoever is signed in with the configured provider.

    A cookie outlives a change of the provider, so its issuer is compared at every look.
    """
    settings = get_settings()
    subject = st.user.get("sub")
    if not st.user.get("is_logged_in") or not subject:
        return None
    if st.user.get("iss") != settings.oidc.issuer:
        return None
    return settings.account_issuer, str(subject)


def acting(session: Session) -> Acting | None:
    """The signed-in person with the roles of this moment, or None."""
    who = identity()
    name = st.user.get("name")
    return acting_for(session, *who, name=str(name) if name else None) if who else None


def require_role(*roles: Role) -> Acting:
    """The acting person, if one of the roles is held; else the page ends here with the way in."""
    if identity() is None:
        offer_sign_in(gettext("Sign in to work here."))
    with reading() as session:
        person = acting(session)
    if person is None or not person.roles & set(roles):
        show(note(gettext("Your account has no role for this page. The operator grants roles.")))
        raise EndOfPage
    return person


def offer_sign_in(reason: str) -> NoReturn:
    """The sign-in button with the reason for it; the page ends here."""
    show(note(reason, plain=True))
    sign_in_button()
    raise EndOfPage


def sign_out_button() -> None:
    """Ends the session here and at the identity provider."""
    st.button(gettext("Sign out"), on_click=st.logout, key="sign-out")


def sign_in_button() -> None:
    """Leads to the identity provider and back to this very page."""
    st.button(gettext("Sign in"), on_click=st.login, type="primary", key="sign-in")
