"""Numbers that lead to one person are found in a text, and other numbers are left alone.

Every number here is invented: identity numbers of regions that were never issued (999…), mobile
numbers and cards that are the usual examples.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import InvalidInputError
from portal.policy.identifiers import final_check, make_uscc, organisation_check
from portal.policy.privacy import (
    CARD,
    IDENTITY,
    MOBILE,
    is_card_number,
    is_identity_number,
    private_numbers,
    refuse_private,
)

FIELD = {"zh": "理由", "en": "Reason"}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(birth: date = date(1950, 2, 28), serial: int = 2, region: str = "999999") -> str:
    """An invented identity number, by the check of GB 11643: the weighted sum leaves 1."""
    body = f"{region}{birth:%Y%m%d}{serial:03}"
    for check in "0123456789X":
        value = 10 if check == "X" else int(check)
        total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True))
        if (total + value) % 11 == 1:
            return body + check
    raise AssertionError(body)


def card(body: str) -> str:
    """A number that passes Luhn: the one digit of ten that does."""
    return next(body + digit for digit in "0123456789" if is_card_number(body + digit))


def kinds(text: str) -> list[object]:
    return [each.kind for each in private_numbers(text)]


@pytest.mark.parametrize(
    "text",
    [
        identity(),
        f"受助人{identity()}。",
        f"身份证号：{identity()[:6]} {identity()[6:14]} {identity()[14:]}",
        f"{identity()[:6]}-{identity()[6:14]}-{identity()[14:]}",
        identity(serial=5).lower(),
        "".join(chr(ord(sign) + 0xFEE0) for sign in identity()),
        f"ID{identity()}号",
        f"https://example.org/detail?no={identity()}",
    ],
)
def test_an_identity_number_is_found(text: str) -> None:
    assert kinds(text) == [IDENTITY]


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "联系电话13800138000转李",
        "138 0013 8000",
        "138-0013-8000",
        "138—0013—8000",
        "１３８００１３８０００",
        "+86 13800138000",
        "+8613800138000",
        "8613800138000",
        "008613800138000",
        "tel.13800138000.",
        "19912345678",
    ],
)
def test_a_mobile_number_is_found(text: str) -> None:
    assert kinds(text) == [MOBILE]


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "卡号4111111111111111，开户行",
        card("622848000000000001"),
        card("95588000000000000"),
        card("62284800000000001"),
        "４１１１１１１１１１１１１１１１",
    ],
)
def test_the_number_of_a_bank_card_is_found(text: str) -> None:
    assert kinds(text) == [CARD]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "石大政办规发〔2019〕1号",
        "0951-2345678",
        "010-12345678",
        "12345678901",  # 11 digits that no mobile number begins with
        "12800138000",
        "138001380001",  # one digit too many
        "1380013800",
        "5.13800138000",
        "4111111111111112",  # the wrong last digit
        "41111111111111111111",  # 20 digits
        "2026-03-01 2026-03-02",
        "2021 2022 2023 2024 2025",
        "0000000000000000",
        "金额1,380,013.80元，人数138001",
        "SCIT-FG(Z)-2021100185-1",
        "https://example.org/cggg/202601/t20260115_13800138000.htm",
        "https://example.org/notice?id=4111111111111111",
        identity()[:-1] + ("0" if identity()[-1] != "0" else "1"),
        identity()[:-1],
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert kinds(text) == []


def test_a_number_behind_a_web_address_is_found() -> None:
    assert kinds("见https://example.org/1，电话13800138000") == [MOBILE]
    assert kinds("https://example.org/1 13800138000") == [MOBILE]


def test_what_has_the_check_digit_but_no_birthday_is_no_identity_number() -> None:
    body = "99999919501332002"
    numbers = [body + check for check in "0123456789X"]
    assert not any(is_identity_number(each) for each in numbers)


def test_a_social_credit_code_of_digits_alone_is_no_card() -> None:
    codes = [make_uscc("52", "510603", f"{serial:04}") for serial in range(3000)]
    assert all(kinds(each) == [] for each in codes)
    digits = "".join(sign for sign in codes[0] if sign.isdigit())
    assert kinds(digits) == []


def test_a_real_shaped_code_that_passes_luhn_too_is_an_organisation_all_the_same() -> None:
    found = _code_of_digits_that_passes_luhn()
    assert kinds(f"承接主体{found}") == []


def _code_of_digits_that_passes_luhn() -> str:
    """The first valid social credit code of digits alone whose last digit also fits Luhn."""
    for serial in range(10_000_000, 10_010_000):
        body = "52510603" + str(serial) + organisation_check(str(serial))
        code = body + final_check(body)
        if code.isdigit() and _luhn(code):
            return code
    raise AssertionError("there is one in a hundred")


def _luhn(number: str) -> bool:
    total = 0
    for at, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if at % 2 else 1)
        total += value // 10 + value % 10
    return total % 10 == 0


def test_several_numbers_are_told_in_their_order() -> None:
    text = f"甲13800138000，乙{identity()}，卡4111111111111111"
    found = private_numbers(text)
    assert [each.kind for each in found] == [MOBILE, IDENTITY, CARD]
    assert [text[each.first - 1 : each.last] for each in found] == [
        "13800138000",
        identity(),
        "4111111111111111",
    ]


def test_the_refusal_names_field_place_and_kind_and_not_the_number() -> None:
    with pytest.raises(InvalidInputError) as refused:
        refuse_private(FIELD, "电话13800138000")
    assert str(refused.value).startswith("Reason: signs 3 to 13 look like a mobile number")
    assert "13800138000" not in str(refused.value)


def test_a_text_without_such_numbers_passes() -> None:
    refuse_private(FIELD, "因春节假期，合同延后十天签订；见政府采购网公告。")


@given(
    st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 1, 1)),
    st.integers(min_value=0, max_value=999),
    st.text(alphabet="甲乙，。 abc", max_size=10),
)
def test_every_identity_number_is_found_wherever_it_stands(
    birth: date, serial: int, around: str
) -> None:
    text = f"{around}{identity(birth, serial)}{around}"
    (found,) = private_numbers(text)
    assert found.kind == IDENTITY
    assert text[found.first - 1 : found.last] == identity(birth, serial)


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"), st.text(max_size=20))
def test_every_mobile_number_behind_words_is_found(number: str, before: str) -> None:
    assert MOBILE in kinds(f"{before}：{number}")


@given(st.text())
def test_no_text_is_too_strange_to_look_at(text: str) -> None:
    for each in private_numbers(text):
        assert 1 <= each.first <= each.last <= len(text)
