"""Documents of older office programs and of WPS: the directory of their compound file (OLE)."""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final

from portal.errors import InvalidInputError

_MAIN_STREAMS: Final[Mapping[str, str]] = {
    "worddocument": "doc",
    "workbook": "xls",
    "book": "xls",
    "powerpoint document": "ppt",
}
_MACROS = frozenset({"macros", "_vba_project_cur", "_vba_project", "vba", "_vba_project_cur1"})
_LOCKED = frozenset({"encryptedpackage", "encryptioninfo"})
_OTHER_FILES = frozenset({"\x01ole10native", "package"})
_END = 0xFFFFFFFA
"""Sector numbers from here on are marks and no sectors"""
_ENTRY = 128
_SMALL = 4096
"""Shorter streams lie elsewhere, in pieces of 64 bytes; no main stream is that short"""
_BOUNDSHEET, _FILEPASS, _EOF = 0x0085, 0x002F, 0x000A
_MOST_RECORDS = 100_000


def tell_compound(file: BinaryIO) -> str:
    """``doc``, ``xls`` or ``ppt``; InvalidInputError with macros, a password or files inside."""
    try:
        return _tell(_Compound(file))
    except (struct.error, IndexError, UnicodeDecodeError):
        raise InvalidInputError("the file is damaged or not whole") from None


@dataclass(frozen=True)
class _Stream:
    name: str
    start: int
    size: int


class _Compound:
    """The chain of sectors and the directory of a compound file (MS-CFB)."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._end = file.seek(0, 2)
        header = self._at(0, 512)
        self._shift: int = struct.unpack_from("<H", header, 30)[0]
        if self._shift not in {9, 12}:
            raise IndexError
        self._next = self._table(header)
        (first,) = struct.unpack_from("<I", header, 48)
        self.streams = {each.name: each for each in self._directory(first)}

    def read(self, stream: _Stream, most: int) -> bytes:
        """The beginning of a stream."""
        pieces, size = [], 0
        for sector in self._chain(stream.start):
            pieces.append(self._sector(sector))
            size += len(pieces[-1])
            if size >= min(most, stream.size):
                break
        return b"".join(pieces)[: min(most, stream.size)]

    def _table(self, header: bytes) -> list[int]:
        """The sector that follows each sector."""
        parts = [each for each in struct.unpack_from("<109I", header, 76) if each < _END]
        (more,) = struct.unpack_from("<I", header, 68)
        seen: set[int] = set()
        while more < _END and more not in seen:
            seen.add(more)
            *listed, more = self._numbers(more)
            parts += [each for each in listed if each < _END]
        if len(parts) > self._end >> self._shift:
            raise IndexError
        return [number for part in parts for number in self._numbers(part)]

    def _directory(self, first: int) -> Iterator[_Stream]:
        for sector in self._chain(first):
            content = self._sector(sector)
            for at in range(0, len(content), _ENTRY):
                (length,) = struct.unpack_from("<H", content, at + 64)
                if content[at + 66] and 2 <= length <= 64:
                    name = content[at : at + length - 2].decode("utf-16-le")
                    start, size = struct.unpack_from("<II", content, at + 116)
                    yield _Stream(name.lower(), start, size)

    def _chain(self, sector: int) -> Iterator[int]:
        left = len(self._next)
        while sector < _END:
            if left == 0:
                raise IndexError
            yield sector
            sector, left = self._next[sector], left - 1

    def _sector(self, number: int) -> bytes:
        return self._at((number + 1) << self._shift, 1 << self._shift)

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack(f"<{(1 << self._shift) // 4}I", self._sector(sector))

    def _at(self, place: int, length: int) -> bytes:
        self._file.seek(place)
        content = self._file.read(length)
        if len(content) < min(length, 512):
            raise IndexError
        return content.ljust(length, b"\0")


def _tell(compound: _Compound) -> str:
    names = compound.streams.keys()
    if names & _LOCKED:
        raise InvalidInputError("it is locked with a password")
    if names & _MACROS:
        raise InvalidInputError("it holds macros; save it without them")
    if names & _OTHER_FILES:
        raise InvalidInputError("it holds another file; attach that by itself")
    main = next((name for name in _MAIN_STREAMS if name in names), None)
    if main is None:
        raise InvalidInputError("this is no document of Word, Excel, PowerPoint or WPS")
    kind = _MAIN_STREAMS[main]
    if compound.streams[main].size >= _SMALL:
        content = compound.read(compound.streams[main], 1 << 20)
        if kind == "doc" and struct.unpack_from("<H", content, 10)[0] & 0x0100:
            raise InvalidInputError("it is locked with a password")
        if kind == "xls":
            _check_sheets(content)
    return kind


def _check_sheets(content: bytes) -> None:
    """The list of sheets of a workbook: the oldest macros are written on sheets of their own."""
    at = 0
    for _ in range(_MOST_RECORDS):
        if at + 4 > len(content):
            return
        kind, length = struct.unpack_from("<HH", content, at)
        if kind == _FILEPASS:
            raise InvalidInputError("it is locked with a password")
        if kind == _BOUNDSHEET and content[at + 9] in {1, 6}:
            raise InvalidInputError("it holds macros; save it without them")
        if kind == _EOF:
            return
        at += 4 + length
