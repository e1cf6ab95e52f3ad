"""A journalist searches, narrows the list by its facets, and takes exactly those rows along."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.server import Server
from tests.e2e.visitor import DESK, PHONE, Visitor, Visitors


def ids(visitor: Visitor) -> list[str]:
    return [each.partition("id=")[2] for each in visitor.links("/notice?id=")]


def choose(visitor: Visitor, facet: str, words: str) -> int:
    """Unfold the facets and follow one choice; how many notices it promised."""
    visitor.page.locator(".facets summary").click()
    item = visitor.page.locator(f'.facets section[aria-label="{facet}"] li', has_text=words).first
    promised = int(item.locator(".n").inner_text().replace(",", ""))
    where = item.locator("a")
    address = where.get_attribute("href")
    assert address
    where.click()
    visitor.page.wait_for_url(f"**{address}")
    visitor.settled()
    expect(visitor.page.locator(".facets").first).to_be_visible()
    return promised


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_search_is_narrowed_by_facets_and_the_file_has_exactly_those_rows(
    visitors: Visitors, portal: Server, size: tuple[int, int]
) -> None:
    journalist = visitors.come(size)
    journalist.open("/notices?q=服务")
    journalist.expect_no_sideways_scrolling()
    for facet, words in (("采购方式", "竞争性磋商"), ("阶段", "结果")):
        promised = choose(journalist, facet, words)
        expect(journalist.page.locator(".count")).to_contain_text(str(promised))
    assert "q=" in journalist.page.url
    journalist.expect_no_sideways_scrolling()
    listed = ids(journalist)
    assert len(listed) == promised > 0

    file = journalist.page.locator('a[href^="/data/notices.csv"]').get_attribute("href")
    assert file
    text = portal.get(file)[1].removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [each["id"] for each in rows] == listed
    assert {each["method"] for each in rows} == {"consultation"}
    assert {each["type"] for each in rows} == {"result"}

    back = journalist.page.locator(".facets > ul a").last
    address = back.get_attribute("href")
    assert address
    journalist.follow(back, f"**{address}")
    told = re.search(r"\d+", journalist.page.locator(".count").inner_text())
    assert told
    assert int(told[0]) > promised


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_reader_goes_from_a_picture_to_its_numbers_and_to_the_notices(
    visitors: Visitors, portal: Server, size: tuple[int, int]
) -> None:
    reader = visitors.come(size)
    reader.open("/")
    reader.follow(reader.page.locator('main a[href="/spending"]').first, re.compile("/spending"))
    reader.expect_no_sideways_scrolling()
    reader.follow(
        reader.page.locator('a[href="/spending?data=demonstration"]'), re.compile("demonstration")
    )
    charts = reader.page.locator('[data-testid="stVegaLiteChart"]')
    expect(charts.first).to_be_visible()
    assert charts.count() == 5
    numbers = reader.page.locator('a[href^="/data/spending.csv"]').first.get_attribute("href")
    assert numbers
    rows = list(csv.DictReader(io.StringIO(portal.get(numbers)[1].removeprefix("\ufeff"))))
    told = reader.page.locator(".tiles li:not(.none)")
    assert told.count() == len(rows) == 5
    tile = told.filter(has_text="四川省").locator("a")
    reader.follow(tile, re.compile(r"/notices\?region=510000"))
    assert ids(reader)
