"""The feeds as a reader's program gets them: valid, stable, escaped, and cheap to ask again."""

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from portal.disclosure import feeds
from portal.disclosure.changes import ChangeFeed
from portal.disclosure.entries import moment_of
from portal.disclosure.feeds import FEEDS
from portal.disclosure.formats.atom import entry_id
from portal.records.evaluation import Result, Round, RoundState
from portal.records.notice import Notice, NoticeState
from portal.records.session import get_engine, reading, writing
from portal.settings import Settings

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
HOSTILE = '</title><script>alert(1)</script>]]>&amp;"\x0b\ufffe\u202e=1+1'


def read(site: TestClient, address: str) -> ET.Element:
    response = site.get(address)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    return check(ET.fromstring(response.content))  # noqa: S314 - written by ourselves a moment ago


def one(parent: ET.Element, name: str) -> str:
    (found,) = parent.findall(f"{ATOM}{name}")
    return found.text or ""


def check(root: ET.Element) -> ET.Element:
    """What RFC 4287 demands of a feed (4.1.1) and of its entries (4.1.2)."""
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    for each in (root, *entries):
        assert urlsplit(one(each, "id")).scheme in ("http", "https", "urn")
        assert one(each, "title")
        assert TIME.fullmatch(one(each, "updated"))
        (author,) = each.findall(f"{ATOM}author")
        assert one(author, "name")
        kinds = [link.get("rel") for link in each.findall(f"{ATOM}link")]
        assert len(kinds) == len(set(kinds))
        assert "alternate" in kinds
        for link in each.findall(f"{ATOM}link"):
            assert urlsplit(link.attrib["href"]).scheme in ("http", "https")
    ids = [one(each, "id") for each in entries]
    assert len(ids) == len(set(ids))
    changed = [one(each, "updated") for each in entries]
    assert changed == sorted(changed, reverse=True)
    assert one(root, "updated") == max(changed, default="1970-01-01T00:00:00Z")
    return root


def pages(root: ET.Element) -> list[str]:
    """The ids of the rows that the entries link to."""
    found = [each.find(f"{ATOM}link[@rel='alternate']") for each in root.findall(f"{ATOM}entry")]
    return [
        dict(parse_qsl(urlsplit(each.attrib["href"]).query))["id"]
        for each in found
        if each is not None
    ]


MAY_BE_EMPTY = {"changes", "credit_records"}
"""What a demonstration that was just loaded need not have"""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", list(FEEDS))
def test_every_feed_is_what_the_standard_demands(
    site: TestClient, demo: Settings, name: str, language: str
) -> None:
    root = read(site, f"/feeds/{name}.atom?lang={language}")
    assert root.get(LANG) == {"zh": "zh-CN", "en": "en"}[language]
    assert pages(root) or name in MAY_BE_EMPTY
    itself = root.find(f"{ATOM}link[@rel='self']")
    assert itself is not None
    assert itself.attrib["href"].startswith(f"{demo.public_url}/feeds/{name}.atom")
    assert one(root, "id") == itself.attrib["href"]
    again = site.get(itself.attrib["href"].removeprefix(demo.public_url))
    assert again.content == site.get(f"/feeds/{name}.atom?lang={language}").content


@pytest.mark.parametrize(
    "query", ["", "q=救助", "region=440000", "type=contract", "from=2023-01-01&to=2023-12-31"]
)
def test_a_filter_means_in_the_feed_what_it_means_in_the_file(site: TestClient, query: str) -> None:
    file = io.StringIO(site.get(f"/data/notices.csv?{query}").content.decode("utf-8-sig"), "")
    listed = {row["id"] for row in csv.DictReader(file)}
    found = pages(read(site, f"/feeds/notices.atom?{query}"))
    assert found
    assert set(found) == listed


def test_a_result_appears_with_its_figures_on_the_day_of_its_publication(site: TestClient) -> None:
    with reading() as session:
        public = session.execute(
            select(Result.round_id, Result.published_on)
            .join(Round)
            .where(Round.state == RoundState.PUBLISHED)
        ).all()
    root = read(site, "/feeds/evaluations.atom?lang=en")
    assert sorted(pages(root)) == sorted(row.round_id for row in public)
    days = {row.round_id: row.published_on for row in public}
    for place, each in enumerate(root.findall(f"{ATOM}entry")):
        day = days[pages(root)[place]]
        # Midnight in Shanghai: no time finer than the day is told of a result.
        assert one(each, "updated") == one(each, "published")
        assert one(each, "updated").endswith("T16:00:00Z")
        moment = datetime.fromisoformat(one(each, "updated"))
        assert moment.date().toordinal() + 1 == day.toordinal()
    summaries = [one(each, "summary") for each in root.findall(f"{ATOM}entry")]
    assert any("Composite: 8" in each or "Composite: 9" in each for each in summaries)
    assert any("Why withheld: " in each for each in summaries)
    assert all("Demonstration: invented" in each for each in summaries)


