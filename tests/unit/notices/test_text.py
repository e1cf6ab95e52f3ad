import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.notices.parse.text import TextError, clean_key, clean_text, shown


def test_text_is_composed_and_white_space_folded() -> None:
    assert clean_text("  e\u0301   项目\u3000名称\n二 ", limit=50).text == "\u00e9 项目 名称 二"


def test_lines_are_kept_where_they_matter() -> None:
    assert clean_text("one\r\ntwo\u2028three\r", limit=50, lines=True).text == "one\ntwo\nthree"


def test_control_and_direction_characters_are_removed_and_counted() -> None:
    clean = clean_text("a\x00b\x1bc\u202ed\u200ee\x9ff", limit=50)
    assert clean.text == "abcdef"
    assert clean.remarks == ("5 control or direction characters were removed",)


def test_text_damaged_before_it_came_is_kept_and_said() -> None:
    clean = clean_text("SIBAT\ufffd", limit=50)
    assert clean.text == "SIBAT\ufffd"
    assert len(clean.remarks) == 1


def test_nothing_but_space_and_controls_is_no_text() -> None:
    assert clean_text(" \x00\t ", limit=50).text is None


@pytest.mark.parametrize("raw", ["\ud83d", "a\udfff", "\ud800\u0041"])
def test_half_a_surrogate_pair_is_refused(raw: str) -> None:
    with pytest.raises(TextError, match=r"surrogate pair|encoding"):
        clean_text(raw, limit=50)


def test_long_text_is_refused_with_its_length_and_the_limit() -> None:
    with pytest.raises(TextError, match="is 100,000 characters long; at most 500 are accepted"):
        clean_text("x" * 100_000, limit=500)


@given(st.text(), st.booleans())
def test_clean_text_can_be_stored_anywhere_and_cleaning_it_again_changes_nothing(
    raw: str, lines: bool
) -> None:
    text = clean_text(raw, limit=10_000, lines=lines).text
    if text is not None:
        assert text == text.strip()
        assert unicodedata.is_normalized("NFC", text)
        assert not [c for c in text if unicodedata.category(c) == "Cc" and c not in "\n\t"]
        assert text.encode()
        assert clean_text(text, limit=10_000, lines=lines).text == text


@pytest.mark.parametrize("raw", ["", "  ", "a\x00b", "a\nb", "a\u202eb", "x" * 201, "\ud800"])
def test_a_key_is_never_repaired(raw: str) -> None:
    with pytest.raises(TextError):
        clean_key(raw)


def test_a_key_keeps_its_inner_spaces() -> None:
    assert clean_key(" a  b ") == "a  b"


def test_a_quoted_text_is_short_and_printable() -> None:
    assert shown("a\nb\ud800") == "a\\nb\\ud800"
    assert shown("x" * 200) == "x" * 100 + "…"
