"""The addresses of the demonstration provider, mounted under ``/oidc`` in the portal itself."""

from typing import Final
from urllib.parse import parse_qsl

from authlib.oauth2 import OAuth2Error  # type: ignore[import-untyped] # Authlib ships no types
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from portal.demo.provider.accounts import Text, accounts, find_account
from portal.demo.provider.client import AUTH_METHODS, SCOPES
from portal.demo.provider.flow import COOKIE, FLOW_SECONDS, FlowSeal, browser_mark
from portal.demo.provider.issued import Issued
from portal.demo.provider.keys import ALGORITHM, public_keys
from portal.demo.provider.page import chooser, language_of, message
from portal.demo.provider.server import MOST_FIELDS, DemoProvider, ProviderRequest
from portal.errors import ForbiddenError
from portal.settings import DEMO_ISSUER_PATH, DISCOVERY_PATH, Settings

LARGEST_FORM: Final = 16_384
_NOT_POSSIBLE: Final = Text("无法登录", "Signing in is not possible")
_WRONG_REQUEST: Final = Text(
    "登录请求不完整或不被接受。请回到首页，重新登录。",
    "The sign-in request is incomplete or not accepted. Please go to the home page and sign in "
    "again.",
)
_TOO_OLD: Final = Text(
    "登录页面已过期，或不是从本浏览器打开的。请回到首页，重新登录。",
    "This sign-in page is too old or was opened in another browser. Please go to the home page "
    "and sign in again.",
)
_SIGNED_OUT: Final = Text("已退出登录", "You are signed out")
_GOODBYE: Final = Text("您已退出本平台。", "You have signed out of the portal.")


def provider_routes(settings: Settings, issued: Issued | None = None) -> list[BaseRoute]:
    """Return what the demonstration adds to the portal's routes; production never calls this."""
    if not settings.is_demo:
        raise ForbiddenError("The demonstration identity provider is never part of production.")
    endpoints = _Endpoints(settings, issued)
    routes = [
        Route(DISCOVERY_PATH, endpoints.discovery),
        Route("/jwks.json", endpoints.jwks),
        Route("/authorize", endpoints.authorize),
        Route("/choose", endpoints.choose, methods=["POST"]),
        Route("/token", endpoints.token, methods=["POST"]),
        Route("/userinfo", endpoints.userinfo, methods=["GET", "POST"]),
        Route("/logout", endpoints.logout, methods=["GET", "POST"]),
    ]
    return [Mount(DEMO_ISSUER_PATH, routes=routes)]


class _Endpoints:
    """One coroutine per address: the portal calls itself here, so none of them may block."""

    def __init__(self, settings: Settings, issued: Issued | None) -> None:
        self.settings = settings
        self.provider = DemoProvider(settings, issued)
        self.seal = FlowSeal(settings)

    async def discovery(self, _request: Request) -> Response:
        return JSONResponse(_metadata(self.provider.issuer))

    async def jwks(self, _request: Request) -> Response:
        return JSONResponse(public_keys(self.provider.key).as_dict(private=False))

    async def authorize(self, request: Request) -> Response:
        """Check the request of the portal, then ask the visitor who to be."""
        query = request.url.query
        refusal = self._refusal(request, query)
        if refusal is not None:
            return refusal
        language = language_of(request, request.query_params.get("ui_locales"))
        browser = browser_mark(request.cookies.get(COOKIE))
        page = chooser(accounts(), self.seal.seal(query, browser), query, language)
        page.set_cookie(
            COOKIE,
            browser,
            max_age=FLOW_SECONDS,
            path=DEMO_ISSUER_PATH,
            secure=self.settings.is_https,
            httponly=True,
            samesite="strict",
        )
        return page

    async def choose(self, request: Request) -> Response:
        """Send the visitor back to the portal with a code for the account that was chosen."""
        fields = _fields(await _form(request))
        query = self.seal.open(fields.get("request", ""), request.cookies.get(COOKIE))
        if query is None:
            return message(_NOT_POSSIBLE, _TOO_OLD, language_of(request), status=403)
        account = find_account(fields.get("account", ""))
        asked = self._read("GET", request, query)
        grant = self.provider.get_consent_grant(asked, account)
        response: Response = self.provider.create_authorization_response(asked, account, grant)
        return response

    async def token(self, request: Request) -> Response:
        """Exchange a code for an ID token; the portal asks this, not the browser."""
        try:
            asked = self._read("POST", request, await _form(request))
            response: Response = self.provider.create_token_response(asked)
        except ValueError:
            return JSONResponse({"error": "invalid_request"}, 400, {"Cache-Control": "no-store"})
        return response

    async def userinfo(self, request: Request) -> Response:
        try:
            claims = self.provider.userinfo(self._read(request.method, request, ""))
        except OAuth2Error as error:
            return self._protocol_error(error)
        return JSONResponse(claims, headers={"Cache-Control": "no-store"})

    async def logout(self, request: Request) -> Response:
        """Forget the tokens, then return to the portal if the request may say where."""
        fields = await _form(request) if request.method == "POST" else request.url.query
        try:
            asked = self.provider.validate_endpoint_request(
                "end_session", self._read(request.method, request, fields)
            )
            response = self.provider.create_endpoint_response("end_session", asked)
        except (OAuth2Error, ValueError):
            response = None
        if response is not None:
            return Response(status_code=302, headers=dict(response.headers))
        return message(_SIGNED_OUT, _GOODBYE, language_of(request), status=200)

    def _refusal(self, request: Request, query: str) -> Response | None:
        """Return what to answer to a request that must not reach the chooser.

        The browser is only ever sent to an address that was registered; everything wrong
        before that is known is said on a page of our own.
        """
        try:
            self.provider.get_consent_grant(self._read("GET", request, query))
        except OAuth2Error as error:
            if error.redirect_uri:
                return self._protocol_error(error)
        except ValueError:
            pass  # Authlib will not quote an odd character in its own message
        else:
            return None
        return message(_NOT_POSSIBLE, _WRONG_REQUEST, language_of(request), status=400)

    def _protocol_error(self, error: OAuth2Error) -> Response:
        response: Response = self.provider.handle_error_response(None, error)
        return response

    def _read(self, method: str, request: Request, fields: str) -> ProviderRequest:
        """Return the request as if made to the public address, whatever a proxy rewrote."""
        uri = f"{self.settings.public_url}{request.url.path}"
        return ProviderRequest(method, uri, request.headers, fields)


async def _form(request: Request) -> str:
    """Return the body of a form, or nothing when it is larger than any honest one."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            return ""
    return body.decode("utf-8", "replace")


def _fields(form: str) -> dict[str, str]:
    """Return what the chooser's form says; one with hundreds of fields says nothing."""
    try:
        return dict(parse_qsl(form, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


def _metadata(issuer: str) -> dict[str, object]:
    """Describe the provider as OpenID Connect Discovery 1.0 asks."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "end_session_endpoint": f"{issuer}/logout",
        "jwks_uri": f"{issuer}/jwks.json",
        "scopes_supported": list(SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": list(AUTH_METHODS),
        "code_challenge_methods_supported": ["S256"],
        "claims_supported": ["sub", "name", "demo"],
        "ui_locales_supported": ["zh-CN", "en"],
    }
