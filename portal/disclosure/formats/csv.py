"""CSV that spreadsheet programs open with Chinese intact and without running anything."""

import csv
import io
from collections.abc import Iterator

from sqlalchemy import Engine

from portal.disclosure.formats.rows import read_pieces
from portal.disclosure.table import Filter, PublicTable

BOM = "\ufeff"
MEDIA_TYPE = "text/csv; charset=utf-8"


def write_csv(engine: Engine, table: PublicTable, wanted: Filter) -> Iterator[bytes]:
    """UTF-8 with BOM, CRLF line ends (RFC 4180), a header line, then the rows."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow([each.name for each in table.columns])
    yield buffer.getvalue().encode()
    for rows in read_pieces(engine, table, wanted, guarded=True):
        buffer.seek(0)
        buffer.truncate()
        writer.writerows(rows)
        yield buffer.getvalue().encode()
