"""Writing one whole table to the disk: plain and packed at once, aside until it is finished."""

import hashlib
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Engine

from portal.disclosure.catalogue import TABLES
from portal.disclosure.files import FORMATS
from portal.disclosure.formats.packing import PACKED, PACKINGS, Packer
from portal.disclosure.formats.rows import Noted
from portal.records.session import reachable

PART = ".part"
ABANDONED_SECONDS = 3_600
"""A part as old as this has lost the process that wrote it"""


@dataclass(frozen=True)
class Draft:
    """A finished file that has not yet got its name."""

    path: Path
    size: int
    sha256: str


def read_table(
    engine: Engine, table: str, ending: str, noted: Noted | None = None
) -> Iterator[bytes]:
    """Everything public of a table in one format, piece by piece."""
    write, _ = FORMATS[ending]
    wanted: Any = TABLES[table].filter()
    with reachable():
        yield from write(engine, TABLES[table].table, wanted, noted)


def write_table(
    engine: Engine, table: str, ending: str, folder: Path, noted: Noted | None = None
) -> Mapping[str, Draft]:
    """One table in one format: ending (``csv``, ``csv.gz``, …) → what was written.

    If anything fails nothing is left behind.
    """
    packings = PACKINGS if ending in PACKED else {}
    packers = {f"{ending}.{each}": packing.start() for each, packing in packings.items()}
    pieces = read_table(engine, table, ending, noted)
    return _write(pieces, folder, table, {ending: None, **packers})


def write_draft(pieces: Iterable[bytes], folder: Path, name: str) -> Draft:
    """One file from its pieces."""
    stem, _, ending = name.partition(".")
    return _write(pieces, folder, stem, {ending: None})[ending]


def _write(
    pieces: Iterable[bytes], folder: Path, stem: str, endings: Mapping[str, Packer | None]
) -> Mapping[str, Draft]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = {each: _aside(folder, f"{stem}.{each}") for each in endings}
    try:
        with ExitStack() as stack:
            open_ = {
                each: _Growing(stack.enter_context(paths[each].open("xb")), packer)
                for each, packer in endings.items()
            }
            for piece in pieces:
                for file in open_.values():
                    file.add(piece)
            for file in open_.values():
                file.finish()
    except BaseException:
        for path in paths.values():
            path.unlink(missing_ok=True)
        raise
    return {
        each: Draft(paths[each], file.size, file.digest.hexdigest()) for each, file in open_.items()
    }


def sweep_parts(folder: Path) -> None:
    """Take away what processes left behind that died while they wrote."""
    old = time.time() - ABANDONED_SECONDS
    for path in folder.glob(f".*{PART}"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < old:
                path.unlink()


class _Growing:
    """A file on its way to the disk, with its size and sum."""

    def __init__(self, file: BinaryIO, packer: Packer | None) -> None:
        self._file, self._packer = file, packer
        self.digest, self.size = hashlib.sha256(), 0

    def add(self, piece: bytes) -> None:
        """Write a piece, packed where this is a packed file."""
        self._put(self._packer.compress(piece) if self._packer else piece)

    def finish(self) -> None:
        """Write what the packer still holds."""
        if self._packer:
            self._put(self._packer.flush())

    def _put(self, piece: bytes) -> None:
        self._file.write(piece)
        self.digest.update(piece)
        self.size += len(piece)


def _aside(folder: Path, name: str) -> Path:
    """Where a file is written until it is whole; web servers hide names that begin with a dot."""
    return folder / f".{name}-{secrets.token_hex(4)}{PART}"
