"""The HTML around every screen: language, title and description, or a real 404."""

import importlib.util
import re
from collections.abc import Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from portal.disclosure import punctuality
from portal.disclosure.catalogue import TABLES
from portal.disclosure.describing import KINDS, describe
from portal.disclosure.feeds import FEEDS
from portal.disclosure.formats.atom import feed_address
from portal.disclosure.pages import find_row, read_page
from portal.disclosure.policies import Question, read_question
from portal.disclosure.table import PublicTable
from portal.disclosure.versions import check_versions, wanted_version
from portal.errors import InvalidInputError, NotFoundError, UnavailableError
from portal.locale import LANGUAGES, explain, gettext, pick, use
from portal.policy.installed import installed
from portal.records.session import reading
from portal.sitemap import SCREENS, Screen
from portal.today import today
from portal.web.ended import find_end
from portal.web.landing import ADDRESS as LANDING
from portal.web.language import language_of
from portal.web.metadata import (
    Page,
    head,
    of_list,
    of_record,
    of_screen,
    of_version,
    with_query,
)
from portal.web.plain import not_found, plain_page, unavailable
from portal.web.printing import ADDRESS as PRINTING

LISTS = {"credit": "credit_records", "punctuality": "clocks"}
"""Lists whose table has another name; without ``?id=`` they are no record"""
LISTED = {
    "notices": "notice",
    "contracts": "contract",
    "contractors": "contractor",
    "evaluations": "evaluation",
}
"""Lists, and the screen of one of their rows"""
QUESTION = ("place", "clause", "topic", "view", "region", "year")
"""What makes a page of the rules another page"""
NOTICE = "notice"
"""The screen that shows a notice, or an earlier version of it"""
RULES = "policies"
"""The screen that shows what the installed packs hold"""
FILES = ("/static/", "/media/", "/component/", "/_stcore/bidi-components/")
"""Folders from which Streamlit hands out its own files"""
PASSED_ON = frozenset(
    {
        "/_stcore/health",
        "/_stcore/host-config",
        "/auth/login",
        "/auth/logout",
        "/oauth2callback",
        "/favicon.png",
        "/manifest.json",
    }
)
"""What else a page asks of Streamlit. Its counters, its interface for agents and its uploads, which
anybody could fill the memory with, answer nobody: the portal needs none of them"""
FORM_NAMES = {"by": "method"}
STREAMLIT = importlib.util.find_spec("streamlit")


def screen_routes() -> list[Route]:
    """A route for every screen of the site map."""
    return [Route(screen.address, _endpoint(screen), methods=["GET"]) for screen in SCREENS]


