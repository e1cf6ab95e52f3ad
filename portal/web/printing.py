"""Before a page is printed its folded parts open, since nobody can open them on paper."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ADDRESS = "/printing.js"
SCRIPT = """\
"use strict";
(() => {
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    opened.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => {
    opened.forEach((each) => { each.open = false; });
    opened = [];
  });
})();
"""


def printing_routes() -> list[Route]:
    """The script itself; the pages allow scripts of their own host alone."""
    return [Route(ADDRESS, script, methods=["GET"])]


async def script(request: Request) -> Response:
    """The same for everybody, and rarely changed."""
    del request
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(SCRIPT, media_type="text/javascript", headers=headers)
