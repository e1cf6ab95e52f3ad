"""Whether a file still shows what the records say."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from portal.disclosure import formats
from portal.disclosure.catalogue import TABLES
from portal.records.session import reading
from portal.records.stamp import data_stamp
from portal.today import today


def current_key(engine: Engine, table: str) -> str:
    """A word that becomes another one whenever a file of the table might.

    With every change of public records, with the day (some rows are public for a time, and what is
    late is so from a day on), and with a version of the portal that writes tables another way.
    """
    with reading(engine) as session:
        stamp = data_stamp(session)
    said = f"{stamp} {today()} {_way_of_writing(engine.dialect.name, table)}"
    return hashlib.sha256(said.encode()).hexdigest()


@cache
def _way_of_writing(dialect: str, table: str) -> str:
    """The query of a table, the words of its columns, and the program text of the formats."""
    published = TABLES[table]
    wanted: Any = published.filter()
    digest = hashlib.sha256(f"{dialect} {published.table.select(wanted)}".encode())
    for each in published.table.columns:
        digest.update(f"{each.name} {each.kind} {each.label} {each.about} {each.unit}".encode())
    for path in sorted(Path(str(formats.__file__)).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
