"""The parts of the page that hands out the data."""

from collections.abc import Iterable, Sequence

from portal.disclosure.catalogue import Published
from portal.disclosure.whole.showing import ShownFile
from portal.licence import DataLicence
from portal.locale import gettext, labelled, marked, ngettext, pick
from portal.settings import get_settings
from portal.today import SHANGHAI
from portal.ui.frame import downloads, note, record, section, table
from portal.ui.markup import Html, join, link, outside_link, tag

KINDS = {
    "text": marked("text"),
    "integer": marked("whole number"),
    "money": marked("amount, two decimals"),
    "score": marked("points, two decimals"),
    "date": marked("day, ISO 8601"),
    "moment": marked("moment, ISO 8601 with its offset"),
    "boolean": marked("true or false"),
}
PREVIEW_ROWS = 3
PREVIEW_SIGNS = 40
"""More of a cell is in the file"""


def introduction(licence: DataLicence | None) -> Html:
    """How the files are made, what may be done with them, and what stays as it is."""
    made = gettext(
        "The files hold the same rows as the pages, because both run the same query. "
        "CSV is UTF-8 with a byte order mark, so spreadsheet programs show Chinese; "
        "cells that a spreadsheet would compute begin with an apostrophe. JSON Lines "
        "and Parquet carry the values as they are; Parquet also knows the type and the "
        "meaning of each column."
    )
    example = gettext(
        "Rows with demonstration = true are invented. Every filter of a page works on "
        "its file: for example /data/notices.csv?region=640000&from=2023-01-01"
    )
    described = gettext(
        "describes all tables, columns, types and units for programs (Frictionless Data Package)."
    )
    return join(
        (
            tag("p", made),
            _licence(licence),
            note(example, plain=True),
            tag("p", link("/data/datapackage.json", "datapackage.json"), " ", described),
            _promise(),
        )
    )


def _licence(licence: DataLicence | None) -> Html:
    of_others = gettext(
        "Reprinted notices stay those of their sources, which each row names; what officials made "
        "out under the law is outside copyright (Copyright Law, Art. 5)."
    )
    if licence is None:
        unsaid = gettext(
            "The operator has stated no licence for these tables. The law obliges authorities to "
            "publish (Regulations on Open Government Information) and names no terms of use: "
            "ask before you build on it."
        )
        return join((tag("p", labelled(gettext("Licence")), unsaid), tag("p", of_others)))
    name = outside_link(licence.url, pick(licence.title))
    return join((tag("p", labelled(gettext("Licence")), name), tag("p", of_others)))


def _promise() -> Html:
    """What a program may rely on."""
    promises = (
        gettext(
            "Ids are permanent. Names and meanings of columns change only with an entry in the "
            "list of changes; new columns may come, so read columns by name."
        ),
        gettext(
            "A whole table lies ready as a file: with its length, SHA-256, ETag and time, in parts "
            "(Range) and packed (.gz, .zst). It is never older than the moment you ask."
        ),
        gettext(
            "What was withdrawn because it led to a person is gone from every file at once; the "
            "withdrawal is in a table of its own."
        ),
    )
    return tag(
        "details",
        tag("summary", gettext("What you can rely on")),
        tag("ul", *(tag("li", each) for each in promises)),
    )


def describe(
    published: Published,
    rows: Sequence[Sequence[str]],
    files: Iterable[ShownFile],
    *,
    is_open: bool,
) -> Html:
    """One table, folded: what a row is, its files, its first rows, filters and columns."""
    name = published.table.name
    filters = join((tag("code", each) for each in published.filter.names()), between=", ")
    return tag(
        "details",
        tag("summary", section(pick(published.title), anchor=name)),
        tag("p", pick(published.about)),
        downloads(name, {}),
        _first_rows(published, rows),
        _files(name, list(files)),
        _lines_to_copy(name),
        tag("p", labelled(gettext("Filters")), filters),
        _columns(published),
        class_="dataset",
        open=is_open,
    )


