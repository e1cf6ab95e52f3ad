"""The public tables as files, and the bundle from which a result can be recomputed."""

import hashlib
from collections.abc import Iterator
from typing import Any, ClassVar, NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from portal.disclosure.bundles import find_bundle
from portal.disclosure.catalogue import TABLES, Published
from portal.disclosure.files import FORMATS
from portal.disclosure.formats import datapackage
from portal.disclosure.formats.packing import PACKED, PACKINGS, packed
from portal.disclosure.whole.cutting import cut
from portal.disclosure.whole.keeping import get_keeper
from portal.errors import InvalidInputError, UnavailableError
from portal.locale import explain, gettext, use
from portal.records.session import get_engine, reading
from portal.settings import get_settings
from portal.web.conditions import is_known
from portal.web.language import language_of
from portal.web.packing import packing_for
from portal.web.queries import single
from portal.web.whole import KEEP_ASKING, find_whole, give_whole, licence_link

PATIENCE_SECONDS = 5.0
"""How long a reader waits for a file that is being written before the rows are streamed instead"""
BUSY_SECONDS = 60.0
"""The same where enough streams are under way"""
MOST_STREAMS = 8


class Asked(NamedTuple):
    """What the address of a file names."""

    published: Published
    format: str
    packing: str | None
    """Its last ending, where that says how the file itself is packed"""

    @property
    def name(self) -> str:
        """As the file is called where it is kept."""
        return ".".join(filter(None, (self.published.table.name, self.format, self.packing)))


def download_routes() -> list[Route]:
    """The tables in each format, the package that describes them, and the bundles."""
    return [
        Route("/data/evaluations/{evaluation}.json", give_bundle, methods=["GET"]),
        Route(f"/data/{datapackage.NAME}", give_datapackage, methods=["GET"]),
        Route("/data/{name}", give_table, methods=["GET"]),
        Route("/data/{anything:path}", give_nothing, methods=["GET"]),
    ]


async def give_table(request: Request) -> Response:
    """One table in one format: whole from the shelf, or streamed as the filters narrow it."""
    asked = _read_name(request.path_params["name"])
    if asked is None:
        return give_nothing(request)
    try:
        wanted: Any = asked.published.filter.read(single(request.query_params))
    except InvalidInputError as error:
        use(language_of(request))
        return PlainTextResponse(explain(error), status_code=400)
    try:
        if wanted == asked.published.filter():
            return await _give_whole(request, asked, wanted)
        return await run_in_threadpool(_stream, request, asked, wanted)
    except UnavailableError as error:
        return _not_now(request, error)


def _read_name(name: str) -> Asked | None:
    """``notices.csv`` or ``notices.csv.gz``; None for what there is not."""
    table, _, rest = name.partition(".")
    ending, _, packing = rest.partition(".")
    known = table in TABLES and ending in FORMATS
    if not known or (packing and not (ending in PACKED and packing in PACKINGS)):
        return None
    return None if name.endswith(".") else Asked(TABLES[table], ending, packing or None)


async def _give_whole(request: Request, asked: Asked, wanted: Any) -> Response:
    """The file, or the stream while a large one is being written; that is for few at a time."""
    chosen = asked.packing or packing_for(request, asked.format)
    patience = PATIENCE_SECONDS if RowsResponse.under_way < MOST_STREAMS else BUSY_SECONDS
    whole = await find_whole(asked.published.table.name, asked.format, chosen, patience)
    if whole is None:
        if patience == BUSY_SECONDS:
            raise UnavailableError("this file is being written; please ask again in a minute")
        return await run_in_threadpool(_stream, request, asked, wanted)
    headers = _headers(asked, chosen)
    ending = f"{asked.format}.{chosen}" if chosen else asked.format
    return give_whole(request, whole, ending, headers, _media_type(asked))


def _stream(request: Request, asked: Asked, wanted: Any) -> Response:
    """Rows as the filters narrow them: cut from the whole file where that is current."""
    chosen = asked.packing or packing_for(request, asked.format)
    headers = _headers(asked, chosen)
    if request.method == "HEAD":
        return Response(media_type=_media_type(asked), headers=headers)
    with reading() as session:
        session.connection()  # before the first byte, which says that all is well
    table = asked.published.table
    if lines := get_keeper().open_lines(table.name, asked.format):
        rows = cut(get_engine(), table, wanted, *lines)
    else:
        write, _ = FORMATS[asked.format]
        rows = write(get_engine(), table, wanted)
    if chosen:
        rows = packed(rows, chosen)
    return RowsResponse(rows, media_type=_media_type(asked), headers=headers)


class RowsResponse(StreamingResponse):
    """Rows on their way; a reader who goes away ends the reading at once."""

    under_way: ClassVar[int] = 0

    def __init__(self, rows: Iterator[bytes], **given: Any) -> None:
        super().__init__(rows, **given)
        self._rows = rows

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream, and leave nothing open."""
        RowsResponse.under_way += 1
        try:
            await super().__call__(scope, receive, send)
        finally:
            RowsResponse.under_way -= 1
            self._rows.close()  # type: ignore[attr-defined] # a generator


def _headers(asked: Asked, chosen: str | None) -> dict[str, str]:
    headers = {
        "Content-Disposition": f'attachment; filename="{asked.name}"',
        "Cache-Control": KEEP_ASKING,
        **licence_link(),
    }
    if asked.packing is None and asked.format in PACKED:
        headers["Vary"] = "Accept-Encoding"
        if chosen:
            headers["Content-Encoding"] = PACKINGS[chosen].coding
    return headers


def _media_type(asked: Asked) -> str:
    return PACKINGS[asked.packing].media_type if asked.packing else FORMATS[asked.format][1]


def give_bundle(request: Request) -> Response:
    """The published bundle of one evaluation, exactly as ``portal score`` reads it."""
    try:
        with reading() as session:
            bundle = find_bundle(session, request.path_params["evaluation"])
    except UnavailableError as error:
        return _not_now(request, error)
    if bundle is None:
        return give_nothing(request)
    return _tagged(request, bundle.encode())


def give_datapackage(request: Request) -> Response:
    """What every table and column is, for programs; the same for all."""
    settings = get_settings()
    described = datapackage.write_datapackage(settings.public_url, settings.data_licence)
    return _tagged(request, described)


def _tagged(request: Request, content: bytes) -> Response:
    """JSON with a tag of its content; 304 to whoever has it."""
    headers = {
        "ETag": f'"{hashlib.sha256(content).hexdigest()[:32]}"',
        "Cache-Control": KEEP_ASKING,
        **licence_link(),
    }
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/json", headers=headers)


def give_nothing(request: Request) -> Response:
    """404 with the tables and formats that there are."""
    use(language_of(request))
    sentence = gettext("There is no such file. Tables: {tables}; formats: {formats}.")
    return PlainTextResponse(
        sentence.format(tables=", ".join(TABLES), formats=", ".join(FORMATS)), status_code=404
    )


def _not_now(request: Request, error: UnavailableError) -> Response:
    use(language_of(request))
    return PlainTextResponse(explain(error), status_code=503, headers={"Retry-After": "60"})
