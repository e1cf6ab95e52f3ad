"""A file of notices on disk, recognised by what is in it and not by its name."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from portal.notices.parse.csv_rows import parse_csv
from portal.notices.parse.fields import FindRegion
from portal.notices.parse.model import ParsedNotice, Reject
from portal.notices.parse.ocds import parse_ocds

FIRST_DATA = Path(__file__).parents[1] / "data" / "notices-real.csv"
"""The project's own first data: 60 real notices as facts with their sources."""

FIRST_DATA_SET = "notices-real"
"""The data set of ``FIRST_DATA``, named after the file it was gathered in."""

_SNIFFED = 4096
# A file that calls itself JSON and is none is better told so than that a column is missing.
_JSON_NAMES = {".json", ".jsonl", ".ndjson"}
_FOREIGN = {
    b"PK\x03\x04": "is an Excel workbook or a ZIP archive; save it as CSV in UTF-8",
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook; save it as CSV in UTF-8",
    b"\x1f\x8b": "is compressed with gzip; unpack it first",
    b"%PDF": "is a PDF document",
    b"<": "is a web page or XML, not CSV or JSON",
}


def parse_file(
    path: Path,
    *,
    dataset: str | None = None,
    publisher: str | None = None,
    find_region: FindRegion | None = None,
) -> Iterator[ParsedNotice | Reject]:
    """Every notice of a CSV or OCDS JSON file; whatever cannot be read is a reject with its reason.

    ``dataset`` and ``publisher`` name the source of CSV rows, which cannot name it themselves; the
    data set of a file is its name without the ending, unless one is given.
    """
    try:
        if path.is_dir():
            yield Reject(file=str(path), reason="is a folder, not a file")
            return
        with path.open("rb") as stream:
            start = _start(stream)
            problem = _problem(start)
            if problem:
                yield Reject(file=str(path), reason=problem)
            elif start[:1] in {b"{", b"["} or path.suffix in _JSON_NAMES:
                yield from parse_ocds(stream, file=str(path), find_region=find_region)
            else:
                yield from parse_csv(
                    stream,
                    file=str(path),
                    dataset=dataset or path.stem,
                    publisher=publisher,
                    find_region=find_region,
                )
    except OSError as error:
        yield Reject(file=str(path), reason=f"cannot be read: {error.strerror or error}")


def _start(stream: BinaryIO) -> bytes:
    """The first bytes that are neither a byte order mark nor white space."""
    start = stream.read(_SNIFFED).removeprefix(b"\xef\xbb\xbf").lstrip()
    while not start and (more := stream.read(_SNIFFED)):
        start = more.lstrip()
    return start


def _problem(start: bytes) -> str | None:
    """Why a file that begins so is neither CSV nor JSON."""
    if not start:
        return "the file is empty"
    return next((why for mark, why in _FOREIGN.items() if start.startswith(mark)), None)
