"""What somebody with every right to read the database can try, to link a ballot to its person.

Each probe gives what it found, so that a test can show both that it finds the link where one is
known to be and that there is none where none may be.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, product
from pathlib import Path
from statistics import fmean
from typing import Any

from sqlalchemy import Connection, Engine, select, text

from portal.records.evaluation import Ballot, Invitation
from portal.records.tables import metadata

SYSTEM_COLUMNS = ("xmin", "xmax", "cmin", "cmax")
TABLES = ("ballot", "invitation")


def everything(engine: Engine) -> dict[str, set[str]]:
    """Every row of every table that we made, and the last value of every sequence."""
    sequences = {
        "sqlite": "SELECT name, sql FROM sqlite_master ORDER BY name",
        "postgresql": "SELECT sequencename, last_value FROM pg_sequences",
    }
    with engine.connect() as connection:
        found = {
            table.name: {repr(tuple(row)) for row in connection.execute(select(table))}
            for table in metadata.sorted_tables
        }
        rows = connection.execute(text(sequences[engine.dialect.name]))
        return found | {"sequences": {repr(tuple(row)) for row in rows}}


def rows_by(engine: Engine, table: type[Ballot] | type[Invitation], key: str) -> dict[str, Any]:
    """The rows of a table, by one of their columns."""
    with engine.connect() as connection:
        rows = connection.execute(select(table)).mappings()
        return {row[key]: dict(row) for row in rows}


def shared_words(one: Mapping[str, Any], other: Mapping[str, Any], length: int = 8) -> set[str]:
    """Stretches of so many signs that a value of one row has in common with one of the other."""
    values = [
        [str(value) for name, value in row.items() if name != "round_id" and value is not None]
        for row in (one, other)
    ]
    return {
        stretch
        for first, second in product(*values)
        for stretch in (first[i : i + length] for i in range(len(first) - length + 1))
        if stretch in second
    }


def marks(connection: Connection, table: str, column: str) -> dict[str, dict[str, str]]:
    """PostgreSQL's own columns of each row, by one of ours."""
    own = ", ".join(f"{name}::text AS {name}" for name in SYSTEM_COLUMNS)
    found = connection.execute(text(f"SELECT {column} AS key, {own} FROM {table}"))  # noqa: S608 - our own names
    return {row["key"]: {name: row[name] for name in SYSTEM_COLUMNS} for row in found.mappings()}


def all_marks(engine: Engine) -> dict[str, list[str]]:
    """PostgreSQL's own columns of every row of every table; SQLite keeps none."""
    if engine.dialect.name == "sqlite":
        return {}
    own = ", ".join(("ctid", *SYSTEM_COLUMNS))
    with engine.connect() as connection:
        return {
            name: sorted(
                repr(tuple(row))
                for row in connection.execute(text(f"SELECT {own} FROM {name}"))  # noqa: S608 - our own names
            )
            for name in metadata.tables
        }


def linked_by(ballots: Mapping[str, Any], invitations: Mapping[str, Any]) -> dict[str, str]:
    """Ballot → invitation, wherever one mark is found on exactly one row of each table."""
    links = {}
    for name in SYSTEM_COLUMNS:
        for key, row in ballots.items():
            here = [k for k, other in ballots.items() if other[name] == row[name]]
            there = [k for k, other in invitations.items() if other[name] == row[name]]
            if len(here) == len(there) == 1:
                links[key] = there[0]
    return links