def test_the_feed_says_nothing_that_the_table_does_not(site: TestClient) -> None:
    for name, feed in FEEDS.items():
        if isinstance(feed, ChangeFeed):
            continue  # it tells of versions, of which there is no table
        columns = {each.name for each in feed.table.columns}
        assert {
            *feed.said,
            feed.author,
            feed.dated,
            *([feed.source] if feed.source else []),
        } <= columns
        assert one(read(site, f"/feeds/{name}.atom"), "title")


def test_hostile_words_stay_words(own_demo: Settings, build_site: Callable[[], TestClient]) -> None:
    del own_demo
    with writing() as session:
        notice = session.scalars(select(Notice).where(Notice.state == NoticeState.ISSUED)).first()
        assert notice
        notice.title = notice.publisher = notice.purchaser_name = HOSTILE
        notice.source_url = "javascript:alert(1)"
        notice.recorded_at = datetime(2090, 1, 1, tzinfo=UTC)
    with build_site() as site:
        text = site.get("/feeds/notices.atom").text
        first = read(site, "/feeds/notices.atom").findall(f"{ATOM}entry")[0]
    assert "<script>" not in text
    assert "javascript:" not in text
    shown = one(first, "title")
    assert shown == '</title><script>alert(1)</script>]]>&amp;" \u202e=1+1'
    assert first.find(f"{ATOM}link[@rel='via']") is None


@pytest.mark.parametrize(
    ("source", "linked"),
    [
        ("https://www.ccgp.gov.cn/a?b=1&c=招标", True),
        ("http://example.gov.cn/", True),
        ("https://a.cn/ b", False),
        ('https://a.cn/"><x>', False),
        ("ftp://a.cn/", False),
        ("https://a.cn/\ufffe", False),
        (None, False),
    ],
)
def test_only_a_whole_web_address_is_linked_as_the_source(
    own_demo: Settings, build_site: Callable[[], TestClient], source: str | None, linked: bool
) -> None:
    del own_demo
    with writing() as session:
        notice = session.scalars(select(Notice).where(Notice.state == NoticeState.ISSUED)).first()
        assert notice
        notice.source_url, notice.recorded_at = source, datetime(2090, 1, 1, tzinfo=UTC)
    with build_site() as site:
        first = read(site, "/feeds/notices.atom").findall(f"{ATOM}entry")[0]
    found = first.find(f"{ATOM}link[@rel='via']")
    assert (found.attrib["href"] if found is not None else None) == (source if linked else None)


def test_a_change_comes_to_the_front_under_the_same_id(
    own_demo: Settings, build_site: Callable[[], TestClient]
) -> None:
    del own_demo
    with build_site() as site:
        before = read(site, "/feeds/notices.atom")
        *_, oldest = pages(before)
        tag = site.get("/feeds/notices.atom").headers["etag"]
        with writing() as session:
            session.get_one(Notice, oldest).recorded_at = datetime(2090, 1, 1, tzinfo=UTC)
        after = read(site, "/feeds/notices.atom")
        assert site.get("/feeds/notices.atom").headers["etag"] != tag
        assert site.get("/feeds/notices.atom").headers["last-modified"] == (
            "Sun, 01 Jan 2090 00:00:00 GMT"
        )
    assert pages(after)[0] == oldest
    assert one(after.findall(f"{ATOM}entry")[0], "id") == entry_id(FEEDS["notices"], oldest)
    assert entry_id(FEEDS["notices"], oldest) in {
        one(each, "id") for each in before.findall(f"{ATOM}entry")
    }


def test_a_draft_and_a_round_that_is_not_published_are_in_no_feed(
    own_demo: Settings, build_site: Callable[[], TestClient]
) -> None:
    del own_demo
    with writing() as session:
        notice = session.scalars(select(Notice).limit(1)).one()
        notice.state = NoticeState.DRAFT
        others = session.scalars(select(Round.id).where(Round.state != RoundState.PUBLISHED)).all()
    with build_site() as site:
        assert notice.id not in site.get("/feeds/notices.atom").text
        shown = site.get("/feeds/evaluations.atom").text
    assert others
    assert not [each for each in others if each in shown]


