"""Pictures from their first byte to their last, without the place where they were taken."""

import struct
from typing import BinaryIO

from portal.errors import InvalidInputError

_PNG_HEAD = 8
_GPS = 0x8825
_MOST_ENTRIES = 500
_START_OF_SCAN, _APP1 = 0xDA, 0xE1
_ALONE = {0x01, *range(0xD0, 0xD9)}
"""Marks without a length"""
_LARGEST_EXIF = 1 << 20


def check_png(file: BinaryIO) -> None:
    """InvalidInputError unless it is one whole PNG and nothing behind it."""
    end = file.seek(0, 2)
    at, kind = _PNG_HEAD, b""
    while kind != b"IEND":
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            raise InvalidInputError("the file is damaged or not whole")
        length, kind = struct.unpack(">I4s", head)
        if at == _PNG_HEAD and kind != b"IHDR":
            raise InvalidInputError("the file is damaged or not whole")
        if kind == b"eXIf":
            _refuse_place(file.read(min(length, _LARGEST_EXIF)))
        at += 12 + length
    if at != end:
        raise InvalidInputError("something is hidden behind the end of the picture")


def check_jpeg(file: BinaryIO) -> None:
    """InvalidInputError unless it ends as a JPEG does; a film hidden behind it is refused."""
    end = file.seek(0, 2)
    file.seek(max(0, end - 64))
    if not file.read().rstrip(b"\0").endswith(b"\xff\xd9"):
        raise InvalidInputError("the file is damaged, or something is hidden behind its end")
    at = 2
    while True:
        file.seek(at)
        head = file.read(4)
        if len(head) < 4 or head[0] != 0xFF:
            raise InvalidInputError("the file is damaged or not whole")
        mark, length = head[1], struct.unpack(">H", head[2:])[0]
        if mark == _START_OF_SCAN:
            return
        if mark in _ALONE or mark == 0xFF:
            at += 1 if mark == 0xFF else 2
            continue
        if mark == _APP1:
            content = file.read(max(0, length - 2))
            if content.startswith(b"Exif\0\0"):
                _refuse_place(content[6:])
        at += 2 + max(2, length)


def _refuse_place(exif: bytes) -> None:
    """Coordinates of a photograph can be those of somebody's home."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    try:
        if order is None:
            return
        (at,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, at)
        tags = [
            struct.unpack_from(f"{order}H", exif, at + 2 + 12 * number)[0]
            for number in range(min(count, _MOST_ENTRIES))
        ]
    except struct.error:
        return
    if _GPS in tags:
        raise InvalidInputError(
            "the picture tells where it was taken; save it without its location"
        )
