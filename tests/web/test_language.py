"""Chinese first, English beside it: the address decides, then the cookie it left."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from portal.web.language import LanguageCookie, language_of

CHINESE, ENGLISH = '<html lang="zh-CN">', '<html lang="en">'


def test_a_first_visit_is_chinese_and_leaves_no_cookie(site: TestClient) -> None:
    response = site.get("/notices", headers={"Accept-Language": "en-GB"})
    assert CHINESE in response.text
    assert "set-cookie" not in response.headers


def test_the_language_chosen_once_stays(site: TestClient) -> None:
    assert ENGLISH in site.get("/notices?lang=en").text
    assert ENGLISH in site.get("/evaluations?q=x").text
    assert "Download" not in site.get("/notices?lang=zh").text
    assert CHINESE in site.get("/evaluations").text


def test_the_cookie_lasts_a_year_and_stays_on_this_site(site: TestClient) -> None:
    cookie = site.get("/data?lang=en").headers["set-cookie"]
    assert cookie == "lang=en; Path=/; Max-Age=31536000; SameSite=Lax"


@pytest.mark.parametrize("asked", ["de", "EN", "en-GB", "zh;Path=/", "en%0d%0aSet-Cookie:a=b", ""])
def test_an_unknown_language_is_chinese_and_leaves_no_cookie(site: TestClient, asked: str) -> None:
    site.cookies.set("lang", "xx")
    response = site.get(f"/notices?lang={asked}", follow_redirects=True)
    assert CHINESE in response.text
    assert "set-cookie" not in response.headers


def test_an_address_that_names_a_language_wins_over_the_cookie(site: TestClient) -> None:
    site.cookies.set("lang", "en")
    assert CHINESE in site.get("/notices?lang=zh").text


@pytest.mark.parametrize("address", ["/nowhere", "/notice?id=unknown", "/notices?type=wrong"])
def test_trouble_is_told_in_the_readers_language(site: TestClient, address: str) -> None:
    mark = "&" if "?" in address else "?"
    assert CHINESE in site.get(address).text
    assert ENGLISH in site.get(f"{address}{mark}lang=en").text
    assert ENGLISH in site.get(address).text


def test_over_https_the_cookie_is_secure() -> None:
    async def page(request: Request) -> Response:
        return PlainTextResponse(language_of(request))

    app = Starlette(routes=[Route("/", page)], middleware=[Middleware(LanguageCookie, secure=True)])
    with TestClient(app, "https://portal.example") as visitor:
        assert visitor.get("/?lang=en").headers["set-cookie"].endswith("; Secure")
        assert visitor.get("/").text == "en"
