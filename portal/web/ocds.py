"""Open contracting data over HTTP: the stream of releases, records, single releases, extension."""

import hashlib
import json
from datetime import UTC
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import (
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from portal.disclosure.formats.ocds.packages import LINES, MEDIA_TYPE
from portal.disclosure.ocds import Package, find_record, find_release, is_withdrawn, place_of
from portal.disclosure.ocds_files import (
    EXTENSION_FILES,
    ReleaseFilter,
    extension_file,
    index,
    stream_releases,
)
from portal.errors import InvalidInputError, UnavailableError
from portal.locale import explain, gettext, use
from portal.records.session import get_engine, reading
from portal.records.stamp import data_stamp
from portal.settings import get_settings
from portal.web.conditions import is_known
from portal.web.language import language_of
from portal.web.queries import single

MEDIA_TYPES = {
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}

WRITTEN_AS = "2"
"""Another one whenever the same records give other releases, so that nobody keeps the old ones"""


def ocds_routes() -> list[Route]:
    """Everything below ``/data/ocds/``."""
    return [
        Route("/data/ocds", lead_to_index, methods=["GET"]),
        Route("/data/ocds/", give_index, methods=["GET"]),
        Route("/data/ocds/index.json", give_index, methods=["GET"]),
        Route("/data/ocds/releases.jsonl", give_releases, methods=["GET"]),
        Route("/data/ocds/releases/{key}.json", give_release, methods=["GET"]),
        Route("/data/ocds/records/{ocid:path}.json", give_record, methods=["GET"]),
        Route("/data/ocds/extension/{name:path}", give_extension, methods=["GET"]),
        Route("/data/ocds/{anything:path}", give_nothing, methods=["GET"]),
    ]


def lead_to_index(request: Request) -> Response:
    """The same without the slash."""
    del request
    return RedirectResponse("/data/ocds/", 308)


def give_index(request: Request) -> Response:
    """Where everything stands, and who publishes it under which terms."""
    found = json.dumps(index(place_of(get_settings())), ensure_ascii=False, indent=2).encode()
    return _unless_known(request, found + b"\n", MEDIA_TYPE)


def give_releases(request: Request) -> Response:
    """Stream the releases that meet the filter; 304 to whoever has them as they are now."""
    place = place_of(get_settings())
    try:
        wanted = ReleaseFilter.read(single(request.query_params))
    except InvalidInputError as error:
        use(language_of(request))
        return PlainTextResponse(explain(error), status_code=400)
    try:
        with reading() as session:
            asked = json.dumps(wanted.query(), sort_keys=True)
            etag = _etag(data_stamp(session), asked, repr(place), WRITTEN_AS)
    except UnavailableError as error:
        return _not_now(request, error)
    headers = {
        "ETag": f"W/{etag}",
        "Cache-Control": "no-cache",
        "Content-Disposition": 'attachment; filename="releases.jsonl"',
    }
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        return Response(media_type=LINES, headers=headers)
    lines = stream_releases(get_engine(), wanted, place)
    return StreamingResponse(lines, media_type=LINES, headers=headers)


def give_release(request: Request) -> Response:
    """One release in its package; 410 where its content was withdrawn."""
    key = request.path_params["key"]
    try:
        with reading() as session:
            found = find_release(session, key, place_of(get_settings()))
            is_gone = found is None and is_withdrawn(session, key)
    except UnavailableError as error:
        return _not_now(request, error)
    if is_gone:
        use(language_of(request))
        sentence = gettext("This release was withdrawn, because it led to a person.")
        return PlainTextResponse(sentence, status_code=410)
    return _package(request, found)


def give_record(request: Request) -> Response:
    """The record of a process: every release and what they come to."""
    try:
        with reading() as session:
            found = find_record(session, request.path_params["ocid"], place_of(get_settings()))
    except UnavailableError as error:
        return _not_now(request, error)
    return _package(request, found)


def give_extension(request: Request) -> Response:
    """A file of the extension, for programs that check or merge the releases."""
    name = request.path_params["name"]
    if name not in EXTENSION_FILES:
        return give_nothing(request)
    body = extension_file(name, place_of(get_settings()))
    return _unless_known(request, body, MEDIA_TYPES[name.rpartition(".")[2]])


def give_nothing(request: Request) -> Response:
    """404 with what there is."""
    use(language_of(request))
    sentence = gettext(
        "There is no such open contracting file. Releases: {releases}; a record: {record}; "
        "all addresses: {index}."
    )
    return PlainTextResponse(
        sentence.format(
            releases="/data/ocds/releases.jsonl",
            record="/data/ocds/records/{ocid}.json",
            index="/data/ocds/",
        ),
        status_code=404,
    )


def _package(request: Request, found: Package | None) -> Response:
    if found is None:
        return give_nothing(request)
    changed = format_datetime(found.changed.astimezone(UTC), usegmt=True)
    return _unless_known(request, found.body, MEDIA_TYPE, {"Last-Modified": changed})


def _unless_known(
    request: Request, body: bytes, media_type: str, headers: dict[str, str] | None = None
) -> Response:
    etag = _etag(hashlib.sha256(body).hexdigest())
    headers = {"ETag": etag, "Cache-Control": "no-cache"} | (headers or {})
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _etag(*parts: str) -> str:
    return f'"{hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]}"'


def _not_now(request: Request, error: UnavailableError) -> Response:
    use(language_of(request))
    return PlainTextResponse(explain(error), status_code=503, headers={"Retry-After": "60"})
