"""The public tables as files, and the bundle from which a result can be recomputed."""

from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from portal.disclosure.bundles import find_bundle
from portal.disclosure.catalogue import TABLES
from portal.disclosure.files import FORMATS
from portal.disclosure.formats import datapackage
from portal.errors import InvalidInputError, UnavailableError
from portal.locale import explain, gettext, use
from portal.records.session import get_engine, reading
from portal.settings import get_settings
from portal.web.language import language_of
from portal.web.queries import single


def download_routes() -> list[Route]:
    """The tables in each format, the package that describes them, and the bundles."""
    return [
        Route("/data/evaluations/{evaluation}.json", give_bundle, methods=["GET"]),
        Route(f"/data/{datapackage.NAME}", give_datapackage, methods=["GET"]),
        Route("/data/{table}.{format}", give_table, methods=["GET"]),
        Route("/data/{anything:path}", give_nothing, methods=["GET"]),
    ]


def give_table(request: Request) -> Response:
    """Stream one table in one format, narrowed by the filters of its page."""
    published = TABLES.get(request.path_params["table"])
    chosen = FORMATS.get(request.path_params["format"])
    if not published or not chosen:
        return give_nothing(request)
    query = request.query_params
    try:
        wanted: Any = published.filter.read(single(query))
    except InvalidInputError as error:
        use(language_of(request))
        return PlainTextResponse(explain(error), status_code=400)
    write, media_type = chosen
    name = f"{published.table.name}.{request.path_params['format']}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if request.method == "HEAD":
        return Response(media_type=media_type, headers=headers)
    try:
        with reading() as session:
            session.connection()  # before the first byte, which says that all is well
    except UnavailableError as error:
        return _not_now(request, error)
    rows = write(get_engine(), published.table, wanted)
    return StreamingResponse(rows, media_type=media_type, headers=headers)


def give_bundle(request: Request) -> Response:
    """The published bundle of one evaluation, exactly as ``portal score`` reads it."""
    try:
        with reading() as session:
            bundle = find_bundle(session, request.path_params["evaluation"])
    except UnavailableError as error:
        return _not_now(request, error)
    if bundle is None:
        return give_nothing(request)
    return Response(bundle, media_type="application/json")


def give_datapackage(request: Request) -> Response:
    """What every table and column is, for programs; the same for all."""
    del request
    described = datapackage.write_datapackage(get_settings().public_url)
    return Response(described, media_type="application/json")


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
