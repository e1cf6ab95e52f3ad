"""Walking through JSON of any size piece by piece, each piece with its place in the file.

Only brackets and strings are followed, so a piece that is no good JSON inside (a NaN, a key given
twice) costs that piece and not the file; memory is bounded by the largest piece that is accepted.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import BinaryIO

from portal.notices.parse.text import shown

MAX_PIECE = 16 * 2**20
"""Bytes of one release or record; the largest real one seen has 237 thousand."""

MAX_DEPTH = 64
"""Nesting of one piece; real releases stay under 12."""

_CHUNK = 2**18
_TOO_EARLY = "the file ends too early"
_TOO_LONG = f"a text is longer than {MAX_PIECE:,} bytes"
_MAX_STACK = 100_000
_MAX_DIGITS = 40
_SPACE = re.compile(rb"[ \t\r\n]*+")
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_SCALAR = re.compile(rb'[^\s,:\[\]{}"]++')
# Everything up to and with the next bracket that is not inside a string.
_BRACKET = re.compile(
    rb'[^"{}\[\]]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"{}\[\]]*+)*+([{}\[\]])', re.DOTALL
)
_CLOSER = {ord("{"): ord("}"), ord("["): ord("]")}


class BrokenJsonError(ValueError):
    """The text is not JSON from here on."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(reason)
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Piece:
    """The bytes of one JSON value and where they begin; ``problem`` says why there are none."""

    line: int
    column: int
    data: bytes | None
    problem: str | None = None

    def load(self) -> object:
        """The value, with every fraction as an exact Decimal.

        Raises:
            BrokenJsonError: not JSON, or JSON whose meaning would have to be guessed.

        """
        if self.data is None:
            raise BrokenJsonError(self.problem or "was skipped", self.line, self.column)
        try:
            value: object = _DECODER.decode(self.data.decode())
        except json.JSONDecodeError as error:
            raise self._broken(error.msg, error.lineno, error.colno) from error
        except UnicodeDecodeError as error:
            before = self.data[: error.start]
            line = before.count(b"\n") + 1
            column = len(before) - before.rfind(b"\n")
            raise self._broken("the bytes are not UTF-8", line, column) from error
        except _AmbiguousError as error:
            raise BrokenJsonError(str(error), self.line, self.column) from error
        return value

    def _broken(self, reason: str, line: int, column: int) -> BrokenJsonError:
        column += self.column - 1 if line == 1 else 0
        return BrokenJsonError(reason, self.line + line - 1, column)


