"""Notices out of a CSV file row by row, each with the line it begins on."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO

from portal.notices.parse.csv_notice import COLUMNS, REQUIRED, Row, notice_from_row
from portal.notices.parse.encoding import EncodingError, csv_encoding
from portal.notices.parse.fields import FieldError, FindRegion, Remarks
from portal.notices.parse.model import UNSTATED, ParsedNotice, Reject, SourceKey
from portal.notices.parse.text import shown

Parsed = ParsedNotice | Reject

_Numbered = tuple[int, list[str]]
"""The cells of a row and the line it begins on."""

MAX_ROW = 4_000_000
"""Characters of one row; a row beyond it is an open quote, and nothing after it can be trusted."""

# The csv module stops at 131,072 characters a cell, in the middle of a row, after which the rest
# of that row would be read as rows of its own. The limit is the process's; it is only ever raised.
csv.field_size_limit(max(csv.field_size_limit(), MAX_ROW))


def parse_csv(
    stream: BinaryIO,
    *,
    file: str,
    dataset: str,
    publisher: str | None = None,
    find_region: FindRegion | None = None,
) -> Iterator[Parsed]:
    """Every row of a seekable stream of CSV, read one by one, with its first line's number."""
    try:
        encoding = csv_encoding(stream)
    except EncodingError as error:
        yield Reject(file=file, reason=f"the file {error}")
        return
    stream.seek(0)
    text = TextIOWrapper(stream, encoding, errors="surrogateescape", newline="")
    try:
        sheet = _Sheet(file, dataset, publisher, find_region)
        yield from sheet.parse(_Lines(text))
    finally:
        text.detach()


class _OpenRowError(ValueError):
    """A row does not end within ``MAX_ROW`` characters."""


class _Lines:
    """The physical lines of the file, counted, with a bound on those of one row."""

    def __init__(self, text: TextIOWrapper) -> None:
        self._text = text
        self._room = MAX_ROW
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(MAX_ROW + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self._room -= len(line)
        if self._room < 0:
            raise _OpenRowError
        return line

    def begin_row(self) -> int:
        """The number of the line on which the next row begins."""
        self._room = MAX_ROW
        return self.number + 1


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What all the rows of a file share."""

    file: str
    dataset: str
    publisher: str | None
    find_region: FindRegion | None

    def parse(self, lines: _Lines) -> Iterator[Parsed]:
        rows = self._rows(lines)
        header = next((row for row in rows if isinstance(row, Reject) or any(row[1])), None)
        if header is None:
            yield Reject(file=self.file, reason="the file is empty")
            return
        if isinstance(header, Reject):
            yield header
            return
        names = [name.strip() for name in header[1]]
        problem = _header_problem(names)
        if problem:
            yield Reject(file=self.file, line=header[0], reason=problem)
            return
        yield from self._notices(rows, names)

    def _rows(self, lines: _Lines) -> Iterator[_Numbered | Reject]:
        reader = csv.reader(lines, strict=True)
        while True:
            line = lines.begin_row()
            try:
                yield line, next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Reject(file=self.file, line=line, reason=_csv_problem(str(error)))
            except _OpenRowError:
                reason = (
                    f"the row does not end within {MAX_ROW:,} characters: is a quote left open?"
                )
                rest = " Nothing after it was read."
                yield Reject(file=self.file, line=line, reason=reason + rest)
                return

    def _notices(self, rows: Iterator[_Numbered | Reject], names: list[str]) -> Iterator[Parsed]:
        unknown = [shown(name) for name in names if name and name not in COLUMNS]
        remarks = [f"the column '{name}' is not known and was not read" for name in unknown[:10]]
        first_lines: dict[str, int] = {}
        for row in rows:
            if isinstance(row, Reject):
                yield row
                continue
            line, cells = row
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(names):
                reason = f"the row has {len(cells)} cells, the header has {len(names)}"
                yield Reject(file=self.file, line=line, key=_shown_id(names, cells), reason=reason)
                continue
            named = dict(zip(names, cells, strict=True))
            yield self._notice(Row(named, self.file, line, Remarks(list(remarks))), first_lines)

    def _notice(self, row: Row, first_lines: dict[str, int]) -> Parsed:
        try:
            item = _unique(row.key(), row.line, first_lines)
            return notice_from_row(row, self._key(item), self.find_region)
        except FieldError as error:
            return Reject(
                file=self.file,
                line=row.line,
                key=shown(row.cells["id"]) or None,
                field=error.field,
                reason=str(error),
            )

    def _key(self, item: str) -> SourceKey:
        return SourceKey(
            publisher=self.publisher or UNSTATED,
            publisher_stated=self.publisher is not None,
            dataset=self.dataset,
            item=item,
        )


def _unique(item: str, line: int, first_lines: dict[str, int]) -> str:
    """The id, unless an earlier row has it: which of the two is right would be a guess."""
    if first_lines.setdefault(item, line) != line:
        raise FieldError("id", f"stands already on line {first_lines[item]}")
    return item


def _shown_id(names: list[str], cells: list[str]) -> str | None:
    at = names.index("id")
    return shown(cells[at]) or None if at < len(cells) else None


def _header_problem(names: list[str]) -> str | None:
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        columns = " and ".join(f"'{name}'" for name in missing)
        return f"the first row must name the columns, separated by commas; it lacks {columns}"
    twice = next((name for name in names if name and names.count(name) > 1), None)
    return f"the column '{shown(twice)}' stands twice in the header" if twice else None


def _csv_problem(reason: str) -> str:
    if "unexpected end" in reason:
        return "a quote opened in this row is never closed; nothing after it was read"
    return f"not CSV: {reason}"