def orders(engine: Engine, table: str, column: str) -> dict[str, list[str]]:
    """One column of a table in every order in which the database can give or hold its rows."""
    statements = {
        "plain scan": f"SELECT {column} FROM {table}",  # noqa: S608 - our own names
        "by key": f"SELECT {column} FROM {table} ORDER BY id",  # noqa: S608 - as above
    }
    if engine.dialect.name == "postgresql":
        for name in ("ctid", "cmin::text::bigint", "xmin::text::bigint"):
            statements[name] = f"SELECT {column} FROM {table} ORDER BY {name}, ctid"  # noqa: S608
    with engine.connect() as connection:
        found = {
            name: list(connection.scalars(text(statement)))
            for name, statement in statements.items()
        }
        rows = connection.execute(text(f"SELECT id, {column} AS value FROM {table}"))  # noqa: S608
        keys: dict[str, str] = {row.id: row.value for row in rows}
    for path, held in files(engine, (table,)).items():
        places = {value: held.find(key.encode()) for key, value in keys.items()}
        held_here = [value for value, place in places.items() if place >= 0]
        if len(held_here) == len(keys):
            found[f"bytes of {kind_of(path)}"] = sorted(held_here, key=places.__getitem__)
    return found


def kind_of(path: Path) -> str:
    """A file's part in the database, without a name that differs from test to test."""
    return path.suffix if ".db" in path.name else "relation"


def files(engine: Engine, tables: Sequence[str] = TABLES) -> dict[Path, bytes]:
    """What lies on the disk: SQLite's file and all beside it, PostgreSQL's files of the tables.

    PostgreSQL is told to write out what it holds in memory; SQLite's log is read as it stands.
    """
    if engine.dialect.name == "sqlite":
        database = Path(str(engine.url.database))
        return {path: path.read_bytes() for path in database.parent.glob(f"{database.name}*")}
    relations = text(
        "SELECT pg_relation_filepath(c.oid) FROM pg_class c "
        "LEFT JOIN pg_index i ON i.indexrelid = c.oid "
        "WHERE c.relname = ANY(:tables) OR i.indrelid::regclass::text = ANY(:tables)"
    )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        home = Path(str(connection.scalar(text("SHOW data_directory"))))
        paths = [home / path for path in connection.scalars(relations, {"tables": list(tables)})]
    return {
        found: found.read_bytes()
        for path in paths
        for found in path.parent.glob(f"{path.name}*")
        if re.fullmatch(rf"{path.name}(_\w+)?(\.\d+)?", found.name)
    }


def whole_folder(engine: Engine) -> dict[Path, bytes]:
    """Every file of PostgreSQL's database, tables that were rewritten or dropped included."""
    (any_file, *_) = files(engine)
    return {path: path.read_bytes() for path in any_file.parent.iterdir() if path.is_file()}


def found_in(held: Mapping[Path, bytes], wanted: Iterable[str]) -> set[str]:
    """Which of the words are anywhere among the bytes."""
    return {word for word in wanted if any(word.encode() in content for content in held.values())}


def cell(engine: Engine, *values: str) -> str:
    """Values as they stand beside each other in a stored row.

    PostgreSQL puts a short value's length before it; SQLite keeps the lengths apart.
    """
    if engine.dialect.name == "sqlite":
        return "".join(values)
    return values[0] + "".join(f"{chr(2 * len(value) + 3)}{value}" for value in values[1:])


def rank_correlation(one: Sequence[str], other: Sequence[str]) -> float:
    """Spearman's coefficient of two orders of the same things: 1 same, -1 reversed, 0 unrelated."""
    place = {value: rank for rank, value in enumerate(other)}
    middle = (len(one) - 1) / 2
    products = [(rank - middle) * (place[value] - middle) for rank, value in enumerate(one)]
    squares = [(rank - middle) ** 2 for rank in range(len(one))]
    return fmean(products) / fmean(squares)


def neighbours_kept(one: Sequence[str], other: Sequence[str]) -> int:
    """How many neighbours in one order stand side by side in the other, in either direction."""
    place = {value: rank for rank, value in enumerate(other)}
    return sum(abs(place[a] - place[b]) == 1 for a, b in pairwise(one))


def first_seen(content: bytes, words: Iterable[str]) -> list[str]:
    """The words in the order in which they first appear."""
    places = {word: content.find(word.encode()) for word in words}
    return sorted((word for word, place in places.items() if place >= 0), key=places.__getitem__)
