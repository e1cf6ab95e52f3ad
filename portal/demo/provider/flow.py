"""The sign-in request a chooser page answers, sealed so that no other page can answer it."""

import hashlib
import re
import secrets
import time
from typing import Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from portal.settings import Settings

COOKIE: Final = "sunlight_oidc"
FLOW_SECONDS: Final = 600
_BROWSER: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_ALGORITHM: Final = "HS256"
_CLAIMS: Final = jwt.JWTClaimsRegistry(exp={"essential": True}, query={"essential": True})


class FlowSeal:
    """Binds a sign-in request to the browser that made it, for ten minutes.

    The page carries the sealed request in its form, the browser carries its own random mark
    in a cookie; a forged form lacks the seal, a form made elsewhere lacks the mark.
    """

    def __init__(self, settings: Settings) -> None:
        self._key = OctKey.import_key(settings.key_for("demonstration sign-in"))

    def seal(self, query: str, browser: str) -> str:
        """Return the request, signed together with the mark of the browser."""
        claims = {
            "query": query,
            "browser": _digest(browser),
            "exp": int(time.time()) + FLOW_SECONDS,
        }
        return jwt.encode({"alg": _ALGORITHM}, claims, self._key)

    def open(self, sealed: str, browser: str | None) -> str | None:
        """Return the request, or None when the seal is forged, foreign or too old."""
        try:
            claims = jwt.decode(sealed, self._key, algorithms=[_ALGORITHM]).claims
            _CLAIMS.validate(claims)
        except (JoseError, ValueError):
            return None
        expected = str(claims.get("browser"))
        same = browser is not None and secrets.compare_digest(expected, _digest(browser))
        return str(claims["query"]) if same else None


def browser_mark(cookie: str | None) -> str:
    """Return the browser's own mark, or a new one; two tabs then share it and both work."""
    if cookie is not None and _BROWSER.fullmatch(cookie):
        return cookie
    return secrets.token_urlsafe(32)


def _digest(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()
