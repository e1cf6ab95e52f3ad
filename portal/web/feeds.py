"""The feeds: what changed last, for whoever wants to be told instead of asking."""

import hashlib
from email.utils import format_datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from portal.disclosure.catalogue import TABLES
from portal.disclosure.entries import MOST_PAGES
from portal.disclosure.feeds import FEEDS, read_entries
from portal.disclosure.formats.atom import MEDIA_TYPE, last_changed, write_atom
from portal.errors import InvalidInputError, UnavailableError
from portal.locale import explain, gettext, use
from portal.records.session import reading
from portal.settings import get_settings
from portal.web.conditions import is_known
from portal.web.language import language_of
from portal.web.queries import single


def feed_routes() -> list[Route]:
    """``/feeds/{table}.atom``."""
    return [
        Route("/feeds/{table}.atom", give_feed, methods=["GET"]),
        Route("/feeds/{anything:path}", give_nothing, methods=["GET"]),
    ]


def give_feed(request: Request) -> Response:
    """The newest changes that meet the filters of the page; 304 to whoever has them.

    Only the address decides about the language, never a cookie: readers of feeds share what they
    fetch.
    """
    feed = FEEDS.get(request.path_params["table"])
    if feed is None:
        return give_nothing(request)
    try:
        asked = single(request.query_params)
        page = _page(asked.pop("page", "1"))
        wanted: Any = TABLES[feed.filters].filter.read(asked)
    except InvalidInputError as error:
        use(language_of(request))
        return PlainTextResponse(explain(error), status_code=400)
    use(asked.get("lang"))
    try:
        with reading() as session:
            entries = read_entries(session, feed, wanted, page)
    except UnavailableError as error:
        return PlainTextResponse(explain(error), status_code=503, headers={"Retry-After": "60"})
    body = write_atom(feed, wanted.query(), entries, get_settings().public_url, page)
    headers = {
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "Last-Modified": format_datetime(last_changed(entries), usegmt=True),
        "Cache-Control": "no-cache",
    }
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=MEDIA_TYPE, headers=headers)


def _page(asked: str) -> int:
    short = asked.isascii() and asked.isdigit() and len(asked) <= len(str(MOST_PAGES))
    if not (short and 1 <= int(asked) <= MOST_PAGES):
        raise InvalidInputError(
            "page: a number from 1 to {last} is expected, not {value}",
            last=MOST_PAGES,
            value=asked[:40],
        )
    return int(asked)


def give_nothing(request: Request) -> Response:
    """404 with the feeds that there are."""
    use(language_of(request))
    sentence = gettext("There is no such feed. Feeds: {feeds}.")
    feeds = ", ".join(f"/feeds/{name}.atom" for name in FEEDS)
    return PlainTextResponse(sentence.format(feeds=feeds), status_code=404)