class JsonCursor:
    """A place in a seekable file of JSON text, with its line and column."""

    def __init__(self, stream: BinaryIO, offset: int = 0) -> None:
        self._stream = stream
        self._loaded_to = offset
        self._buffer = b""
        self._at = 0
        self._ended = False
        self.line = 1
        self.column = 1

    def fork(self) -> "JsonCursor":
        """A second cursor at the same place, which moves by itself."""
        twin = JsonCursor(self._stream, self._loaded_to)
        twin._buffer, twin._at, twin._ended = self._buffer, self._at, self._ended
        twin.line, twin.column = self.line, self.column
        return twin

    def peek(self) -> bytes:
        """The next byte that is not white space; empty at the end of the file."""
        while True:
            match = _SPACE.match(self._buffer, self._at)
            self._advance(match.end() if match else self._at)
            if self._at < len(self._buffer):
                return self._buffer[self._at : self._at + 1]
            if not self._fill():
                return b""

    def take(self, wanted: bytes) -> None:
        """Step over one expected character."""
        found = self.peek()
        if found != wanted:
            expected = f"'{wanted.decode()}' was expected"
            raise self.broken(expected if found else _TOO_EARLY)
        self._advance(self._at + 1)

    def broken(self, reason: str) -> BrokenJsonError:
        """An error at this place."""
        return BrokenJsonError(reason, self.line, self.column)

    def elements(self) -> Iterator[Piece]:
        """The values of the array that begins here."""
        self.take(b"[")
        if self.peek() == b"]":
            return self.take(b"]")
        while True:
            yield self.piece()
            if self.peek() == b"]":
                return self.take(b"]")
            self.take(b",")

    def members(self) -> Iterator[str]:
        """The keys of the object that begins here; the caller takes each value before going on."""
        self.take(b"{")
        if self.peek() == b"}":
            return self.take(b"}")
        while True:
            if self.peek() != b'"':
                raise self.broken("a key in double quotes was expected")
            key = self.piece().load()
            self.take(b":")
            yield str(key)
            if self.peek() == b"}":
                return self.take(b"}")
            self.take(b",")

    def piece(self, *, keep: bool = True) -> Piece:
        """Step over the value that begins here, keeping its bytes if they are wanted and few."""
        first = self.peek()
        if first in {b"{", b"["}:
            return self._container(keep=keep)
        if first == b'"':
            return self._simple(_STRING, "a text is not closed")
        return self._simple(_SCALAR, "a value was expected" if first else _TOO_EARLY)

    def _simple(self, pattern: re.Pattern[bytes], reason: str) -> Piece:
        line, column = self.line, self.column
        while True:
            match = pattern.match(self._buffer, self._at)
            if match and (match.end() < len(self._buffer) or not self._fill()):
                self._advance(match.end())
                return Piece(line, column, match.group())
            if len(self._buffer) - self._at > MAX_PIECE:
                raise BrokenJsonError(_TOO_LONG, line, column)
            if not match and not self._fill():
                raise BrokenJsonError(reason, line, column)

    def _container(self, *, keep: bool) -> Piece:
        line, column = self.line, self.column
        kept = bytearray()
        problem = None
        open_brackets = bytearray()
        while True:
            step = self._bracket()
            self._follow(step[-1], open_brackets)
            if keep and problem is None:
                kept += step
                problem = _too_much(kept, open_brackets)
            if not open_brackets:
                break
        return Piece(line, column, bytes(kept) if keep and not problem else None, problem)

    def _bracket(self) -> bytes:
        """Step over everything to the next bracket outside strings."""
        while (match := _BRACKET.match(self._buffer, self._at)) is None:
            if len(self._buffer) - self._at > MAX_PIECE:
                raise self.broken(_TOO_LONG)
            if not self._fill():
                raise self.broken("the file ends inside a value that begins here")
        self._advance(match.end())
        return match.group()

    def _follow(self, bracket: int, open_brackets: bytearray) -> None:
        if bracket in _CLOSER:
            open_brackets.append(_CLOSER[bracket])
        elif open_brackets.pop() != bracket:
            raise self.broken(f"'{chr(bracket)}' closes what another bracket opened")
        if len(open_brackets) > _MAX_STACK:
            raise self.broken(f"nested more than {_MAX_STACK:,} levels deep")

    def _advance(self, to: int) -> None:
        passed = self._buffer[self._at : to]
        self._at = to
        newlines = passed.count(b"\n")
        if newlines:
            self.line += newlines
            self.column = 1
            passed = passed[passed.rfind(b"\n") + 1 :]
        self.column += len(passed.decode(errors="replace"))

    def _fill(self) -> bool:
        """Read on, as much again as is still unread, so that long values cost linear time."""
        if self._ended:
            return False
        unread = self._buffer[self._at :]
        self._stream.seek(self._loaded_to)
        more = self._stream.read(max(_CHUNK, len(unread)))
        self._loaded_to += len(more)
        self._buffer, self._at = unread + more, 0
        self._ended = not more
        return bool(more)


def _too_much(kept: bytearray, open_brackets: bytearray) -> str | None:
    if len(kept) > MAX_PIECE:
        return f"larger than {MAX_PIECE:,} bytes"
    if len(open_brackets) > MAX_DEPTH:
        return f"nested more than {MAX_DEPTH} levels deep"
    return None


class _AmbiguousError(ValueError):
    """JSON text that different readers would read differently."""


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) < len(pairs):
        twice = next(key for key, n in Counter(k for k, _ in pairs).items() if n > 1)
        raise _AmbiguousError(f"the key '{shown(twice)}' stands twice in one object")
    return value


def _number(digits: str) -> int | Decimal:
    """An integer; beyond any sane identifier as a Decimal, which costs no quadratic time."""
    return int(digits) if len(digits) <= _MAX_DIGITS else Decimal(digits)


def _fraction(digits: str) -> Decimal | str:
    """An exact fraction; one beyond every exponent stays text, which no field takes for money."""
    try:
        return Decimal(digits)
    except InvalidOperation:
        return digits


def _no_constant(name: str) -> object:
    raise _AmbiguousError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs,
    parse_float=_fraction,
    parse_int=_number,
    parse_constant=_no_constant,
)
