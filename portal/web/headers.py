"""The headers that tell every browser what a page of the portal may do, and what stays closed."""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.settings import Settings

# Streamlit's own counters and its interface for agents answer anyone; nobody needs them here.
_CLOSED: Final = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
_NO_SENSORS: Final = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "microphone", "geolocation", "payment", "usb", "browsing-topics")
)
_ONE_YEAR: Final = 365 * 24 * 60 * 60


class SecurityHeaders:
    """Adds the headers to every answer, without holding back a stream.

    A response that brings a header of its own keeps it, so a page without scripts can be
    stricter than the rest.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.headers = security_headers(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404 where Streamlit should not answer at all, and pass the rest on."""

        async def forward(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif _is_closed(scope["path"]):
            await PlainTextResponse("Not Found", 404)(scope, receive, forward)
        else:
            await self.app(scope, receive, forward)


def security_headers(settings: Settings) -> dict[str, str]:
    """Return the headers of every answer; ``Referrer-Policy`` is what return paths rest on."""
    headers = {
        "Content-Security-Policy": content_security_policy(settings.public_url),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": _NO_SENSORS,
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if settings.is_https:
        headers["Strict-Transport-Security"] = f"max-age={_ONE_YEAR}"
    return headers


def content_security_policy(public_url: str) -> str:
    """Return the policy Streamlit's charts and tables work under.

    No foreign host and no inline script; inline styles, because Streamlit writes its own so.
    """
    parts = urlsplit(public_url)
    socket = f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}"
    rules = {
        "default-src": "'self'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "media-src": "'self' blob:",
        "connect-src": f"'self' {socket}",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _is_closed(path: str) -> bool:
    return any(path == closed or path.startswith(f"{closed}/") for closed in _CLOSED)
