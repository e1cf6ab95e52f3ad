"""The public tables as files: what a journalist's program gets, byte for byte."""

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from unittest.mock import Mock

import anyio
import pytest
from pyarrow import parquet  # type: ignore[import-untyped] # Arrow ships no types of its own
from sqlalchemy import select
from starlette.requests import ClientDisconnect, Request
from starlette.responses import StreamingResponse
from starlette.testclient import TestClient
from starlette.types import Message

from portal.disclosure.catalogue import TABLES
from portal.disclosure.formats import rows
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.whole.keeping import Keeper
from portal.evaluation.bundle import read_bundle
from portal.evaluation.scoring import evaluate
from portal.records.evaluation import Round, RoundState
from portal.records.notice import Notice, NoticeState
from portal.records.session import get_engine, reading, writing
from portal.settings import Settings
from portal.web.downloads import give_table
from tests.db.reading import BARE

NARROW = "region=520302&type=negotiation&q=DEMO-ZY-2025-001"
OF_ZUNYI = {
    "type": '"negotiation"',
    "title": '"（演示）红花岗区困境家庭服务类社会救助项目竞争性磋商公告"',
    "project_no": '"DEMO-ZY-2025-001"',
    "purchaser": '"（演示）遵义示例购买主体"',
    "region_code": '"520302"',
    "region": '"贵州省遵义市红花岗区"',
    "method": '"consultation"',
    "currency": '"CNY"',
    "budget": "320000.00",
    "notice_on": "2025-01-15",
    "service_period": '"2025-03-01/2026-02-28"',
    "version": "1",
    "reprint": "false",
    "demonstration": "true",
}
"""Cells of a row as they stand: texts in quotes, an amount, a day, and both truth values"""
EMPTY = {"type_text", "ceiling", "award", "suppliers", "notice_on_text"}


def head() -> str:
    """The names of the columns, as they stand before the rows."""
    return ",".join(each.name for each in NOTICES.columns) + "\r\n"


def ids(site: TestClient, address: str) -> list[str]:
    text = site.get(address).content.decode("utf-8-sig")
    return [row["id"] for row in csv.DictReader(io.StringIO(text))]


def test_the_file_of_a_narrow_filter_byte_for_byte(site: TestClient) -> None:
    response = site.get(f"/data/notices.csv?{NARROW}")
    assert response.status_code == 200
    first = b"\xef\xbb\xbf" + head().encode()
    assert response.content.startswith(first)
    line = response.content.removeprefix(first).decode()
    assert line.endswith("\r\n")
    # No cell of this row holds a comma.
    names = [each.name for each in NOTICES.columns]
    cells = dict(zip(names, line.removesuffix("\r\n").split(","), strict=True))
    assert {name: cells[name] for name in OF_ZUNYI} == OF_ZUNYI
    assert {cells[name] for name in EMPTY} == {""}


def test_the_same_row_as_json_keeps_numbers_and_nulls(site: TestClient) -> None:
    response = site.get(f"/data/notices.jsonl?{NARROW}")
    (line,) = response.text.splitlines()
    row = json.loads(line)
    assert response.headers["content-type"] == "application/x-ndjson; charset=utf-8"
    assert not response.content.startswith(b"\xef\xbb\xbf")
    assert response.text.endswith("}\n")
    assert '"budget":320000.00,' in line
    assert (row["type_text"], row["version"], row["reprint"], row["demonstration"]) == (
        None,
        1,
        False,
        True,
    )
    assert list(row) == [column.name for column in NOTICES.columns]


def test_a_filter_without_a_match_gives_the_head_line_alone(site: TestClient) -> None:
    assert site.get("/data/notices.csv?q=没有这样的公告").content == ("\ufeff" + head()).encode()
    assert site.get("/data/notices.jsonl?q=没有这样的公告").content == b""


