"""How fast 200,000 notices leave as CSV over HTTP, against Datasette streaming the same rows.

Both read the same SQLite file in the same run, each as its own process on this machine, and the
same client reads each whole body, in turns. The peer gets the easier task: a plain table with
exactly the public columns and rows, stored in the order of its key (over a view it would page by
OFFSET), with amounts as they are stored, no cell to disarm and no order but its own; its limit on
the size of a CSV file is lifted, the rest is as it ships. Ours is the product: ``portal serve``,
newest first, from a table whose rows lie in random order. Before anything is timed, every cell of
both files is compared.
"""

import csv
import multiprocessing
import statistics
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from urllib.parse import urlencode

from bench.corpus import PLAIN_TABLE, SEARCHED_TABLE, corpus_file
from bench.processes import NOW, PEAK, forget_peak, memory_mb
from bench.serving import Download, Server, datasette, download, latencies, portal
from bench.tables import Table, note
from portal.disclosure.columns import Kind
from portal.disclosure.formats.formulas import disarmed
from portal.disclosure.notices import NOTICES

PAIRS = 5
PROVINCE, WORD = "510000", "救助"
OURS = "/data/notices.csv"
OURS_NARROWED = f"{OURS}?{urlencode({'region': PROVINCE, 'q': WORD})}"
SMALL, PEERS_SMALL = "/healthz", "/-/versions.json"
KINDS = {each.name: each.kind for each in NOTICES.columns}
Row = Mapping[str, str]


def peers(table: str, **narrowed: str) -> str:
    """The address of a table at Datasette, streamed in its largest pieces."""
    query = urlencode({"_stream": "on", "_size": "max", **narrowed})
    return f"/corpus/{table}.csv?{query}"


PEERS = peers(PLAIN_TABLE)
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
    """Both servers on one database, first for equal contents, then for speed."""
    database = corpus_file(folder)
    with portal(folder, f"sqlite:///{database}") as mine, datasette(folder, database) as theirs:
        note("comparing every cell of both files …")
        rows = compare(mine, OURS, theirs, PEERS, folder)
        narrowed_rows = compare(mine, OURS_NARROWED, theirs, PEERS_NARROWED, folder)
        note("downloading in turns …")
        idle = [memory_mb(NOW, each.pid) for each in (mine, theirs)]
        for each in (mine, theirs):
            forget_peak(each.pid)
        whole = race(mine, OURS, theirs, PEERS)
        peak = [memory_mb(PEAK, each.pid) for each in (mine, theirs)]
        narrowed = race(mine, OURS_NARROWED, theirs, PEERS_NARROWED)
        note("asking for something small meanwhile …")
        waits = small_waits(mine, SMALL, OURS), small_waits(theirs, PEERS_SMALL, PEERS)
    table = Table("CSV over HTTP, SQLite", ("", "portal", "Datasette", "ratio"))
    add_rates(table, f"{rows:,} notices, rows/s", rows, whole)
    spent = (f"{each:.2f}" for each in whole.medians(processor))
    table.add("  processor time of the server, s", *spent, f"{whole.ratio(processor):.2f}")
    table.add("  first byte, ms", *(f"{each * 1000:.0f}" for each in whole.medians(first_byte)))
    table.add("  memory before, MB", *(f"{each:.0f}" for each in idle))
    table.add("  more at its peak, MB", *(f"{p - i:.1f}" for p, i in zip(peak, idle, strict=True)))
    add_rates(
        table, f"{narrowed_rows:,} of a province with a word, rows/s", narrowed_rows, narrowed
    )
    for place, when in enumerate(("idle", "during an export")):
        asked = (f"{p50:.1f} / {p95:.1f}" for p50, p95 in (side[place] for side in waits))
        table.add(f"a small request {when}, p50 / p95, ms", *asked)
    table.figures = {
        "csv_vs_datasette_processor_ratio": whole.ratio(processor),
        "csv_vs_datasette_ratio": whole.ratio(seconds),
    }
    return table


def race(mine: Server, our_path: str, theirs: Server, their_path: str) -> Race:
    """Download both in turns; the comparison before was the warm-up."""
    pairs = [(download(mine, our_path), download(theirs, their_path)) for _ in range(PAIRS)]
    return Race([pair[0] for pair in pairs], [pair[1] for pair in pairs])


def add_rates(table: Table, what: str, rows: int, raced: Race) -> None:
    """The median rates of both sides, and the median ratio of the pairs."""
    rates = (f"{rows / each:,.0f}" for each in raced.medians(seconds))
    table.add(what, *rates, f"{raced.ratio(seconds):.2f}")


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
        case Kind.BOOLEAN:
            return "true" if cell == "1" else "false"
        case Kind.TEXT:
            return disarmed(cell)
        case _:
            return cell


def small_waits(server: Server, small: str, large: str) -> tuple[tuple[float, float], ...]:
    """p50 and p95 in ms of a small request while the server is idle, and during an export."""
    idle = latencies(server, small, lambda: False)
    # The export is read by another process, so that its work does not delay our clock.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(len, ("ready",))
        export = pool.apply_async(download, (server, large))
        busy = latencies(server, small, export.ready)
        export.get()
    return idle, busy


if __name__ == "__main__":
    main()
