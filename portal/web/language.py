"""The language of a request: ``?lang=`` first, then the cookie it set, then Chinese."""

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.locale import DEFAULT, LANGUAGES

COOKIE = "lang"
ONE_YEAR_SECONDS = 31_536_000


def language_of(request: HTTPConnection) -> str:
    """``zh`` or ``en``; anything else asked for means Chinese."""
    asked = request.query_params.get("lang") or request.cookies.get(COOKIE, DEFAULT)
    return asked if asked in LANGUAGES else DEFAULT


class LanguageCookie:
    """Keeps the language somebody chose with ``?lang=``, so that every link stays in it."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self._app = app
        self._flags = f"Path=/; Max-Age={ONE_YEAR_SECONDS}; SameSite=Lax" + (
            "; Secure" if secure else ""
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the cookie to the response of a request that names a known language."""
        chosen = HTTPConnection(scope).query_params.get("lang") if scope["type"] == "http" else None
        if chosen not in LANGUAGES:
            await self._app(scope, receive, send)
            return

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.append("Set-Cookie", f"{COOKIE}={chosen}; {self._flags}")
            await send(message)

        await self._app(scope, receive, with_cookie)
