"""What every answer of the portal tells a browser."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import Message
from starlette.websockets import WebSocket

from portal.settings import Settings, read_settings
from portal.web.headers import SecurityHeaders, content_security_policy, security_headers


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"PORTAL_VAR_DIR": str(tmp_path)})


@pytest.fixture
def production(tmp_path: Path) -> Settings:
    return read_settings(
        {
            "PORTAL_VAR_DIR": str(tmp_path),
            "PORTAL_MODE": "production",
            "PORTAL_SECRET_KEY": "Zk3-9QwErT7yUiOpLmNbVcXz2AsDfGh5",
            "PORTAL_PUBLIC_URL": "https://portal.example",
            "PORTAL_OIDC_ISSUER": "https://id.example",
            "PORTAL_OIDC_CLIENT_ID": "portal",
            "PORTAL_OIDC_CLIENT_SECRET": "secret",
        }
    )


async def _stricter(_request: Request) -> Response:
    return HTMLResponse("x", headers={"Content-Security-Policy": "default-src 'none'"})


async def _rows(_request: Request) -> Response:
    async def lines() -> AsyncIterator[str]:
        for number in range(1000):
            yield f"{number}\n"

    return StreamingResponse(lines(), media_type="text/csv")


async def _page(request: Request) -> Response:
    return PlainTextResponse(request.url.path)


async def _echo(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(await websocket.receive_text())
    await websocket.close()


def _browser(settings: Settings) -> TestClient:
    app = Starlette(
        routes=[
            Route("/stricter", _stricter),
            Route("/rows.csv", _rows),
            WebSocketRoute("/_stcore/stream", _echo),
            Route("/{path:path}", _page, methods=["GET", "POST"]),
        ],
        middleware=[Middleware(SecurityHeaders, settings=settings)],
    )
    return TestClient(app, settings.public_url)


@pytest.fixture
def browser(settings: Settings) -> Iterator[TestClient]:
    with _browser(settings) as client:
        yield client


def test_every_answer_carries_the_headers(browser: TestClient, settings: Settings) -> None:
    headers = browser.get("/notices").headers
    for name, value in security_headers(settings).items():
        assert headers.get_list(name) == [value]
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "camera=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers


def test_a_streamed_file_carries_the_headers_and_is_not_held_back(settings: Settings) -> None:
    with _browser(settings) as client, client.stream("GET", "/rows.csv") as response:
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "content-length" not in response.headers
        assert sum(1 for _ in response.iter_lines()) == 1000


async def _first_messages(settings: Settings) -> list[str]:
    """Return what has been sent by the time the stream yields its second chunk."""
    sent: list[str] = []
    seen: list[str] = []

    async def app(_scope: object, _receive: object, send: object) -> None:
        assert callable(send)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"1", "more_body": True})
        seen.extend(sent)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message["type"])

    scope = {"type": "http", "path": "/rows.csv"}
    await SecurityHeaders(app, settings)(scope, receive, send)
    return seen


def test_the_first_rows_leave_before_the_last_are_made(settings: Settings) -> None:
    messages: list[str] = []
    coroutine = _first_messages(settings)
    with pytest.raises(StopIteration) as done:
        coroutine.send(None)
    messages.extend(done.value.value)
    assert messages == ["http.response.start", "http.response.body"]


def test_a_page_may_be_stricter_than_the_rest(browser: TestClient) -> None:
    headers = browser.get("/stricter").headers
    assert headers.get_list("content-security-policy") == ["default-src 'none'"]


def test_over_https_the_browser_is_told_to_stay_there(production: Settings) -> None:
    with _browser(production) as client:
        assert client.get("/").headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("public_url", "socket"),
    [
        ("http://127.0.0.1:8501", "ws://127.0.0.1:8501"),
        ("https://portal.example", "wss://portal.example"),
        ("http://[::1]:8501", "ws://[::1]:8501"),
    ],
)
def test_a_page_may_talk_to_its_own_host_alone(public_url: str, socket: str) -> None:
    rules = dict(rule.split(" ", 1) for rule in content_security_policy(public_url).split("; "))
    assert rules["connect-src"] == f"'self' {socket}"
    assert rules["script-src"] == rules["default-src"] == "'self'"
    assert rules["object-src"] == rules["frame-ancestors"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'self'"


def test_the_websocket_of_a_page_passes(browser: TestClient) -> None:
    with browser.websocket_connect("/_stcore/stream") as socket:
        socket.send_text("hello")
        assert socket.receive_text() == "hello"