def _first_rows(published: Published, rows: Sequence[Sequence[str]]) -> Html:
    if not rows:
        return tag("p", gettext("There is no row yet."))
    head = (tag("code", each.name) for each in published.table.columns)
    shown = [[_shortened(cell) for cell in row] for row in rows]
    return tag(
        "details",
        tag("summary", ngettext("The first row", "The first {count} rows", len(rows))),
        tag(
            "div",
            table(gettext("As the CSV has them; long cells are cut here"), head, shown),
            class_="flat",
        ),
    )


def _shortened(cell: str) -> str:
    return cell if len(cell) <= PREVIEW_SIGNS else f"{cell[:PREVIEW_SIGNS]}…"


def _files(name: str, files: Sequence[ShownFile]) -> Html | None:
    """Size, time and sum of each file that lies ready."""
    if not files:
        return tag("p", gettext("The files are written when somebody first asks for them."))
    head = (gettext("File"), gettext("Size"), gettext("Changed"), "SHA-256")
    rows = [
        (
            link(f"/data/{name}.{each.ending}", f"{name}.{each.ending}"),
            _size(each.size),
            f"{each.changed_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            tag("code", each.sha256),
        )
        for each in files
    ]
    return tag(
        "details",
        tag("summary", gettext("Sizes and sums of the whole files")),
        tag(
            "div",
            table(gettext("Times are those of Beijing"), head, rows, numbers=(1,)),
            class_="flat",
        ),
    )


def _size(count: int) -> str:
    """In steps of a thousand, as curl and browsers count."""
    size, units = float(count), ["B", "kB", "MB", "GB"]
    while size >= 1_000 and len(units) > 1:
        size, units = size / 1_000, units[1:]
    return f"{size:,.0f} {units[0]}" if units[0] == "B" else f"{size:,.1f} {units[0]}"


def _columns(published: Published) -> Html:
    head = (
        gettext("Column"),
        gettext("Meaning"),
        gettext("Kind"),
        gettext("Unit"),
        gettext("Remark"),
    )
    rows = [
        (
            tag("code", each.name),
            pick(each.label),
            gettext(KINDS[each.kind]),
            pick(each.unit),
            pick(each.about),
        )
        for each in published.table.columns
    ]
    return tag(
        "details",
        tag("summary", ngettext("{count} column", "{count} columns", len(rows))),
        table(gettext("What each column holds"), head, rows),
    )


def _lines_to_copy(name: str) -> Html:
    """How programs of many readers get the table; each line works as it stands."""
    address = f"{get_settings().public_url}/data/{name}"
    lines = (
        (gettext("Spreadsheet"), f"{address}.csv"),
        ("curl", f"curl -O '{address}.csv'"),
        (gettext("curl, resumed"), f"curl -C - -O '{address}.csv.gz'"),
        (
            gettext("curl, only if changed"),
            f"curl --etag-compare {name}.etag --etag-save {name}.etag -O '{address}.parquet'",
        ),
        ("pandas", f'pandas.read_parquet("{address}.parquet")'),
        (
            "DuckDB",
            f"curl -O '{address}.parquet' && duckdb -c \"SUMMARIZE FROM '{name}.parquet'\"",
        ),
    )
    encoding = gettext(
        "In a spreadsheet program choose “from text or web”, UTF-8 (65001) and the comma; it reads "
        "the same address again whenever you refresh."
    )
    return tag(
        "details",
        tag("summary", gettext("Lines to copy for programs")),
        record((program, tag("code", line)) for program, line in lines),
        tag("p", encoding),
    )


def recompute() -> Html:
    """What a reader needs to check a published figure."""
    return join(
        (
            tag(
                "p",
                gettext(
                    "Each result has a bundle at /data/evaluations/{id}.json. It holds the scheme, "
                    "the sums and the score sheets; the figure follows from nothing else:"
                ),
            ),
            tag("p", tag("code", "portal score BUNDLE.json --json")),
        )
    )