class KnownAddresses:
    """Answers 404 where Streamlit would answer its shell to every path there could be.

    ``own`` are the portal's other addresses; one that ends in ``/`` stands for all below it.
    """

    def __init__(self, app: ASGIApp, *, own: tuple[str, ...]) -> None:
        self._app = app
        self._folders = (*FILES, *(each for each in own if each.endswith("/")))
        self._known = PASSED_ON | {screen.address for screen in SCREENS} | set(own)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is known, websockets included; refuse the rest."""
        known = scope["type"] != "http" or (
            scope["path"] in self._known or scope["path"].startswith(self._folders)
        )
        app = self._app if known else not_found(language_of(Request(scope)))
        await app(scope, receive, send)


def _endpoint(screen: Screen):  # type: ignore[no-untyped-def] # noqa: ANN202 - a Starlette endpoint
    async def endpoint(request: Request) -> Response:
        tidy = _tidied(request)
        if tidy is not None:
            return RedirectResponse(tidy, status_code=303)
        language = language_of(request)
        refusal = _refused(screen, request, language)
        if refusal is not None:
            return refusal
        row_id = request.query_params.get("id")
        is_record = screen.name in KINDS and (row_id or screen.name not in LISTS)
        use(language)
        try:
            page = await anyio.to_thread.run_sync(
                _record if is_record else _screen, screen, dict(request.query_params)
            )
        except NotFoundError:
            return not_found(language)
        except UnavailableError:
            return unavailable(language)
        if page is None:
            ended = await anyio.to_thread.run_sync(find_end, screen, row_id or "", language)
            return ended or not_found(language)
        return HTMLResponse(_shell(language, page, _feeds(screen, request)))

    return endpoint


def _refused(screen: Screen, request: Request, language: str) -> Response | None:
    """400 with the reason, when a list is asked for with a filter that cannot be.

    404 for a place or a clause that no pack knows.
    """
    published = TABLES.get(LISTS.get(screen.name, screen.name))
    try:
        if published:
            published.filter.read(dict(request.query_params), strict=False)
        if screen.name == "punctuality":
            punctuality.read_question(dict(request.query_params))
        elif screen.name == RULES:
            _question(request)
        elif screen.name == NOTICE:
            wanted_version(dict(request.query_params))
    except NotFoundError:
        return not_found(language)
    except InvalidInputError as error:
        use(language)
        return plain_page(400, gettext("This request cannot be read"), explain(error), language)
    return None


def _question(request: Request) -> Question:
    return read_question(dict(request.query_params), installed(), today())


def _tidied(request: Request) -> str | None:
    """The address without the empty fields a form sends; None when there is nothing to tidy.

    A form field may not be called ``method``: the name belongs to the form itself, and the
    sanitiser of the pages takes it away. It is sent as ``by``.
    """
    given = request.query_params.multi_items()
    kept = [(FORM_NAMES.get(name, name), value) for name, value in given if value.strip()]
    if kept == given:
        return None
    query = urlencode(kept)
    return f"{request.url.path}?{query}" if query else request.url.path


def _record(screen: Screen, asked: Mapping[str, str]) -> Page | None:
    """The page of one public record; None where there is none of this id."""
    with reading() as session:
        row = find_row(session, KINDS[screen.name].table, asked.get("id", ""))
        if row is None:
            return None
        if screen.name == NOTICE:
            wanted = wanted_version(asked)
            check_versions(session, row["id"], wanted)
            if wanted.version and wanted.version != row["version"]:
                return of_version(describe(session, screen.name, row), wanted.version)
        return of_record(describe(session, screen.name, row))


def _screen(screen: Screen, asked: Mapping[str, str]) -> Page:
    """The page of a list, with its first rows where the database is there, or of another screen."""
    published = TABLES.get(LISTS.get(screen.name, screen.name))
    if published:
        wanted: Any = published.filter.read(asked, strict=False)
        name, query = published.table.name, wanted.query()
        return of_list(screen, query, name, list(_first_rows(screen, published.table, wanted)))
    if screen.name == RULES:
        question = read_question(asked, installed(), today())
        kept = {each: asked[each] for each in QUESTION if each in asked}
        return of_screen(screen, pick(question.subject or {"zh": ""}), kept)
    return of_screen(screen, None, {})


def _first_rows(screen: Screen, table: PublicTable, wanted: Any) -> Iterator[tuple[str, str]]:
    one = LISTED.get(screen.name)
    if one is None:
        return
    try:
        with reading() as session:
            rows = read_page(session, table, wanted).rows
    except UnavailableError:
        return
    for row in rows:
        yield with_query(f"/{one}", {"id": row["id"]}), KINDS[one].heading(row)


def _feeds(screen: Screen, request: Request) -> str:
    """Links by which readers of feeds find them: on a list the one of this very search."""
    name = LISTS.get(screen.name, screen.name)
    of_list = [each for each in FEEDS.values() if each.filters == name]
    written = []
    for feed in of_list or FEEDS.values():
        query: dict[str, str] = {}
        if of_list:
            asked = dict(request.query_params)
            query = TABLES[name].filter.read(asked, strict=False).query()
        title = escape(" · ".join((gettext(feed.title), *query.values())), quote=True)
        address = escape(feed_address(feed, query), quote=True)
        written.append(
            f'<link rel="alternate" type="application/atom+xml" title="{title}" href="{address}">'
        )
    return "".join(written)


def _shell(language: str, page: Page, feeds: str) -> str:
    """Streamlit's entry page, with the words that search engines and screen readers go by."""
    title = " · ".join((page.title, gettext("Sunlight")))
    return (
        _entry()
        .replace('<html lang="en">', f'<html lang="{LANGUAGES[language]}">')
        .replace(
            "<title>Streamlit</title>",
            f"<title>{escape(title)}</title>{head(page)}{feeds}"
            f'<script src="{LANDING}" defer></script><script src="{PRINTING}" defer></script>',
        )
        .replace("<body>", f"<body>{page.plain}")
    )


@cache
def _entry() -> str:
    """The page as Streamlit ships it, without its inline script and its pointer to the agents."""
    if STREAMLIT is None or STREAMLIT.origin is None:
        raise UnavailableError("a part of the portal is not installed: {part}", part="Streamlit")
    entry = Path(STREAMLIT.origin).parent / "static" / "index.html"
    html = entry.read_text(encoding="utf-8")
    html = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    html = re.sub(r"<noscript>.*?</noscript>", "", html, flags=re.DOTALL)
    return re.sub(r'<link rel="service-desc"[^>]*>', "", html)
