"""A journalist reads the line of a project, what a correction changed, and who is late."""

import re

import pytest
from playwright.sync_api import expect

from portal.locale import gettext
from tests.e2e.visitor import DESK, PHONE, Visitor, Visitors

LINE = "ol.working"


def open_corrected(visitor: Visitor) -> None:
    """The purchase notice of the demonstration that was corrected once."""
    visitor.open("/notices?q=DEMO-GD-2025-001&type=negotiation")
    visitor.follow(visitor.page.locator(".cards h3 a").first, re.compile(r"/notice\?id="))


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_line_of_a_project_leads_from_notice_to_notice(
    visitors: Visitors, size: tuple[int, int]
) -> None:
    journalist = visitors.come(size)
    open_corrected(journalist)
    line = journalist.page.locator(LINE)
    expect(line).to_be_visible()
    expect(line).to_contain_text(gettext("Award result"))
    expect(line.locator('[aria-current="page"]')).to_have_count(1)
    result = line.locator('a[href^="/notice?id="]', has_text="成交结果公告")
    journalist.follow(result.first, re.compile(r"/notice\?id="))
    here = journalist.page.locator(f'{LINE} [aria-current="page"]')
    expect(here).to_contain_text("成交结果公告")
    clause = journalist.page.locator(f'{LINE} a[href="/policies?clause=CN-REG-43.2"]')
    journalist.follow(clause.first, re.compile(r"clause=CN-REG-43\.2"))
    expect(journalist.page.get_by_role("heading", level=1)).to_be_visible()


def test_what_a_correction_changed_is_read_word_by_word(visitors: Visitors) -> None:
    journalist = visitors.come(DESK)
    open_corrected(journalist)
    changed = journalist.page.locator('a[href*="compare=1"]')
    journalist.follow(changed.first, re.compile(r"version=2&compare=1"))
    gone, new = (journalist.page.locator(f".record {each}") for each in ("del", "ins"))
    expect(gone.first).to_contain_text("2025-04-02")
    expect(new.first).to_contain_text("2025-04-03")
    decoration = "element => getComputedStyle(element).textDecorationLine"
    assert gone.first.evaluate(decoration) == "line-through"
    assert new.first.evaluate(decoration) == "underline"
    first = journalist.page.url.partition("&compare")[0].replace("version=2", "version=1")
    journalist.open(first.removeprefix(journalist.url))
    newer = gettext("An earlier version. A newer one took its place.")
    expect(journalist.page.get_by_text(newer)).to_be_visible()


def test_punctuality_is_read_down_to_a_county_and_taken_along(visitors: Visitors) -> None:
    journalist = visitors.come(PHONE)
    journalist.open("/punctuality")
    for code in ("520000", "520300"):
        way = journalist.page.locator(f'table a[href="/punctuality?region={code}"]')
        journalist.follow(way, re.compile(f"region={code}"))
    file = journalist.page.locator('a[href^="/data/clocks.csv"]')
    with journalist.page.expect_download() as download:
        file.click()
    assert download.value.suggested_filename == "clocks.csv"
