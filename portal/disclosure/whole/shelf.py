"""The folder in which whole files lie ready, shared by all processes of the portal.

A file's name holds the sum of its content, so it never changes: a reader in the middle of an old
one keeps it open, and the disk forgets it after the last reader. What is current is said by a small
record, replaced as a whole. One process at a time writes; of each table and format there is one
generation.
"""

import fcntl
import os
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel, ConfigDict, ValidationError

from portal.disclosure.whole.writing import PART, Draft, sweep_parts

DIGITS = 16
A_FILE = re.compile(rf"[a-z_]+-[0-9a-f]{{{DIGITS}}}\.[a-z]+(\.[a-z]+)?")
TRIES = 5


class ShelvedFile(BaseModel):
    """One file on the shelf."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    size: int
    sha256: str


class Shelved(BaseModel):
    """One table in one format, plain and packed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    """Of the state of the records that the files show"""
    as_of: float
    """When that state was looked at"""
    seconds: float
    """How long writing took"""
    changed_at: int
    """When the content last became another one; no two contents share a second"""
    files: Mapping[str, ShelvedFile]
    """By ending: ``csv``, ``csv.gz``, …"""


class Shelf:
    """The whole files of one portal."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, table: str, ending: str) -> Shelved | None:
        """What lies there of a table in a format, whether or not it still holds."""
        try:
            return Shelved.model_validate_json(self._record(table, ending).read_bytes())
        except (FileNotFoundError, ValidationError):
            return None

    def open(self, shelved: Shelved, ending: str) -> BinaryIO | None:
        """A file for reading; None if it was replaced or harmed meanwhile."""
        wanted = shelved.files[ending]
        try:
            file = (self.folder / wanted.name).open("rb")
        except FileNotFoundError:
            return None
        if os.fstat(file.fileno()).st_size == wanted.size:
            return file
        file.close()
        return None

    def holds(self, shelved: Shelved) -> bool:
        """Whether every file lies there in its full length."""
        files = [self.open(shelved, each) for each in shelved.files]
        for file in files:
            if file:
                file.close()
        return all(files)

    @contextmanager
    def alone(self, table: str, ending: str) -> Iterator[None]:
        """Let no other thread or process write this table in this format meanwhile."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / f".{table}.{ending}.lock").open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # given back when the file is closed
            yield

    def put(
        self, table: str, ending: str, drafts: Mapping[str, Draft], key: str, began: float
    ) -> Shelved:
        """Make finished files the current ones, and let the ones before go."""
        before = self.find(table, ending)
        name = f"{table}-{drafts[ending].sha256[:DIGITS]}"
        files = {
            each: ShelvedFile(name=f"{name}.{each}", size=draft.size, sha256=draft.sha256)
            for each, draft in drafts.items()
        }
        now = time.time()
        shelved = Shelved(
            key=key,
            as_of=began,
            seconds=max(0.0, now - began),
            changed_at=_changed_at(before, files, int(now)),
            files=files,
        )
        for each, draft in drafts.items():
            draft.path.replace(self.folder / files[each].name)
        record = self._record(table, ending)
        part = record.with_name(f"{record.name}{PART}")
        part.write_text(shelved.model_dump_json(), encoding="utf-8")
        part.replace(record)
        self._tidy(table, ending, {each.name for each in files.values()})
        return shelved

    def clear(self, table: str, ending: str) -> None:
        """Take the files away; what is known of them stays."""
        self._tidy(table, ending, set())

    def take_away(self, table: str, ending: str) -> None:
        """Leave nothing of a table in a format; what is being written now goes once it is there."""
        with self.alone(table, ending):
            self.clear(table, ending)

    def _record(self, table: str, ending: str) -> Path:
        return self.folder / f".{table}.{ending}.json"

    def _tidy(self, table: str, ending: str, kept: set[str]) -> None:
        """Take away other generations; the disk holds no more of a table than two at a time."""
        for path in self.folder.glob(f"{table}-*.{ending}*"):
            if A_FILE.fullmatch(path.name) and path.name not in kept:
                path.unlink(missing_ok=True)
        sweep_parts(self.folder)


def _changed_at(before: Shelved | None, files: Mapping[str, ShelvedFile], now: int) -> int:
    if before is None:
        return now
    if before.files == files:
        return before.changed_at
    return max(now, before.changed_at + 1)
