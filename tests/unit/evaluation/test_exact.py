"""Numbers come in as written and are rounded once; broken JSON is refused with its place."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import InvalidInputError
from portal.evaluation.exact import exact_number, half_up, plain, read_json, significant


def test_decimals_are_read_exactly_as_written() -> None:
    read = read_json(b'\xef\xbb\xbf{"weight": 0.1, "many": 3.141592653589793238462643}', "x.json")
    assert read == {"weight": Decimal("0.1"), "many": Decimal("3.141592653589793238462643")}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "x.json: not JSON at line 1, column 1"),
        (b'{"a": 1,\n "b": }', "x.json: not JSON at line 2, column 7"),
        (b'{"a": "\xff"}', "x.json: byte 8 is not UTF-8"),
        (b'{"a": 1, "a": 2}', "x.json: the key 'a' appears twice in one object"),
        (b'{"a": NaN}', "x.json: NaN is not a JSON number"),
        (b'{"a": -Infinity}', "x.json: -Infinity is not a JSON number"),
        (b'{"a": 1e99999999999999999999}', "x.json: the number 1e99999999999999999999 is out"),
        (b"[" * 200_000, "x.json: nested too deeply"),
        (b"9" * 5_000, "x.json: Exceeds the limit"),
    ],
)
def test_broken_json_is_refused_with_file_and_place(content: bytes, said: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        read_json(content, "x.json")
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    ("given", "number"),
    [
        (1, "1"),
        (0.1, "0.1"),
        (1.0, "1"),
        (Decimal("0.50"), "0.5"),
        (Decimal("0E-999999999"), "0"),
        (Decimal("1E+2"), "100"),
    ],
)
def test_a_number_is_taken_as_the_decimal_it_shows(given: object, number: str) -> None:
    assert exact_number(4)(given) == Decimal(number)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("0.5", "is not a number"),
        (True, "is not a number"),
        (None, "is not a number"),
        ([1], "is not a number"),
        (float("nan"), "is out of range"),
        (float("inf"), "is out of range"),
        (Decimal("1e999999999"), "is out of range"),
        (Decimal("1e-999999999"), "more than 4 decimal places"),
        (Decimal("0.00001"), "more than 4 decimal places"),
        (0.1 + 0.2, "more than 4 decimal places"),
    ],
)
def test_what_is_no_exact_number_is_refused(given: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        exact_number(4)(given)


@pytest.mark.parametrize(
    ("value", "published"),
    [
        (Fraction("89.995"), "90.00"),
        (Fraction("89.994999999999999999"), "89.99"),
        (Fraction("0.005"), "0.01"),
        (Fraction("1.005"), "1.01"),
        (Fraction(2, 3), "0.67"),
        (Fraction(100), "100.00"),
        (Fraction(0), "0.00"),
    ],
)
def test_a_half_goes_up(value: Fraction, published: str) -> None:
    assert str(half_up(value)) == published


@pytest.mark.parametrize(
    ("value", "published"),
    [
        (Fraction("12345.65"), "12345.7"),
        (Fraction("1234565"), "1234570"),
        (Fraction("999999.5"), "1000000"),
        (Fraction("0.00123456499"), "0.00123456"),
        (Fraction("0.00123456500"), "0.00123457"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(10), "10"),
        (Fraction(0), "0"),
    ],
)
def test_six_significant_digits_are_kept(value: Fraction, published: str) -> None:
    assert significant(value) == Decimal(published)


@given(st.fractions(min_value=Fraction(1, 10**9), max_value=10**12))
def test_six_digits_are_off_by_half_of_the_sixth_at_most(value: Fraction) -> None:
    kept = Fraction(significant(value))
    assert abs(kept - value) <= value * Fraction(5, 10**6)
    assert len(str(significant(value).normalize().as_tuple().digits)) <= len(str((1,) * 6))


def test_plain_json_has_numbers_and_text_only() -> None:
    assert plain({"a": (Decimal("1.0"), Decimal("0.5"), None, True, 3, "x")}) == {
        "a": [1, 0.5, None, True, 3, "x"]
    }
    assert isinstance(plain(Decimal("1.0")), int)
