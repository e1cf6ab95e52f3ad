"""A citizen finds what is bought here, takes it along as a file, and reads what it is worth."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from portal.locale import gettext, use
from tests.e2e.server import Server
from tests.e2e.visitor import DESK, PHONE, Visitor, Visitors

WORD = "救助"
HOSTILE = (
    '<script>window.pwned=1</script><img src=x onerror="window.pwned=1">',
    "**bold** [link](javascript:window.pwned=1) $x$ :red[red] `code` # head",
    '=HYPERLINK("http://evil.example";"click")',
    "+8613800138000",
    "&lt;b&gt;&amp;</dd></dl><iframe src=javascript:window.pwned=1></iframe>",
)


def ids(visitor: Visitor, path: str) -> list[str]:
    return [each.partition("id=")[2] for each in visitor.links(f"{path}?id=")]


def search(visitor: Visitor, word: str) -> None:
    """Type a word into the search of the home page and press the button beside it."""
    visitor.open("/")
    form = visitor.page.locator('form[action="/notices"]')
    form.locator('input[name="q"]').fill(word)
    form.locator("button").click()
    visitor.page.wait_for_url(re.compile(r"/notices\?q="))
    visitor.settled()


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_a_two_character_word_finds_notices_and_the_file_holds_what_is_on_screen(
    visitors: Visitors, size: tuple[int, int], tmp_path: Path
) -> None:
    citizen = visitors.come(size)
    search(citizen, WORD)
    seen = ids(citizen, "/notice")
    older = citizen.page.locator('.pager a[rel="next"]')
    while older.count():
        citizen.follow(older, re.compile(f"after={seen[-1]}"))
        assert not set(ids(citizen, "/notice")) & set(seen)
        seen += ids(citizen, "/notice")
    with citizen.page.expect_download() as download:
        citizen.page.locator('a[href^="/data/notices.csv"]').click()
    assert download.value.suggested_filename == "notices.csv"
    file = tmp_path / "notices.csv"
    download.value.save_as(file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["id"] for row in rows] == seen
    assert len(seen) > 20
    assert all(WORD in "".join(row.values()) for row in rows)


def test_a_notice_is_one_tap_from_the_list_and_the_way_back_keeps_the_search(
    visitors: Visitors,
) -> None:
    citizen = visitors.come(PHONE, touch=True)
    search(citizen, WORD)
    listed = ids(citizen, "/notice")
    first = citizen.page.locator(".cards h3 a").first
    title = first.inner_text()
    citizen.follow(first, re.compile(r"/notice\?id="))
    expect(citizen.page.get_by_role("heading", level=1)).to_have_text(title)
    assert citizen.page.title().startswith(title) or gettext("Notice") in citizen.page.title()
    citizen.page.go_back()
    citizen.settled()
    assert ids(citizen, "/notice") == listed
    expect(citizen.page.locator('input[name="q"]')).to_have_value(WORD)


def test_a_region_is_found_by_its_name_and_narrows_the_list(visitors: Visitors) -> None:
    citizen = visitors.come(PHONE)
    citizen.open("/")
    form = citizen.page.locator('form[action="/"]')
    form.locator('input[name="place"]').fill("大武口")
    form.locator("button").click()
    citizen.page.wait_for_url(re.compile(r"\?place="))
    citizen.settled()
    way = citizen.page.locator('a[href="/notices?region=640202"]')
    citizen.follow(way, re.compile("region=640202"))
    expect(citizen.page.get_by_text("宁夏回族自治区石嘴山市大武口区").first).to_be_visible()
    assert ids(citizen, "/notice")


def test_filters_folded_away_on_a_phone_end_up_in_the_address(visitors: Visitors) -> None:
    citizen = visitors.come(PHONE)
    citizen.open("/notices")
    kind = citizen.page.locator('select[name="type"]')
    expect(kind).to_be_hidden()
    citizen.page.locator("summary").first.click()
    kind.select_option("contract")
    citizen.page.locator('input[name="from"]').fill("2022-01-01")
    citizen.page.locator('form[role="search"] button').click()
    citizen.page.wait_for_url(re.compile("type=contract"))
    citizen.settled()
    assert citizen.page.url == f"{citizen.url}/notices?type=contract&from=2022-01-01"
    expect(citizen.page.locator('select[name="type"]')).to_have_value("contract")
    assert ids(citizen, "/notice")


def test_the_language_is_switched_in_place_and_stays(visitors: Visitors) -> None:
    citizen = visitors.come()
    citizen.open(f"/notices?q={WORD}&type=result")
    listed = ids(citizen, "/notice")
    expect(citizen.page.locator("html")).to_have_attribute("lang", "zh-CN")
    citizen.follow(citizen.page.locator('.tools a[hreflang="en"]'), re.compile("lang=en"))
    expect(citizen.page.locator("html")).to_have_attribute("lang", "en")
    expect(citizen.page.get_by_role("heading", level=1)).to_have_text("Notices")
    expect(citizen.page.locator('input[name="q"]')).to_have_value(WORD)
    assert "type=result" in citizen.page.url
    assert ids(citizen, "/notice") == listed
    citizen.follow(citizen.page.locator('nav a[href="/evaluations"]'), re.compile("/evaluations"))
    expect(citizen.page.get_by_role("heading", level=1)).to_have_text("Evaluation results")
    citizen.follow(citizen.page.locator('.tools a[hreflang="zh-CN"]'), re.compile("lang=zh"))
    expect(citizen.page.get_by_role("heading", level=1)).to_have_text(gettext("Evaluation results"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/nowhere", 404, "This page does not exist"),
        ("/notice?id=unknown", 404, "This page does not exist"),
        ("/evaluation?id=unknown", 404, "This page does not exist"),
        ("/notices?type=auction", 400, "This request cannot be read"),
        ("/evaluations?from=yesterday", 400, "This request cannot be read"),
    ],
)
def test_a_wrong_address_is_told_calmly_in_the_readers_language(
    visitors: Visitors, path: str, status: int, title: str, language: str
) -> None:
    use(language)
    citizen = visitors.come(PHONE)
    response = citizen.visit(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert response.status == status
    expect(citizen.page.get_by_role("heading", level=1)).to_have_text(gettext(title))
    citizen.follow(citizen.page.locator('a[href="/"]'), f"{citizen.url}/")
    expect(citizen.page.get_by_role("heading", level=1)).to_have_text(
        gettext("Sunlight on social assistance")
    )


def test_a_page_that_ran_out_from_under_a_bookmark_says_so_inside_the_frame(
    visitors: Visitors,
) -> None:
    citizen = visitors.come(PHONE)
    citizen.open("/notices?after=a-row-that-is-gone")
    expect(citizen.page.get_by_role("heading", level=1)).to_have_text(gettext("Notices"))
    problem = citizen.page.get_by_role("heading", level=2)
    expect(problem).to_have_text(gettext("This request cannot be read"))
    expect(citizen.page.locator("header.top")).to_be_visible()


def write_hostile_notices(file: Path) -> None:
    names = ("id", "title", "purchaser", "facts", "source", "notice_date")
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, names)
        writer.writeheader()
        for number, text in enumerate(HOSTILE):
            writer.writerow(
                {
                    "id": f"H{number}",
                    "title": f"恶意公告{number} {text}",
                    "purchaser": text,
                    "facts": f"{text}\n{text}",
                    "source": 'javascript:window.pwned=1//"><script>window.pwned=1</script>',
                    "notice_date": "2026-03-01",
                }
            )
        writer.writerow({"id": "LONG", "title": "长" * 100_000, "notice_date": "2026-03-02"})
        writer.writerow({"id": "CTRL", "title": "控制\x07字符\x1b[31m公告", "notice_date": ""})


def test_hostile_text_in_an_imported_file_is_shown_as_text(
    portal: Server, visitors: Visitors, tmp_path: Path
) -> None:
    write_hostile_notices(tmp_path / "hostile.csv")
    report = portal.command("import", str(tmp_path / "hostile.csv"))
    imported = re.match(r"imported (\d+)", report.stdout.splitlines()[-1])
    assert imported
    assert int(imported[1]) >= len(HOSTILE)
    citizen = visitors.come(PHONE)
    citizen.open("/notices?q=恶意公告")
    listed = ids(citizen, "/notice")
    assert len(listed) == len(HOSTILE)
    citizen.open("/notices?from=2026-03-01")
    check_nothing_ran(citizen)
    for notice in listed:
        citizen.open(f"/notice?id={notice}")
        heading = citizen.page.get_by_role("heading", level=1).inner_text()
        text = HOSTILE[int(heading.removeprefix("恶意公告")[0])]
        assert heading.endswith(text)
        expect(citizen.page.locator("dd").filter(has_text=text).first).to_be_visible()
        check_nothing_ran(citizen)
        assert citizen.links("javascript") == []


def check_nothing_ran(citizen: Visitor) -> None:
    injected = citizen.page.locator(
        '[data-testid="stHtml"] :is(script, img, iframe, strong, h1 code, [onerror])'
    )
    assert injected.count() == 0
    assert citizen.page.evaluate("window.pwned") is None
    citizen.expect_no_sideways_scrolling()


def test_an_address_with_a_part_lands_at_it_although_the_page_is_written_later(
    visitors: Visitors,
) -> None:
    citizen = visitors.come(PHONE)
    for part in ("/method#grade", "/data#evaluations"):
        citizen.open(part)
        expect(citizen.page.locator(f"#{part.partition('#')[2]}")).to_be_in_viewport()
    citizen.open("/method")
    expect(citizen.page.locator("#grade")).not_to_be_in_viewport()


def test_whether_the_rules_are_kept_is_said_beside_the_result_and_leads_to_each_clause(
    visitors: Visitors,
) -> None:
    citizen = visitors.come(PHONE)
    citizen.open("/")
    result = citizen.page.locator(".cards h3 a").filter(has_text="大武口").first
    citizen.follow(result, re.compile(r"/evaluation\?id="))
    citizen.page.locator('a[href="#compliance"]').click()
    expect(citizen.page.locator("#compliance")).to_be_in_viewport()
    clause = citizen.page.locator('.findings a[href="/policies?clause=CN-102-10"]').first
    citizen.follow(clause, "**/policies?clause=CN-102-10")
    expect(citizen.page.get_by_role("heading", level=1)).to_contain_text("CN-102-10")
    citizen.page.go_back()
    citizen.settled()
    assert "/evaluation?id=" in citizen.page.url
