"""Spending: pictures with their numbers beside them, real and invented ones apart."""

from portal.settings import Settings
from tests.pages.visiting import content, links, open_screen, words


def test_every_picture_has_its_numbers_as_a_table_and_as_a_file(demo: Settings) -> None:
    del demo
    visit = open_screen("spending", data="demonstration")
    shown = content(visit)
    for by in ("region", "month", "method", "service", "purchaser", "days"):
        assert any(
            each.startswith("/data/spending.csv?") and f"by={by}" in each for each in links(visit)
        ), by
    assert shown.count("<table") == 6
    assert "4,889,200.00" in words(visit)


def test_invented_figures_are_shown_as_such_and_never_with_real_ones(demo: Settings) -> None:
    del demo
    real, invented = (open_screen("spending", data=each) for each in ("real", "demonstration"))
    assert "演示数据：" in words(invented)
    assert "演示数据：" not in words(real)
    assert "2,301,368.00" in words(real)
    assert "2,301,368.00" in words(open_screen("spending"))
    assert "/spending?data=demonstration" in links(real)


def test_a_region_is_gone_down_to_and_leads_to_its_notices(demo: Settings) -> None:
    del demo
    visit = open_screen("spending", data="demonstration", region="510600")
    assert "/notices?region=510603" in links(visit)
    assert "46.2 万元" in words(visit)
    assert "无数据" in words(visit)


def test_nothing_to_show_is_said_in_a_sentence(demo: Settings) -> None:
    del demo
    visit = open_screen("spending", region="110000")
    assert "没有支出记录" in words(visit)
    assert "<table" not in content(visit)


def test_it_speaks_english_too(demo: Settings) -> None:
    del demo
    visit = open_screen("spending", data="demonstration", lang="en")
    assert "Competitive consultation" in words(visit)
    assert "5 purchases" in words(visit)
