"""Atom (RFC 4287): the newest changes for readers of feeds, with nothing in them but text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from portal.disclosure.entries import ENTRIES, MOST_PAGES, Entry
from portal.disclosure.feeds import AnyFeed
from portal.locale import DEFAULT, LANGUAGES, gettext, language

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
NAMESPACE = UUID("6f0c7f0e-7c5a-4b1e-9a53-7a1d1f4a2c38")
"""From it and an entry's table and id follows its Atom id, whatever address the portal has"""
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries was last changed"""
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20\x7f]+")


def feed_address(feed: AnyFeed, query: Mapping[str, str], page: int = 1) -> str:
    """The path of a feed; equal searches have equal addresses, whatever the order of filters."""
    paged = {"page": str(page)} if page > 1 else {}
    return _address(f"/feeds/{feed.name}.atom", dict(sorted({**query, **paged}.items())))


def last_changed(entries: Sequence[Entry]) -> datetime:
    """The time of the newest change."""
    return max((each.changed for each in entries), default=NEVER)


def write_atom(
    feed: AnyFeed,
    query: Mapping[str, str],
    entries: Sequence[Entry],
    public_url: str,
    page: int = 1,
) -> bytes:
    """The document in the language in use, with the ways to its other pages (RFC 5005)."""
    newest = public_url + feed_address(feed, query)
    site = public_url + _address(feed.page, query)
    root = ET.Element(
        "feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": LANGUAGES[language()]}
    )
    _add(root, "id", newest)
    _add(root, "title", " · ".join((gettext(feed.title), *query.values(), gettext("Sunlight"))))
    _add(root, "updated", _time(last_changed(entries)))
    for rel, number in _pages(page, len(entries)):
        way = public_url + feed_address(feed, query, number)
        ET.SubElement(root, "link", rel=rel, type="application/atom+xml", href=way)
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=site)
    _person(root, gettext("Sunlight"), public_url)
    for each in entries:
        _entry(root, feed, each, public_url)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _pages(page: int, entries: int) -> Iterator[tuple[str, int]]:
    """How this page of a feed names itself and its neighbours."""
    yield "self", page
    if page > 1:
        yield "first", 1
        yield "previous", page - 1
    if entries == ENTRIES and page < MOST_PAGES:
        yield "next", page + 1


def entry_id(feed: AnyFeed, row_id: str) -> str:
    """The Atom id of a row, which stays when the portal moves to another address."""
    return uuid5(NAMESPACE, f"{feed.name}/{row_id}").urn


def _entry(root: ET.Element, feed: AnyFeed, entry: Entry, public_url: str) -> None:
    element = ET.SubElement(root, "entry")
    version = {"version": str(entry.version)} if entry.version else {}
    where = public_url + _address(feed.record, {"id": entry.id, **version})
    _add(element, "id", entry_id(feed, entry.key or entry.id))
    _add(element, "title", " ".join(entry.title.split()))
    _add(element, "updated", _time(entry.changed))
    if entry.published:
        _add(element, "published", _time(entry.published))
    ET.SubElement(element, "link", rel="alternate", type="text/html", href=where)
    if entry.source and _WEB_ADDRESS.fullmatch(entry.source) and not _NOT_XML.search(entry.source):
        ET.SubElement(element, "link", rel="via", href=entry.source)
    _person(element, entry.author)
    _add(element, "summary", "\n".join(entry.summary))


def _person(parent: ET.Element, name: str, uri: str | None = None) -> None:
    author = ET.SubElement(parent, "author")
    _add(author, "name", name)
    if uri:
        _add(author, "uri", uri)


def _add(parent: ET.Element, element: str, words: str) -> None:
    """A text; what XML cannot hold is left out, the rest is escaped when it is written."""
    ET.SubElement(parent, element).text = _NOT_XML.sub("", words)


def _address(path: str, query: Mapping[str, str]) -> str:
    """A path of the portal in the language in use."""
    spoken = {} if language() == DEFAULT else {"lang": language()}
    written = urlencode({**query, **spoken})
    return f"{path}?{written}" if written else path


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