def test_who_has_the_newest_is_told_so_without_a_body(site: TestClient) -> None:
    first = site.get("/feeds/notices.atom?q=救助")
    tag = first.headers["etag"]
    for known in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = site.get("/feeds/notices.atom?q=救助", headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    for other in ('"x"', "", tag[:-2] + '"'):
        again = site.get("/feeds/notices.atom?q=救助", headers={"If-None-Match": other})
        assert again.status_code == 200
    # Two results of one day have one time: a time alone is no proof that nothing changed.
    since = {"If-Modified-Since": first.headers["last-modified"]}
    assert site.get("/feeds/notices.atom?q=救助", headers=since).status_code == 200
    assert site.get("/feeds/notices.atom").headers["etag"] != tag


def test_the_language_follows_from_the_address_alone(site: TestClient) -> None:
    chinese = site.get("/feeds/notices.atom")
    site.cookies.set("lang", "en")
    assert site.get("/feeds/notices.atom").content == chinese.content
    assert site.get("/feeds/notices.atom?lang=en").content != chinese.content


def test_a_feed_without_entries_is_valid_and_always_the_same(site: TestClient) -> None:
    address = "/feeds/notices.atom?q=没有这样的公告"
    assert not pages(read(site, address))
    assert site.get(address).headers["etag"] == site.get(address).headers["etag"]


def test_a_feed_ends_with_its_newest_entries(
    site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = pages(read(site, "/feeds/notices.atom"))
    monkeypatch.setattr(feeds, "ENTRIES", 3)
    assert pages(read(site, "/feeds/notices.atom")) == whole[:3]


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/feeds/notices.atom?type=auction", 400, "tender"),
        ("/feeds/notices.atom?colour=red", 400, "region"),
        ("/feeds/notices.atom?q=a&q=b", 400, ""),
        ("/feeds/evaluations.atom?from=gestern", 400, "2026-01-31"),
        ("/feeds/notices.atom?page=0", 400, "50"),
        ("/feeds/notices.atom?page=51", 400, "50"),
        ("/feeds/notices.atom?page=00000000199999", 400, "50"),
        ("/feeds/notices.atom?page=0000000019999999999999999999", 400, "50"),
        ("/feeds/changes.atom?page=x", 400, "50"),
        ("/feeds/changes.atom?colour=red", 400, "region"),
        ("/feeds/evaluation_scores.atom", 404, "/feeds/notices.atom"),
        ("/feeds/ballots.atom", 404, "/feeds/notices.atom"),
        ("/feeds/notices.rss", 404, "/feeds/notices.atom"),
        ("/feeds/", 404, "/feeds/notices.atom"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(
    site: TestClient, address: str, status: int, said: str
) -> None:
    response = site.get(address)
    assert response.status_code == status
    assert said in response.text
    assert "Traceback" not in response.text


def test_a_feed_while_the_database_is_away_says_so(
    own_demo: Settings, build_site: Callable[[], TestClient]
) -> None:
    (own_demo.var_dir / "portal.db").write_bytes(b"this is no database" * 100)
    get_engine().dispose()
    with build_site() as site:
        response = site.get("/feeds/notices.atom")
    assert (response.status_code, response.headers["retry-after"]) == (503, "60")


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        (
            "/notices?q=救助&region=440000",
            [
                "/feeds/notices.atom?q=%E6%95%91%E5%8A%A9&region=440000",
                "/feeds/changes.atom?q=%E6%95%91%E5%8A%A9&region=440000",
            ],
        ),
        (
            "/notices?lang=en&after=x",
            ["/feeds/notices.atom?lang=en", "/feeds/changes.atom?lang=en"],
        ),
        ("/evaluations?grade=优", ["/feeds/evaluations.atom?grade=%E4%BC%98"]),
        ("/contracts?amount_from=5", ["/feeds/contracts.atom?amount_from=5"]),
        ("/", [f"/feeds/{name}.atom" for name in FEEDS]),
        ("/data", [f"/feeds/{name}.atom" for name in FEEDS]),
    ],
)
def test_a_page_names_its_feed_before_any_script_runs(
    site: TestClient, address: str, linked: list[str]
) -> None:
    head = site.get(address).text.partition("</head>")[0]
    found = re.findall(
        r'<link rel="alternate" type="application/atom\+xml" [^>]*href="([^"]*)"', head
    )
    assert [each.replace("&amp;", "&") for each in found] == linked
    for each in linked:
        assert site.get(each).status_code == 200


def test_hostile_words_of_a_search_stay_words_in_the_head(site: TestClient) -> None:
    head = site.get('/notices?q="><script>alert(1)</script>').text.partition("</head>")[0]
    assert "<script>alert" not in head
    assert head.count('type="application/atom+xml"') == 2


def test_days_are_days_in_shanghai() -> None:
    assert moment_of(date(2026, 1, 1)) == datetime(2025, 12, 31, 16, tzinfo=UTC)
