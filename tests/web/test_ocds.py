"""Open contracting data over HTTP: what a journalist's program is answered."""

import json
from collections.abc import Callable, Iterator

import pytest
from starlette.testclient import TestClient

from portal.records.notice import Notice, NoticeState
from portal.records.session import writing
from portal.settings import Settings, get_settings
from tests.ocds.schemas import Json, faults

RELEASES = "/data/ocds/releases.jsonl"


@pytest.fixture
def own_site(own_demo: Settings, build_site: Callable[[], TestClient]) -> Iterator[TestClient]:
    """The site on a demonstration that the test may change."""
    del own_demo
    with build_site() as client:
        yield client


def lines(site: TestClient, query: str = "") -> list[Json]:
    response = site.get(f"{RELEASES}{query}")
    assert response.status_code == 200
    return [json.loads(each) for each in response.text.splitlines()]


def test_the_index_leads_to_everything(site: TestClient) -> None:
    found = site.get("/data/ocds/")
    assert found.json() == site.get("/data/ocds/index.json").json()
    assert site.get("/data/ocds").headers["location"] == "/data/ocds/"
    index = found.json()
    assert (index["prefix"], index["prefixIsRegistered"]) == ("ocds-000000", False)
    assert index["filters"] == ["from", "q", "region", "to", "type"]
    assert site.get(index["releases"]).status_code == 200
    for each in index["extensions"]:
        if each.startswith(str(site.base_url)):
            assert site.get(each).json()["compatibility"] == ["1.1"]


def test_releases_come_one_a_line(site: TestClient) -> None:
    response = site.get(f"{RELEASES}?region=520302&type=negotiation")
    assert response.headers["content-type"] == "application/x-ndjson; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="releases.jsonl"'
    (release,) = lines(site, "?region=520302&type=negotiation&q=DEMO-ZY-2025-001")
    assert release["tag"] == ["tender"]
    assert release["officialNotices"][0]["demonstration"] is True
    assert faults(release) == []


def test_the_last_day_there_is_bounds_nothing(site: TestClient) -> None:
    everything = site.get("/data/ocds/releases.jsonl?from=0001-01-01").text.splitlines()
    assert everything
    bounded = site.get("/data/ocds/releases.jsonl?from=0001-01-01&to=9999-12-31")
    assert bounded.text.splitlines() == everything


def test_who_has_the_releases_as_they_are_gets_them_once(own_site: TestClient) -> None:
    first = own_site.get(RELEASES)
    known = {"If-None-Match": first.headers["etag"]}
    assert own_site.get(RELEASES, headers=known).status_code == 304
    assert own_site.get(f"{RELEASES}?type=result", headers=known).status_code == 200
    with writing() as session:
        session.query(Notice).limit(1).one().title = "新"
    assert own_site.get(RELEASES, headers=known).status_code == 200


def test_a_record_is_a_valid_package_with_its_time_and_tag(site: TestClient) -> None:
    ocid = lines(site, "?q=DEMO-ZY-2025-001")[0]["ocid"]
    response = site.get(f"/data/ocds/records/{ocid}.json")
    package = response.json()
    assert faults(package, "record-package-schema") == []
    assert package["uri"].endswith(f"/data/ocds/records/{ocid}.json")
    assert package["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert response.headers["last-modified"].endswith("GMT")
    known = {"If-None-Match": response.headers["etag"]}
    again = site.get(f"/data/ocds/records/{ocid}.json", headers=known)
    assert (again.status_code, again.content) == (304, b"")


def test_a_release_is_a_valid_package(site: TestClient) -> None:
    for release in lines(site, "?q=DEMO-ZY-2025-001"):
        package = site.get(f"/data/ocds/releases/{release['id']}.json").json()
        assert faults(package, "release-package-schema") == []
        assert package["releases"] == [release]


def test_what_was_withdrawn_is_gone_and_says_so(own_site: TestClient) -> None:
    release = lines(own_site, "?type=result")[0]
    key = release["id"]
    with writing() as session:
        notice = session.get_one(Notice, key.partition("-")[0])
        notice.state = NoticeState.WITHDRAWN
    response = own_site.get(f"/data/ocds/releases/{key}.json")
    assert response.status_code == 410
    assert response.text == "这个发布单元因涉及个人信息已经撤下。"
    assert key not in {each["id"] for each in lines(own_site)}


@pytest.mark.parametrize(
    "path",
    [
        "records/ocds-000000-x.json",
        "records/../../etc/passwd.json",
        "releases/x.json",
        "releases/%00.json",
        "records/%00.json",
        "releases.csv",
        "extension/codelists/passwd",
        "extension/../README.md",
        "extension/",
        "x/y/z",
    ],
)
def test_what_there_is_not_is_404_with_what_there_is(site: TestClient, path: str) -> None:
    response = site.get(f"/data/ocds/{path}")
    assert response.status_code == 404
    assert "Traceback" not in response.text
    if not path.startswith("records/.."):
        assert "/data/ocds/releases.jsonl" in response.text


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("type=x", "intention"),
        ("region=12", "6"),
        ("from=2026-13-01", "2026-01-31"),
        ("colour=red", "region"),
        ("q=a&q=b", ""),
    ],
)
def test_a_wrong_filter_is_400_with_a_sentence(site: TestClient, query: str, word: str) -> None:
    response = site.get(f"{RELEASES}?{query}")
    assert response.status_code == 400
    assert word in response.text
    assert "Traceback" not in response.text


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("extension.json", "application/json"),
        ("release-schema.json", "application/json"),
        ("README.md", "text/markdown; charset=utf-8"),
        ("codelists/noticeType.csv", "text/csv; charset=utf-8"),
        ("codelists/+partyRole.csv", "text/csv; charset=utf-8"),
    ],
)
def test_the_extension_is_handed_out_here(site: TestClient, name: str, kind: str) -> None:
    response = site.get(f"/data/ocds/extension/{name}")
    assert response.status_code == 200
    assert response.headers["content-type"] == kind


def test_a_head_request_has_the_headers_alone(site: TestClient) -> None:
    response = site.head(RELEASES)
    assert response.headers["etag"].startswith("W/")
    assert response.content == b""


def test_a_portal_with_a_registered_prefix_says_so(
    own_demo: Settings,
    monkeypatch: pytest.MonkeyPatch,
    build_site: Callable[[], TestClient],
) -> None:
    del own_demo
    monkeypatch.setenv("PORTAL_OCDS_PREFIX", "ocds-a1b2c3")
    monkeypatch.setenv("PORTAL_OCDS_PUBLISHER", "示例市财政局")
    get_settings.cache_clear()
    with build_site() as site:
        index = site.get("/data/ocds/").json()
        assert index["prefixIsRegistered"] is True
        assert index["publisher"]["name"] == "示例市财政局"
        (first, *_) = lines(site)
        assert first["ocid"].startswith("ocds-a1b2c3-")
