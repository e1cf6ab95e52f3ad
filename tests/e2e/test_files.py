"""A program fetches whole tables from the running portal, as Streamlit's server sends them."""

import gzip
import http.client
from contextlib import closing
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from tests.e2e.server import Server

TABLE = "/data/notices"


class Answer(NamedTuple):
    """What came back, as it came."""

    status: int
    headers: http.client.HTTPMessage
    content: bytes


def ask(portal: Server, address: str, method: str = "GET", **asked: str) -> Answer:
    """An answer to a request with these headers and no others."""
    headers = {name.replace("_", "-"): words for name, words in asked.items()}
    place = urlsplit(portal.url).netloc
    with closing(http.client.HTTPConnection(place, timeout=60)) as connection:
        connection.request(method, address, headers=headers)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "csv.gz", "jsonl.zst"])
def test_a_whole_table_is_a_file_that_can_be_kept_resumed_and_asked_for_again(
    portal: Server, ending: str
) -> None:
    address = f"{TABLE}.{ending}"
    whole = ask(portal, address, Accept_Encoding="identity")
    assert whole.status == 200
    size = len(whole.content)
    assert whole.headers["Content-Length"] == str(size)

    tag = whole.headers["ETag"]
    again = ask(portal, address, Accept_Encoding="identity", If_None_Match=tag)
    assert (again.status, again.content) == (304, b"")

    half = size // 2
    rest = ask(portal, address, Range=f"bytes={half}-", If_Range=tag, Accept_Encoding="gzip")
    assert rest.status == 206
    assert "Content-Encoding" not in rest.headers
    assert whole.content[:half] + rest.content == whole.content

    beyond = ask(portal, address, Range="bytes=999999999-")
    assert (beyond.status, beyond.headers["Content-Range"]) == (416, f"bytes */{size}")

    head = ask(portal, address, "HEAD", Accept_Encoding="identity")
    assert (head.status, head.content) == (200, b"")
    assert head.headers["Content-Length"] == str(size)


def test_nothing_is_packed_twice_and_tables_leave_packed_once(portal: Server) -> None:
    packed = ask(portal, f"{TABLE}.csv", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Length"] == str(len(packed.content))
    assert packed.headers["Vary"] == "Accept-Encoding"
    plain = ask(portal, f"{TABLE}.csv", Accept_Encoding="identity")
    assert gzip.decompress(packed.content) == plain.content
    for ending in ("parquet", "csv.gz", "csv.zst"):
        alone = ask(portal, f"{TABLE}.{ending}", Accept_Encoding="gzip")
        assert "Content-Encoding" not in alone.headers
        assert alone.headers["Content-Length"] == str(len(alone.content))