@pytest.mark.parametrize("name", list(TABLES))
def test_every_table_is_a_file_with_a_sensible_name_and_its_columns(
    site: TestClient, name: str
) -> None:
    response = site.get(f"/data/{name}.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    assert response.content.startswith(b"\xef\xbb\xbfid,")
    names, *lines = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert names == [column.name for column in TABLES[name].table.columns]
    assert lines or name in BARE
    assert len({line[0] for line in lines}) == len(lines)
    assert {len(line) for line in lines} <= {len(names)}


@pytest.mark.parametrize("name", list(TABLES))
def test_every_format_holds_the_same_rows_in_the_same_order(site: TestClient, name: str) -> None:
    lines = site.get(f"/data/{name}.jsonl").text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids(site, f"/data/{name}.csv")
    columns = parquet.read_table(io.BytesIO(site.get(f"/data/{name}.parquet").content))
    assert columns.column("id").to_pylist() == ids(site, f"/data/{name}.csv")


def test_parquet_takes_the_filters_and_says_what_it_is(site: TestClient) -> None:
    response = site.get(f"/data/notices.parquet?{NARROW}")
    assert response.headers["content-type"] == "application/vnd.apache.parquet"
    assert response.headers["content-disposition"] == 'attachment; filename="notices.parquet"'
    (row,) = parquet.read_table(io.BytesIO(response.content)).to_pylist()
    assert [row["id"]] == ids(site, f"/data/notices.csv?{NARROW}")
    assert row["budget"] == Decimal("320000.00")
    assert site.get("/data/notices.parquet?type=auction").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=救助",
        "q=社会+救助",
        "q=低",
        "region=440000",
        "region=440000&q=养老",
        "type=result",
        "method=single_source",
        "from=2023-01-01",
        "to=2022-12-31",
        "from=2024-06-10&to=2024-06-13",
        "lang=en&type=contract",
    ],
)
def test_a_filter_means_on_the_file_what_it_means_on_the_page(site: TestClient, query: str) -> None:
    asked = dict(pair.split("=") for pair in query.split("&") if pair)
    wanted = NoticeFilter.read({name: value.replace("+", " ") for name, value in asked.items()})
    with reading() as session:
        expected = [row.id for row in session.execute(NOTICES.select(wanted))]
    assert expected
    assert ids(site, f"/data/notices.csv?{query}") == expected


@pytest.mark.parametrize(
    ("address", "named", "allowed"),
    [
        ("/data/notices.csv?type=auction", "auction", "tender"),
        ("/data/notices.csv?method=coin", "coin", "single_source"),
        ("/data/notices.csv?region=44", "44", "6"),
        ("/data/notices.csv?region=４４００００", "４４００００", "6"),
        ("/data/notices.csv?from=2023-13-01", "2023-13-01", "2026-01-31"),
        ("/data/notices.csv?to=yesterday", "yesterday", "2026-01-31"),
        ("/data/notices.csv?from=20230101", "20230101", "2026-01-31"),
        ("/data/notices.csv?colour=red", "colour", "region"),
        ("/data/notices.jsonl?after=x", "after", "region"),
        ("/data/evaluations.csv?grade=A", "A", "优"),
        ("/data/evaluation_scores.csv?evaluation=../1", "evaluation", "evaluation"),
        (f"/data/notices.csv?q={'很长' * 60}", "q", "100"),
        ("/data/notices.csv?q=" + "+".join("一二三四五六七八九"), "q", "8"),
        ("/data/notices.csv?q=a&q=b", "", ""),
        ("/data/notices.csv?type=&type=tender", "", ""),
    ],
)  # fmt: skip
def test_a_wrong_filter_is_refused_with_what_is_allowed(
    site: TestClient, address: str, named: str, allowed: str
) -> None:
    response = site.get(address)
    assert response.status_code == 400
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert named in response.text
    assert allowed in response.text
    assert len(response.text) < 400
    assert "Traceback" not in response.text


def test_a_refusal_speaks_the_readers_language(site: TestClient) -> None:
    address = "/data/notices.csv?q=a&q=b"
    assert site.get(f"{address}&lang=en").text == "Each filter may be given once."
    site.cookies.clear()
    assert any("一" <= sign <= "鿿" for sign in site.get(address).text)


@pytest.mark.parametrize(
    "address",
    [
        "/data/ballots.csv",
        "/data/invitations.csv",
        "/data/accounts.jsonl",
        "/data/notices.xlsx",
        "/data/notices",
        "/data/",
        "/data/evaluations/unknown.json",
        "/data/evaluations/..%2Fportal.json",
        "/data/notices.csv/more",
    ],
)
def test_what_is_not_public_is_not_there(site: TestClient, address: str) -> None:
    response = site.get(address)
    assert response.status_code == 404
    assert "notices" in response.text
    assert "csv" in response.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_file_is_only_read(site: TestClient, method: str) -> None:
    assert site.request(method, "/data/notices.csv").status_code == 405


def test_asking_for_the_head_reads_no_table(
    site: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "_fetch", lambda *_: pytest.fail("a table was read"))
    response = site.head("/data/notices.csv?region=520302")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-disposition"] == 'attachment; filename="notices.csv"'


