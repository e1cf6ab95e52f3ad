"""The social credit code is checked in full, and only what is wrong is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import InvalidInputError
from portal.policy.identifiers import (
    ALPHABET,
    AUTHORITIES,
    INVENTED,
    KINDS,
    final_check,
    make_uscc,
    normalise_uscc,
    organisation_check,
    parse_uscc,
)

REAL = {
    "91654026MA78WT2Q66": ("91", "654026"),  # from a real notice of Zhaosu county
    "914403001922038216": ("91", "440300"),  # 华为技术有限公司
    "9144030071526726XG": ("91", "440300"),  # 深圳市腾讯计算机系统有限公司
    "91110000710925462X": ("91", "110000"),  # 中国石油天然气股份有限公司
    "91100000100003962T": ("91", "100000"),  # 中国工商银行股份有限公司, registered nationally
    "12100000400002259P": ("12", "100000"),  # 北京大学
    "12100000400000624D": ("12", "100000"),  # 清华大学
}

serials = st.text(ALPHABET, min_size=4, max_size=4)
regions = st.text("0123456789", min_size=6, max_size=6)
codes = st.builds(make_uscc, st.sampled_from(sorted(KINDS)), regions, serials)


def recheck(code: str) -> str:
    """Give a changed code the last character that fits, so that only the change is judged."""
    return code[:17] + final_check(code[:17])


@pytest.mark.parametrize(("code", "parts"), REAL.items())
def test_real_codes_pass(code: str, parts: tuple[str, str]) -> None:
    parsed = parse_uscc(code)
    assert (parsed.code, parsed.kind, parsed.region) == (code, KINDS[parts[0]], parts[1])
    assert parsed.authority == AUTHORITIES[code[0]]
    assert parsed.organisation_code == code[8:17]
    assert parsed.warnings == ()


def test_rural_collectives_and_military_units_pass() -> None:
    for kind, name in {"N1": "组级", "N2": "村级", "N3": "乡镇级", "A1": "军队事业单位"}.items():
        assert parse_uscc(make_uscc(kind, "510623", "0001")).kind.startswith(name)


def test_full_width_lower_case_and_spaced_codes_mean_the_same() -> None:
    for typed in (
        "91654026ma78wt2q66",
        " 9165 4026 MA78 WT2Q 66\t",
        "９１６５４０２６ＭＡ７８ＷＴ２Ｑ６６",
        "９１６５４０２６ｍａ７８ｗｔ２ｑ６６\u3000",
    ):
        assert parse_uscc(typed).code == "91654026MA78WT2Q66"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "has 18 characters, this one 0"),
        ("91654026MA78WT2Q6", "has 18 characters, this one 17"),
        ("91654026MA78WT2Q660", "has 18 characters, this one 19"),
        ("9165402" * 20_000, "has 18 characters, this one 140000"),
        ("91654026MA78WT2Q6I", "position 18 is 'I'"),
        ("91654026MO78WT2Q66", "position 10 is 'O'"),
        ("91654026MA78WT2Q6\u0665", r"position 18 is '\u0665'"),
        ("91654026MA78WT2Qß6", r"position 17 is '\xdf'"),
        ("91654026-A78WT2Q66", "position 9 is '-'"),
        ("01654026MA78WT2Q66", "position 1 is 0"),
        ("07999999MA78WT2Q66", "position 1 is 0"),
        ("97654026MA78WT2Q66", "position 2 is 7, but authority 9"),
        ("9165A026MA78WT2Q66", "position 5 is A; positions 3 to 8"),
        ("91654026MA78WT2Q56", "position 17 is 5, but the check character of the organisation"),
        ("91654026MA78WT2Q67", "position 18 is 7, but the check character of the whole code is 6"),
    ],
)
def test_a_wrong_code_is_refused_and_the_position_is_named(typed: str, said: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        parse_uscc(typed)
    assert said in str(refused.value)
    assert len(str(refused.value)) < 200


def test_a_wrong_organisation_check_is_seen_though_the_last_character_fits() -> None:
    wrong = recheck("91654026MA78WT2Q5")
    with pytest.raises(InvalidInputError, match="position 17"):
        parse_uscc(wrong)


def test_an_unknown_region_warns_and_never_rejects() -> None:
    code = make_uscc("52", "999999", "0001")
    assert parse_uscc(code).warnings == ()
    assert parse_uscc(code, lambda _: True).warnings == ()
    (warning,) = parse_uscc(code, lambda region: region == "510600").warnings
    assert "999999" in warning


def test_the_check_asks_for_the_region_of_the_code() -> None:
    known = {"654026"}.__contains__
    assert parse_uscc("91654026MA78WT2Q66", known).warnings == ()


def test_an_invented_code_says_so() -> None:
    assert make_uscc("52", "510600", "0001")[8:12] == INVENTED == "DEM0"


@pytest.mark.parametrize(
    ("kind", "region", "serial"),
    [("52", "5106", "0001"), ("52", "510600", "001"), ("00", "510600", "0001")],
)
def test_a_code_that_would_be_wrong_is_not_made(kind: str, region: str, serial: str) -> None:
    with pytest.raises((InvalidInputError, ValueError)):
        make_uscc(kind, region, serial)


@given(codes)
def test_every_code_made_passes_and_is_already_normal(code: str) -> None:
    assert parse_uscc(code).code == normalise_uscc(code) == code


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_found(code: str, place: int, other: str) -> None:
    wrong = code[:place] + other + code[place + 1 :]
    if wrong != code:
        with pytest.raises(InvalidInputError):
            parse_uscc(wrong)


@given(codes, st.integers(0, 16), st.integers(0, 16))
def test_any_two_exchanged_characters_before_the_last_are_found(
    code: str, one: int, two: int
) -> None:
    swapped = list(code)
    swapped[one], swapped[two] = swapped[two], swapped[one]
    if (wrong := "".join(swapped)) != code:
        assert final_check(wrong[:17]) != wrong[17]
        with pytest.raises(InvalidInputError):
            parse_uscc(wrong)


@given(codes, st.integers(0, 16))
def test_any_two_neighbours_exchanged_are_found(code: str, place: int) -> None:
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if wrong != code:
        with pytest.raises(InvalidInputError):
            parse_uscc(wrong)


def test_the_organisation_check_alone_misses_what_lies_eleven_apart() -> None:
    assert organisation_check("MA78WT2Q") == organisation_check("MA78WT2F") == "6"
    with pytest.raises(InvalidInputError, match="position 18"):
        parse_uscc("91654026MA78WT2F66")


@given(st.text(max_size=40) | st.text(ALPHABET, min_size=18, max_size=18))
def test_any_text_is_either_a_code_or_refused_with_a_reason(text: str) -> None:
    try:
        parsed = parse_uscc(text)
    except InvalidInputError as refused:
        reason = str(refused)
    else:
        reason = f"position by position right: {parsed.code}"
    assert "position" in reason or "characters" in reason
