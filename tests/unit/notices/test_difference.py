"""The difference of two texts: nothing lost, nothing added, and readable in Chinese."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.notices.rules.difference import Kind, Piece, difference
from portal.notices.rules.versions import lines_of, merged_paths


def said(before: str, after: str) -> str:
    marks = {Kind.SAME: "{}", Kind.GONE: "[-{}]", Kind.NEW: "[+{}]"}
    return "".join(marks[each.kind].format(each.text) for each in difference(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("同样的话", "同样的话", "同样的话"),
        ("", "新的话", "[+新的话]"),
        ("旧的话", "", "[-旧的话]"),
        ("", "", ""),
        ("截止2026年3月20日", "截止2026年3月27日", "截止2026年3月[-20][+27]日"),
        ("The cat sat", "The dog sat", "The [-cat][+dog] sat"),
        ("480,000.00元", "500,000.00元", "[-480,000.00][+500,000.00]元"),
        ("2026-04-02", "2026-04-03", "[-2026-04-02][+2026-04-03]"),
        ("服务对象120户", "服务对象为低保家庭150户", "服务对象[-120][+为低保家庭150]户"),
        ("甲乙丙丁戊", "子乙丑丁戊", "[-甲乙丙][+子乙丑]丁戊"),
        ("第一行\n第二行", "第一行\n第三行", "第一行\n第[-二][+三]行"),
    ],
)
def test_a_change_reads_as_people_would_mark_it(before: str, after: str, expected: str) -> None:
    assert said(before, after) == expected


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_is_lost_and_nothing_added(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert "".join(each.text for each in pieces if each.kind != Kind.NEW) == before
    assert "".join(each.text for each in pieces if each.kind != Kind.GONE) == after
    assert all(each.text for each in pieces)
    assert all(a.kind != b.kind for a, b in pairwise(pieces))


def test_equal_texts_have_no_difference() -> None:
    assert difference("话" * 50_000, "话" * 50_000) == (Piece(Kind.SAME, "话" * 50_000),)


def test_long_texts_are_compared_in_time() -> None:
    sentences = [f"第{each}条：承接主体每月走访{each}户，如实记录。" for each in range(3_000)]
    changed = [each.replace("每月", "每周") if at % 7 == 0 else each
               for at, each in enumerate(sentences)]  # fmt: skip
    began = time.monotonic()
    pieces = difference("".join(sentences), "".join(changed))
    assert time.monotonic() - began < 20
    assert "".join(each.text for each in pieces if each.kind != Kind.GONE) == "".join(changed)


def test_lines_leave_out_what_says_nothing_to_a_reader() -> None:
    content = (
        '{"file": "a.csv", "line": 3, "key": {"item": "1"}, "purchaser": {"name": "民政局"},'
        ' "title": "标题", "lots": [{"title": "包1", "amount": {"fen": 5}}, {"title": " "}],'
        ' "fields": {"contacts.phone": "1"}, "budget_text": null, "project_id": "p",'
        ' "warnings": ["w"], "empty": ""}'
    )
    assert lines_of(content) == {
        "title": "标题",
        "purchaser.name": "民政局",
        "lots.1.title": "包1",
        "lots.1.amount.fen": 5,
        "fields.contacts.phone": "1",
    }


def test_what_is_gone_stands_where_it_stood() -> None:
    assert merged_paths({"a": 1, "b": 1, "c": 1}, {"a": 1, "c": 1, "d": 1}) == ["a", "b", "c", "d"]
    assert merged_paths({"x": 1}, {}) == ["x"]
