"""Files packed on their way out: gzip, which everything reads, and zstd, which is quicker."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa  # type: ignore[import-untyped] # Arrow ships no types of its own

from portal.disclosure.formats.sink import Sink

GZIP_LEVEL = 6
WITH_GZIP_HEADER = 31


class Packer(Protocol):
    """Takes pieces and gives back, now or later, fewer bytes."""

    def compress(self, piece: bytes, /) -> bytes:
        """What is ready after this piece; often nothing."""

    def flush(self) -> bytes:
        """The rest."""


class _Zstd:
    """Arrow writes zstd; Python 3.11 has none of its own."""

    def __init__(self) -> None:
        self._sink = Sink()
        self._stream = pa.CompressedOutputStream(self._sink, "zstd")

    def compress(self, piece: bytes, /) -> bytes:
        self._stream.write(piece)
        return self._sink.take()

    def flush(self) -> bytes:
        self._stream.close()
        return self._sink.take()


def _gzip() -> Packer:
    """With neither name nor time in it: the same bytes for the same content."""
    return zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, WITH_GZIP_HEADER)


@dataclass(frozen=True)
class Packing:
    """One way of packing, and what it is called on the web."""

    start: Callable[[], Packer]
    coding: str
    """In ``Accept-Encoding`` and ``Content-Encoding``"""
    media_type: str
    """Of the packed file itself"""


PACKINGS: Mapping[str, Packing] = {
    "zst": Packing(_Zstd, "zstd", "application/zstd"),
    "gz": Packing(_gzip, "gzip", "application/gzip"),
}
"""Ending → packing; the one that readers are given rather comes first"""
PACKED = frozenset({"csv", "jsonl"})
"""Formats that shrink; Parquet is packed already"""


def packed(pieces: Iterable[bytes], ending: str) -> Iterator[bytes]:
    """The pieces as one packed file."""
    packer = PACKINGS[ending].start()
    for piece in pieces:
        if ready := packer.compress(piece):
            yield ready
    yield packer.flush()
