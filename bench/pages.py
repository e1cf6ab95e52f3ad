"""How long the database works for one screen of notices among 200,000, on both databases.

What is timed is what the page does: ``read_page`` and, apart from it, the count above the list.
The deep screen begins behind the 190,000th notice of the whole list; a filtered list has its deep
screen behind the same notice. Nothing is compared with a peer; the figures show that no filter and
no depth makes a reader wait.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bench.corpus import NOTICES_WANTED, corpus_file, make_corpus
from bench.databases import postgresql
from bench.tables import Table, note
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.pages import read_page
from portal.records.session import make_engine, reading

REPETITIONS = 40
DEEP = NOTICES_WANTED * 19 // 20
FILTERS: Mapping[str, dict[str, str]] = {
    "all": {},
    "a province": {"region": "510000"},
    "a county": {"region": "510603"},
    "a township without notices": {"region": "510603001"},
    "a type": {"type": "contract"},
    "a method": {"method": "open"},
    "a month": {"from": "2020-01-01", "to": "2020-01-31"},
    "a common word": {"q": "救助"},
    "a rarer word": {"q": "低保"},
    "a word that nobody wrote": {"q": "绝没有"},
    "a province and a word": {"region": "510000", "q": "救助"},
}


def main() -> None:
    """Print the times on SQLite, and with ``postgresql`` behind the command on both."""
    with tempfile.TemporaryDirectory() as name:
        for table in measure(Path(name), both="postgresql" in sys.argv):
            print(table)
            print(table.lines())


def measure(folder: Path, *, both: bool) -> list[Table]:
    """A table for each database."""
    tables = [measure_engine("SQLite", make_engine(f"sqlite:///{corpus_file(folder)}"))]
    if both:
        with postgresql() as url:
            if url:
                note("making the same in PostgreSQL …")
                tables.append(measure_engine("PostgreSQL", make_corpus(url)))
    return tables


def measure_engine(name: str, engine: Engine) -> Table:
    """The times on one database."""
    table = Table(
        f"One screen of {NOTICES_WANTED:,} notices, {name}, ms",
        ("", "first, p50", "p95", "deep, p50", "p95", "count, p50", "p95", "found"),
    )
    ratios = []
    with reading(engine) as session:
        deep = deep_id(session)
        for words, query in FILTERS.items():
            wanted = NoticeFilter.read(query)
            first, below = (
                timed(lambda: read_page(session, NOTICES, wanted, after=after))  # noqa: B023 - called at once
                for after in (None, deep)
            )
            counted = timed(lambda: NOTICES.count(session, wanted))  # noqa: B023 - called at once
            found = NOTICES.count(session, wanted)
            cells = (f"{each:.1f}" for pair in (first, below, counted) for each in pair)
            table.add(words, *cells, f"{found:,}")
            ratios.append(below[0] / first[0])
    engine.dispose()
    table.figures[f"page_deep_vs_first_ratio_{name.lower()}"] = ratios[0]
    return table


def deep_id(session: Session) -> str:
    """The notice behind which the deep screens begin."""
    rows = NOTICES.select(NoticeFilter()).with_only_columns(NOTICES.order_id)
    return session.execute(rows.offset(DEEP - 1).limit(1)).scalar_one()


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """p50 and p95 in ms; fewer repetitions of what takes long."""
    waits: list[float] = []
    began = time.perf_counter()
    while len(waits) < REPETITIONS and (len(waits) < 5 or time.perf_counter() - began < 1):
        start = time.perf_counter()
        work()
        waits.append((time.perf_counter() - start) * 1000)
    return statistics.median(waits), statistics.quantiles(waits, n=20)[-1]


if __name__ == "__main__":
    main()
