"""The HTML around every screen: language, title, description, or a real refusal."""

import html
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from portal.disclosure.describing import KINDS
from portal.locale import gettext, use
from portal.records.evaluation import Round, RoundState
from portal.records.notice import Notice, NoticeState
from portal.records.session import reading, writing
from portal.settings import Settings
from portal.sitemap import SCREENS, Screen
from portal.web.headers import security_headers

PLAIN_SCREENS = [screen for screen in SCREENS if screen.name not in KINDS]


def title_of(text: str) -> str:
    found = re.search(r"<title>(.*?)</title>", text)
    assert found
    return html.unescape(found[1])


@pytest.fixture(params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return use(request.param)


@pytest.mark.parametrize("screen", PLAIN_SCREENS, ids=lambda screen: screen.name)
def test_every_screen_says_what_it_is_before_any_script_runs(
    site: TestClient, screen: Screen, language: str
) -> None:
    response = site.get(f"{screen.address}?lang={language}")
    text = response.text
    assert response.status_code == 200
    assert text.count("<html lang=") == 1
    assert f'<html lang="{ {"zh": "zh-CN", "en": "en"}[language] }">' in text
    assert title_of(text) == f"{gettext(screen.title)} · {gettext('Sunlight')}"
    description = html.escape(gettext(screen.lead), quote=True)
    assert f'<meta name="description" content="{description}">' in text
    assert '<a href="/data/notices.csv">' in text.partition("<noscript>")[2]


def test_the_entry_page_runs_under_the_portals_own_policy(site: TestClient) -> None:
    text = site.get("/").text
    assert "<script>" not in text
    assert "service-desc" not in text
    assert 'src="./static/' in text or 'src="/static/' in text


def test_a_record_names_itself_in_the_title(site: TestClient) -> None:
    with reading() as session:
        notice = session.scalars(select(Notice).where(Notice.title.is_not(None)).limit(1)).one()
        result = session.scalars(
            select(Round).where(Round.state == RoundState.PUBLISHED).limit(1)
        ).one()
        contract = result.contract.title
    assert title_of(site.get(f"/notice?id={notice.id}").text).startswith(f"{notice.title} · ")
    assert title_of(site.get(f"/evaluation?id={result.id}").text).startswith(f"{contract} · ")


@pytest.mark.parametrize(
    ("address", "subject"),
    [
        ("/policies?clause=DW-7.7", "DW-7.7"),
        ("/policies?place=dawukou", "大武口区"),
        ("/policies?place=dawukou&view=duties&year=2026", "大武口区"),
    ],
)
def test_a_clause_and_a_place_name_themselves_in_the_title(
    site: TestClient, address: str, subject: str
) -> None:
    response = site.get(address)
    assert response.status_code == 200
    assert title_of(response.text).startswith(f"{subject} · ")


def test_the_title_of_a_place_is_in_the_language_of_the_reader(site: TestClient) -> None:
    text = site.get("/policies?place=dawukou&lang=en").text
    assert title_of(text) == "Dawukou · Sunlight"


def test_a_hostile_title_stays_text(
    own_demo: Settings, build_site: Callable[[], TestClient]
) -> None:
    del own_demo
    hostile = '</title><script>alert(1)</script><body>"'
    with writing() as session:
        notice = session.scalars(select(Notice).limit(1)).one()
        notice.title = hostile
    with build_site() as site:
        text = site.get(f"/notice?id={notice.id}").text
    assert "<script>alert" not in text
    assert title_of(text).startswith(hostile)


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere",
        "/index.html",
        "/notices.csv",
        "/notices/",
        "/pages/notices.py",
        "/portal.db",
        "/.env",
        "/notice",
        "/notice?id=",
        "/notice?id=unknown",
        "/notice?id=%00",
        "/notice?id=' OR 1=1 --",
        f"/notice?id={'x' * 4000}",
        "/evaluation",
        "/evaluation?id=unknown",
        "/policies?clause=DW-99",
        "/policies?clause=%00",
        "/policies?place=nowhere",
        f"/policies?place={'x' * 4000}",
        "/_stcorex",
        "/docs",
        "/openapi.json",
    ],
)
def test_what_does_not_exist_is_a_404_page(site: TestClient, address: str) -> None:
    response = site.get(address, follow_redirects=True)
    assert response.status_code == 404
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    use("zh")
    assert gettext("This page does not exist") in response.text
    assert '<a href="/">' in response.text


