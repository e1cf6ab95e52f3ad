"""Headings of a notice's format in a place's own pack, and what is wrong with some."""

from pathlib import Path

import pytest

from portal.policy.installed import read_library
from portal.policy.reading import PackError
from tests.packs import sixth

LISTS = """
[[lists]]
id = "notice-fields-tender"
title = { zh = "招标公告的栏目", en = "Headings: Tender notice" }
clauses = ["SX-1"]

[[lists.items]]
code = "deadline"
title = { zh = "投标截止", en = "Deadline" }
parts = [
    { code = "due", kind = "date", states = "contract.purchase.bids_due_on", column = "event" },
    { code = "method", kind = "code", list = "methods", among = ["open"] },
]
"""
BROKEN = {
    "an unknown fact": (
        ("bids_due_on", "bids_due"),
        "items[deadline].parts[due].states: no fact is called contract.purchase.bids_due",
    ),
    "a fact of another kind": (
        ('kind = "date"', 'kind = "text"'),
        "parts[due].states: contract.purchase.bids_due_on is a date, not text",
    ),
    "an unknown list": (
        ('list = "methods"', 'list = "ways"'),
        "parts[method].list: no list is called ways",
    ),
    "a code that its list does not hold": (
        ('among = ["open"]', 'among = ["openly"]'),
        "parts[method].among: openly is not on the list methods",
    ),
    "a code without a list": (
        (', list = "methods", among = ["open"]', ""),
        "parts[method].list: codes come from a list, and only codes",
    ),
    "two parts of one name": (
        ('code = "method"', 'code = "due"'),
        "parts[due]: is there more than once",
    ),
    "several parts of which one has no code": (
        ('code = "method", ', ""),
        "parts: several parts need a code each",
    ),
    "two parts for one column": (
        ('among = ["open"]', 'column = "event"'),
        "lists[notice-fields-tender]: several parts fill the column event",
    ),
    "an unknown kind": (('kind = "date"', 'kind = "day"'), "parts.0.kind: "),
    "an unknown column": (('column = "event"', 'column = "when"'), "parts.0.column: "),
}


def faults(folder: Path, lists: str) -> list[str]:
    sixth.write_sixth(folder)
    (folder / "sixth" / "lists.toml").write_text(lists, encoding="utf-8")
    try:
        read_library(folder)
    except PackError as error:
        return [str(each) for each in error.faults]
    return []


def test_a_place_may_print_headings_of_its_own(tmp_path: Path) -> None:
    assert faults(tmp_path, LISTS) == []


@pytest.mark.parametrize(("change", "said"), BROKEN.values(), ids=BROKEN)
def test_what_is_wrong_with_a_part_is_named(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    assert change[0] in LISTS
    found = faults(tmp_path, LISTS.replace(*change))
    assert any(said in each for each in found), found
