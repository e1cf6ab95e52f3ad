"""Attached files on the disk: each content once, under its SHA-256, whole or not at all.

The database says which of them belong to what. A file that nobody names any more is taken away by
``forget`` right after a withdrawal, and by ``sweep_files`` if something went wrong before.
"""

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from portal.errors import InvalidInputError

ARRIVING = ".arriving"
"""Where files are while they are being sent"""
ABANDONED_SECONDS = 24 * 60 * 60
_A_HASH = re.compile(r"[0-9a-f]{64}")


class Arrival:
    """A file that is being sent; it goes with its block unless it was kept."""

    def __init__(self, path: Path, largest: int) -> None:
        self.path = path
        self._largest = largest
        self._digest = hashlib.sha256()
        self._file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
        self.size = 0

    def write(self, piece: bytes) -> None:
        """Take the next piece; InvalidInputError as soon as the file is too large."""
        self.size += len(piece)
        if self.size > self._largest:
            raise InvalidInputError(
                "the file is larger than {limit} MB", limit=self._largest // 2**20
            )
        self._digest.update(piece)
        self._file.write(piece)

    @property
    def sha256(self) -> str:
        """The hash of what came so far."""
        return self._digest.hexdigest()

    def content(self) -> BinaryIO:
        """What came so far, to be read."""
        self._file.flush()
        return self._file

    def close(self) -> None:
        """Let go of the file; what was not kept is gone."""
        self._file.close()
        self.path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Storage:
    """The folder of the attached files."""

    folder: Path

    @contextmanager
    def arriving(self, largest: int) -> Iterator[Arrival]:
        """A place for one file of at most so many bytes."""
        waiting = self.folder / ARRIVING
        waiting.mkdir(mode=0o700, parents=True, exist_ok=True)
        arrival = Arrival(waiting / secrets.token_hex(16), largest)
        try:
            yield arrival
        finally:
            arrival.close()

    def keep(self, arrival: Arrival) -> None:
        """Put a file that arrived in its place, safely on the disk.

        It replaces what lies there: the content is the same, and a file that is being taken away
        at this moment comes back. The caller holds the lock of the content.
        """
        path = self.path_of(arrival.sha256)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        os.fsync(arrival.content().fileno())
        arrival.path.replace(path)
        for folder in (path.parent, self.folder):
            _sync(folder)

    def path_of(self, sha256: str) -> Path:
        """Where the content with this hash lies, or would lie."""
        if not _A_HASH.fullmatch(sha256):
            raise InvalidInputError("{text} is no SHA-256", text=sha256[:80])
        return self.folder / sha256[:2] / sha256

    def open(self, sha256: str) -> BinaryIO:
        """The content with this hash; FileNotFoundError when it is not there."""
        return self.path_of(sha256).open("rb")

    def forget(self, sha256: str) -> bool:
        """Take the content away; False when it was not there. Who is reading it reads on."""
        path = self.path_of(sha256)
        if not path.exists():
            return False
        path.unlink()
        _sync(path.parent)
        return True

    def kept(self) -> Iterator[str]:
        """The hashes of everything that lies here."""
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            if _A_HASH.fullmatch(path.name):
                yield path.name

    def abandoned(self) -> Iterable[Path]:
        """Arrivals that nobody is sending any more, after a crash."""
        old = time.time() - ABANDONED_SECONDS
        waiting = self.folder / ARRIVING
        return [path for path in waiting.glob("*") if path.stat().st_mtime < old]


def _sync(folder: Path) -> None:
    """See to it that the name of a file is on the disk as well as its content."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
