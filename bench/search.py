"""How long a search among 200,000 notices takes, with the index of words and without it.

The two sides are the same screen: ``read_page`` as the page calls it, which asks the index where
that helps, and the same query with nothing but its LIKE, as it would run without an index. They
take turns, and what they find is compared first. The deep screen begins behind the 190,000th notice
of the whole list.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy.orm import Session

from bench.corpus import NOTICES_WANTED, corpus_file, make_corpus
from bench.databases import postgresql
from bench.pages import deep_id
from bench.tables import Table, note
from portal.disclosure.facets import read_facets
from portal.disclosure.kept import forget
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.pages import PAGE_ROWS, read_page
from portal.records.session import make_engine, reading

REPETITIONS = 40
WORDS: Mapping[str, str] = {
    "missing": "绝没有",
    "missing, mixed": "ZZ-2031号",
    "a county in project numbers": "510603-CS-",
    "rare": "旌阳区",
    "rare, two words": "旌阳区 低保",
    "one character, rare": "旌",
    "uncommon": "低保",
    "common": "救助",
    "one character, common": "救",
}
RARE = ("missing", "missing, mixed", "a county in project numbers", "rare", "one character, rare")
FILTERED: Mapping[str, dict[str, str]] = {
    "a province": {"region": "510000"},
    "a county": {"region": "510603"},
    "a type": {"type": "contract"},
    "a method": {"method": "open"},
    "a month": {"from": "2020-01-01", "to": "2020-01-31"},
    "a stage": {"stage": "award"},
    "a service": {"service": "zunyi:C2"},
    "a purchaser": {"purchaser": "四川省德阳市旌阳区民政局"},
    "ten million and more": {"amount_from": "10000000"},
}
COUNTED: Mapping[str, dict[str, str]] = {
    "all": {},
    "a province": {"region": "510000"},
    "a county": {"region": "510603"},
    "a type": {"type": "contract"},
    "an uncommon word": {"q": "低保"},
    "a common word": {"q": "救助"},
    "a rare word": {"q": "旌阳区"},
}


def main() -> None:
    """Print the times on SQLite, and with ``postgresql`` behind the command on both."""
    with tempfile.TemporaryDirectory() as name:
        for table in measure(Path(name), both="postgresql" in sys.argv):
            print(table)
            print(table.lines())


def measure(folder: Path, *, both: bool) -> list[Table]:
    """Three tables for each database."""
    tables = measure_url("SQLite", f"sqlite:///{corpus_file(folder)}")
    if both:
        with postgresql() as url:
            if url:
                note("making the same in PostgreSQL …")
                make_corpus(url).dispose()
                tables += measure_url("PostgreSQL", url)
    return tables


def measure_url(name: str, url: str) -> list[Table]:
    """Words alone, words with filters, then the counts beside the filters."""
    engine = make_engine(url)
    with reading(engine) as session:
        tables = [
            measure_words(name, session),
            measure_filters(name, session),
            measure_facets(name, session),
        ]
    engine.dispose()
    return tables


def measure_words(name: str, session: Session) -> Table:
    """Each word by LIKE and by the index, the first screen and a deep one."""
    table = Table(
        f"A search among {NOTICES_WANTED:,} notices, {name}, ms",
        (
            "",
            "LIKE, p50",
            "ours, p50",
            "p95",
            "times as fast",
            "deep, p50",
            "deep / first",
            "found",
        ),
    )
    deep = deep_id(session)
    slowest, deepest = float("inf"), 0.0
    for kind, q in WORDS.items():
        wanted = NoticeFilter(q=q)
        ratio, like, ours = compare(session, wanted)
        below = timed(lambda: read_page(session, NOTICES, wanted, after=deep))  # noqa: B023 - called at once
        depth = statistics.median(below) / statistics.median(ours)
        table.add(
            f"{kind}: {q}",
            f"{statistics.median(like):.1f}",
            f"{statistics.median(ours):.2f}",
            f"{p95(ours):.2f}",
            f"{ratio:.1f}",
            f"{statistics.median(below):.2f}",
            f"{depth:.2f}",
            f"{NOTICES.count(session, wanted):,}",
        )
        deepest = max(deepest, depth)
        if kind in RARE:
            slowest = min(slowest, ratio)
    table.figures[f"search_rare_vs_like_ratio_{name.lower()}"] = slowest
    table.figures[f"search_deep_vs_first_ratio_{name.lower()}"] = deepest
    return table


def measure_filters(name: str, session: Session) -> Table:
    """Every filter with every word: the screen, and the count above it."""
    table = Table(
        f"Filtered screens of {NOTICES_WANTED:,} notices, {name}, ms",
        ("", "screen, p50", "p95", "slowest", "with the word", "count, p50", "p95"),
    )
    every: list[float] = []
    for kind, query in FILTERED.items():
        screens: dict[str, list[float]] = {}
        counts: list[float] = []
        for q in ("", *WORDS.values()):
            wanted = NoticeFilter.read(query | ({"q": q} if q else {}))
            screens[q] = timed(lambda: read_page(session, NOTICES, wanted))  # noqa: B023 - called at once
            counts += timed(lambda: NOTICES.count(session, wanted))  # noqa: B023 - called at once
        waits = [each for some in screens.values() for each in some]
        slowest = max(screens, key=lambda q: statistics.median(screens[q]))
        table.add(
            kind,
            f"{statistics.median(waits):.2f}",
            f"{p95(waits):.2f}",
            f"{statistics.median(screens[slowest]):.2f}",
            slowest or "(none)",
            f"{statistics.median(counts):.2f}",
            f"{p95(counts):.2f}",
        )
        every += waits
    table.figures[f"search_filtered_p95_ms_{name.lower()}"] = p95(every)
    return table


def measure_facets(name: str, session: Session) -> Table:
    """All eight facets of a list: for the first reader after a change, and for everybody else."""
    table = Table(
        f"Eight facets of {NOTICES_WANTED:,} notices, {name}, ms",
        ("", "first, p50", "kept, p50", "p95", "exact"),
    )
    every: list[float] = []
    for kind, query in COUNTED.items():
        wanted = NoticeFilter.read(query)
        cold = []
        for _ in range(3):
            forget()
            cold.append(took(lambda: read_facets(session, wanted)))  # noqa: B023 - called at once
        warm = timed(lambda: read_facets(session, wanted))  # noqa: B023 - called at once
        exact = all(each.is_exact for each in read_facets(session, wanted))
        table.add(
            kind,
            f"{statistics.median(cold):.1f}",
            f"{statistics.median(warm):.2f}",
            f"{p95(warm):.2f}",
            "yes" if exact else "at least",
        )
        every += warm
    table.figures[f"search_facets_p95_ms_{name.lower()}"] = p95(every)
    return table


def compare(session: Session, wanted: NoticeFilter) -> tuple[float, list[float], list[float]]:
    """The median ratio of the pairs, and the times of both; the hits have to be the same."""
    by_like = NOTICES.select(wanted).limit(PAGE_ROWS + 1)
    shown = [row["id"] for row in read_page(session, NOTICES, wanted).rows]
    assert shown == [row["id"] for row in session.execute(by_like).mappings()][:PAGE_ROWS]
    like: list[float] = []
    ours: list[float] = []
    began = time.perf_counter()
    while len(ours) < REPETITIONS and (len(ours) < 5 or time.perf_counter() - began < 2):
        like.append(took(lambda: session.execute(by_like).mappings().all()))
        ours.append(took(lambda: read_page(session, NOTICES, wanted)))
    return statistics.median(a / b for a, b in zip(like, ours, strict=True)), like, ours


def timed(work: Callable[[], object]) -> list[float]:
    """Times in ms; fewer of what takes long."""
    waits: list[float] = []
    began = time.perf_counter()
    while len(waits) < REPETITIONS and (len(waits) < 5 or time.perf_counter() - began < 1):
        waits.append(took(work))
    return waits


def took(work: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def p95(waits: list[float]) -> float:
    """The time that one in twenty exceeds."""
    return statistics.quantiles(waits, n=20)[-1]


if __name__ == "__main__":
    main()
