from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.notices.parse.cells import (
    calendar_day,
    currency_code,
    date_from_words,
    fen_from_number,
    fen_from_words,
    instant_from_words,
    language_code,
    link_from_words,
    period_from_words,
    region_code,
)


@pytest.mark.parametrize(
    ("words", "fen"),
    [
        ("0", 0),
        ("505000", 50_500_000),
        ("1025826.73", 102_582_673),
        ("1025826.7", 102_582_670),
        ("1025826.730000", 102_582_673),
        ("1,320,000.50", 132_000_050),
        ("¥ 120", 12_000),
        ("120元", 12_000),
        ("50.5万元", 50_500_000),
        ("0.01", 1),
        ("1000000000000000", 10**17),
    ],
)
def test_a_plain_figure_is_exact_fen(words: str, fen: int) -> None:
    assert fen_from_words(words) == fen


@pytest.mark.parametrize(
    "words",
    [
        "100%",
        "700000 per lot",
        "每标段700000",
        "30815 (both lots)",
        "30815（两个标段合计）",
        "13 (…)",
        "约50万元",
        "-5",
        "+5",
        "1e5",
        "1.001",
        "1,32",
        "1 000",
        "12,345,67",
        "٣",
        "１２",
        "NaN",
        "Infinity",
        "5美元",
        "1000000000000000.01",
        "9" * 5000,
        ".5",
        "5.",
    ],
)
def test_anything_else_gives_no_figure(words: str) -> None:
    assert fen_from_words(words) is None


@pytest.mark.parametrize(
    "number",
    [
        "NaN",
        "sNaN",
        "Infinity",
        "-1",
        "1e16",
        "1e999999",
        "1e-999999",
        "0.001",
        "1." + "0" * 40 + "1",
    ],
)
def test_a_number_that_is_no_price_gives_no_fen(number: str) -> None:
    assert fen_from_number(Decimal(number)) is None


@given(st.integers(min_value=0, max_value=10**17))
def test_every_amount_of_fen_comes_back_exactly(fen: int) -> None:
    assert fen_from_words(f"{fen // 100}.{fen % 100:02}") == fen
    assert fen_from_number(Decimal(fen).scaleb(-2)) == fen
    assert fen_from_number(Decimal(f"{fen}E-2")) == fen


@pytest.mark.parametrize(
    "words", ["2025-01-05", "2025-1-5", "2025/1/5", "2025.01.05", "2025年1月5日"]
)
def test_a_date_written_year_first_is_read(words: str) -> None:
    assert date_from_words(words) == date(2025, 1, 5)


@pytest.mark.parametrize(
    "words",
    [
        "05/01/2025",
        "2025-13-01",
        "2025-02-30",
        "2025-01",
        "2025",
        "22025-01-05",
        "2025-1/5",
        "1899-01-01",
    ],
)
def test_a_date_that_would_have_to_be_guessed_is_not_read(words: str) -> None:
    assert date_from_words(words) is None


def test_a_period_is_read_only_with_two_exact_dates_in_order() -> None:
    period = period_from_words("2024-01-01/2024-12-31")
    assert (period.starts_on, period.ends_on) == (date(2024, 1, 1), date(2024, 12, 31))
    for words in (
        "2024-12-31/2024-01-01",
        "2024-01-01",
        "2023-01/2023-12",
        "1 year",
        "to 2022-12-31",
    ):
        period = period_from_words(words)
        assert (period.starts_on, period.ends_on, period.text) == (None, None, words)


@pytest.mark.parametrize(
    ("words", "instant", "stated"),
    [
        ("2017-08-08T08:24:21-04:00", datetime(2017, 8, 8, 12, 24, 21, tzinfo=UTC), True),
        ("2011-02-27T03:07:41.000000Z", datetime(2011, 2, 27, 3, 7, 41, tzinfo=UTC), True),
        ("2011-02-27t03:07:41.1234567z", datetime(2011, 2, 27, 3, 7, 41, 123456, tzinfo=UTC), True),
        ("2026-01-01T08:00+0800", datetime(2026, 1, 1, tzinfo=UTC), True),
        ("2014-02-05", datetime(2014, 2, 4, 16, tzinfo=UTC), False),
        ("2011-02-26T22:06:51", datetime(2011, 2, 26, 14, 6, 51, tzinfo=UTC), False),
    ],
)
def test_an_instant_is_read_in_utc(words: str, instant: datetime, stated: bool) -> None:
    assert instant_from_words(words) == (instant, stated)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "yesterday",
        "2014-W05-1",
        "20140205",
        "2014-02-30T00:00:00Z",
        "0001-01-01",
        "9999-12-31T23:59:59-14:00",
    ],
)
def test_what_is_no_instant_is_none(words: str) -> None:
    assert instant_from_words(words) == (None, False)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-12-31T23:59:59Z", date(2026, 12, 31)),
        ("2026-01-01T00:00:00Z", date(2026, 1, 1)),
        ("2015-12-30T00:00:00-06:00", date(2015, 12, 30)),
        ("2026-12-30T16:00:00Z", date(2026, 12, 31)),
        ("2026-12-31", date(2026, 12, 31)),
        ("2011-06-30T05:00:00.000000Z", date(2011, 6, 30)),
    ],
)
def test_midnight_and_the_last_second_mean_the_day_as_written(words: str, day: date) -> None:
    assert calendar_day(words) == day


@pytest.mark.parametrize(
    "words",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/x",
        "//example.org/x",
        "www.example.org",
        "http:nigeriaoc.org/open_api",
        "https://www.gov.cn@evil.example/",
        "https://",
        "http://[::1",
        "http://example.org:port/",
        "https://example.org/a b",
        'https://example.org/"onmouseover=alert(1)',
        "https://example.org/" + "a" * 3000,
        "",
    ],
)
def test_only_a_plain_web_address_becomes_a_link(words: str) -> None:
    assert link_from_words(words) is None


@pytest.mark.parametrize(
    "words",
    ["http://example.org/a?b=c&d=%20#e", "https://例子.中国/路径", "https://example.org:8443/"],
)
def test_web_addresses_are_links(words: str) -> None:
    assert link_from_words(words) == words


def test_codes_are_taken_by_their_shape() -> None:
    assert [region_code(c) for c in ("640422", "640422100", "64", "064042", "６４０４２２")] == [
        "640422",
        "640422100",
        None,
        None,
        None,
    ]
    assert [currency_code(c) for c in ("CNY", "cny", "RMB", "¥", "YUAN")] == [
        "CNY",
        "CNY",
        "CNY",
        None,
        None,
    ]
    assert [language_code(c) for c in ("zh", "EN", "zh-Hans", "<b>", "中文")] == [
        "zh",
        "en",
        "zh-hans",
        None,
        None,
    ]
