"""The protocol of the demonstration sign-in: Authlib's server side, fitted to Starlette."""

import secrets
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

# Authlib ships no type information, hence the ignores of this module and of no other.
from authlib.oauth2.rfc6749 import (  # type: ignore[import-untyped]
    AuthorizationServer,
    InvalidRequestError,
    OAuth2Payload,
    OAuth2Request,
    ResourceProtector,
)
from authlib.oauth2.rfc6749.grants import (  # type: ignore[import-untyped]
    AuthorizationCodeGrant,
)
from authlib.oauth2.rfc6750 import (  # type: ignore[import-untyped]
    BearerTokenGenerator,
    BearerTokenValidator,
)
from authlib.oauth2.rfc7636 import CodeChallenge  # type: ignore[import-untyped]
from authlib.oidc.core import OpenIDCode  # type: ignore[import-untyped]
from authlib.oidc.rpinitiated import EndSessionEndpoint  # type: ignore[import-untyped]
from joserfc.jwk import KeySet, RSAKey
from starlette.responses import JSONResponse, Response

from portal.demo.provider.accounts import DemoAccount, find_account
from portal.demo.provider.client import AUTH_METHODS, RelyingParty, portal_client
from portal.demo.provider.issued import TOKEN_SECONDS, AuthorizationCode, Issued
from portal.demo.provider.keys import ALGORITHM, public_keys, signing_key
from portal.settings import Settings

ID_TOKEN_SECONDS: Final = 600
MOST_FIELDS: Final = 40


class _Parameters(OAuth2Payload):  # type: ignore[misc]
    """The parameters of one request, each name with all its values."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs

    @property
    def data(self) -> dict[str, str]:
        return dict(reversed(self._pairs))

    @property
    def datalist(self) -> dict[str, list[str]]:
        return {name: [text for key, text in self._pairs if key == name] for name in self.data}


class ProviderRequest(OAuth2Request):  # type: ignore[misc]
    """One request whose body has been read already, because Authlib cannot wait for it."""

    def __init__(self, method: str, uri: str, headers: Mapping[str, str], fields: str) -> None:
        super().__init__(method=method, uri=uri, headers=headers)
        pairs = parse_qsl(fields, keep_blank_values=True, max_num_fields=MOST_FIELDS)
        self.payload = _Parameters(pairs)

    @property
    def form(self) -> dict[str, str]:
        """What Authlib calls the form of a token request."""
        fields: dict[str, str] = self.payload.data
        return fields


class DemoProvider(AuthorizationServer):  # type: ignore[misc]
    """The authorization server; the visitor's browser and the portal both talk to it."""

    def __init__(self, settings: Settings, issued: Issued | None = None) -> None:
        super().__init__()
        self.issuer = settings.oidc.issuer
        self.issued = issued or Issued()
        self.key = signing_key(settings.var_dir)
        self.client = portal_client(settings)
        self.register_token_generator("default", _bearer_tokens())
        self.register_grant(_CodeGrant, [_RequireS256(), _IdToken(self.issuer, self.key)])
        self.register_endpoint(_EndSession(self))
        self.protector = ResourceProtector()
        self.protector.register_token_validator(_KnownToken(self.issued))

    def query_client(self, client_id: str) -> RelyingParty | None:
        """Return the portal, the only client there is."""
        return self.client if client_id == self.client.client_id else None

    def save_token(self, token: dict[str, Any], request: ProviderRequest) -> None:
        """Remember an access token until it expires or its code is used again."""
        self.issued.add_token(token["access_token"], request.authorization_code)

    def create_oauth2_request(self, request: ProviderRequest) -> ProviderRequest:
        """Return the request as it is: the routes have read it already."""
        return request

    def handle_response(
        self, status: int, body: str | dict[str, Any], headers: list[tuple[str, str]]
    ) -> Response:
        """Return Authlib's answer as a Starlette response."""
        if isinstance(body, dict):
            return JSONResponse(body, status, dict(headers))
        return Response(body, status, dict(headers))

    def send_signal(self, name: str, *args: object, **kwargs: object) -> None:
        """Tell nobody: the portal keeps its own audit trail."""

    def userinfo(self, request: ProviderRequest) -> dict[str, Any]:
        """Return the claims of the account whose access token this is, or raise."""
        token = self.protector.validate_request(["openid"], request)
        return claims_of(find_account(token.subject))


