"""What a page says of itself before any script runs: to search engines, archives and readers."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode

from portal.disclosure.catalogue import TABLES
from portal.disclosure.describing import INVENTED, Described, cite
from portal.locale import LANGUAGES, gettext, language, pick
from portal.settings import get_settings
from portal.sitemap import BY_NAME, HOME, Screen
from portal.today import today

CREDIT_SCHEME = "CN-USCI"
WEB = ("https://", "http://")
NOT_LISTED = "noindex"
NOT_KEPT = "noindex, noarchive"
UNLISTED = frozenset({"account", "assess", "desk", "rate"})
"""Screens that are for one person at a time"""
MAIN_FILES = ("notices", "contracts", "contractors", "evaluations", "findings", "credit_records")


@dataclass(frozen=True)
class Page:
    """The words of one page, in the language in use."""

    title: str
    description: str
    path: str
    """Its permanent address, without the language"""
    plain: str
    """What stands there for readers without JavaScript, as HTML"""
    data: Mapping[str, Any] | None = None
    """Linked data of schema.org"""
    robots: str | None = None
    is_record: bool = False


def of_screen(screen: Screen, subject: str | None, query: Mapping[str, str]) -> Page:
    """A page that shows no single record."""
    title = subject or gettext(screen.title)
    data = {HOME: _site, "data": _catalogue}.get(screen.name)
    return Page(
        title=title,
        description=gettext(screen.lead),
        path=with_query(screen.address, query),
        plain=_plain(title, gettext(screen.lead), ""),
        data=data() if data else None,
        robots=NOT_LISTED if screen.name in UNLISTED else None,
    )


def of_list(
    screen: Screen, query: Mapping[str, str], table: str, rows: Sequence[tuple[str, str]]
) -> Page:
    """A list with its first rows: (address, words)."""
    items = "".join(f"<li>{_link(address, words)}</li>" for address, words in rows)
    file = _link(with_query(f"/data/{table}.csv", query), gettext("Download as CSV"))
    return Page(
        title=gettext(screen.title),
        description=gettext(screen.lead),
        path=with_query(screen.address, query),
        plain=_plain(gettext(screen.title), gettext(screen.lead), f"<ul>{items}</ul><p>{file}</p>"),
    )


def of_record(found: Described) -> Page:
    """One record with its main facts."""
    facts = "".join(
        f"<dt>{escape(found.labels[name])}</dt><dd>{escape(words)}</dd>"
        for name, words in found.facts
    )
    ways = [_link(address, words) for address, words in found.files]
    if found.source and found.source.startswith(WEB):
        ways.append(_link(found.source, found.labels["source_url"]))
    cited = cite(found, get_settings().public_url, today()) if found.kind.is_lasting else ""
    body = "".join(
        (
            f"<p><strong>{escape(gettext(INVENTED))}</strong></p>" if found.is_invented else "",
            f"<dl>{facts}</dl>",
            f"<p>{' · '.join(ways)}</p>" if ways else "",
            f"<p>{escape(cited)}</p>" if cited else "",
        )
    )
    return Page(
        title=found.title,
        description=found.summary,
        path=found.path,
        plain=_plain(found.title, gettext(BY_NAME[found.screen].lead), body),
        data=linked(found) if found.kind.is_lasting else None,
        robots=None if found.kind.is_lasting else NOT_KEPT,
        is_record=True,
    )


def of_version(found: Described, number: int) -> Page:
    """An earlier version of a record: nothing that only the current one says stands there."""
    title = gettext("{title} (version {number})").format(title=found.title, number=number)
    said = gettext("An earlier version. A newer one took its place.")
    current = _link(found.path, gettext("To the current version"))
    return Page(
        title=title,
        description=said,
        path=f"{found.path}&version={number}",
        plain=_plain(title, said, f"<p>{current}</p>"),
        robots=NOT_LISTED,
        is_record=True,
    )


def head(page: Page) -> str:
    """The tags of the head, but for the title."""
    site, words = get_settings(), gettext("Sunlight")
    here = site.public_url + in_language(page.path, language())
    anywhere = escape(site.public_url + page.path, quote=True)
    tags = [
        _meta("name", "description", page.description),
        f'<link rel="canonical" href="{escape(here, quote=True)}">',
        *(
            f'<link rel="alternate" hreflang="{tag}" '
            f'href="{escape(site.public_url + in_language(page.path, code), quote=True)}">'
            for code, tag in LANGUAGES.items()
        ),
        f'<link rel="alternate" hreflang="x-default" href="{anywhere}">',
        _meta("property", "og:type", "article" if page.is_record else "website"),
        _meta("property", "og:site_name", words),
        _meta("property", "og:title", page.title),
        _meta("property", "og:description", page.description),
        _meta("property", "og:url", here),
        _meta("property", "og:locale", LANGUAGES[language()].replace("-", "_")),
        _meta("name", "twitter:card", "summary"),
    ]
    robots = page.robots if site.site.is_indexed else NOT_LISTED
    if robots:
        tags.append(_meta("name", "robots", robots))
    if page.data:
        tags.append(data_block({"@context": "https://schema.org", **page.data}))
    return "".join(tags)


def data_block(data: Mapping[str, Any]) -> str:
    """Linked data as a block of data, which no browser executes; no text in it can end it."""
    written = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        written = written.replace(sign, f"\\u{ord(sign):04x}")
    return f'<script type="application/ld+json">{written}</script>'


def linked(found: Described) -> dict[str, Any]:
    """A record as schema.org has it."""
    settings, said = get_settings(), dict(found.facts)
    url = settings.public_url + found.path
    proof = {"@type": "PropertyValue", "propertyID": "SHA-256", "value": found.digest}
    data: dict[str, Any] = {
        "@type": found.kind.schema,
        "@id": url,
        "url": url,
        "name": found.title,
        "description": found.summary,
        "identifier": [found.id, proof] if found.digest else found.id,
    }
    if found.kind.schema == "Organization":
        code = {"@type": "PropertyValue", "propertyID": CREDIT_SCHEME, "value": said.get("uscc")}
        return data | {"identifier": [found.id, code]} if said.get("uscc") else data
    about = [said[name] for name in ("purchaser", "contractor", "suppliers") if name in said]
    data |= {
        "inLanguage": LANGUAGES["zh"],
        "isAccessibleForFree": True,
        "publisher": {"@type": "GovernmentOrganization", "name": found.speaker},
        "about": [{"@type": "Organization", "name": name} for name in about],
        "datePublished": found.dated and str(found.dated),
        "dateModified": found.changed and str(found.changed),
        "version": found.version,
        "isBasedOn": found.source,
        "spatialCoverage": said.get("region"),
    }
    if found.kind.schema == "Dataset":
        data |= {"distribution": [_file(settings.public_url, each) for each, _ in found.files]}
    return {name: value for name, value in data.items() if value}


def with_query(path: str, query: Mapping[str, str]) -> str:
    """A path with its parameters, in one order whatever the order they came in."""
    written = urlencode(sorted(query.items()))
    return f"{path}?{written}" if written else path


def in_language(path: str, code: str) -> str:
    """The address of a page in a language; Chinese needs no word."""
    if code == "zh":
        return path
    return f"{path}{'&' if '?' in path else '?'}lang={code}"


def _site() -> dict[str, Any]:
    settings = get_settings()
    found = {
        "@type": "SearchAction",
        "target": f"{settings.public_url}/notices?q={{q}}",
        "query-input": "required name=q",
    }
    return {
        "@type": "WebSite",
        "name": gettext("Sunlight"),
        "url": f"{settings.public_url}/",
        "inLanguage": list(LANGUAGES.values()),
        "potentialAction": found,
        **_publisher(),
    }


def _catalogue() -> dict[str, Any]:
    url = get_settings().public_url
    sets = [
        {
            "@type": "Dataset",
            "name": pick(each.title),
            "description": pick(each.about),
            "url": f"{url}/data#{name}",
            "distribution": [
                _file(url, f"/data/{name}.{ending}") for ending in ("csv", "jsonl", "parquet")
            ],
        }
        for name, each in TABLES.items()
    ]
    return {
        "@type": "DataCatalog",
        "name": gettext("Sunlight"),
        "url": f"{url}/data",
        "dataset": sets,
        **_publisher(),
    }


def _publisher() -> dict[str, Any]:
    name = get_settings().site.institution
    return {"publisher": {"@type": "GovernmentOrganization", "name": name}} if name else {}


def _file(url: str, path: str) -> dict[str, str]:
    kinds = {
        "csv": "text/csv",
        "json": "application/json",
        "jsonl": "application/x-ndjson",
        "parquet": "application/vnd.apache.parquet",
    }
    ending = path.partition("?")[0].rpartition(".")[2]
    return {
        "@type": "DataDownload",
        "contentUrl": url + path,
        "encodingFormat": kinds[ending],
    }


def _plain(title: str, lead: str, body: str) -> str:
    """The page for readers without JavaScript, and the ways on from it."""
    needs = gettext("This page needs JavaScript. The data can be had without it:")
    files = _links((f"/data/{name}.csv", f"{name}.csv") for name in MAIN_FILES)
    pages = _links(
        (BY_NAME[name].address, gettext(BY_NAME[name].title))
        for name in ("notices", "contracts", "contractors", "evaluations", "policies", "data")
    )
    return (
        f"<noscript><h1>{escape(title)}</h1><p>{escape(lead)}</p>{body}"
        f"<p>{escape(needs)} {files}</p><p>{pages}</p></noscript>"
    )


def _links(ways: Iterable[tuple[str, str]]) -> str:
    return ", ".join(_link(address, words) for address, words in ways)


def _link(address: str, words: str) -> str:
    return f'<a href="{escape(address, quote=True)}">{escape(words)}</a>'


def _meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{escape(content, quote=True)}">'
