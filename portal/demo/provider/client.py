"""The one client of the demonstration provider: the portal itself."""

import secrets
from dataclasses import dataclass
from typing import Final

from portal.demo.provider.keys import ALGORITHM
from portal.settings import Settings

SCOPES: Final = ("openid", "profile")
AUTH_METHODS: Final = ("client_secret_basic", "client_secret_post")


@dataclass(frozen=True)
class RelyingParty:
    """What Authlib asks of a client, answered for the portal."""

    client_id: str
    client_secret: str
    redirect_uri: str
    post_logout_redirect_uris: tuple[str, ...]
    id_token_signed_response_alg: str = ALGORITHM

    @property
    def client_metadata(self) -> dict[str, list[str]]:
        """Where the browser may be sent after signing out."""
        return {"post_logout_redirect_uris": list(self.post_logout_redirect_uris)}

    def get_client_id(self) -> str:
        """Answer Authlib."""
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """Answer Authlib: a request must say where it returns to."""

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Answer Authlib: unknown scopes are ignored (OpenID Connect Core §3.1.2.1)."""
        asked = (scope or "").split()
        return " ".join(s for s in asked if s in SCOPES) if "openid" in asked else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Answer Authlib: exactly the registered address, no prefix and no pattern."""
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        """Answer Authlib, in the same time for every wrong secret."""
        return secrets.compare_digest(client_secret.encode(), self.client_secret.encode())

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        """Answer Authlib."""
        return method in AUTH_METHODS

    def check_response_type(self, response_type: str) -> bool:
        """Answer Authlib: the authorization code flow and no other."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Answer Authlib: no refresh tokens."""
        return grant_type == "authorization_code"


def portal_client(settings: Settings) -> RelyingParty:
    """Return the portal as these settings make it known to its provider."""
    callback = f"{settings.public_url}/oauth2callback"
    return RelyingParty(
        client_id=settings.oidc.client_id,
        client_secret=settings.oidc.client_secret.get_secret_value(),
        redirect_uri=callback,
        post_logout_redirect_uris=(callback, f"{settings.public_url}/"),
    )
