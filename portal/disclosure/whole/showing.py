"""What a page tells of a whole table before anybody downloads it: its first rows, and its files."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.disclosure.catalogue import Published
from portal.disclosure.files import FORMATS
from portal.disclosure.formats.csv import line_of
from portal.disclosure.whole.keeping import Keeper


@dataclass(frozen=True)
class ShownFile:
    """One file that lies ready."""

    ending: str
    size: int
    """Bytes"""
    changed_at: datetime
    sha256: str


def first_rows(session: Session, published: Published, count: int) -> Sequence[Sequence[str]]:
    """The first rows, cell by cell as the CSV has them."""
    table, wanted = published.table, published.filter()
    line = line_of(session.get_bind().dialect.name, table.columns)
    query: Any = table.select(wanted).with_only_columns(line).limit(count)  # type: ignore[arg-type] # every filter has conditions
    text = "".join(session.scalars(query))
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def list_files(keeper: Keeper, published: Published) -> Iterator[ShownFile]:
    """The current files of a table; none of a format that is about to be written."""
    name = published.table.name
    for ending in FORMATS:
        shelved = keeper.find(name, ending)
        if shelved is None:
            continue
        for each, file in shelved.files.items():
            if not each.endswith(".rows"):
                changed_at = datetime.fromtimestamp(shelved.changed_at, UTC)
                yield ShownFile(each, file.size, changed_at, file.sha256)
