"""Around Streamlit's sign-in: back to the page one left, safe cookies, and one host name."""

import os
import re
import time
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.addresses import is_loopback
from portal.settings import Settings

LOGIN_PATH: Final = "/auth/login"
LOGOUT_PATH: Final = "/auth/logout"
CALLBACK_PATH: Final = "/oauth2callback"
RETURN_COOKIE: Final = "sunlight_return"
RETURN_SECONDS: Final = 600
LONGEST_PATH: Final = 2000

# What programs ask for; they do not sign in, so the name they used does not matter.
_PROGRAM_PATHS: Final = ("/healthz", "/readyz", "/metrics", "/_stcore/", "/data/", "/feeds/")
_SIGN_IN_PATHS: Final = ("/auth", CALLBACK_PATH, "/oidc", "/_stcore")
# Plain page names and an encoded query: nothing a browser could read as another host.
_RETURN_PATH: Final = re.compile(
    r"/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?)?"
    r"(?:\?[!$-;=?-\[\]-~]*)?"  # printable ASCII but for space " # < > and the backslash
)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_ALGORITHM: Final = "HS256"
_CLAIMS: Final = jwt.JWTClaimsRegistry(exp={"essential": True}, path={"essential": True})


def prepare_environment(settings: Settings) -> None:
    """Give Streamlit its cookie secret; call this before anything imports Streamlit.

    Streamlit signs the session of a sign-in before it has read ``st.App(secrets=…)``, so the
    secret there is too late, and with several processes a random one loses half the sign-ins.
    """
    os.environ["STREAMLIT_SERVER_COOKIE_SECRET"] = cookie_secret(settings)


def cookie_secret(settings: Settings) -> str:
    """Return the key of the sign-in cookies; another identity provider makes them all invalid.

    Otherwise a cookie made in a demonstration would still be trusted in production.
    """
    return settings.key_for(f"sign-in cookies of {settings.oidc.issuer}").hex()


def streamlit_secrets(settings: Settings) -> dict[str, Any]:
    """Return the ``secrets`` of ``st.App``: what ``st.login`` needs, and nothing else."""
    client: dict[str, Any] = {"scope": "openid profile", "prompt": "select_account"}
    if settings.is_demo:
        client["trust_env"] = False  # the portal calls itself; an outbound proxy could not
    return {
        "auth": {
            "redirect_uri": f"{settings.public_url}{CALLBACK_PATH}",
            "cookie_secret": cookie_secret(settings),
            "client_id": settings.oidc.client_id,
            "client_secret": settings.oidc.client_secret.get_secret_value(),
            "server_metadata_url": settings.oidc.metadata_url,
            "client_kwargs": client,
        }
    }


def signin_middleware(settings: Settings) -> list[Middleware]:
    """Return the middleware around sign-in, outermost first."""
    return [
        Middleware(CanonicalHost, settings=settings),
        Middleware(SecureCookies, settings=settings),
        Middleware(ReturnPath, settings=settings),
    ]


def return_path(text: str | None) -> str | None:
    """Return the path and query if a redirect there surely stays on this site, else None."""
    if not text or len(text) > LONGEST_PATH or not _RETURN_PATH.fullmatch(text):
        return None
    if _CONTROL.search(unquote(text)):
        return None
    path = text.partition("?")[0]
    if any(path == taken or path.startswith(f"{taken}/") for taken in _SIGN_IN_PATHS):
        return None
    return text


class CanonicalHost:
    """Sends ``localhost`` and its other names to the one name the portal is served under.

    Streamlit takes a visitor for anonymous when the browser's origin is not that of the
    ``redirect_uri``. Names that are not loopback are left alone: a proxy may rewrite them.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.public_url = settings.public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect a page under another loopback name, and pass everything else on."""
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            target = self._elsewhere(Request(scope))
            if target is not None:
                await RedirectResponse(target, 307)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _elsewhere(self, request: Request) -> str | None:
        path = request.url.path
        if path.startswith(_PROGRAM_PATHS) or not self._is_alias(request.headers.get("host", "")):
            return None
        raw = request.scope.get("raw_path", path.encode()).decode("latin-1")
        query = f"?{request.url.query}" if request.url.query else ""
        return f"{self.public_url}/{raw.lstrip('/')}{query}"

    def _is_alias(self, host: str) -> bool:
        """Whether this is another loopback name of the same port."""
        public = urlsplit(self.public_url)
        try:
            here = urlsplit(f"http://{host}")
            names, ports = (here.hostname, public.hostname), (here.port, public.port)
        except ValueError:
            return False
        return (
            public.scheme == "http"
            and ports[0] == ports[1]
            and names[0] != names[1]
            and all(is_loopback(name or "") for name in names)
        )


