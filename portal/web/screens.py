"""The HTML around every screen: language, title and description, or a real 404."""

import importlib.util
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import urlencode

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from portal.disclosure import punctuality
from portal.disclosure.catalogue import TABLES
from portal.disclosure.contractors import CONTRACTORS
from portal.disclosure.contracts import CONTRACTS
from portal.disclosure.credit import CREDIT_RECORDS
from portal.disclosure.ended import find_ended
from portal.disclosure.evaluations import EVALUATIONS
from portal.disclosure.feeds import FEEDS
from portal.disclosure.formats.atom import feed_address
from portal.disclosure.notices import NOTICES
from portal.disclosure.pages import Row, find_row
from portal.disclosure.policies import Question, read_question
from portal.disclosure.table import PublicTable
from portal.disclosure.versions import check_versions, wanted_version
from portal.errors import InvalidInputError, NotFoundError, UnavailableError
from portal.locale import LANGUAGES, explain, gettext, pick, said_day, use
from portal.policy.installed import installed
from portal.records.session import reading
from portal.sitemap import SCREENS, Screen
from portal.today import today
from portal.web.landing import ADDRESS as LANDING
from portal.web.language import language_of
from portal.web.plain import not_found, plain_page, unavailable

RECORDS: Mapping[str, PublicTable] = {
    "notice": NOTICES,
    "contract": CONTRACTS,
    "contractor": CONTRACTORS,
    "evaluation": EVALUATIONS,
    "credit": CREDIT_RECORDS,
}
"""Screens that show one public record, named by ``?id=``"""
LISTS = {"credit": "credit_records", "punctuality": "clocks"}
"""Lists whose table has another name; without ``?id=`` they are no record"""
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
        table = RECORDS.get(screen.name) if row_id or screen.name not in LISTS else None
        try:
            row = await anyio.to_thread.run_sync(_find, table, row_id) if table else None
            if row and screen.name == NOTICE:
                asked = dict(request.query_params)
                await anyio.to_thread.run_sync(_find_versions, row["id"], asked)
        except NotFoundError:
            return not_found(language)
        except UnavailableError:
            return unavailable(language)
        if table and row is None:
            return _ended(screen, row_id or "", language) or not_found(language)
        subject = _subject(row) if row else None
        if screen.name == RULES:
            use(language)
            subject = pick(_question(request).subject or {"zh": ""})
        use(language)
        return HTMLResponse(_shell(screen, language, subject or "", _feeds(screen, request)))

    return endpoint


def _ended(screen: Screen, record_id: str, language: str) -> Response | None:
    """410 for a credit record that was public and is not any more, with a revocation's note."""
    if screen.name != "credit":
        return None
    with reading() as session:
        ended = find_ended(session, record_id)
    if ended is None:
        return None
    use(language)
    title, reason = gettext("This record is not shown any more"), ended.note or ""
    if ended.is_revoked:
        said = gettext("It was revoked on {day}, because its decision was overturned.")
        sentence = f"{said.format(day=said_day(ended.on))} {reason}".strip()
    else:
        sentence = gettext("Its period has ended, or it was repaired or revoked.")
    return plain_page(410, title, sentence, language)


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


def _subject(row: Row) -> str | None:
    """What a record is called: by its title, its contract's or its name."""
    return row.get("title") or row.get("contract") or row.get("name")


def _find(table: PublicTable, row_id: str | None) -> Row | None:
    with reading() as session:
        return find_row(session, table, row_id) if row_id else None


def _find_versions(notice_id: str, asked: Mapping[str, str]) -> None:
    with reading() as session:
        check_versions(session, notice_id, wanted_version(asked))


def _feeds(screen: Screen, request: Request) -> str:
    """Links by which readers of feeds find them: on a list the one of this very search."""
    name = LISTS.get(screen.name, screen.name)
    chosen = [FEEDS[name]] if name in FEEDS else list(FEEDS.values())
    written = []
    for feed in chosen:
        query: dict[str, str] = {}
        if name in FEEDS:
            asked = dict(request.query_params)
            query = TABLES[name].filter.read(asked, strict=False).query()
        title = escape(" · ".join((gettext(feed.title), *query.values())), quote=True)
        address = escape(feed_address(feed, query), quote=True)
        written.append(
            f'<link rel="alternate" type="application/atom+xml" title="{title}" href="{address}">'
        )
    return "".join(written)


def _shell(screen: Screen, language: str, subject: str, feeds: str) -> str:
    """Streamlit's entry page, with the words that search engines and screen readers go by."""
    use(language)
    name = gettext("Sunlight")
    title = " · ".join(part for part in (subject or gettext(screen.title), name) if part)
    lead = escape(gettext(screen.lead), quote=True)
    noscript = escape(gettext("This page needs JavaScript. The data can be had without it:"))
    return (
        _entry()
        .replace('<html lang="en">', f'<html lang="{LANGUAGES[language]}">')
        .replace(
            "<title>Streamlit</title>",
            f'<title>{escape(title)}</title><meta name="description" content="{lead}">{feeds}'
            f'<script src="{LANDING}" defer></script>',
        )
        .replace(
            "<body>",
            f'<body><noscript><p>{noscript} <a href="/data/notices.csv">notices.csv</a>, '
            '<a href="/data/evaluations.csv">evaluations.csv</a></p></noscript>',
        )
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
