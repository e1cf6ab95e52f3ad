"""A narrowed file cut from the whole one: the query tells which rows, their lines lie ready.

Beside a whole file lies where the line of each id begins. The database then only has to name the
ids that meet the filter, which it does many times faster than it writes lines.
"""

import mmap
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine

from portal.disclosure.formats.rows import read_ids
from portal.disclosure.table import Filter, PublicTable

ENDING = "rows"
HEAD_BYTES = 64


class Places:
    """Where the lines of a file lie, noted while it is written."""

    def __init__(self) -> None:
        self._ids: list[bytes] = []
        self._sizes: list[int] = []

    def note(self, id_: bytes, size: int) -> None:
        """The next line is of this row and so long."""
        self._ids.append(id_)
        self._sizes.append(size)

    def as_bytes(self, total: int) -> bytes:
        """As a file, in the order of the ids; the file with the lines has ``total`` bytes."""
        ids, sizes = np.array(self._ids, dtype="S"), np.array(self._sizes, dtype=np.int64)
        first = total - int(sizes.sum())
        at = first + np.concatenate(([0], np.cumsum(sizes)[:-1])) if len(sizes) else sizes
        order = np.argsort(ids)
        head = f"{len(ids)} {ids.itemsize}".encode().ljust(HEAD_BYTES)
        blocks = (at.astype(np.int64)[order], sizes[order], ids[order])
        return head + b"".join(each.tobytes() for each in blocks)


class Lines:
    """A whole file whose lines can be found by id."""

    def __init__(self, file: BinaryIO, places: BinaryIO) -> None:
        self._file = file
        count, width = map(int, places.read(HEAD_BYTES).split())
        self._is_empty = not count
        if self._is_empty:
            return
        numbers = np.memmap(places, np.int64, "r", HEAD_BYTES, (2, count))
        self._at, self._sizes = numbers
        self._ids = np.memmap(places, f"S{width}", "r", HEAD_BYTES + numbers.nbytes, (count,))
        self._text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def head(self) -> bytes:
        """What stands before the first line."""
        return self._file.read() if self._is_empty else self._text[: int(self._at.min())]

    def find(self, ids: "NDArray[np.bytes_]") -> bytes:
        """The lines of these rows; what became public since the file was written is passed over."""
        if self._is_empty:
            return b""
        places = np.minimum(np.searchsorted(self._ids, ids), len(self._ids) - 1)
        places = places[self._ids[places] == ids]
        begins, ends = self._at[places], self._at[places] + self._sizes[places]
        # Rows that follow each other in the file leave it in one piece.
        breaks = begins[1:] != ends[:-1]
        begins = begins[np.concatenate(([True], breaks))[: len(begins)]]
        ends = ends[np.concatenate((breaks, [True]))[-len(ends) :]] if len(ends) else ends
        runs = zip(begins.tolist(), ends.tolist(), strict=True)
        return b"".join(self._text[begin:end] for begin, end in runs)


def cut(
    engine: Engine, table: PublicTable, wanted: Filter, file: BinaryIO, places: BinaryIO
) -> Iterator[bytes]:
    """The rows that meet the filter, in their order, from a current whole file."""
    with file, places:
        lines = Lines(file, places)
        yield lines.head()
        for ids in read_ids(engine, table, wanted):
            if found := lines.find(np.array(ids, dtype="S")):
                yield found
