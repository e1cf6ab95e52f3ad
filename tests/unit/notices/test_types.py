import pytest

from portal.notices.types import (
    NoticeType,
    ProcurementMethod,
    method_from_words,
    type_from_words,
)


def test_there_are_thirteen_national_formats_and_other() -> None:
    assert len(NoticeType) == 14
    cited = [kind for kind in NoticeType if kind.term.source == "财办库〔2020〕50号"]
    assert len(cited) == 13
    assert NoticeType.OTHER not in cited


@pytest.mark.parametrize("kind", [k for k in NoticeType if k is not NoticeType.OTHER])
def test_the_national_name_of_a_format_gives_it_without_leftover_words(kind: NoticeType) -> None:
    assert type_from_words(kind.term.zh) == (kind, None)


@pytest.mark.parametrize(
    "method", [m for m in ProcurementMethod if m is not ProcurementMethod.OTHER]
)
def test_the_name_of_a_method_gives_it_without_leftover_words(method: ProcurementMethod) -> None:
    assert method_from_words(method.term.zh) == (method, None)
    assert method.term.en
    assert method.term.source


def test_full_width_brackets_and_spaces_make_no_difference() -> None:
    assert type_from_words("中标（成交） 结果公告") == (NoticeType.RESULT, None)


def test_a_heading_that_says_more_than_its_format_is_kept() -> None:
    assert type_from_words("竞争性磋商公告") == (NoticeType.NEGOTIATION, "竞争性磋商公告")
    assert type_from_words("采购意向") == (NoticeType.INTENTION, "采购意向")


@pytest.mark.parametrize("words", ["采购需求公示", "资金公开", "招标公告(第二次)", "notice"])
def test_words_that_name_no_format_are_other_and_kept(words: str) -> None:
    assert type_from_words(words) == (NoticeType.OTHER, words)


def test_no_words_are_other_without_words_and_no_method() -> None:
    assert type_from_words(None) == (NoticeType.OTHER, None)
    assert method_from_words(None) == (None, None)


def test_a_remark_behind_the_method_is_kept() -> None:
    expected = (ProcurementMethod.INQUIRY, "询价（综合评价）")
    assert method_from_words("询价（综合评价）") == expected


@pytest.mark.parametrize("words", ["自行采购", "公益创投/招标", "限制性招標", "(公开招标)"])
def test_a_method_the_law_does_not_know_is_other(words: str) -> None:
    assert method_from_words(words) == (ProcurementMethod.OTHER, words)
