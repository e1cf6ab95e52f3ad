"""Whether the process lives and whether it can do its work, for whoever runs it."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from portal.errors import DatabaseFaultError, UnavailableError
from portal.records.migrate import is_current
from portal.records.session import get_engine


def health_routes() -> list[Route]:
    """``/healthz`` and ``/readyz``."""
    return [
        Route("/healthz", alive, methods=["GET"]),
        Route("/readyz", ready, methods=["GET"]),
    ]


async def alive(request: Request) -> Response:
    """200 as long as the process answers; a coroutine, so as not to wait for a free thread."""
    del request
    return PlainTextResponse("ok\n")


def ready(request: Request) -> Response:
    """200 when the database can be reached and stands at the newest version, else 503."""
    del request
    try:
        if is_current(get_engine()):
            return PlainTextResponse("ready\n")
        reason = "the database is not migrated; run: portal migrate\n"
    except (UnavailableError, DatabaseFaultError):
        reason = "the database cannot be reached\n"
    return PlainTextResponse(reason, status_code=503)
