"""Tickets: what the desk gives a signed-in officer's browser to send or fetch a file with.

Streamlit knows who is signed in only behind its websocket; a file comes by an ordinary request. The
ticket says who asked for it and for what, is signed, and soon expires. Nobody else can make one, so
no other site can send a file in an officer's name. What the officer may do is looked up again.
"""

import time

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from portal.errors import ForbiddenError
from portal.settings import get_settings

SECONDS = 2 * 60 * 60
SENDING, READING = "send to {draft}", "read of {draft}"
"""What a ticket of a draft is for"""
_ALGORITHM = "HS256"
_CLAIMS = jwt.JWTClaimsRegistry(
    exp={"essential": True}, iss={"essential": True}, sub={"essential": True}
)


def make_ticket(issuer: str, subject: str, purpose: str) -> str:
    """A ticket for this person and purpose, good for two hours."""
    claims = {"iss": issuer, "sub": subject, "for": purpose, "exp": int(time.time()) + SECONDS}
    return jwt.encode({"alg": _ALGORITHM}, claims, _key())


def read_ticket(ticket: str, purpose: str) -> tuple[str, str]:
    """The (issuer, subject) whose ticket it is; ForbiddenError when it is none for this purpose."""
    try:
        claims = jwt.decode(ticket, _key(), algorithms=[_ALGORITHM]).claims
        _CLAIMS.validate(claims)
    except (JoseError, ValueError):
        claims = {}
    if claims.get("for") != purpose:
        raise ForbiddenError("this page has been open too long; go back and open the draft again")
    return str(claims["iss"]), str(claims["sub"])


def _key() -> OctKey:
    return OctKey.import_key(get_settings().key_for("tickets of the desk"))