def claims_of(account: DemoAccount | None) -> dict[str, Any]:
    """Return what a token says of an account: little, because it travels in a cookie."""
    if account is None:
        return {}
    return {"sub": account.subject, "name": account.name.zh, "demo": True}


def _bearer_tokens() -> BearerTokenGenerator:
    def text(**_: object) -> str:
        return secrets.token_urlsafe(32)

    return BearerTokenGenerator(text, expires_generator=TOKEN_SECONDS)


class _CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]
    """One use per code, whether the exchange succeeds or not."""

    TOKEN_ENDPOINT_AUTH_METHODS = AUTH_METHODS

    def save_authorization_code(self, code: str, request: ProviderRequest) -> None:
        data = request.payload.data
        self.server.issued.add_code(
            AuthorizationCode(
                code=code,
                subject=request.user.subject,
                redirect_uri=data["redirect_uri"],
                scope=request.scope,
                nonce=data.get("nonce"),
                code_challenge=data["code_challenge"],
                issued_at=int(self.server.issued.clock()),
            )
        )

    def query_authorization_code(self, code: str, _client: object) -> AuthorizationCode | None:
        spent: AuthorizationCode | None = self.server.issued.spend_code(code)
        return spent

    def delete_authorization_code(self, authorization_code: AuthorizationCode) -> None:
        """Nothing is left to do: the code was spent when it was shown."""

    def authenticate_user(self, authorization_code: AuthorizationCode) -> DemoAccount | None:
        return find_account(authorization_code.subject)


class _RequireS256(CodeChallenge):  # type: ignore[misc]
    """PKCE for every client, and no plain challenge (RFC 9700 §2.1.1)."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        data = grant.request.payload.data
        if not data.get("code_challenge") or data.get("code_challenge_method") != "S256":
            raise InvalidRequestError("A code_challenge with the method S256 is required.")
        super().validate_code_challenge(grant, redirect_uri)


class _IdToken(OpenIDCode):  # type: ignore[misc]
    """The signed statement of who was chosen."""

    DEFAULT_EXPIRES_IN = ID_TOKEN_SECONDS

    def __init__(self, issuer: str, key: RSAKey) -> None:
        super().__init__()
        self.issuer = issuer
        self.key = key

    def exists_nonce(self, _nonce: str, _request: ProviderRequest) -> bool:
        """Accept a nonce twice: a double click on an account repeats an honest request.

        Refusing replays is the client's part; codes are single-use here in any case.
        """
        return False

    def resolve_client_private_key(self, _client: RelyingParty) -> RSAKey:
        return self.key

    def get_client_claims(self, client: RelyingParty) -> dict[str, Any]:
        return {"iss": self.issuer, "aud": client.client_id}

    def get_encode_header(self, _client: RelyingParty) -> dict[str, Any]:
        return {"alg": ALGORITHM, "kid": self.key.kid}

    def generate_user_info(self, user: DemoAccount, _scope: str) -> dict[str, Any]:
        return claims_of(user)


class _KnownToken(BearerTokenValidator):  # type: ignore[misc]
    """Accepts the access tokens this process handed out."""

    def __init__(self, issued: Issued) -> None:
        super().__init__()
        self.issued = issued

    def authenticate_token(self, token_string: str) -> object:
        return self.issued.find_token(token_string)


class _EndSession(EndSessionEndpoint):  # type: ignore[misc]
    """Signing out: the provider keeps no session, so only its tokens are forgotten."""

    def get_server_jwks(self) -> KeySet:
        return public_keys(self.server.key)

    def get_algorithms(self) -> list[str]:
        return [ALGORITHM]

    def end_session(self, end_session_request: Any) -> None:
        claims = end_session_request.id_token_claims
        if claims:
            self.server.issued.revoke(claims["sub"])
