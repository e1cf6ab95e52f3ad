"""The rows of a CSV file, cleaned of what a screen could not show."""

import csv
import io
from collections.abc import Iterator

from portal.evaluation.tables.model import Unread
from portal.locale import marked

LARGEST = 20_000_000
"""Bytes of a file; a table of printed pages is never larger"""
_MOST_CHARACTERS = 500


def read_rows(content: bytes, file: str, unread: list[Unread]) -> Iterator[tuple[int, list[str]]]:
    """Every row that is not empty, with the line it begins on; what stops it goes to ``unread``."""
    if len(content) > LARGEST:
        unread.append(Unread(file, None, "", marked("the file is too large for a table")))
        return
    text = _decoded(content)
    if text is None:
        why = marked("the file is no text in UTF-8 or GB18030; save it as CSV in UTF-8")
        unread.append(Unread(file, None, "", why))
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [_clean(cell) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            why = marked("the row is no CSV; is a quote left open? Nothing after it was read.")
            unread.append(Unread(file, line, "", why))
            return
        if any(cells):
            yield line, cells


def _decoded(content: bytes) -> str | None:
    if b"\x00" in content or content.startswith(b"PK\x03\x04"):
        return None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _clean(cell: str) -> str:
    """The words on one line, without control characters."""
    printable = "".join(sign if sign.isprintable() else " " for sign in cell)
    return " ".join(printable.split())[:_MOST_CHARACTERS]
