"""The parts of the page that hands out the data."""

from portal.disclosure.catalogue import Published
from portal.locale import gettext, labelled, marked, ngettext, pick
from portal.settings import get_settings
from portal.ui.frame import downloads, note, record, section, table
from portal.ui.markup import Html, join, link, tag

KINDS = {
    "text": marked("text"),
    "integer": marked("whole number"),
    "money": marked("amount, two decimals"),
    "score": marked("points, two decimals"),
    "date": marked("day, ISO 8601"),
    "moment": marked("moment, ISO 8601 with its offset"),
    "boolean": marked("true or false"),
}


def introduction() -> Html:
    """How the files are made."""
    return join(
        (
            tag(
                "p",
                gettext(
                    "The files hold the same rows as the pages, because both run the same query. "
                    "CSV is UTF-8 with a byte order mark, so spreadsheet programs show Chinese; "
                    "cells that a spreadsheet would compute begin with an apostrophe. JSON Lines "
                    "and Parquet carry the values as they are; Parquet also knows the type and the "
                    "meaning of each column."
                ),
            ),
            note(
                gettext(
                    "Rows with demonstration = true are invented. Every filter of a page works on "
                    "its file: for example /data/notices.csv?region=640000&from=2023-01-01"
                ),
                plain=True,
            ),
            tag(
                "p",
                link("/data/datapackage.json", "datapackage.json"),
                " ",
                gettext(
                    "describes all tables, columns, types and units for programs (Frictionless "
                    "Data Package)."
                ),
            ),
        )
    )


def describe(published: Published) -> Html:
    """One table: what a row is, its files, filters and columns."""
    name = published.table.name
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
    filters = join((tag("code", each) for each in published.filter.names()), between=", ")
    return join(
        (
            section(pick(published.title), anchor=name),
            tag("p", pick(published.about)),
            downloads(name, {}),
            _lines_to_copy(name),
            tag("p", labelled(gettext("Filters")), filters),
            tag(
                "details",
                tag("summary", ngettext("{count} column", "{count} columns", len(rows))),
                table(gettext("What each column holds"), head, rows),
            ),
        )
    )


def _lines_to_copy(name: str) -> Html:
    """How programs of many readers get the table; each line works as it stands."""
    address = f"{get_settings().public_url}/data/{name}"
    lines = (
        (gettext("Spreadsheet"), f"{address}.csv"),
        ("curl", f"curl -O '{address}.csv'"),
        ("pandas", f'pandas.read_parquet("{address}.parquet")'),
        (
            "DuckDB",
            f"curl -O '{address}.parquet' && duckdb -c \"SUMMARIZE FROM '{name}.parquet'\"",
        ),
    )
    return tag(
        "details",
        tag("summary", gettext("Lines to copy for programs")),
        record((program, tag("code", line)) for program, line in lines),
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
