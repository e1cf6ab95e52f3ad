"""Packages: releases and records with their publisher, licence and extensions around them."""

import json
from collections.abc import Sequence
from urllib.parse import quote

from portal.disclosure.formats.ocds.compiling import compile_releases, in_order
from portal.disclosure.formats.ocds.sources import Place
from portal.disclosure.formats.ocds.values import Json, said

MEDIA_TYPE = "application/json"
LINES = "application/x-ndjson; charset=utf-8"
VERSION = "1.1"
_REGISTERED = "https://raw.githubusercontent.com/open-contracting-extensions"
REGISTERED = tuple(
    f"{_REGISTERED}/ocds_{name}_extension/{version}/extension.json"
    for name, version in (
        ("lots", "v1.1.5"),
        ("contract_suppliers", "master"),
        ("withheldInformation", "master"),
    )
)
"""Extensions of the standard's registry that the releases use"""


def extensions(place: Place) -> list[str]:
    """The extensions that the releases use; this portal hands out its own itself."""
    return [*REGISTERED, place.file("ocds/extension/extension.json")]


def record_path(ocid: str) -> str:
    """The path of the record of a process."""
    return f"/data/ocds/records/{quote(ocid, safe='')}.json"


def release_address(place: Place, key: str) -> str:
    """Where a single release stands."""
    return place.file(f"ocds/releases/{key}.json")


def release_package(place: Place, key: str, release: Json, changed: str, publisher: str) -> Json:
    """One release in its package."""
    head = _head(place, release_address(place, key), changed, publisher)
    return head | {"releases": [release]}


def record_package(place: Place, releases: Sequence[Json], changed: str, publisher: str) -> Json:
    """The record of one process: every release, oldest first, and what they come to."""
    ocid = releases[0]["ocid"]
    record = {
        "ocid": ocid,
        "releases": in_order(releases),
        "compiledRelease": compile_releases(releases),
    }
    return _head(place, f"{place.public_url}{record_path(ocid)}", changed, publisher) | {
        "records": [record]
    }


def as_bytes(package: Json) -> bytes:
    """The package as it is served."""
    return json.dumps(package, ensure_ascii=False, indent=2).encode() + b"\n"


def as_line(release: Json) -> bytes:
    """A release as one line of a file of releases."""
    return json.dumps(release, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _head(place: Place, uri: str, changed: str, publisher: str) -> Json:
    is_own = publisher == place.publisher.name
    return {"uri": uri, "version": VERSION, "publishedDate": changed} | said(
        publisher=said(name=publisher, uri=place.public_url if is_own else None),
        license=place.licence if is_own else None,
        publicationPolicy=place.file("ocds/extension/README.md"),
        extensions=extensions(place),
    )
