"""``portal import``: notices from CSV or OCDS JSON, row by row, with every reject explained."""

import csv
import itertools
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import click

from portal.commands.operator import operator
from portal.disclosure.formats.formulas import disarmed
from portal.errors import ConflictError
from portal.notices.parse.files import parse_file
from portal.notices.parse.model import ParsedNotice, Reject
from portal.notices.parse.text import KEY_LIMIT
from portal.notices.service import Outcome, import_notice, region_finder
from portal.records.session import reading, writing

BATCH = 500
PROGRESS_EVERY = 10_000
REJECTED = "rejected"
COLUMNS = ("file", "line", "column", "key", "field", "reason")


def _short(_: click.Context, option: click.Parameter, words: str | None) -> str | None:
    if words and not (words.isprintable() and len(words) <= KEY_LIMIT):
        raise click.BadParameter(
            f"at most {KEY_LIMIT} visible characters are allowed", param=option
        )
    return words


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--report", type=click.Path(path_type=Path), help="Write the rejects to this CSV.")
@click.option("--draft", is_flag=True, help="Keep the notices for review instead of showing them.")
@click.option("--publisher", callback=_short, help="Who published the rows of a CSV file.")
@click.option(
    "--dataset",
    callback=_short,
    help="Name of the data set of a CSV file (default: the file's name).",
)
def import_files(
    files: tuple[Path, ...],
    report: Path | None,
    draft: bool,
    publisher: str | None,
    dataset: str | None,
) -> None:
    """Import notices from CSV or OCDS JSON (release, release package, record package)."""
    with reading() as session:
        find_region = region_finder(session)
    parsed = itertools.chain.from_iterable(
        parse_file(file, dataset=dataset, publisher=publisher, find_region=find_region)
        for file in files
    )
    counts: Counter[str] = Counter()
    with _rejects(report) as note:
        for batch in _batches(parsed):
            for each in _store(batch, draft=draft):
                counts[each if isinstance(each, Outcome) else REJECTED] += 1
                if isinstance(each, Reject):
                    note(each)
    click.echo(", ".join(f"{name} {counts[name]}" for name in (*Outcome, REJECTED)))
    if not any(counts[each] for each in Outcome):
        sys.exit(1)


def _store(batch: Iterable[ParsedNotice | Reject], *, draft: bool) -> Iterator[Outcome | Reject]:
    """What became of each, in the order of the file."""
    with writing() as session:
        for each in batch:
            if isinstance(each, Reject):
                yield each
                continue
            try:
                yield import_notice(session, operator(), each, as_draft=draft)
            except ConflictError as error:
                key = " / ".join(part for part in (each.key.ocid, each.key.item) if part)
                yield Reject(file=each.file, line=each.line, key=key, reason=str(error))


def _batches(parsed: Iterable[ParsedNotice | Reject]) -> Iterator[list[ParsedNotice | Reject]]:
    rest = iter(parsed)
    seen = 0
    while batch := list(itertools.islice(rest, BATCH)):
        seen += len(batch)
        if seen % PROGRESS_EVERY == 0:
            click.echo(f"{seen} read", err=True)
        yield batch


@contextmanager
def _rejects(report: Path | None) -> Iterator[Callable[[Reject], None]]:
    """Say each reject on the error stream, and in the report if one is wanted."""
    with report.open("w", encoding="utf-8-sig", newline="") if report else nullcontext() as out:
        writer = csv.writer(out) if out else None
        if writer:
            writer.writerow(COLUMNS)

        def note(reject: Reject) -> None:
            cells = [getattr(reject, name) for name in COLUMNS]
            click.echo(_sentence(reject), err=True)
            if writer:
                writer.writerow([disarmed(str(cell)) if cell else "" for cell in cells])

        yield note


def _sentence(reject: Reject) -> str:
    where = f"{reject.file}:{reject.line}" if reject.line else reject.file
    what = ", ".join(part for part in (reject.key, reject.field) if part)
    return f"{where}: {what + ': ' if what else ''}{reject.reason}"
