"""Keeping whole files current: written once for everybody who waits, never given out when outdated.

Whoever asks for an outdated file sets off its writing and may wait for it; all others who ask
meanwhile wait for the same one, in this process by a shared future and between processes by the
shelf's lock. After a file was written nobody writes it again at once: a busy import costs a fixed
share of one processor, however many ask.
"""

import logging
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sqlalchemy import Engine

from portal.disclosure.catalogue import TABLES
from portal.disclosure.files import FORMATS
from portal.disclosure.formats.packing import PACKED
from portal.disclosure.whole import cutting
from portal.disclosure.whole.cutting import Places
from portal.disclosure.whole.freshness import current_key
from portal.disclosure.whole.shelf import TRIES, Shelf, Shelved
from portal.disclosure.whole.writing import Draft, write_draft, write_table
from portal.records.session import get_engine
from portal.settings import get_settings

FOLDER = "files"
AT_ONCE = 2
REST = 3
"""A file that took a second to write is not written again before so many more have passed"""
AFTER_FAILURE_SECONDS = 60
LOOK_SECONDS = 10
MOST_BEHIND_SECONDS = 300
"""While records keep changing, unasked files are written at least this often"""
Place = tuple[str, str]
"""A table and a format"""
log = logging.getLogger(__name__)
_at_once = threading.BoundedSemaphore(AT_ONCE)


class Whole(NamedTuple):
    """A current file, open."""

    shelved: Shelved
    file: BinaryIO


class Keeper:
    """The whole files of one database."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self.shelf = Shelf(folder)
        self._lock = threading.Lock()
        self._under_way: dict[Place, Future[None]] = {}
        self._failed: dict[Place, float] = {}

    def open(self, table: str, ending: str, packed: str | None = None) -> Whole | None:
        """A file that shows the records as they are now; None where there is none.

        What it was made from is compared with the records at every call, so nothing that was
        withdrawn before is in it.
        """
        key = current_key(self._engine, table)
        name = f"{ending}.{packed}" if packed else ending
        for _ in range(TRIES):  # another process may replace it between the two steps
            shelved = self.shelf.find(table, ending)
            if shelved is None or shelved.key != key or name not in shelved.files:
                return None
            if file := self.shelf.open(shelved, name):
                return Whole(shelved, file)
        return None

    def open_lines(self, table: str, ending: str) -> tuple[BinaryIO, BinaryIO] | None:
        """A current file and the places of its lines; None where there is none."""
        whole = self.open(table, ending) if ending in PACKED else None
        if whole is None:
            return None
        if places := self.shelf.open(whole.shelved, f"{ending}.{cutting.ENDING}"):
            return whole.file, places
        whole.file.close()
        return None

    def find(self, table: str, ending: str) -> Shelved | None:
        """What is known of a current file."""
        shelved = self.shelf.find(table, ending)
        is_current = self._is_current(shelved, current_key(self._engine, table))
        return shelved if is_current else None

    def rest(self, table: str, ending: str) -> float:
        """Seconds until the file may be written again."""
        shelved, now = self.shelf.find(table, ending), time.time()
        failed = self._failed.get((table, ending), 0.0) + AFTER_FAILURE_SECONDS
        last = shelved.as_of + shelved.seconds * (1 + REST) if shelved else 0.0
        return max(0.0, last - now, failed - now)

    def write(self, table: str, ending: str) -> "Future[None]":
        """Begin to write the file, unless that is under way; done when it is over, however."""
        with self._lock:
            place = (table, ending)
            if place not in self._under_way:
                future: Future[None] = Future()
                future.set_running_or_notify_cancel()  # one reader stops it for none
                self._under_way[place] = future
                name = f"writing {table}.{ending}"
                threading.Thread(target=self._write, args=place, name=name, daemon=True).start()
            return self._under_way[place]

    def outdated(self) -> dict[Place, str]:
        """Tables and formats without a current file, each with the key it ought to have."""
        keys = {table: current_key(self._engine, table) for table in TABLES}
        return {
            (table, ending): key
            for table, key in keys.items()
            for ending in FORMATS
            if not self._is_current(self.shelf.find(table, ending), key)
        }

    def drop(self, table: str, ending: str, key: str) -> None:
        """Take a file away that has another key: nobody gets it, and it may hold what has to go."""
        with self.shelf.alone(table, ending):
            shelved = self.shelf.find(table, ending)
            if shelved and shelved.key != key:
                self.shelf.clear(table, ending)

    def forget_all(self) -> None:
        """Take every file away; readers wait for new ones, made of the records as they are now."""
        for table in TABLES:
            for ending in FORMATS:
                self.shelf.take_away(table, ending)

    def _write(self, table: str, ending: str) -> None:
        try:
            with _at_once:
                self._write_alone(table, ending)
        except Exception as error:  # noqa: BLE001 - readers are given the stream instead
            self._failed[table, ending] = time.time()
            log.warning("%s.%s could not be written: %s", table, ending, type(error).__name__)
        finally:
            with self._lock:
                self._under_way.pop((table, ending)).set_result(None)

    def _write_alone(self, table: str, ending: str) -> None:
        with self.shelf.alone(table, ending):
            began = time.time()
            key = current_key(
                self._engine, table
            )  # before the rows: they may be newer, never older
            if not self._is_current(self.shelf.find(table, ending), key):
                self.shelf.put(table, ending, self._drafts(table, ending), key, began)

    def _drafts(self, table: str, ending: str) -> Mapping[str, Draft]:
        """The files of a table in a format and, where it has lines, the places of those."""
        folder = self.shelf.folder
        if ending not in PACKED:
            return write_table(self._engine, table, ending, folder)
        places = Places()
        drafts = write_table(self._engine, table, ending, folder, places)
        listed = places.as_bytes(drafts[ending].size)
        name = f"{ending}.{cutting.ENDING}"
        return {**drafts, name: write_draft([listed], folder, f"{table}.{name}")}

    def _is_current(self, shelved: Shelved | None, key: str) -> bool:
        return shelved is not None and shelved.key == key and self.shelf.holds(shelved)


def get_keeper() -> Keeper:
    """The keeper of the configured database, one per process."""
    return _keeper(get_engine(), get_settings().var_dir / FOLDER)


@lru_cache(maxsize=1)
def _keeper(engine: Engine, folder: Path) -> Keeper:
    return Keeper(engine, folder)


def keep_all(keeper: Keeper, stop: threading.Event) -> None:
    """Take away what is outdated, and write it anew once the records have come to rest."""
    before: dict[Place, str] = {}
    while not stop.wait(LOOK_SECONDS):
        try:
            outdated = keeper.outdated()
            for place, key in outdated.items():
                keeper.drop(*place, key)
                if not stop.is_set() and (
                    before.get(place) == key or _is_far_behind(keeper, place)
                ):
                    keeper.write(*place).result()
            before = outdated
        except Exception as error:  # noqa: BLE001 - a database that is away comes back
            log.warning("whole files could not be looked after: %s", type(error).__name__)


def _is_far_behind(keeper: Keeper, place: Place) -> bool:
    shelved = keeper.shelf.find(*place)
    return shelved is None or shelved.as_of + MOST_BEHIND_SECONDS < time.time()
