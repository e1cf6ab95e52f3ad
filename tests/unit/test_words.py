"""Figures, days and codes are said as people of each language say them."""

from collections.abc import Iterator
from datetime import date

import pytest

from portal.locale import DEFAULT, use
from portal.policy.installed import installed
from portal.ui import words


@pytest.fixture(autouse=True)
def _chinese_again() -> Iterator[None]:
    yield
    use(DEFAULT)


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "2025年7月1日至2025年12月31日"), ("en", "1 July 2025 to 31 December 2025")],
)
def test_a_period_runs_from_day_to_day(language: str, said: str) -> None:
    use(language)

    assert words.period(date(2025, 7, 1), date(2025, 12, 31)) == said
    assert words.service_period("2025-07-01/2025-12-31") == said


@pytest.mark.parametrize(
    "text", ["自合同签订之日起一年", "2025-07-01", "2025-02-30/2025-03-01", None]
)
def test_a_service_period_that_is_not_two_days_keeps_its_words(text: str | None) -> None:
    assert words.service_period(text) == text


def test_a_period_without_its_end_is_its_first_day() -> None:
    assert words.period(date(2025, 7, 1), None) == "2025年7月1日"
    assert words.period(None, None) is None


@pytest.mark.parametrize(
    ("code", "english"),
    [("优", "优 (excellent)"), ("良", "良 (good)"), ("中", "中 (fair)"), ("差", "差 (poor)")],
)
def test_a_grade_is_explained_in_english_and_plain_in_chinese(code: str, english: str) -> None:
    assert words.grade(code) == code
    use("en")
    assert words.grade(code) == english


def test_a_grade_of_another_scheme_is_shown_as_it_is() -> None:
    assert (words.grade("A+"), words.grade(None)) == ("A+", None)


def test_an_amount_has_two_decimals_and_its_unit() -> None:
    assert words.money(15_960_000, "CNY") == "159,600.00 元"
    assert words.money(5, "USD") == "USD 0.05"
    use("en")
    assert words.money(15_960_000, "CNY") == "CNY 159,600.00"


def test_every_place_with_a_scheme_names_its_document() -> None:
    use("zh")

    named = [words.place(place) for place in installed().places]

    assert all(each.startswith("《") for each in named)
    assert words.place("dawukou").endswith("（石大政办规发〔2019〕1号）")
    assert words.place("nowhere") == "nowhere"


def test_a_word_of_a_list_begins_a_line() -> None:
    use("en")

    assert words.say(words.STATES, "open") == "Open for ratings"
    assert words.say(words.ROLES, "operator") == "Operator"
