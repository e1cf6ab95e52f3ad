"""Finding out in which encoding a spreadsheet program saved a CSV file."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

_BLOCK = 2**20
_BOMS = (
    (codecs.BOM_UTF8, "UTF-8"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_UNDECODED = re.compile("[\udc80-\udcff]")
_CHINESE = re.compile("[\u3400-\u9fff]")


class EncodingError(ValueError):
    """The bytes are in no encoding that is read here."""


def csv_encoding(stream: BinaryIO) -> str:
    """``utf-8-sig`` or ``gb18030``, decided on the whole stream, which is then rewound.

    Almost any bytes decode as GB18030, so a UTF-8 file with a few damaged bytes must not fall
    back to it and turn into nonsense: it stays UTF-8 when more Chinese characters than broken
    bytes come out of it, and the rows with the broken bytes are rejected one by one.

    Raises:
        EncodingError: UTF-16, binary data, or bytes that are valid in neither.

    """
    stream.seek(0)
    start = stream.read(4)
    bom = next((name for mark, name in _BOMS if start.startswith(mark)), None)
    if bom == "UTF-16":
        raise EncodingError("is saved as UTF-16; save it as CSV in UTF-8")
    broken, chinese = _count_as_utf8(stream)
    if bom or not broken:
        return "utf-8-sig"
    if chinese <= broken and _is_gb18030(stream):
        return "gb18030"
    if chinese > broken:
        return "utf-8-sig"
    raise EncodingError("is neither UTF-8 nor GB18030; save it as CSV in UTF-8")


def _blocks(stream: BinaryIO) -> Iterator[bytes]:
    stream.seek(0)
    while block := stream.read(_BLOCK):
        yield block


def _count_as_utf8(stream: BinaryIO) -> tuple[int, int]:
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    broken = chinese = 0
    for block in _blocks(stream):
        if b"\x00" in block:
            raise EncodingError("holds binary data; save it as CSV in UTF-8")
        text = decoder.decode(block)
        broken += len(_UNDECODED.findall(text))
        chinese += len(_CHINESE.findall(text))
    return broken + len(_UNDECODED.findall(decoder.decode(b"", final=True))), chinese


def _is_gb18030(stream: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("gb18030")()
    try:
        for block in _blocks(stream):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
