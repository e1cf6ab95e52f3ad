"""The way to the part of a page that an address names: ``/method#grade`` lands at its heading.

A browser looks for the part once, when the page loads, and Streamlit writes pages later than that.
"""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

ADDRESS = "/landing.js"
SCRIPT = """\
"use strict";
(() => {
  const id = decodeURIComponent(location.hash.slice(1));
  if (!id) return;
  const land = () => {
    document.getElementById(id)?.scrollIntoView();
    if (document.querySelector("footer.bottom")) leave();
  };
  const watch = new MutationObserver(land);
  const touched = ["wheel", "touchstart", "keydown", "pointerdown"];
  const leave = () => {
    watch.disconnect();
    touched.forEach((each) => removeEventListener(each, leave));
  };
  touched.forEach((each) => addEventListener(each, leave, { passive: true }));
  watch.observe(document.documentElement, { childList: true, subtree: true });
})();
"""
"""Follows the part until the page is finished, or until the reader takes over"""


def landing_routes() -> list[Route]:
    """The script itself; the pages allow scripts of their own host alone."""
    return [Route(ADDRESS, script, methods=["GET"])]


async def script(request: Request) -> Response:
    """The same for everybody, and rarely changed."""
    del request
    headers = {"Cache-Control": "public, max-age=3600"}
    return Response(SCRIPT, media_type="text/javascript", headers=headers)
