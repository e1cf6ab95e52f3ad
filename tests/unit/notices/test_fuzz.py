"""Whatever stands in a file, reading it gives notices and rejects and never another exception."""

import csv
import io
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.notices.parse.csv_notice import COLUMNS
from portal.notices.parse.csv_rows import parse_csv
from portal.notices.parse.model import ParsedNotice, Reject
from portal.notices.parse.ocds import parse_ocds
from portal.notices.parse.ocds_key import Origin
from portal.notices.parse.ocds_release import parse_release

NAMES = [
    *("ocid", "id", "date", "tag", "language", "title", "name", "description", "url", "uri"),
    *("planning", "tender", "awards", "contracts", "parties", "buyer", "packageInfo", "publisher"),
    *("value", "amount", "currency", "budget", "project", "rationale", "status", "suppliers"),
    *("items", "lots", "documents", "amendments", "period", "contractPeriod", "tenderPeriod"),
    *("startDate", "endDate", "dateSigned", "awardDate", "totalAwardValue", "datePublished"),
    *("identifier", "legalName", "scheme", "roles", "address", "region", "locality"),
    *("countryName", "procuringEntity", "procurementMethod", "procurementMethodDetails"),
    *("documentType", "format", "releases", "records", "compiledRelease", "versionedRelease"),
]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(
        ["tender", "award", "compiled", "open", "CNY", "buyer", "CN-USCI-1", "http://x"]
    )
    | st.datetimes().map(str)
    | st.text("0123456789-:TZ+.", max_size=25)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8)
    ),
    max_leaves=30,
)
RELEASES = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=12).map(
    lambda value: {"ocid": "ocds-abc123-1", "id": "1", "title": "x"} | value
)


@settings(max_examples=300)
@given(VALUES | RELEASES)
def test_any_value_is_a_release_or_a_reject(value: object) -> None:
    found = parse_release(value, Origin(file="f"))
    if isinstance(found, ParsedNotice):
        assert found.content_hash
        repr(found).encode()
    else:
        assert found.reason.encode()


@settings(max_examples=200)
@given(RELEASES)
def test_what_is_read_is_the_same_through_a_file(value: dict[str, object]) -> None:
    data = json.dumps({"releases": [value]}).encode()
    found = list(parse_ocds(io.BytesIO(data), file="f"))
    assert len(found) == 1
    assert isinstance(found[0], ParsedNotice | Reject)


@settings(max_examples=200)
@given(VALUES | RELEASES | st.lists(RELEASES, max_size=3).map(lambda r: {"releases": r}))
def test_any_json_file_is_notices_and_rejects(value: object) -> None:
    for found in parse_ocds(io.BytesIO(json.dumps(value).encode()), file="f"):
        assert isinstance(found, ParsedNotice | Reject)


@settings(max_examples=200)
@given(st.binary(max_size=200) | st.text('{}[]",:\\nul0123456789', max_size=80).map(str.encode))
def test_any_bytes_are_notices_and_rejects(data: bytes) -> None:
    for read in (parse_ocds(io.BytesIO(data), file="f"), rows(data), rows(b"id,title\n" + data)):
        for found in read:
            assert isinstance(found, ParsedNotice | Reject)


@settings(max_examples=200)
@given(st.lists(st.tuples(*(st.text(max_size=12) for _ in COLUMNS)), max_size=5))
def test_any_cells_are_notices_and_rejects_with_true_line_numbers(
    table: list[tuple[str, ...]],
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    writer.writerows(table)
    data = text.getvalue().encode(errors="surrogatepass")
    if b"\x00" in data:
        return
    found = list(rows(data))
    lines = [f.line for f in found]
    assert lines == sorted(line for line in lines if line)
    assert len(found) <= len(table)


def rows(data: bytes) -> list[ParsedNotice | Reject]:
    return list(parse_csv(io.BytesIO(data), file="f", dataset="d"))
