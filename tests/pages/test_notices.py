"""Notices: the search, its filters, and pages that together show each row once."""

import re
from collections.abc import Mapping

import pytest

from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.locale import gettext
from portal.records.session import reading
from portal.settings import Settings
from tests.pages.visiting import content, ids, links, open_screen, status, words


def expected(query: Mapping[str, str]) -> list[str]:
    with reading() as session:
        wanted = NoticeFilter.read(query)
        return [row.id for row in session.execute(NOTICES.select(wanted))]


def walk(query: Mapping[str, str]) -> list[str]:
    """The ids on all pages, by following the link to the older ones."""
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        visit = open_screen("notices", {**query, **after})
        seen += ids(visit, "/notice")
        older = re.search(r'[?;]after=([0-9a-z]+)"', content(visit))
        if older is None:
            return seen
        after = {"after": older[1]}


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"q": "救助"},
        {"q": "养老"},
        {"q": "救助 服务"},
        {"q": "低"},
        {"region": "440000"},
        {"type": "contract"},
        {"method": "consultation"},
        {"from": "2024-06-10", "to": "2024-06-13"},
        {"q": "救助", "region": "520000", "type": "result"},
    ],
    ids=str,
)
def test_the_pages_together_show_every_row_once(demo: Settings, query: dict[str, str]) -> None:
    del demo
    assert walk(query) == expected(query) != []


def test_one_can_turn_back_to_the_first_page(demo: Settings) -> None:
    del demo
    first = open_screen("notices")
    older = re.search(r'[?;]after=([0-9a-z]+)"', content(first))
    assert older
    second = open_screen("notices", after=older[1])
    newer = re.search(r'[?;]before=([0-9a-z]+)"', content(second))
    assert newer
    again = open_screen("notices", before=newer[1])
    assert ids(again, "/notice") == ids(first, "/notice")


def test_the_list_says_how_many_there_are(demo: Settings) -> None:
    del demo
    found = len(expected({"q": "救助"}))
    assert re.findall(r"\d+", status(open_screen("notices", q="救助"))) == [str(found)]


def test_filters_stay_in_the_form_in_the_pager_and_in_the_downloads(demo: Settings) -> None:
    del demo
    visit = open_screen("notices", q="服务", type="other", lang="en")
    shown = content(visit)
    assert 'name="q" id="find-q" value="服务"' in shown
    assert '<option value="other" selected>' in shown
    assert "<details open>" in shown
    downloads = [each for each in links(visit) if each.startswith("/data/notices.")]
    assert len(downloads) == 3
    assert all("q=%E6%9C%8D%E5%8A%A1&type=other" in each for each in downloads)
    assert all("after=" not in each for each in downloads)


def test_a_region_is_named_and_can_be_left(demo: Settings) -> None:
    del demo
    visit = open_screen("notices", q="服务", region="440000")
    assert "广东省" in words(visit)
    assert "/notices?q=%E6%9C%8D%E5%8A%A1" in links(visit)


def test_a_typed_region_asks_which_one_is_meant(demo: Settings) -> None:
    del demo
    visit = open_screen("notices", q="救助", place="大武口")
    assert gettext("Which place do you mean?") in words(visit)
    assert "/notices?q=%E6%95%91%E5%8A%A9&region=640202" in links(visit)


def test_a_search_without_a_match_says_so_and_still_offers_the_form(demo: Settings) -> None:
    del demo
    visit = open_screen("notices", q="没有这样的公告")
    assert re.findall(r"\d+", status(visit)) == ["0"]
    assert ids(visit, "/notice") == []
    assert 'role="search"' in content(visit)


@pytest.mark.parametrize(
    "query",
    [
        {"type": "auction"},
        {"region": "44"},
        {"from": "soon"},
        {"after": "unknown"},
        {"before": "x"},
    ],
    ids=str,
)
def test_a_wrong_value_in_the_address_gets_a_calm_sentence(
    demo: Settings, query: dict[str, str]
) -> None:
    del demo
    visit = open_screen("notices", query)
    assert gettext("This request cannot be read") in words(visit)
    assert ids(visit, "/notice") == []


def test_a_hostile_search_is_shown_as_text(demo: Settings) -> None:
    del demo
    shown = content(open_screen("notices", q='"><img src=x onerror=alert(1)>'))
    assert "<img" not in shown
    assert "&quot;&gt;&lt;img" in shown


def test_a_township_given_in_words_alone_is_found_under_its_city(demo: Settings) -> None:
    del demo
    assert "广东省中山市横栏镇" in words(open_screen("notices", region="442000"))


def test_a_search_that_finds_nothing_says_how_to_go_on(demo: Settings) -> None:
    del demo
    visit = open_screen("notices", q="没有这样的公告")
    assert gettext("Begin again without conditions") in words(visit)
    assert "/notices" in links(visit)


def test_one_can_subscribe_to_the_very_search(demo: Settings) -> None:
    del demo
    visit = open_screen("notices", q="救助", region="440000", after="")
    assert "/feeds/notices.atom?q=%E6%95%91%E5%8A%A9&region=440000" in links(visit)
    assert gettext("Subscribe to this search (Atom)") in words(visit)
    whole = open_screen("notices", lang="en")
    assert "/feeds/notices.atom?lang=en" in links(whole)
    assert "Subscribe (Atom)" in words(whole)
