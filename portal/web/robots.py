"""For programs that visit by themselves: robots.txt, the map of the site, and security.txt."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Final
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from portal.disclosure.lasting import LASTING, count_lasting, read_lasting
from portal.errors import UnavailableError
from portal.locale import explain
from portal.policy.installed import installed
from portal.records.session import get_engine, reading
from portal.settings import get_settings
from portal.sitemap import SCREENS
from portal.web.language import language_of
from portal.web.metadata import UNLISTED, with_query
from portal.web.plain import not_found

MOST: Final = 50_000
"""Addresses that one file may list (sitemaps.org)"""
BATCH: Final = 500
VALID: Final = timedelta(days=180)
SITEMAP, PARTS, ROBOTS = "/sitemap.xml", "/sitemaps/", "/robots.txt"
SECURITY = "/.well-known/security.txt"
ADDRESSES = (SITEMAP, PARTS, ROBOTS, SECURITY)
SCREENS_PART = "screens"
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
MEDIA_TYPE = "application/xml; charset=utf-8"
Located = Iterator[tuple[str, date | None]]


def robot_routes() -> list[Route]:
    """What such programs ask for."""
    return [
        Route(ROBOTS, give_robots, methods=["GET"]),
        Route(SITEMAP, give_sitemap, methods=["GET"]),
        Route(f"{PARTS}{{table}}-{{part:int}}.xml", give_part, methods=["GET"]),
        Route(f"{PARTS}{{anything:path}}", give_nothing, methods=["GET"]),
        Route(SECURITY, give_security, methods=["GET"]),
    ]


def give_robots(request: Request) -> Response:
    """What may be visited. An installation that is not to be listed says so on every page.

    It forbids nothing here: whoever may not read a page never sees that it asks to be left out.
    """
    del request
    settings = get_settings()
    lines = ["User-agent: *"]
    if settings.site.is_indexed:
        lines += [f"Disallow: /{name}" for name in sorted(UNLISTED - {"rate"})]
        lines += ["Disallow: /auth/", "", f"Sitemap: {settings.public_url}{SITEMAP}"]
    else:
        lines += ["# Every answer carries X-Robots-Tag: noindex.", "Disallow:"]
    return PlainTextResponse("\n".join(lines) + "\n")


def give_sitemap(request: Request) -> Response:
    """Every permanent address or, where there are more than fit, the files that list them."""
    try:
        with reading() as session:
            counts = count_lasting(session)
    except UnavailableError as error:
        return _not_now(error)
    if sum(counts.values()) + len(list(_screens())) <= MOST:
        return _streamed(_urlset(_everything()))
    del request
    return _streamed(_index(counts))


def give_part(request: Request) -> Response:
    """One of the files that the index names."""
    name, part = request.path_params["table"], request.path_params["part"]
    if name == SCREENS_PART and part == 0:
        return _streamed(_urlset(_screens()))
    if name not in LASTING:
        return give_nothing(request)
    try:
        with reading() as session:
            counts = count_lasting(session)
    except UnavailableError as error:
        return _not_now(error)
    if part * MOST >= max(counts[name], 1):
        return give_nothing(request)
    return _streamed(_urlset(_rows(name, part * MOST, MOST)))


def give_security(request: Request) -> Response:
    """Whom to tell of a weakness (RFC 9116); 404 where nobody is named."""
    settings = get_settings()
    if not settings.site.security_contact:
        return give_nothing(request)
    ends = (datetime.now(UTC) + VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {settings.site.security_contact}",
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: zh, en",
        f"Canonical: {settings.public_url}{SECURITY}",
    )
    return PlainTextResponse("\n".join(lines) + "\n")


def give_nothing(request: Request) -> Response:
    """404 for a file that there is not."""
    return not_found(language_of(request))


def _everything() -> Located:
    yield from _screens()
    for name in LASTING:
        yield from _rows(name)


def _screens() -> Located:
    """The pages that show no single record: lists, rules, places and clauses."""
    records = {each.screen for each in LASTING.values()}
    for screen in SCREENS:
        if screen.is_public and screen.name not in {*UNLISTED, *records}:
            yield screen.address, None
    library = installed()
    for place in library.packs:
        yield with_query("/policies", {"place": place}), None
    for clause in library.citations:
        yield with_query("/policies", {"clause": clause}), None


def _rows(name: str, skip: int = 0, most: int | None = None) -> Located:
    screen = LASTING[name].screen
    for id_, changed in read_lasting(get_engine(), name, skip=skip, most=most):
        yield with_query(f"/{screen}", {"id": id_}), changed


def _urlset(found: Located) -> Iterator[str]:
    url = get_settings().public_url
    yield f"{XML}<urlset {NAMESPACE}>\n"
    lines: list[str] = []
    for path, changed in found:
        day = f"<lastmod>{changed}</lastmod>" if changed else ""
        lines.append(f"<url><loc>{escape(url + path)}</loc>{day}</url>\n")
        if len(lines) == BATCH:
            yield "".join(lines)
            lines.clear()
    yield f"{''.join(lines)}</urlset>\n"


def _index(counts: Mapping[str, int]) -> Iterator[str]:
    url = get_settings().public_url
    names = [f"{SCREENS_PART}-0"]
    names += [
        f"{name}-{part}" for name, count in counts.items() for part in range(-(-count // MOST))
    ]
    parts = "".join(f"<sitemap><loc>{url}{PARTS}{name}.xml</loc></sitemap>\n" for name in names)
    yield f"{XML}<sitemapindex {NAMESPACE}>\n{parts}</sitemapindex>\n"


def _streamed(pieces: Iterator[str]) -> Response:
    return StreamingResponse(pieces, media_type=MEDIA_TYPE)


def _not_now(error: UnavailableError) -> Response:
    return PlainTextResponse(explain(error), status_code=503, headers={"Retry-After": "60"})