def test_an_unpublished_record_looks_like_one_that_never_was(
    own_demo: Settings, build_site: Callable[[], TestClient]
) -> None:
    del own_demo
    with writing() as session:
        notice = session.scalars(select(Notice).limit(1)).one()
        notice.state = NoticeState.DRAFT
        running = session.scalars(select(Round.id).where(Round.state == RoundState.OPEN)).first()
    with build_site() as site:
        never = site.get("/notice?id=never")
        for address in (f"/notice?id={notice.id}", f"/evaluation?id={running}"):
            hidden = site.get(address)
            assert (hidden.status_code, hidden.text) == (404, never.text)


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/_stcore/metrics",
        "/.well-known/agent.json",
        "/llms.txt",
    ],
)
def test_nothing_answers_agents_or_meters(site: TestClient, path: str) -> None:
    assert site.get(path).status_code == 404


@pytest.mark.parametrize(
    ("address", "tidy"),
    [
        ("/notices?q=&type=&by=&place=", "/notices"),
        ("/notices?q=养老&type=&by=consultation&from=", "/notices?q=养老&method=consultation"),
        ("/notices?q=+&region=440000", "/notices?region=440000"),
        ("/?place=", "/"),
        ("/evaluations?q=a%26b&grade=", "/evaluations?q=a%26b"),
        ("/notices?q=&lang=en", "/notices?lang=en"),
        ("/policies?place=dawukou&topic=&status=", "/policies?place=dawukou"),
    ],
)
def test_the_empty_fields_of_a_form_do_not_stay_in_the_address(
    site: TestClient, address: str, tidy: str
) -> None:
    response = site.get(address)
    assert response.status_code == 303
    assert str(site.build_request("GET", response.headers["location"]).url) == str(
        site.build_request("GET", tidy).url
    )
    assert site.get(response.headers["location"]).status_code == 200


@pytest.mark.parametrize("address", ["//evil.example?q=", "/\\evil.example?q=", "/notices//x?q="])
def test_tidying_never_leads_to_another_site(site: TestClient, address: str) -> None:
    response = site.get(f"{site.base_url}".rstrip("/") + address)
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("/notices?type=auction", "auction"),
        ("/notices?method=coin", "coin"),
        ("/notices?region=4400", "4400"),
        ("/notices?from=1.1.2024", "1.1.2024"),
        ("/evaluations?grade=A", "A"),
        ("/evaluations?to=2024-02-30", "2024-02-30"),
        ("/policies?topic=cooking", "cooking"),
        ("/policies?place=deyang&status=done", "done"),
        ("/policies?place=deyang&view=map", "map"),
        ("/policies?place=deyang&view=duties&year=1066", "1066"),
        ("/policies?place=deyang&view=duties&region=440000", "440000"),
    ],
)
def test_a_list_with_a_wrong_filter_is_a_400_page_with_a_sentence(
    site: TestClient, address: str, named: str
) -> None:
    response = site.get(address)
    assert response.status_code == 400
    use("zh")
    assert gettext("This request cannot be read") in response.text
    assert named in response.text


def test_a_hostile_filter_is_repeated_as_text_only(site: TestClient) -> None:
    response = site.get("/notices?type=<script>alert(1)</script>")
    assert response.status_code == 400
    assert "<script>" not in response.text
    assert "&lt;script&gt;" in response.text


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/notices",
        "/notice?id=unknown",
        "/nowhere",
        "/policies?clause=DW-7.7",
        "/policies?clause=none",
        "/notices?type=wrong",
        "/notices?q=",
        "/data/notices.csv",
        "/data/none.csv",
        "/healthz",
        "/readyz",
        "/oidc/.well-known/openid-configuration",
        "/_stcore/metrics",
    ],
)
def test_every_kind_of_answer_carries_the_security_headers(
    site: TestClient, demo: Settings, address: str
) -> None:
    headers = site.get(address).headers
    for name, value in security_headers(demo).items():
        assert headers.get_list(name) == [value], name


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_screen_is_only_read(site: TestClient, method: str) -> None:
    assert site.request(method, "/notices").status_code == 405
