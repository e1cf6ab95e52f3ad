"""Which addresses reach Streamlit, shown before an app that would answer every one of them."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket

from portal.sitemap import SCREENS
from portal.web.screens import KnownAddresses

METHODS = ["GET", "POST", "PUT", "DELETE", "OPTIONS"]


async def _shell(request: Request) -> Response:
    return PlainTextResponse(request.url.path)


async def _echo(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(await websocket.receive_text())
    await websocket.close()


@pytest.fixture
def visitor() -> Iterator[TestClient]:
    app = Starlette(
        routes=[
            WebSocketRoute("/_stcore/stream", _echo),
            Route("/{path:path}", _shell, methods=METHODS),
        ],
        middleware=[Middleware(KnownAddresses, own=("/data/", "/healthz", "/oidc/"))],
    )
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/metrics/",
        "/_stcore/agent",
        "/_stcore/agent/interact",
        "/_stcore/agent/openapi.json",
        "/_stcore/%61gent/openapi.json",
        "/_stcore/script-health-check",
        "/_stcore/upload_file/session/file",
        "/_stcore/upload%5Ffile/session/file",
    ],
)
def test_what_of_streamlit_nobody_needs_is_closed(
    visitor: TestClient, method: str, path: str
) -> None:
    assert visitor.request(method, path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/healthzz",
        "/healthz/",
        "/oauth2callbacks",
        "/favicon.png.php",
        "/manifest.json/x",
        "/auth/anything",
        "/auth/login/x",
        "/oidcs",
        "/noticesx",
        "/staticx",
    ],
)
def test_an_address_that_only_begins_like_a_known_one_is_not_found(
    visitor: TestClient, path: str
) -> None:
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/health",
        "/_stcore/host-config",
        "/_stcore/bidi-components/charts/index.js",
        "/static/js/index.js",
        "/media/chart.png",
        "/auth/login",
        "/auth/logout",
        "/oauth2callback",
        "/favicon.png",
        "/manifest.json",
        "/healthz",
        "/data/notices.csv",
        "/oidc/authorize",
        *(screen.address for screen in SCREENS),
    ],
)
def test_what_a_page_needs_passes(visitor: TestClient, path: str) -> None:
    assert visitor.get(path).text == path


def test_the_websocket_of_a_page_passes(visitor: TestClient) -> None:
    with visitor.websocket_connect("/_stcore/stream") as socket:
        socket.send_text("hello")
        assert socket.receive_text() == "hello"
