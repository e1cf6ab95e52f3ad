"""The headers that tell every browser what a page of the portal may do."""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.settings import Settings

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
        """Pass everything on, and add the headers on the way back."""

        async def forward(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
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
    if not settings.site.is_indexed:
        headers["X-Robots-Tag"] = "noindex"
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
