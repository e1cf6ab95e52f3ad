"""A journalist searches, narrows, takes the rows along in every format, and subscribes."""

import csv
import json
import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

from playwright.sync_api import expect
from pyarrow import parquet  # type: ignore[import-untyped] # Arrow ships no types of its own

from portal.locale import gettext
from tests.e2e.visitor import DESK, Visitor, Visitors

WORD = "救助"
ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def listed(visitor: Visitor) -> list[str]:
    """The notices of a list, through all of its screens."""
    seen: list[str] = []
    older = visitor.page.locator('.pager a[rel="next"]')
    while True:
        seen += [each.partition("id=")[2] for each in visitor.links("/notice?id=")]
        if not older.count():
            return seen
        visitor.follow(older, re.compile(f"after={seen[-1]}"))


def download(visitor: Visitor, ending: str, folder: Path) -> Path:
    """The file behind the button of a format."""
    with visitor.page.expect_download() as download:
        visitor.page.locator(f'a[href^="/data/notices.{ending}"]').first.click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def test_a_search_is_narrowed_and_goes_along_as_csv_parquet_ocds_and_feed(
    visitors: Visitors, tmp_path: Path
) -> None:
    journalist = visitors.come(DESK)
    journalist.open(f"/notices?q={WORD}")
    journalist.page.locator(".facets summary").click()
    choice = journalist.page.locator('.facets a[href*="type=contract"]').first
    expect(choice).to_be_visible()
    told = int(re.sub(r"\D", "", choice.locator("xpath=..").inner_text().split("\n")[-1]))
    journalist.follow(choice, re.compile("type=contract"))
    address = journalist.page.url
    seen = listed(journalist)
    assert len(seen) == told > 1

    journalist.open(address.removeprefix(journalist.url))
    with download(journalist, "csv", tmp_path).open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["id"] for row in rows] == seen
    assert {row["type"] for row in rows} == {"contract"}

    table = parquet.read_table(download(journalist, "parquet", tmp_path))
    assert table.column("id").to_pylist() == seen

    query = urlsplit(address).query
    assert dict(parse_qsl(query)) == {"q": WORD, "type": "contract"}
    releases = journalist.page.request.get(f"{journalist.url}/data/ocds/releases.jsonl?{query}")
    processes = {json.loads(line)["ocid"] for line in releases.text().splitlines()}
    assert processes

    feed = journalist.page.locator('head link[href^="/feeds/notices.atom"]').first
    entries = ET.fromstring(  # noqa: S314 - our own feed
        journalist.page.request.get(journalist.url + str(feed.get_attribute("href"))).body()
    ).findall("atom:entry/atom:link[@rel='alternate']", ATOM)
    assert {each.attrib["href"].partition("id=")[2] for each in entries} == set(seen)

    journalist.follow(
        journalist.page.locator(f'a[href="/notice?id={seen[0]}"]').first, re.compile("/notice")
    )
    ocds = journalist.page.get_by_role("link", name=gettext("machine-readable (OCDS)"))
    record = journalist.page.request.get(journalist.url + str(ocds.get_attribute("href"))).json()[
        "records"
    ][0]
    assert record["ocid"] in processes
    assert "contract" in {tag for each in record["releases"] for tag in each["tag"]}


def test_every_picture_of_spending_has_its_numbers_as_a_table_and_as_a_file(
    visitors: Visitors,
) -> None:
    journalist = visitors.come(DESK)
    journalist.open("/spending?data=demonstration")
    files = journalist.links("/data/spending.csv")
    assert len(files) > 3
    for each in files:
        answer = journalist.page.request.get(journalist.url + each)
        assert answer.status == 200
        assert len(answer.text().splitlines()) > 1
