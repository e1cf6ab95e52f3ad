"""What a page says before any script runs: linked data, previews, citation, and the plain page."""

import hashlib
import html
import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from portal.disclosure import lasting
from portal.disclosure.describing import KINDS
from portal.locale import gettext, use
from portal.records.contract import Contract
from portal.records.evaluation import Result
from portal.records.notice import Notice, NoticeState
from portal.records.organisation import Organisation
from portal.records.session import reading, writing
from portal.settings import Settings
from portal.web import robots
from portal.web.metadata import data_block

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
RECORDS = [name for name, kind in KINDS.items() if kind.is_lasting]
TYPES = {
    "notice": "DigitalDocument",
    "contract": "DigitalDocument",
    "contractor": "Organization",
    "evaluation": "Dataset",
}


def some(kind: str) -> str:
    """The path of a public record of this kind."""
    with reading() as session:
        match kind:
            case "notice":
                chosen = select(Notice.id).where(Notice.title.is_not(None), Notice.is_demo)
            case "contract":
                chosen = select(Contract.id)
            case "contractor":
                chosen = select(Contract.contractor_id)
            case _:
                chosen = select(Result.round_id)
        return f"/{kind}?id={session.scalars(chosen.limit(1)).one()}"


def meta(text: str, name: str) -> str:
    found = re.search(rf'<meta (?:name|property)="{name}" content="([^"]*)">', text)
    assert found, name
    return html.unescape(found[1])


def linked(text: str) -> Any:
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    return json.loads(block)


def plain(text: str) -> str:
    (found,) = re.findall(r"<noscript>(.*?)</noscript>", text, re.DOTALL)
    return str(found)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_says_what_it_is_in_the_html_itself(
    site: TestClient, demo: Settings, kind: str, language: str
) -> None:
    path = some(kind)
    spoken = path if language == "zh" else f"{path}&lang=en"
    text = site.get(f"{path}&lang={language}").text
    title = meta(text, "og:title")
    assert f"<title>{html.escape(title)} · " in text
    assert f'<link rel="canonical" href="{html.escape(demo.public_url + spoken)}">' in text
    for tag, address in (("zh-CN", path), ("en", f"{path}&lang=en"), ("x-default", path)):
        way = html.escape(demo.public_url + address)
        assert f'<link rel="alternate" hreflang="{tag}" href="{way}">' in text
    assert meta(text, "og:url") == demo.public_url + spoken
    assert meta(text, "og:type") == "article"
    assert meta(text, "description") == meta(text, "og:description")
    assert len(meta(text, "description")) > 30
    data = linked(text)
    assert data["@context"] == "https://schema.org"
    assert (data["@type"], data["name"]) == (TYPES[kind], title)
    assert data["url"] == demo.public_url + path
    assert path.partition("=")[2] in json.dumps(data["identifier"])


@pytest.mark.parametrize("kind", RECORDS)
def test_invented_records_say_so_where_no_script_runs(site: TestClient, kind: str) -> None:
    text = site.get(some(kind)).text
    use("zh")
    invented = gettext("Demonstration: invented, it says nothing about anybody")
    assert invented in meta(text, "description")
    assert invented in linked(text)["description"]
    assert invented in plain(text)


@pytest.mark.parametrize("kind", RECORDS)
def test_a_reader_without_scripts_gets_the_main_facts_and_the_files(
    site: TestClient, kind: str
) -> None:
    text = plain(site.get(some(kind)).text)
    with reading() as session:
        contract = session.scalars(select(Contract).limit(1)).one()
        firm = contract.contractor.name
    assert "<h1>" in text
    assert text.count("<dt>") > 3
    if kind == "contract":
        assert f"<dd>{html.escape(firm)}</dd>" in text
        assert f"<dd>{contract.signed_on}</dd>" in text
        amount = contract.amount_fen or 0
        assert f"<dd>{amount // 100:,}.{amount % 100:02} CNY</dd>" in text
    for way in re.findall(r'href="([^"]*)"', text):
        if way.startswith("/"):
            assert site.get(html.unescape(way)).status_code == 200, way