def test_results_are_listed_only_once_they_are_published(site: TestClient) -> None:
    with reading() as session:
        published = set(
            session.scalars(select(Round.id).where(Round.state == RoundState.PUBLISHED))
        )
        others = set(session.scalars(select(Round.id).where(Round.state != RoundState.PUBLISHED)))
    assert set(ids(site, "/data/evaluations.csv")) == published
    assert len(others) == 5
    for round_id in others:
        assert site.get(f"/data/evaluations/{round_id}.json").status_code == 404
        assert ids(site, f"/data/evaluation_scores.csv?evaluation={round_id}") == []


def test_a_bundle_gives_the_figures_of_the_table(site: TestClient) -> None:
    listed = [json.loads(line) for line in site.get("/data/evaluations.jsonl").text.splitlines()]
    for row in listed:
        response = site.get(f"/data/evaluations/{row['id']}.json")
        assert response.headers["content-type"] == "application/json"
        result = evaluate(read_bundle(response.content, row["id"])).as_json()
        for figure in ("composite", "low", "high", "grade", "withheld"):
            assert result[figure] == row[figure], (row["id"], figure)
        assert response.json()["result"] == result
    assert [row["composite"] is None for row in listed].count(True) == 1


def test_the_scores_of_one_result_can_be_had_alone(site: TestClient) -> None:
    evaluation = ids(site, "/data/evaluations.csv?region=520302")[0]
    scores = ids(site, f"/data/evaluation_scores.csv?evaluation={evaluation}")
    assert scores
    assert all(each.startswith(f"{evaluation}-") for each in scores)


def test_a_cell_that_a_spreadsheet_would_run_is_disarmed_in_csv_alone(
    own_demo: Settings, build_site: Callable[[], TestClient]
) -> None:
    del own_demo
    armed = {sign + "1+1": f"'{sign}1+1" for sign in ("=", "+", "-", "@", "＝", "\t", "\r", "\n")}
    with writing() as session:
        notices = session.scalars(select(Notice).limit(len(armed))).all()
        wanted = {notice.id: title for notice, title in zip(notices, armed, strict=True)}
        for notice in notices:
            notice.title = wanted[notice.id]
    with build_site() as site:
        text = site.get("/data/notices.csv").content.decode("utf-8-sig")
        lines = site.get("/data/notices.jsonl").text.splitlines()
    table = {row["id"]: row["title"] for row in csv.DictReader(io.StringIO(text))}
    plain = {row["id"]: row["title"] for row in map(json.loads, lines)}
    for notice_id, title in wanted.items():
        assert table[notice_id] == armed[title]
        assert plain[notice_id] == title


def test_a_draft_is_in_no_file(own_demo: Settings, build_site: Callable[[], TestClient]) -> None:
    del own_demo
    with writing() as session:
        notice = session.scalars(select(Notice).limit(1)).one()
        notice.state = NoticeState.DRAFT
    with build_site() as site:
        assert notice.id not in ids(site, "/data/notices.csv")
        assert notice.id not in site.get("/data/notices.jsonl").text


async def _hang_up_early(response: StreamingResponse) -> None:
    """A client that is gone as soon as the first rows have arrived."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)
        if len(sent) == 3:  # the status, the head line, the first rows
            raise OSError("the client has hung up")

    scope = {"type": "http", "asgi": {"spec_version": "2.4"}, "method": "GET"}
    with pytest.raises(ClientDisconnect):
        await response(scope, receive, send)


def test_a_reader_who_hangs_up_leaves_no_connection_and_no_work_behind(
    demo: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    del demo
    fetch = Mock(wraps=rows._fetch)
    monkeypatch.setattr(rows, "FIRST_ROWS", 5)
    monkeypatch.setattr(rows, "_fetch", fetch)
    monkeypatch.setattr(Keeper, "open_lines", lambda *_: None)
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/data/notices.csv",
        "path_params": {"name": "notices.csv"},
        "query_string": b"from=2000-01-01",
        "headers": [],
    }

    async def ask_and_hang_up() -> None:
        response = await give_table(Request(scope))
        assert isinstance(response, StreamingResponse)
        await _hang_up_early(response)

    anyio.run(ask_and_hang_up)
    assert fetch.call_count == 1
    assert get_engine().pool.checkedout() == 0  # type: ignore[attr-defined] # the pool of a file


def test_a_download_while_the_database_is_away_says_so_before_it_begins(
    own_demo: Settings, build_site: Callable[[], TestClient]
) -> None:
    Path(own_demo.var_dir, "portal.db").write_bytes(b"this is no database" * 100)
    get_engine().dispose()
    with build_site() as site:
        for address in ("/data/notices.csv", "/data/notices.jsonl", "/data/evaluations/x.json"):
            response = site.get(address)
            assert response.status_code == 503
            assert response.headers["retry-after"] == "60"
            assert "sqlite" not in response.text.lower()
