"""Credit: the register as anybody reads it, and how honest it is about what it does not know."""

from portal.demo.credit import demo_records
from portal.locale import gettext, use
from portal.settings import Settings
from portal.ui.frame import demo_note
from tests.pages.visiting import content, errors, ids, links, open_screen, status, words

IDS = {each.key: each.id for each in demo_records()}
ELSEWHERE = ("https://www.creditchina.gov.cn", "https://www.ccgp.gov.cn")


def test_the_list_shows_what_is_in_effect_with_document_and_period(demo: Settings) -> None:
    del demo
    visit = open_screen("credit")
    assert status(visit).startswith("5")
    assert set(ids(visit, "/credit")) == {
        IDS[key] for key in ("ban", "repair", "minor", "award", "judgment")
    }
    said = words(visit)
    assert "旌财采罚〔2026〕1号" in said
    assert "严重失信" in said
    assert "晨露" not in said
    assert demo_note() in content(visit)


def test_nothing_found_is_no_clean_record_and_leads_elsewhere(demo: Settings) -> None:
    del demo
    visit = open_screen("credit", q="没有这个单位")
    assert "本站未查到" in words(visit)
    assert "不等于信用良好" in words(visit)
    for site in ELSEWHERE:
        assert site in links(visit)


def test_a_list_with_hits_says_so_too(demo: Settings) -> None:
    del demo
    visit = open_screen("credit", q="星河")
    assert ids(visit, "/credit") == [IDS["ban"]]
    assert "不等于信用良好" in words(visit)
    assert "评价得分低不是信用记录" in words(visit)
    assert "/feeds/credit_records.atom?q=%E6%98%9F%E6%B2%B3" in links(visit)


def test_a_record_shows_everything_the_law_asks_for_and_the_statement(demo: Settings) -> None:
    del demo
    said = words(open_screen("credit", id=IDS["ban"]))
    for part in (
        "91510603DEM0090194", "旌阳区示例路1号", "谋取成交", "一年内禁止", "第七十七条",
        "旌财采罚〔2026〕1号", "旌阳区财政局", "2,310.00", "愿接受监督", "整改不改变决定",
    ):  # fmt: skip
        assert part in said, part
    silent = words(open_screen("credit", id=IDS["award"]))
    assert "期限内没有提出陈述申辩" in silent
    minor = words(open_screen("credit", id=IDS["minor"]))
    assert "确有必要公示" in minor


def test_an_ended_record_keeps_nothing_of_what_it_said(demo: Settings) -> None:
    del demo
    visit = open_screen("credit", id=IDS["repaired"])
    assert "已不再公示" in words(visit)
    assert "晨露" not in content(visit)
    assert not errors(visit)


def test_a_record_that_is_only_proposed_is_nowhere(demo: Settings) -> None:
    del demo
    visit = open_screen("credit", id=IDS["answered"])
    assert "同行" not in content(visit)
    assert "中民罚" not in content(visit)


def test_the_register_speaks_english(demo: Settings) -> None:
    del demo
    said = words(open_screen("credit", lang="en"))
    use("en")
    assert "Serious breach" in said
    assert gettext("That an organisation is not in it is no clean record. See also:") in said