def test_a_list_names_its_first_rows_to_whoever_runs_no_script(site: TestClient) -> None:
    text = plain(site.get("/contracts?region=510000").text)
    ways = [html.unescape(way) for way in re.findall(r'href="(/contract\?id=[^"]*)"', text)]
    assert len(ways) == 1
    assert site.get(ways[0]).status_code == 200
    assert 'href="/data/contracts.csv?region=510000"' in text


def test_a_list_is_known_by_its_filters_whatever_their_order(
    site: TestClient, demo: Settings
) -> None:
    for address in ("/notices?type=result&region=440000", "/notices?region=440000&type=result"):
        text = site.get(address).text
        way = html.escape(f"{demo.public_url}/notices?region=440000&type=result")
        assert f'<link rel="canonical" href="{way}">' in text


@pytest.mark.parametrize("kind", RECORDS)
def test_a_citation_names_who_what_when_where_and_when_it_was_read(
    site: TestClient, demo: Settings, kind: str
) -> None:
    path = some(kind)
    text = html.unescape(plain(site.get(path).text))
    title = meta(site.get(path).text, "og:title")
    assert f"{title}[EB/OL]" in text
    assert f"{demo.public_url}{path}" in text
    if kind in ("notice", "evaluation"):
        assert re.search(r"SHA-256: [0-9a-f]{64}", text)
    if kind == "notice":
        assert f"{path}&version=1" in text
        assert site.get(f"{path}&version=1").status_code == 200


def test_the_hash_of_a_citation_is_that_of_the_file(site: TestClient) -> None:
    path = some("evaluation")
    bundle = site.get(f"/data/evaluations/{path.partition('=')[2]}.json").content
    text = site.get(path).text
    assert hashlib.sha256(bundle).hexdigest() in plain(text)
    assert linked(text)["identifier"][1]["value"] == hashlib.sha256(bundle).hexdigest()


def test_the_address_of_an_earlier_version_says_nothing_of_the_current_one(
    site: TestClient,
) -> None:
    with reading() as session:
        notice = session.scalars(
            select(Notice).where(Notice.version == 2, Notice.fields.is_not(None))
        ).first()
        assert notice
    now = site.get(f"/notice?id={notice.id}").text
    earlier = site.get(f"/notice?id={notice.id}&version=1").text
    assert notice.content_hash in now
    assert notice.content_hash not in earlier
    assert str(notice.event_text) in now
    assert str(notice.event_text) not in earlier
    assert f"id={notice.id}&amp;version=1" in earlier
    assert 'content="noindex"' in earlier
    assert site.get(f"/notice?id={notice.id}&version=2").text.count(notice.content_hash)


@pytest.mark.parametrize("hostile", ["</script><script>alert(1)</script>", "<!--", "\u2028'\"&"])
def test_no_text_ends_the_block_of_linked_data(hostile: str) -> None:
    block = data_block({"name": hostile})
    inside = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not {"<", ">", "&", "\u2028"} & set(inside)
    assert json.loads(inside) == {"name": hostile}


def test_hostile_names_stay_words_in_head_and_plain_page(
    own_demo: Settings, build_site: Callable[[], TestClient]
) -> None:
    del own_demo
    hostile = '"></noscript></script><script>alert(1)</script>'
    with writing() as session:
        contract = session.scalars(select(Contract).limit(1)).one()
        contract.title = hostile
        session.get_one(Organisation, contract.contractor_id).name = hostile
    with build_site() as site:
        for path in (f"/contract?id={contract.id}", f"/contractor?id={contract.contractor_id}"):
            text = site.get(path).text
            assert "<script>alert" not in text
            assert linked(text)["name"] == hostile
        assert "<script>alert" not in site.get("/contracts").text


def test_a_demonstration_asks_not_to_be_listed(site: TestClient) -> None:
    for address in ("/", "/notices", "/data/notices.csv", "/robots.txt", some("notice")):
        assert site.get(address).headers["x-robots-tag"] == "noindex"
    assert meta(site.get("/").text, "robots") == "noindex"
    assert "Sitemap:" not in site.get("/robots.txt").text
    assert "\nDisallow:\n" in site.get("/robots.txt").text


