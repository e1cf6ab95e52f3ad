"""Around Streamlit's sign-in: where a visitor comes back to, and what cookies carry."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket
from streamlit.runtime.secrets import _validate_secrets_value

from portal.settings import Settings, read_settings
from portal.web.signin import (
    LONGEST_PATH,
    RETURN_COOKIE,
    cookie_secret,
    prepare_environment,
    return_path,
    signin_middleware,
    streamlit_secrets,
)

SECRET = "Zk3-9QwErT7yUiOpLmNbVcXz2AsDfGh5"  # noqa: S105 - invented for these tests


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings({"PORTAL_VAR_DIR": str(tmp_path)})


@pytest.fixture
def production(tmp_path: Path) -> Settings:
    return read_settings(
        {
            "PORTAL_VAR_DIR": str(tmp_path),
            "PORTAL_MODE": "production",
            "PORTAL_SECRET_KEY": SECRET,
            "PORTAL_PUBLIC_URL": "https://portal.example",
            "PORTAL_OIDC_ISSUER": "https://id.example",
            "PORTAL_OIDC_CLIENT_ID": "portal",
            "PORTAL_OIDC_CLIENT_SECRET": "secret",
        }
    )


def browser(settings: Settings, base_url: str | None = None) -> TestClient:
    """A browser before a server that answers at the sign-in addresses as Streamlit does."""

    async def login(request: Request) -> Response:
        if "provider" not in request.query_params:
            return RedirectResponse("/", 302)
        state = request.query_params["provider"]
        response = RedirectResponse(f"https://id.example/authorize?state={state}&x=1", 302)
        response.set_cookie("_streamlit_session", "s", httponly=True)
        return response

    async def callback(_request: Request) -> Response:
        response = RedirectResponse("/", 302)
        response.set_cookie("_streamlit_user", "u", httponly=True)
        response.set_cookie("already", "a", secure=True)
        return response

    async def logout(_request: Request) -> Response:
        return RedirectResponse("https://id.example/logout", 302)

    async def page(request: Request) -> Response:
        return PlainTextResponse(request.url.path)

    async def socket(websocket: WebSocket) -> None:
        await websocket.accept(headers=[(b"set-cookie", b"socket=s")])
        await websocket.close()

    app = Starlette(
        routes=[
            Route("/auth/login", login),
            Route("/auth/logout", logout),
            Route("/oauth2callback", callback),
            WebSocketRoute("/_stcore/stream", socket),
            Route("/{path:path}", page, methods=["GET", "POST"]),
        ],
        middleware=signin_middleware(settings),
    )
    return TestClient(app, base_url or settings.public_url, follow_redirects=False)


@pytest.fixture
def visitor(settings: Settings) -> Iterator[TestClient]:
    with browser(settings) as client:
        yield client


def come_back(visitor: TestClient, *, referer: str | None = None, wanted: str | None = None) -> str:
    """Sign in from a page and return where the visitor lands."""
    query = {"provider": "abc"} | ({} if wanted is None else {"next": wanted})
    headers = {} if referer is None else {"Referer": referer}
    visitor.get(f"/auth/login?{urlencode(query)}", headers=headers)
    landing: str = visitor.get("/oauth2callback?state=abc&code=1").headers["location"]
    return landing


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/rate",
        "/rate?round=2026-1",
        "/notice?id=gd-2026-0001&lang=en",
        "/notices?q=%E4%BD%8E%E4%BF%9D&region=440000&from=2026-01-01",
        "/notices?q=a|b&sort={x}",
        "/evaluation?id=a/b:c@d~e",
    ],
)
def test_a_visitor_comes_back_to_the_page_where_signing_in_was_chosen(
    visitor: TestClient, path: str
) -> None:
    assert come_back(visitor, referer=f"http://127.0.0.1:8501{path}") == path
    assert come_back(visitor, wanted=path) == path


def test_a_page_named_in_the_link_comes_before_the_page_it_stood_on(visitor: TestClient) -> None:
    referer = "http://127.0.0.1:8501/account"
    assert come_back(visitor, referer=referer, wanted="/rate?round=1") == "/rate?round=1"
    assert come_back(visitor, referer=referer, wanted="//evil.example") == "/account"


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "rate",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\\/evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/%0d%0aSet-Cookie:%20a=b",
        "/rate?x=%0d%0aSet-Cookie:%20a=b",
        "/rate?x=%00",
        "/rate\r\nSet-Cookie: a=b",
        "/rate\tx",
        "/ rate",
        "/%2fevil.example",
        "/%5cevil.example",
        "/.//evil.example",
        "/..//evil.example",
        "/../evil",
        "/rate//evil.example",
        "/@evil.example",
        "/rate#fragment",
        "/rate?x=\\evil",
        '/rate?x="><script>',
        "/评价",
        "/auth/login?provider=x",
        "/auth/logout",
        "/oauth2callback?state=x",
        "/oidc/authorize?x=1",
        "/_stcore/health",
        "/" + "a" * LONGEST_PATH,
    ],
)
def test_no_trick_turns_the_way_back_into_a_way_out(visitor: TestClient, hostile: str) -> None:
    assert return_path(hostile) is None
    assert come_back(visitor, wanted=hostile) == "/"


@pytest.mark.parametrize(
    "referer",
    [
        None,
        "https://evil.example/rate",
        "http://127.0.0.1:8501.evil.example/rate",
        "http://127.0.0.1:8501@evil.example/rate",
        "http://127.0.0.1:85011/rate",
        "https://127.0.0.1:8501/rate",
        "http://localhost:8501/rate",
        "http://127.0.0.1:8501//evil.example",
        "http://127.0.0.1:8501/\\evil.example",
        "about:blank",
    ],
)
def test_a_page_of_another_origin_is_not_returned_to(
    visitor: TestClient, referer: str | None
) -> None:
    assert come_back(visitor, referer=referer) == "/"


def test_the_way_back_is_used_once_and_only_for_its_own_sign_in(visitor: TestClient) -> None:
    visitor.get("/auth/login?provider=abc&next=/rate")
    kept = visitor.cookies[RETURN_COOKIE]
    assert visitor.get("/oauth2callback?state=other").headers["location"] == "/"
    assert RETURN_COOKIE not in visitor.cookies
    visitor.cookies.set(RETURN_COOKIE, kept, domain="127.0.0.1", path="/oauth2callback")
    assert visitor.get("/oauth2callback?state=abc").headers["location"] == "/rate"
    assert RETURN_COOKIE not in visitor.cookies


def test_a_later_sign_in_without_a_page_forgets_the_earlier_one(visitor: TestClient) -> None:
    visitor.get("/auth/login?provider=abc&next=/rate")
    visitor.get("/auth/login?provider=abc")
    assert RETURN_COOKIE not in visitor.cookies


def test_a_sign_in_that_streamlit_refuses_keeps_nothing(visitor: TestClient) -> None:
    visitor.get("/auth/login?next=/rate")
    assert RETURN_COOKIE not in visitor.cookies


def test_a_refused_or_cancelled_sign_in_also_comes_back(visitor: TestClient) -> None:
    visitor.get("/auth/login?provider=abc&next=/rate")
    answer = visitor.get("/oauth2callback?error=access_denied&state=abc")
    assert answer.headers["location"] == "/rate"


@pytest.mark.parametrize("forged", ["/rate", "e30.e30.e30", "eyJhbGciOiJub25lIn0.e30.", ""])
def test_a_forged_way_back_is_ignored(visitor: TestClient, forged: str) -> None:
    visitor.cookies.set(RETURN_COOKIE, forged, domain="127.0.0.1", path="/oauth2callback")
    assert visitor.get("/oauth2callback?state=abc").headers["location"] == "/"


def test_a_way_back_is_good_for_ten_minutes(
    visitor: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.get("/auth/login?provider=abc&next=/rate")
    monkeypatch.setattr("time.time", lambda: 9_999_999_999.0)
    visitor.cookies.set(
        RETURN_COOKIE, visitor.cookies[RETURN_COOKIE], domain="127.0.0.1", path="/oauth2callback"
    )
    assert visitor.get("/oauth2callback?state=abc").headers["location"] == "/"


def test_only_the_callback_is_sent_the_way_back(visitor: TestClient) -> None:
    response = visitor.get("/auth/login?provider=abc&next=/rate")
    cookies = response.headers.get_list("set-cookie")
    assert [cookie.split("=")[0] for cookie in cookies] == ["_streamlit_session", RETURN_COOKIE]
    attributes = cookies[1].split("; ")[1:]
    assert attributes == ["Max-Age=600", "Path=/oauth2callback", "HttpOnly", "SameSite=Lax"]


def test_signing_out_ends_on_the_home_page_without_asking_streamlit(visitor: TestClient) -> None:
    response = visitor.get("/oauth2callback")
    assert (response.status_code, response.headers["location"]) == (302, "/")
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    ("site", "landing"),
    [
        (None, "https://id.example/logout"),
        ("same-origin", "https://id.example/logout"),
        ("none", "https://id.example/logout"),
        ("cross-site", "/"),
        ("same-site", "/"),
    ],
)
def test_another_site_cannot_sign_a_visitor_out(
    visitor: TestClient, site: str | None, landing: str
) -> None:
    headers = {} if site is None else {"Sec-Fetch-Site": site}
    assert visitor.get("/auth/logout", headers=headers).headers["location"] == landing


def test_over_https_every_cookie_is_secure_and_none_twice(production: Settings) -> None:
    with browser(production) as visitor:
        responses = [
            visitor.get("/auth/login?provider=abc&next=/rate"),
            visitor.get("/oauth2callback?state=abc"),
        ]
    cookies = [text for r in responses for text in r.headers.get_list("set-cookie")]
    assert len(cookies) == 5
    assert all(text.split("; ").count("Secure") == 1 for text in cookies)


def test_over_https_a_cookie_of_the_websocket_is_secure_too(production: Settings) -> None:
    with browser(production) as visitor, visitor.websocket_connect("/_stcore/stream") as socket:
        assert socket.extra_headers == [(b"set-cookie", b"socket=s; Secure")]


def test_on_this_machine_cookies_work_without_https(visitor: TestClient) -> None:
    cookies = visitor.get("/auth/login?provider=abc").headers.get_list("set-cookie")
    assert all("Secure" not in text for text in cookies)


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("http://localhost:8501/rate?round=1", "http://127.0.0.1:8501/rate?round=1"),
        ("http://[::1]:8501/", "http://127.0.0.1:8501/"),
        ("http://localhost:8501/a%20b", "http://127.0.0.1:8501/a%20b"),
        ("http://localhost:8501//evil.example", "http://127.0.0.1:8501/evil.example"),
        ("http://127.0.0.1:8501/rate", None),
        ("http://localhost:9000/rate", None),
        ("http://portal.example:8501/rate", None),
        ("http://localhost:8501/healthz", None),
        ("http://localhost:8501/data/notices.csv", None),
        ("http://localhost:8501/_stcore/health", None),
    ],
)
def test_other_names_of_this_machine_lead_to_the_one_sign_in_knows(
    settings: Settings, address: str, target: str | None
) -> None:
    with browser(settings) as visitor:
        response = visitor.get(address)
    assert response.headers.get("location") == target
    assert response.status_code == (200 if target is None else 307)


def test_a_form_sent_to_another_name_is_not_redirected(settings: Settings) -> None:
    with browser(settings) as visitor:
        assert visitor.post("http://localhost:8501/rate").status_code == 200


def test_a_host_that_is_no_name_is_left_to_the_server(visitor: TestClient) -> None:
    for host in ("", "[", "localhost:port", "localhost:99999"):
        assert visitor.get("/rate", headers={"Host": host}).status_code == 200


def test_behind_a_proxy_that_rewrites_the_host_nothing_is_redirected(
    production: Settings,
) -> None:
    with browser(production, "http://127.0.0.1:8501") as visitor:
        assert visitor.get("/rate").status_code == 200


def test_streamlit_is_told_where_to_sign_in(settings: Settings) -> None:
    secrets = streamlit_secrets(settings)
    _validate_secrets_value(secrets)
    assert secrets["auth"] == {
        "redirect_uri": "http://127.0.0.1:8501/oauth2callback",
        "cookie_secret": cookie_secret(settings),
        "client_id": "sunlight-portal",
        "client_secret": settings.oidc.client_secret.get_secret_value(),
        "server_metadata_url": "http://127.0.0.1:8501/oidc/.well-known/openid-configuration",
        "client_kwargs": {
            "scope": "openid profile",
            "prompt": "select_account",
            "trust_env": False,
        },
    }


def test_in_production_an_outbound_proxy_is_respected(production: Settings) -> None:
    assert "trust_env" not in streamlit_secrets(production)["auth"]["client_kwargs"]


def test_streamlit_signs_its_session_with_the_same_secret(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_COOKIE_SECRET", "old")
    prepare_environment(settings)
    secret = streamlit_secrets(settings)["auth"]["cookie_secret"]
    assert os.environ["STREAMLIT_SERVER_COOKIE_SECRET"] == secret
    assert len(secret) == 64


def test_a_cookie_of_the_demonstration_means_nothing_in_production(
    production: Settings, tmp_path: Path
) -> None:
    demo = read_settings({"PORTAL_VAR_DIR": str(tmp_path), "PORTAL_SECRET_KEY": SECRET})
    assert demo.secret_key == production.secret_key
    assert cookie_secret(demo) != cookie_secret(production)
