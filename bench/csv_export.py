"""How fast notices leave as CSV over HTTP, against Datasette streaming the same rows.

Three downloads of the product, each against the same peer in the same run and in turns: the whole
table, a file that lies ready; one narrowed by its day, streamed from SQLite; and that one from
PostgreSQL. ``portal serve`` and Datasette are processes of their own on this machine, and the same
client reads each whole body. The peer gets the easier task: a plain table with exactly the public
columns and rows, stored in the order of its key (over a view it would page by OFFSET), with
amounts as they are stored, no cell to disarm and no order but its own; its limit on the size of a
CSV file is lifted, the rest is as it ships. Ours is the product, newest first, from a table whose
rows lie in random order. Before anything is timed, every cell of the files is compared.
"""

import csv
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from urllib.parse import urlencode

from bench.corpus import PLAIN_TABLE, SEARCHED_TABLE, corpus_file, make_corpus
from bench.databases import postgresql
from bench.processes import NOW, PEAK, forget_peak, memory_mb
from bench.serving import Download, Server, datasette, download, latencies, portal
from bench.tables import Table, note
from portal.disclosure.columns import Kind
from portal.disclosure.formats.formulas import disarmed
from portal.disclosure.notices import NOTICES

PAIRS, BUSY_SECONDS = 5, 2.0
SINCE = "2018-01-01"
PROVINCE, WORD = "510000", "救助"
OURS = "/data/notices.csv"
OURS_SINCE = f"{OURS}?{urlencode({'from': SINCE})}"
OURS_NARROWED = f"{OURS}?{urlencode({'region': PROVINCE, 'q': WORD})}"
SMALL, PEERS_SMALL = "/healthz", "/-/versions.json"
KINDS = {each.name: each.kind for each in NOTICES.columns}
Row = Mapping[str, str]


def peers(table: str, **narrowed: str) -> str:
    """The address of a table at Datasette, streamed in its largest pieces."""
    query = urlencode({"_stream": "on", "_size": "max", **narrowed})
    return f"/corpus/{table}.csv?{query}"


PEERS = peers(PLAIN_TABLE)
PEERS_SINCE = peers(PLAIN_TABLE, notice_on__gte=SINCE)
PEERS_NARROWED = peers(
    SEARCHED_TABLE,
    region_code__gte=PROVINCE[:2],
    region_code__lt=str(int(PROVINCE[:2]) + 1),
    search_text__contains=WORD,
    _nocol="search_text",
)


@dataclass(frozen=True)
class Race:
    """Downloads in turns, ours and the peer's."""

    ours: list[Download]
    peers: list[Download]

    def ratio(self, measured: Callable[[Download], float]) -> float:
        """How many times as much the peer took: the median over the pairs."""
        pairs = zip(self.ours, self.peers, strict=True)
        return statistics.median(measured(theirs) / measured(mine) for mine, theirs in pairs)

    def medians(self, measured: Callable[[Download], float]) -> tuple[float, float]:
        """Our median and the peer's."""
        ours, peers_ = (statistics.median(map(measured, each)) for each in (self.ours, self.peers))
        return ours, peers_


seconds: Callable[[Download], float] = attrgetter("seconds")
processor: Callable[[Download], float] = attrgetter("processor_seconds")
first_byte: Callable[[Download], float] = attrgetter("first_byte_seconds")


def main() -> None:
    """Print what was measured, the ratio last."""
    with tempfile.TemporaryDirectory() as name:
        table = measure(Path(name))
    print(table)
    print(table.lines())


def measure(folder: Path) -> Table:
    """All servers on the same notices, first for equal contents, then for speed."""
    table = Table("CSV over HTTP", ("", "portal", "Datasette", "ratio"))
    database = corpus_file(folder)
    with (
        portal(folder, f"sqlite:///{database}") as mine,
        datasette(folder, database) as theirs,
        on_postgresql(folder) as theirs_too,
    ):
        measure_whole(table, mine, theirs, folder)
        measure_streams(table, "SQLite", mine, theirs, folder)
        if theirs_too:
            measure_streams(table, "PostgreSQL", theirs_too, theirs, folder)
        note("asking for something small meanwhile …")
        add_waits(table, mine, theirs, theirs_too)
    return table


@contextmanager
def on_postgresql(folder: Path) -> Iterator[Server | None]:
    """The product on PostgreSQL with the same notices; None where that is not installed."""
    with postgresql() as url:
        if url is None:
            yield None
            return
        note("making the same notices in PostgreSQL …")
        make_corpus(url).dispose()
        var = folder / "postgresql"
        var.mkdir()
        with portal(var, url) as server:
            yield server


def measure_whole(table: Table, mine: Server, theirs: Server, folder: Path) -> None:
    """The whole table as it lies ready, plain and packed."""
    note("comparing every cell of the whole table …")
    rows = compare(mine, OURS, theirs, PEERS, folder)
    idle = [memory_mb(NOW, each.pid) for each in (mine, theirs)]
    for each in (mine, theirs):
        forget_peak(each.pid)
    raced = race(mine, OURS, theirs, PEERS)
    peak = [memory_mb(PEAK, each.pid) for each in (mine, theirs)]
    add_race(table, f"whole table, {rows:,} rows/s", rows, raced)
    table.add("  more memory at its peak, MB", *(f"{p - i:.1f}" for p, i in zip(peak, idle)))  # noqa: B905 - two and two
    packed = [download(mine, OURS, accept="gzip") for _ in range(PAIRS)]
    rate = f"{rows / statistics.median(map(seconds, packed)):,.0f}"
    ratio = statistics.median(map(seconds, raced.peers)) / statistics.median(map(seconds, packed))
    table.add("  the same as gzip, rows/s", rate, "", f"{ratio:.1f}")
    asked = [download(mine, OURS, tag=packed[0].tag, accept="gzip") for _ in range(PAIRS * 4)]
    table.add("  asked again (304), ms", f"{statistics.median(map(seconds, asked)) * 1000:.1f}")
    table.figures |= {"csv_whole_vs_datasette_ratio": raced.ratio(seconds)}