class SecureCookies:
    """Marks every cookie ``Secure`` when the portal is served over https; Streamlit never does."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.is_https = settings.is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and look at the cookies on the way back."""
        await self.app(scope, receive, _marking(send) if self.is_https else send)


class ReturnPath:
    """Brings a visitor back to the page on which they chose to sign in.

    The path is kept in a signed cookie that only the callback is sent, tied to the ``state``
    of the one sign-in it belongs to.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.public_url = settings.public_url
        self.key = OctKey.import_key(settings.key_for("return path after sign-in"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Act on Streamlit's three sign-in addresses alone."""
        path = scope["path"] if scope["type"] == "http" else None
        if path == LOGIN_PATH:
            await self._login(Request(scope), receive, send)
        elif path == CALLBACK_PATH:
            await self._callback(Request(scope), receive, send)
        elif path == LOGOUT_PATH:
            await self._logout(Request(scope), receive, send)
        else:
            await self.app(scope, receive, send)

    async def _login(self, request: Request, receive: Receive, send: Send) -> None:
        """Remember where the visitor was, next to Streamlit's own redirect to the provider."""
        wanted = return_path(request.query_params.get("next")) or self._referring(request)

        def remember(headers: MutableHeaders) -> None:
            state = parse_qs(urlsplit(headers.get("location", "")).query).get("state", [""])[0]
            kept = self._sign(wanted, state) if wanted and state else ""
            headers.append("set-cookie", _cookie(kept))

        await self.app(request.scope, receive, _rewriting(send, remember))

    async def _callback(self, request: Request, receive: Receive, send: Send) -> None:
        """Turn Streamlit's redirect to the home page into one to the page remembered."""
        if not request.url.query:  # the provider after signing out: nothing to exchange
            await RedirectResponse("/", 302)(request.scope, receive, send)
            return
        state = request.query_params.get("state", "")
        wanted = self._verify(request.cookies.get(RETURN_COOKIE), state)

        def turn(headers: MutableHeaders) -> None:
            if wanted and headers.get("location") == "/":
                headers["location"] = wanted
            headers.append("set-cookie", _cookie(""))

        await self.app(request.scope, receive, _rewriting(send, turn))

    async def _logout(self, request: Request, receive: Receive, send: Send) -> None:
        """Let nobody sign a visitor out from another site."""
        if request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
            answer: ASGIApp = RedirectResponse("/", 302)
        else:
            answer = self.app
        await answer(request.scope, receive, send)

    def _referring(self, request: Request) -> str | None:
        """Return the path of the page that led here, if it is one of ours."""
        referer = request.headers.get("referer", "")
        own = f"{self.public_url}/"
        return return_path(referer[len(own) - 1 :]) if referer.startswith(own) else None

    def _sign(self, path: str, state: str) -> str:
        claims = {"path": path, "state": state, "exp": int(time.time()) + RETURN_SECONDS}
        return jwt.encode({"alg": _ALGORITHM}, claims, self.key)

    def _verify(self, cookie: str | None, state: str) -> str | None:
        try:
            claims = jwt.decode(cookie or "", self.key, algorithms=[_ALGORITHM]).claims
            _CLAIMS.validate(claims)
        except (JoseError, ValueError):
            return None
        return return_path(str(claims["path"])) if claims.get("state") == state else None


def _cookie(value: str) -> str:
    """Return a cookie only the callback is sent; an empty value deletes it."""
    age = RETURN_SECONDS if value else 0
    return f"{RETURN_COOKIE}={value}; Max-Age={age}; Path={CALLBACK_PATH}; HttpOnly; SameSite=Lax"


def _rewriting(send: Send, change: Callable[[MutableHeaders], None]) -> Send:
    async def forward(message: Message) -> None:
        if message["type"] == "http.response.start":
            change(MutableHeaders(scope=message))
        await send(message)

    return forward


def _marking(send: Send) -> Send:
    async def forward(message: Message) -> None:
        if message["type"] in {"http.response.start", "websocket.accept"}:
            message["headers"] = list(_secured(message.get("headers", [])))
        await send(message)

    return forward


def _secured(headers: list[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    for name, value in headers:
        attributes = {part.strip().lower() for part in value.split(b";")[1:]}
        if name.lower() == b"set-cookie" and b"secure" not in attributes:
            yield name, value + b"; Secure"
        else:
            yield name, value
