"""A database of 200,000 notices in the product's own schema, drawn from the real ones.

Every row is one of the shipped real notices, moved to another county, day and amount, so that the
lengths of the cells, the empty ones among them and the share of odd characters stay real. The rows
are stored in random order, as imports from many places would leave them.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Select, insert, select

from bench.tables import note
from portal.disclosure.columns import Kind
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.identity.acting import console
from portal.notices.parse.files import FIRST_DATA, FIRST_DATA_SET, parse_file
from portal.notices.parse.model import ParsedNotice
from portal.notices.service import import_notice, region_finder, search_text
from portal.records.migrate import upgrade
from portal.records.notice import UNDATED, Notice, NoticeState
from portal.records.region import Region
from portal.records.regions import load_regions
from portal.records.session import make_engine, writing

NOTICES_WANTED = 200_000
BATCH = 5_000
SEED = 20260101
FIRST_DAY, LAST_DAY = date(2016, 1, 1), date(2025, 12, 31)
ITEMS = ("zunyi:C1", "zunyi:C2", "deyang:T1", "deyang:S1", "deyang:S2")
STATED = 0.3
"""The share of notices whose service is stated"""
PLAIN_TABLE, SEARCHED_TABLE = "notices", "notices_searched"
"""The public columns and rows once more as ordinary tables, for a reader that pages by their key;
the second one holds the text that our search looks through as well"""


def corpus_file(folder: Path) -> Path:
    """A SQLite file with the notices and both plain tables; made once in a folder."""
    file = folder / "corpus.db"
    if not file.exists():
        note(f"making a database of {NOTICES_WANTED:,} notices …")
        engine = make_corpus(f"sqlite:///{file}")
        add_plain_tables(engine)
        engine.dispose()
    return file


def make_corpus(url: str, wanted: int = NOTICES_WANTED) -> Engine:
    """Migrate an empty database and fill it; the engine that reads it."""
    upgrade(url)
    engine = make_engine(url)
    with writing(engine) as session:
        load_regions(session)
        find_region = region_finder(session)
        for parsed in parse_file(FIRST_DATA, dataset=FIRST_DATA_SET, find_region=find_region):
            if isinstance(parsed, ParsedNotice):
                import_notice(session, console("bench"), parsed)
    with writing(engine) as session:
        patterns = session.scalars(select(Notice).order_by(Notice.id)).all()
        counties = session.execute(
            select(Region.code, Region.path).where(Region.level == "county").order_by(Region.code)
        ).all()
        rows = draw_notices(patterns, counties, wanted - len(patterns))
        for batch in _batches(rows):
            session.execute(insert(Notice), batch)
    checkpoint(engine)
    return engine


def draw_notices(
    patterns: Sequence[Notice], counties: Sequence[Any], wanted: int
) -> Iterator[dict[str, Any]]:
    """Rows of the notice table; the same ones each time."""
    drawn = random.Random(SEED)  # noqa: S311 - a sample, no secret
    days = (LAST_DAY - FIRST_DAY).days
    for number in range(wanted):
        pattern = drawn.choice(patterns)
        code, path = drawn.choice(counties)
        on = FIRST_DAY + timedelta(drawn.randrange(days)) if drawn.random() < 0.97 else None
        row = _carried(pattern)
        row |= {
            "id": f"{drawn.getrandbits(80):020x}",
            "source_key": f"bench N{number:06}",
            "content_hash": f"{drawn.getrandbits(256):064x}",
            "project_id": None,
            "purchaser_id": None,
            "purchaser_name": pattern.purchaser_name and f"{path}民政局",
            "title": pattern.title and f"{path}{pattern.title}",
            "project_no": pattern.project_no and f"{code}-CS-{number:06}",
            "region_code": code,
            "region_text": path,
            "notice_on": on,
            "notice_on_text": None,
            "sort_on": on or UNDATED,
            "service_item": drawn.choice(ITEMS) if drawn.random() < STATED else None,
            "source_url": f"https://notices.example.gov.cn/{code}/{number}.html",
            **{
                name: each and round(each * drawn.uniform(0.2, 5.0))
                for name, each in _amounts(pattern).items()
            },
        }
        row["search_text"] = search_text(Notice(**row))
        yield row


def add_plain_tables(engine: Engine) -> None:
    """Write the public rows once more with the id as the key, and in its order."""
    shown = [each.name for each in NOTICES.columns]
    _copy(engine, PLAIN_TABLE, shown, NOTICES.select(NoticeFilter()))
    searched = NOTICES.select(NoticeFilter()).add_columns(Notice.search_text)
    _copy(engine, SEARCHED_TABLE, [*shown, "search_text"], searched)
    checkpoint(engine)


def checkpoint(engine: Engine) -> None:
    """Do what time does by itself.

    SQLite's log comes into its file; PostgreSQL's planner gets its figures and learns which pages
    everybody sees, as autovacuum sees to. SQLite's has none, because the product asks for none.
    """
    ask = "PRAGMA wal_checkpoint(TRUNCATE)" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(ask)


def _copy(engine: Engine, table: str, names: list[str], rows: Select[Any]) -> None:
    kinds = {Kind.INTEGER: "INTEGER", Kind.MONEY: "INTEGER", Kind.BOOLEAN: "INTEGER"}
    kind_of = {each.name: kinds.get(each.kind, "TEXT") for each in NOTICES.columns}
    typed = ", ".join(f'"{name}" {kind_of.get(name, "TEXT")}' for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    chosen = rows.order_by(None).compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE TABLE {table} ({typed}, PRIMARY KEY (id))")
        connection.exec_driver_sql(
            f"INSERT INTO {table} ({listed}) SELECT {listed} FROM ({chosen}) ORDER BY id"  # noqa: S608 - own names
        )
        connection.commit()


def _carried(pattern: Notice) -> dict[str, Any]:
    columns = Notice.__table__.columns
    return {each.name: getattr(pattern, each.name) for each in columns} | {
        "state": NoticeState.ISSUED
    }


def _amounts(pattern: Notice) -> dict[str, int | None]:
    return {
        "budget_fen": pattern.budget_fen,
        "ceiling_fen": pattern.ceiling_fen,
        "award_fen": pattern.award_fen,
    }


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