def measure_streams(table: Table, what: str, mine: Server, theirs: Server, folder: Path) -> None:
    """Two downloads through filters: most of the table, and little of it."""
    note(f"comparing and downloading what filters leave, {what} …")
    rows = compare(mine, OURS_SINCE, theirs, PEERS_SINCE, folder)
    raced = race(mine, OURS_SINCE, theirs, PEERS_SINCE)
    add_race(table, f"filtered by day, {what}, {rows:,} rows/s", rows, raced)
    few = compare(mine, OURS_NARROWED, theirs, PEERS_NARROWED, folder)
    narrowed = race(mine, OURS_NARROWED, theirs, PEERS_NARROWED)
    add_race(table, f"a province with a word, {what}, {few:,} rows/s", few, narrowed)
    name = f"csv_filtered_vs_datasette_ratio_{what.lower()}"
    table.figures |= {name: raced.ratio(seconds), f"{name}_processor": raced.ratio(processor)}


def add_waits(table: Table, mine: Server, theirs: Server, on_pg: Server | None) -> None:
    """p50 and p95 of a small request, idle and during each kind of download."""
    peers_idle, peers_busy = small_waits(theirs, PEERS_SMALL, PEERS)
    idle, whole = small_waits(mine, SMALL, OURS)
    lines = [("idle", idle, peers_idle), ("while a whole table leaves", whole, peers_busy)]
    lines += [("during a stream, SQLite", small_waits(mine, SMALL, OURS_SINCE)[1], peers_busy)]
    if on_pg:
        busy = small_waits(on_pg, SMALL, OURS_SINCE)[1]
        lines.append(("during a stream, PostgreSQL", busy, peers_busy))
    for when, *waits in lines:
        said = (f"{p50:.1f} / {p95:.1f}" for p50, p95 in waits)
        table.add(f"a small request {when}, p50 / p95, ms", *said)


def race(mine: Server, our_path: str, theirs: Server, their_path: str) -> Race:
    """Download both in turns; the comparison before was the warm-up."""
    pairs = [(download(mine, our_path), download(theirs, their_path)) for _ in range(PAIRS)]
    return Race([pair[0] for pair in pairs], [pair[1] for pair in pairs])


def add_race(table: Table, what: str, rows: int, raced: Race) -> None:
    """The median rates of both sides, the processor time they took, and the first byte."""
    rates = (f"{rows / each:,.0f}" for each in raced.medians(seconds))
    table.add(what, *rates, f"{raced.ratio(seconds):.1f}")
    spent = (f"{each:.2f}" for each in raced.medians(processor))
    table.add("  processor time of the server, s", *spent, f"{raced.ratio(processor):.1f}")
    table.add("  first byte, ms", *(f"{each * 1000:.0f}" for each in raced.medians(first_byte)))


def compare(mine: Server, our_path: str, theirs: Server, their_path: str, folder: Path) -> int:
    """How many rows both files have; an AssertionError where a cell differs."""
    ours, peers_ = folder / "ours.csv", folder / "theirs.csv"
    download(mine, our_path, keep=ours)
    download(theirs, their_path, keep=peers_)
    seen = {row["id"]: hash(tuple(row.values())) for row in read_rows(ours)}
    total = 0
    for total, row in enumerate(map(as_ours, read_rows(peers_)), start=1):  # noqa: B007 - the count
        assert seen.pop(row["id"]) == hash(tuple(row.values())), row
    assert total
    assert not seen, f"{len(seen)} rows are in our file alone"
    return total


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)


def as_ours(row: Row) -> Row:
    """A row of the peer as we write it: yuan, true and false, nothing that a spreadsheet runs."""
    return {name: _as_ours(KINDS[name], cell) for name, cell in row.items()}


def _as_ours(kind: Kind, cell: str) -> str:
    match kind:
        case Kind.MONEY if cell:
            return f"{int(cell) // 100}.{int(cell) % 100:02}"
        case Kind.BOOLEAN if cell:
            return "true" if cell == "1" else "false"
        case Kind.TEXT:
            return disarmed(cell)
        case _:
            return cell


def small_waits(server: Server, small: str, large: str) -> tuple[tuple[float, float], ...]:
    """p50 and p95 in ms of a small request while the server is idle, and during an export."""
    idle = latencies(server, small, lambda: False)
    # The export is read by another process, so that its work does not delay our clock; more than
    # once, since one that lies ready is gone too soon.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(len, ("ready",))
        export = pool.apply_async(download_again, (server, large))
        busy = latencies(server, small, export.ready)
        export.get()
    return idle, busy


def download_again(server: Server, path: str) -> None:
    """The same download for as long as small requests are timed."""
    until = time.monotonic() + BUSY_SECONDS
    while time.monotonic() < until:
        download(server, path)


if __name__ == "__main__":
    main()
