"""Which packing a client likes, asked and answered by the portal alone for its files."""

import re
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.disclosure.formats.packing import PACKED, PACKINGS

FILES = re.compile(r"/data/[a-z_]+\.(csv|jsonl|parquet)(\.[a-z]+)?")
ACCEPTED = "sunlight.accepted_packings"
HEADER = b"accept-encoding"


class OwnPacking:
    """Keeps Streamlit from packing files anew for each reader.

    It would do so slowly, even with those that are packed already, and under the tag of other
    bytes. What the client accepts is handed on where only the files look.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request for a file without what it says of packings."""
        if scope["type"] != "http" or not FILES.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return

        async def forward(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if "vary" in headers:  # Streamlit adds its own
                    headers["Vary"] = "Accept-Encoding"
            await send(message)

        accepted = b", ".join(value for name, value in scope["headers"] if name == HEADER)
        others = [each for each in scope["headers"] if each[0] != HEADER]
        own = {**scope, "headers": others, ACCEPTED: accepted.decode("latin-1")}
        await self._app(own, receive, forward)


def packing_for(request: Request, ending: str) -> str | None:
    """The packing that the client likes best; none for a part of a file.

    A part of a packed file is of use to nobody who has not begun with it packed, and most programs
    that ask for parts name every packing they know.
    """
    if ending not in PACKED or "range" in request.headers:
        return None
    wanted = _weighed(request.scope.get(ACCEPTED, ""))
    usable = [each for each in PACKINGS if wanted.get(PACKINGS[each].coding, 0.0) > 0.0]
    return max(usable, key=lambda each: wanted[PACKINGS[each].coding], default=None)


def _weighed(header: str) -> Mapping[str, float]:
    """Coding → how much it is wanted, from 0 to 1 (RFC 9110 section 12.5.3)."""
    found = {}
    for each in header.split(","):
        coding, _, weight = each.partition(";")
        _, _, value = weight.partition("=")
        try:
            found[coding.strip().lower()] = float(value) if value else 1.0
        except ValueError:
            continue
    return found
