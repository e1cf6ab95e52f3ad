import io
import json
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.notices.parse import json_stream
from portal.notices.parse.json_stream import (
    MAX_DEPTH,
    MAX_PIECE,
    BrokenJsonError,
    JsonCursor,
    Piece,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def cursor(text: str | bytes) -> JsonCursor:
    return JsonCursor(io.BytesIO(text.encode() if isinstance(text, str) else text))


class Trickle(io.BytesIO):
    """A stream that gives few bytes at a time, so that every value is cut somewhere."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 3, 3) if size != -1 else 3)


@given(st.lists(JSON, max_size=5), st.sampled_from([None, 1]), st.booleans())
def test_the_elements_of_a_list_are_what_json_reads(
    values: list[object], indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(values, indent=indent, ensure_ascii=ascii_only)
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return
    for stream in (io.BytesIO(data), Trickle(data)):
        assert [piece.load() for piece in JsonCursor(stream).elements()] == values


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), JSON, max_size=5))
def test_the_members_of_an_object_are_what_json_reads(value: dict[str, object]) -> None:
    place = JsonCursor(Trickle(json.dumps(value).encode()))
    assert {key: place.piece().load() for key in place.members()} == value
    assert place.peek() == b""


@given(st.binary(max_size=60) | st.text('[]{}",:\\ \n1tenul', max_size=40).map(str.encode))
def test_any_bytes_are_pieces_or_broken_and_nothing_else(data: bytes) -> None:
    place = cursor(b"[" + data)
    with suppress(BrokenJsonError):
        for piece in place.elements():
            piece.load()
    assert place.line >= 1
    assert place.column >= 1


def test_a_twin_cursor_walks_by_itself() -> None:
    one = cursor('\n {"a": [1, 2], "b": 3}')
    one.peek()
    twin = one.fork()
    assert [(key, one.piece().load()) for key in one.members()] == [("a", [1, 2]), ("b", 3)]
    assert (twin.line, twin.column) == (2, 2)
    assert [(key, twin.piece().load()) for key in twin.members()] == [("a", [1, 2]), ("b", 3)]


def test_every_piece_knows_its_line_and_column() -> None:
    pieces = list(cursor('[1,\n  "低保", {"a":\n 1}, 2]').elements())
    assert [(p.line, p.column) for p in pieces] == [(1, 2), (2, 3), (2, 9), (3, 6)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[1 2]", "',' was expected"),
        ("[1,]", "a value was expected"),
        ("[1,,2]", "a value was expected"),
        ("[{]}", "']' closes what another bracket opened"),
        ('[{"a": 1', "the file ends inside a value that begins here"),
        ('["abc', "a text is not closed"),
        ("[1", "the file ends too early"),
        ("[", "the file ends too early"),
    ],
)
def test_text_that_is_no_json_is_broken_at_its_place(text: str, reason: str) -> None:
    with pytest.raises(BrokenJsonError) as caught:
        list(cursor(text).elements())
    assert str(caught.value) == reason
    assert caught.value.line == 1


def test_an_error_inside_a_piece_is_placed_in_the_file() -> None:
    first, second = cursor('[{"a": 1},\n  {"b": 1,\n   "c": x}]').elements()
    assert first.load() == {"a": 1}
    with pytest.raises(BrokenJsonError) as caught:
        second.load()
    assert (caught.value.line, caught.value.column) == (3, 9)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_not_json_is_broken(text: str) -> None:
    (piece,) = cursor(f'[{{"a": {text}}}]').elements()
    with pytest.raises(BrokenJsonError, match="is not JSON"):
        piece.load()


def test_a_key_given_twice_is_broken_because_readers_would_differ() -> None:
    (piece,) = cursor('[{"a": {"id": 1, "id": 2}}]').elements()
    with pytest.raises(BrokenJsonError, match="the key 'id' stands twice in one object"):
        piece.load()


def test_bytes_that_are_not_utf_8_are_broken_where_they_stand() -> None:
    (piece,) = cursor(b'[{"a":\n "\xff"}]').elements()
    with pytest.raises(BrokenJsonError, match="not UTF-8") as caught:
        piece.load()
    assert (caught.value.line, caught.value.column) == (2, 3)


def test_a_raw_control_character_in_a_text_is_broken() -> None:
    (piece,) = cursor('["a\x01b"]').elements()
    with pytest.raises(BrokenJsonError, match="control character"):
        piece.load()


def test_numbers_are_exact_whatever_their_size() -> None:
    pieces = [p.load() for p in cursor(f"[0.1, 1e400, {'9' * 5000}, 1e{'9' * 30}]").elements()]
    assert pieces == [Decimal("0.1"), Decimal("1e400"), Decimal("9" * 5000), f"1e{'9' * 30}"]


def test_a_deep_piece_is_refused_and_the_next_one_read() -> None:
    deep = "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)
    first, second = cursor(f"[{deep}, 1]").elements()
    assert first.problem == f"nested more than {MAX_DEPTH} levels deep"
    with pytest.raises(BrokenJsonError, match="levels deep"):
        first.load()
    assert second.load() == 1


def test_a_bomb_of_brackets_ends_the_reading() -> None:
    with pytest.raises(BrokenJsonError, match="100,000 levels deep"):
        list(cursor("[" * 1_000_000).elements())


def test_a_large_piece_is_refused_and_the_next_one_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "MAX_PIECE", 1000)
    large = json.dumps([[i] for i in range(1000)])
    first, second = cursor(f"[{large}, 1]").elements()
    assert (first.data, first.problem) == (None, "larger than 1,000 bytes")
    assert second.load() == 1


def test_a_text_without_end_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(BrokenJsonError, match="a text is longer than"):
        list(cursor(b'["' + b"x" * (MAX_PIECE + 2**20)).elements())


def test_a_skipped_piece_keeps_no_bytes() -> None:
    place = cursor('{"a": [1, 2]} 5')
    assert place.piece(keep=False).data is None
    assert place.piece() == Piece(1, 15, b"5")
