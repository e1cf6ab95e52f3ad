"""Every measurement, one after the other, each as a table, and all ratios at the end."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench import aggregate, close, csv_export, pages, search
from bench.tables import Table


def main() -> None:
    """Print each table when it is ready, then what a program reads."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        for table in measure(Path(name)):
            print(table, flush=True)
            figures |= table.figures
    print("\n" + Table("", (), figures=figures).lines())


def measure(folder: Path) -> Iterator[Table]:
    """The tables in their order; the ones about notices share a database."""
    yield csv_export.measure(folder)
    yield from pages.measure(folder, both=True)
    yield from search.measure(folder, both=True)
    yield aggregate.measure(folder)
    yield close.measure(folder, both=True)


# The measurements start processes that import this module again.
if __name__ == "__main__":
    main()