@pytest.fixture
def listed(
    own_demo: Settings, build_site: Callable[[], TestClient], monkeypatch: pytest.MonkeyPatch
) -> TestClient:
    """A site that search engines may list."""
    from portal.settings import get_settings

    del own_demo
    monkeypatch.setenv("PORTAL_INDEXED", "1")
    monkeypatch.setenv("PORTAL_SECURITY_CONTACT", "security@example.gov.cn")
    get_settings.cache_clear()
    return build_site()


def test_an_installation_that_may_be_listed_says_where_everything_is(listed: TestClient) -> None:
    text = listed.get("/robots.txt").text
    assert "Sitemap: http://127.0.0.1:8501/sitemap.xml" in text
    assert "Disallow: /desk" in text
    assert "x-robots-tag" not in listed.get("/").headers
    assert 'name="robots"' not in listed.get("/notices").text
    assert meta(listed.get("/desk").text, "robots") == "noindex"


def locations(text: str) -> list[str]:
    root = ET.fromstring(text)  # noqa: S314 - the portal's own words
    return [str(each.text) for each in root.iter(f"{SITEMAP}loc")]


def test_every_address_of_the_map_answers(site: TestClient, demo: Settings) -> None:
    response = site.get("/sitemap.xml")
    assert response.headers["content-type"] == "application/xml; charset=utf-8"
    found = locations(response.text)
    assert len(found) == len(set(found))
    for address in found:
        path = address.removeprefix(demo.public_url)
        if "clause=" not in path:
            assert site.get(path).status_code == 200, path
    clauses = [each for each in found if "clause=" in each]
    assert len(clauses) > 300
    for address in clauses[::25]:
        assert site.get(address.removeprefix(demo.public_url)).status_code == 200
    with reading() as session:
        notices = session.scalars(select(Notice.id).where(Notice.state == NoticeState.ISSUED))
        expected = {f"{demo.public_url}/notice?id={each}" for each in notices}
    assert expected <= set(found)
    assert not any("/credit?" in each or "/desk" in each for each in found)
    days = re.findall(r"<lastmod>(.*?)</lastmod>", response.text)
    assert len(days) > len(expected)
    assert all(re.fullmatch(r"20\d\d-\d\d-\d\d", each) for each in days)


def test_more_addresses_than_one_file_may_hold_are_parted(
    site: TestClient, demo: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = locations(site.get("/sitemap.xml").text)
    monkeypatch.setattr(robots, "MOST", 25)
    monkeypatch.setattr(lasting, "AT_ONCE", 10)
    index = locations(site.get("/sitemap.xml").text)
    assert len(index) > 4
    parts = [site.get(each.removeprefix(demo.public_url)) for each in index]
    assert {each.status_code for each in parts} == {200}
    assert sorted(address for each in parts for address in locations(each.text)) == sorted(whole)
    for name in ("notices-99", "contracts-1", "screens-1", "credit_records-0", "nothing-0"):
        assert site.get(f"/sitemaps/{name}.xml").status_code == 404


def test_whom_to_tell_of_a_weakness_is_said_where_somebody_is_named(listed: TestClient) -> None:
    text = listed.get("/.well-known/security.txt").text
    assert "Contact: mailto:security@example.gov.cn\n" in text
    assert re.search(r"\nExpires: 20\d\d-\d\d-\d\dT00:00:00Z\n", text)
    assert "Canonical: http://127.0.0.1:8501/.well-known/security.txt" in text


def test_nobody_is_named_where_the_settings_name_nobody(site: TestClient) -> None:
    assert site.get("/.well-known/security.txt").status_code == 404


def test_the_data_page_describes_every_file_for_programs(site: TestClient) -> None:
    data = linked(site.get("/data").text)
    assert data["@type"] == "DataCatalog"
    for each in data["dataset"]:
        assert len(each["distribution"]) == 3
    assert linked(site.get("/").text)["@type"] == "WebSite"
