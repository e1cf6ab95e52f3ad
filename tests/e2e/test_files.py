"""A program fetches whole tables from the running portal, as Streamlit's server sends them."""

import gzip
import http.client
from http.client import HTTPResponse
from urllib.parse import urlsplit

import pytest

from tests.e2e.server import Server

TABLE = "/data/notices"


def ask(portal: Server, address: str, method: str = "GET", **asked: str) -> HTTPResponse:
    """An answer; its body is not read yet."""
    connection = http.client.HTTPConnection(urlsplit(portal.url).netloc, timeout=60)
    headers = {name.replace("_", "-"): words for name, words in asked.items()}
    connection.request(method, address, headers=headers)
    return connection.getresponse()


@pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet", "csv.gz", "jsonl.zst"])
def test_a_whole_table_is_a_file_that_can_be_kept_resumed_and_asked_for_again(
    portal: Server, ending: str
) -> None:
    address = f"{TABLE}.{ending}"
    whole = ask(portal, address, Accept_Encoding="identity")
    content = whole.read()
    assert whole.status == 200
    assert whole.headers["Content-Length"] == str(len(content))

    tag = whole.headers["ETag"]
    again = ask(portal, address, Accept_Encoding="identity", If_None_Match=tag)
    assert (again.status, again.read()) == (304, b"")

    half = len(content) // 2
    rest = ask(portal, address, Range=f"bytes={half}-", If_Range=tag, Accept_Encoding="gzip")
    assert rest.status == 206
    assert "Content-Encoding" not in rest.headers
    assert content[:half] + rest.read() == content

    beyond = ask(portal, address, Range="bytes=999999999-")
    assert (beyond.status, beyond.headers["Content-Range"]) == (416, f"bytes */{len(content)}")

    head = ask(portal, address, "HEAD", Accept_Encoding="identity")
    assert (head.status, head.read()) == (200, b"")
    assert head.headers["Content-Length"] == str(len(content))


def test_nothing_is_packed_twice_and_tables_leave_packed_once(portal: Server) -> None:
    packed = ask(portal, f"{TABLE}.csv", Accept_Encoding="gzip")
    content = packed.read()
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Length"] == str(len(content))
    assert packed.headers["Vary"] == "Accept-Encoding"
    plain = ask(portal, f"{TABLE}.csv", Accept_Encoding="identity").read()
    assert gzip.decompress(content) == plain
    for ending in ("parquet", "csv.gz", "csv.zst"):
        alone = ask(portal, f"{TABLE}.{ending}", Accept_Encoding="gzip")
        assert "Content-Encoding" not in alone.headers
        assert alone.headers["Content-Length"] == str(len(alone.read()))
