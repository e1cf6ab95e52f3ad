"""Whole tables as files: kept, resumed, packed, and never older than the records."""

import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import anyio
import pytest
from sqlalchemy import select, update
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.testclient import TestClient
from starlette.types import Message

from portal.disclosure.catalogue import TABLES
from portal.disclosure.formats.csv import write_csv
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.whole import keeping, shelf, writing
from portal.disclosure.whole.keeping import get_keeper
from portal.records.base import utc_now
from portal.records.notice import Notice, NoticeState
from portal.records.session import get_engine
from portal.records.session import writing as changing
from portal.settings import ROOT, Settings
from portal.web import downloads
from portal.web.downloads import download_routes
from portal.web.packing import OwnPacking
from portal.web.whole import OpenFileResponse
from tests.db.reading import ENDINGS, unpacked

CSV = "/data/notices.csv"
PLAIN = {"Accept-Encoding": "identity"}


@pytest.fixture
def ours(own_demo: Settings, build_site: Callable[[], TestClient]) -> Iterator[TestClient]:
    """The site on records that the test may change, with no file written yet."""
    shutil.rmtree(own_demo.var_dir / keeping.FOLDER, ignore_errors=True)
    with build_site() as client:
        yield client


@pytest.fixture(autouse=True)
def _without_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test does not wait until a file may be written again."""
    monkeypatch.setattr(keeping, "REST", 0)


def fresh() -> bytes:
    """The file as the records make it now."""
    return b"".join(write_csv(get_engine(), NOTICES, NoticeFilter()))


def hide(title: str) -> str:
    """Take a notice away from the public, as a withdrawal does; its id."""
    with changing() as session:
        notice = session.scalars(select(Notice).limit(1)).one()
        notice.title, notice.state = title, NoticeState.WITHDRAWN
        return notice.id


def shelved(settings: Settings) -> set[str]:
    folder = settings.var_dir / keeping.FOLDER
    return {each.name for each in folder.iterdir() if not each.name.startswith(".")}


@pytest.mark.parametrize("table", list(TABLES))
def test_each_whole_file_says_how_long_it_is_and_which_content_it_has(
    site: TestClient, table: str
) -> None:
    for ending in ENDINGS:
        response = site.get(f"/data/{table}.{ending}", headers=PLAIN)
        content = response.content
        digest = hashlib.sha256(content)
        assert response.status_code == 200
        assert response.headers["content-length"] == str(len(content))
        assert response.headers["accept-ranges"] == "bytes"
        assert response.headers["etag"] == f'"{digest.hexdigest()[:32]}"'
        said = response.headers["repr-digest"].removeprefix("sha-256=:").removesuffix(":")
        assert b64decode(said) == digest.digest()
        assert parsedate_to_datetime(response.headers["last-modified"]) <= utc_now()
        assert response.headers["cache-control"] == "no-cache"
        assert response.headers["link"].endswith('rel="license"')
        name = response.headers["content-disposition"]
        assert name == f'attachment; filename="{table}.{ending}"'
        plain = site.get(f"/data/{table}.{ending.partition('.')[0]}", headers=PLAIN).content
        assert unpacked(content, ending) == plain


def test_the_head_of_a_file_is_that_of_the_file(site: TestClient) -> None:
    full, head = site.get(CSV), site.head(CSV)
    assert head.content == b""
    assert head.status_code == 200
    assert dict(head.headers) == dict(full.headers)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("zstd;q=0, gzip", "gzip"),
        ("GZIP", "gzip"),
        ("identity", None),
        ("br", None),
        ("gzip;q=x", None),
        ("", None),
    ],
)
def test_a_file_leaves_packed_as_the_client_likes_it(
    site: TestClient, accepted: str, coding: str | None
) -> None:
    with site.stream("GET", CSV, headers={"Accept-Encoding": accepted}) as response:
        raw = b"".join(response.iter_raw())
    plain = site.get(CSV, headers=PLAIN)
    assert response.headers.get("content-encoding") == coding
    assert response.headers["vary"] == "Accept-Encoding"
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    ending = {"gzip": "csv.gz", "zstd": "csv.zst", None: "csv"}[coding]
    assert unpacked(raw, ending) == plain.content
    assert (response.headers["etag"] == plain.headers["etag"]) == (coding is None)


@pytest.mark.parametrize(("accepted", "ending"), [("gzip", "csv.gz"), ("zstd, gzip", "csv.zst")])
def test_a_filtered_file_leaves_packed_as_well(
    site: TestClient, accepted: str, ending: str
) -> None:
    address = f"{CSV}?region=520302"
    with site.stream("GET", address, headers={"Accept-Encoding": accepted}) as response:
        raw = b"".join(response.iter_raw())
    assert response.headers["vary"] == "Accept-Encoding"
    assert unpacked(raw, ending) == site.get(address, headers=PLAIN).content


def test_a_server_that_packs_all_it_sends_leaves_the_files_alone(demo: Settings) -> None:
    """As Streamlit does with what is sent through it."""
    del demo
    inner = Starlette(routes=download_routes(), middleware=[Middleware(GZipMiddleware)])
    with TestClient(OwnPacking(inner)) as site:
        for ending in ("parquet", "csv.gz", "csv.zst", "csv"):
            response = site.get(f"/data/notices.{ending}", headers={"Accept-Encoding": "gzip"})
            coding = "gzip" if ending == "csv" else None
            assert response.headers.get("content-encoding") == coding
            assert response.headers.get("vary", "Accept-Encoding") == "Accept-Encoding"
            size = int(response.headers["content-length"])
            assert size == response.num_bytes_downloaded


def test_a_packed_file_of_a_filter_holds_what_the_filter_leaves(site: TestClient) -> None:
    plain = site.get(f"{CSV}?region=520302")
    packed = site.get(f"{CSV}.gz?region=520302")
    assert packed.headers["content-type"] == "application/gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert site.get("/data/notices.parquet.gz").status_code == 404
    assert site.get("/data/notices.csv.br").status_code == 404
    assert site.get("/data/notices.csv.rows").status_code == 404
    assert site.get("/data/notices.csv.").status_code == 404


def test_whoever_has_a_file_is_told_so_and_sent_nothing(site: TestClient) -> None:
    first = site.get(CSV, headers=PLAIN)
    tag, time_ = first.headers["etag"], first.headers["last-modified"]
    for held in (
        {"If-None-Match": tag},
        {"If-None-Match": f'"other", W/{tag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": time_},
    ):
        again = site.get(CSV, headers=PLAIN | held)
        assert (again.status_code, again.content) == (304, b""), held
        assert again.headers["etag"] == tag
        assert again.headers["vary"] == "Accept-Encoding"
        assert "repr-digest" not in again.headers
    for other in (
        {"If-None-Match": '"other"'},
        {"If-None-Match": '"other"', "If-Modified-Since": time_},
        {"If-Modified-Since": "Sat, 01 Jan 2050 00:00:00 GMT"},
        {"If-None-Match": tag, "Accept-Encoding": "gzip"},
    ):
        assert site.get(CSV, headers=PLAIN | other).status_code == 200, other


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-99", 0, 99), ("bytes=100-", 100, None), ("bytes=-50", -50, None)],
)
def test_a_part_of_a_file_can_be_had(
    site: TestClient, asked: str, first: int, last: int | None
) -> None:
    whole = site.get(CSV, headers=PLAIN)
    # Programs that ask for parts name every packing they know, and cannot unpack a part.
    part = site.get(CSV, headers={"Range": asked, "Accept-Encoding": "gzip, zstd"})
    assert part.status_code == 206
    assert part.content == whole.content[first : None if last is None else last + 1]
    assert part.headers["content-length"] == str(len(part.content))
    assert part.headers["content-range"].endswith(f"/{len(whole.content)}")
    assert "content-encoding" not in part.headers
    assert part.headers["etag"] == whole.headers["etag"]
    head = site.head(CSV, headers={"Range": asked})
    assert (head.status_code, head.content) == (206, b"")
    assert head.headers["content-range"] == part.headers["content-range"]


def test_a_resumed_download_ends_as_the_same_file_or_begins_anew(ours: TestClient) -> None:
    whole = ours.get(CSV, headers=PLAIN)
    tag, half = whole.headers["etag"], len(whole.content) // 2
    rest = ours.get(CSV, headers={"Range": f"bytes={half}-", "If-Range": tag})
    assert rest.status_code == 206
    assert whole.content[:half] + rest.content == whole.content
    hide("不再公开")
    anew = ours.get(CSV, headers={"Range": f"bytes={half}-", "If-Range": tag})
    assert anew.status_code == 200
    assert anew.content == fresh()


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=0-1,999999999-", "bytes=-0"])
def test_a_part_behind_the_end_is_refused_with_the_length(site: TestClient, asked: str) -> None:
    size = len(site.get(CSV, headers=PLAIN).content)
    response = site.get(CSV, headers={"Range": asked})
    assert response.status_code == 416
    assert response.headers["content-range"] == f"bytes */{size}"


@pytest.mark.parametrize(
    "asked",
    [
        "rows=1-2",
        "bytes=5-2",
        "bytes=",
        "bytes=a-b",
        "bytes=0-1-2",
        "0-5",
        "bytes=" + ",".join(f"{place}-{place}" for place in range(0, 18, 2)),
        "bytes=" + "9" * 5_000 + "-",
        "bytes=０-５",
    ],
)
def test_a_range_that_cannot_be_read_or_asks_too_much_is_passed_over(
    site: TestClient, asked: str
) -> None:
    response = site.get(CSV, headers={b"Range": asked.encode()})
    assert response.status_code == 200
    assert response.headers["content-length"] == str(len(response.content))


def test_many_overlapping_parts_are_never_more_than_the_file(site: TestClient) -> None:
    size = len(site.get(CSV, headers=PLAIN).content)
    response = site.get(CSV, headers={"Range": "bytes=" + ",".join(["0-"] * 8)})
    assert response.status_code == 206
    assert len(response.content) <= size
    several = site.get(CSV, headers={"Range": "bytes=0-9,100-109"})
    assert several.headers["content-type"].startswith("multipart/byteranges; boundary=")
    assert several.headers["content-length"] == str(len(several.content))


def test_a_change_makes_another_file_and_the_old_one_goes(
    ours: TestClient, own_demo: Settings
) -> None:
    first = ours.get(CSV, headers=PLAIN)
    before = shelved(own_demo)
    with changing() as session:
        session.execute(update(Notice).values(title="改过的标题"))

    second = ours.get(CSV, headers=PLAIN | {"If-None-Match": first.headers["etag"]})

    assert second.status_code == 200
    assert second.content == fresh()
    assert "改过的标题" in second.text
    assert second.headers["etag"] != first.headers["etag"]
    assert not before & shelved(own_demo)
    assert len(shelved(own_demo)) == 4


def test_a_change_that_changes_no_file_keeps_its_tag_and_time(ours: TestClient) -> None:
    first = ours.get(CSV, headers=PLAIN)
    with changing() as session:
        session.execute(update(Notice).values(title=Notice.title))
    key = get_keeper().shelf.find("notices", "csv")
    again = ours.get(CSV, headers=PLAIN | {"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.headers["last-modified"] == first.headers["last-modified"]
    assert get_keeper().shelf.find("notices", "csv") != key


def test_what_is_withdrawn_is_in_no_answer_from_then_on(ours: TestClient) -> None:
    addresses = [f"/data/notices.{ending}" for ending in ENDINGS]
    for each in addresses:
        assert ours.get(each).status_code == 200
    notice_id = hide("有人的身份证号")
    for each in [*addresses, f"{CSV}?from=2000-01-01", f"{CSV}?q=救助"]:
        content = ours.get(each, headers=PLAIN).content
        ending = each.partition("?")[0].partition(".")[2]
        assert notice_id.encode() not in unpacked(content, ending), each


def test_two_contents_of_one_second_differ_in_their_time(ours: TestClient) -> None:
    first = ours.get(CSV, headers=PLAIN).headers["last-modified"]
    for title in ("甲", "乙", "丙"):
        with changing() as session:
            session.execute(update(Notice).values(title=title))
        response = ours.get(CSV, headers=PLAIN | {"If-Modified-Since": first})
        assert response.status_code == 200
        assert title in response.text
        assert parsedate_to_datetime(response.headers["last-modified"]) <= utc_now()
        first = response.headers["last-modified"]


def test_a_reader_in_the_middle_keeps_the_file_that_was_begun(
    ours: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours.get(CSV)
    old = fresh()
    monkeypatch.setattr(OpenFileResponse, "chunk_size", 1_000)
    whole = get_keeper().open("notices", "csv")
    assert whole
    response = OpenFileResponse(whole.file, {}, "text/csv")
    got = bytearray()

    async def receive() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    async def send(message: Message) -> None:
        if not got:
            hide("换了")
            await anyio.to_thread.run_sync(get_keeper().write("notices", "csv").result)
        got.extend(message.get("body", b""))

    scope = {"type": "http", "asgi": {"spec_version": "2.3"}, "method": "GET", "headers": []}
    anyio.run(response, scope, receive, send)

    assert bytes(got) == old
    assert whole.file.closed
    assert ours.get(CSV, headers=PLAIN).content == fresh() != old


def test_many_who_ask_at_once_wait_for_one_writing(
    ours: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def slowly(engine: Any, table: str, ending: str, *given: Any) -> Iterator[bytes]:
        written.append(f"{table}.{ending}")
        time.sleep(0.3)
        yield from read_table(engine, table, ending, *given)

    read_table = writing.read_table
    monkeypatch.setattr(writing, "read_table", slowly)
    answers: list[Any] = []
    readers = [
        threading.Thread(target=lambda: answers.append(ours.get(CSV, headers=PLAIN)))
        for _ in range(8)
    ]
    for each in readers:
        each.start()
    for each in readers:
        each.join()

    assert written == ["notices.csv"]
    assert {each.headers["etag"] for each in answers} == {answers[0].headers["etag"]}
    assert all(each.content == answers[0].content for each in answers)


def test_while_a_file_is_written_for_long_the_rows_are_streamed(
    ours: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def held_up(*given: Any) -> Iterator[bytes]:
        go_on.wait(20)
        yield from read_table(*given)

    read_table = writing.read_table
    monkeypatch.setattr(writing, "read_table", held_up)
    monkeypatch.setattr(downloads, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(downloads, "BUSY_SECONDS", 0.2)

    streamed = ours.get(CSV, headers=PLAIN)
    head = ours.head(CSV)

    assert streamed.status_code == head.status_code == 200
    assert streamed.content == fresh()
    assert "etag" not in streamed.headers
    monkeypatch.setattr(downloads, "MOST_STREAMS", 0)
    refused = ours.get(CSV)
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "60"
    go_on.set()
    get_keeper().write("notices", "csv").result()
    assert ours.get(CSV, headers=PLAIN).headers["content-length"] == str(len(streamed.content))


def test_a_busy_import_does_not_write_the_files_over_and_over(
    ours: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "REST", 1_000_000)
    first = ours.get(CSV, headers=PLAIN).headers["etag"]
    for number in range(5):
        with changing() as session:
            session.execute(update(Notice).values(title=f"第{number}次"))
        response = ours.get(CSV, headers=PLAIN)
        assert f"第{number}次" in response.text
        assert "etag" not in response.headers
    held = get_keeper().shelf.find("notices", "csv")
    assert held
    assert held.files["csv"].sha256.startswith(first.strip('"'))


def test_a_full_disk_leaves_nothing_behind_and_readers_get_the_stream(
    ours: TestClient, own_demo: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(writing._Growing, "finish", full)
    response = ours.get(CSV, headers=PLAIN)
    assert response.content == fresh()
    folder = own_demo.var_dir / keeping.FOLDER
    assert [each.name for each in folder.iterdir()] == [".notices.csv.lock"]
    # Nor is it tried again with every request.
    assert get_keeper().rest("notices", "csv") > 50


def test_harmed_files_and_records_are_made_anew(ours: TestClient, own_demo: Settings) -> None:
    ours.get(CSV)
    folder = own_demo.var_dir / keeping.FOLDER
    plain, record = "notices-*.csv", ".notices.csv.json"
    for name, harm in ((plain, "cut short"), (plain, ""), (record, "{}"), (record, "")):
        for path in folder.glob(name):
            path.write_text(harm)
            if not harm:
                path.unlink()
        response = ours.get(CSV, headers=PLAIN)
        assert response.content == fresh()
        assert response.headers["etag"]


def test_the_keeper_writes_what_changed_once_records_have_come_to_rest(
    ours: TestClient, own_demo: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    del ours
    monkeypatch.setattr(keeping, "LOOK_SECONDS", 0.05)
    stop = threading.Event()
    keeper = get_keeper()
    at_work = threading.Thread(target=keeping.keep_all, args=(keeper, stop))
    at_work.start()
    try:
        until = time.monotonic() + 60
        while keeper.outdated() and time.monotonic() < until:
            time.sleep(0.05)
        assert not keeper.outdated()
        assert len(shelved(own_demo)) == len(TABLES) * (len(ENDINGS) + 2)
        hide("换了")
        while keeper.outdated() and time.monotonic() < until:
            time.sleep(0.05)
        assert not keeper.outdated()
        # While records keep changing nothing is written unasked, and nothing outdated lies there.
        monkeypatch.setattr(keeping, "current_key", lambda *_: str(time.monotonic()))
        while shelved(own_demo) and time.monotonic() < until:
            time.sleep(0.05)
        assert not shelved(own_demo)
    finally:
        stop.set()
        at_work.join()


PROCESS = """
import sys, time
from portal.disclosure.whole.keeping import get_keeper
keeper = get_keeper()
until = time.monotonic() + float(sys.argv[1])
seen = 0
while time.monotonic() < until:
    keeper.write("notices", "csv").result()
    for ending, packed in (("csv", None), ("csv", "gz")):
        whole = keeper.open("notices", ending, packed)
        if whole:
            with whole.file as file:
                content = file.read()
            import hashlib
            name = ending if packed is None else f"{ending}.{packed}"
            assert hashlib.sha256(content).hexdigest() == whole.shelved.files[name].sha256
            seen += 1
print(seen)
"""


def test_two_processes_that_write_at_once_never_give_half_a_file(own_demo: Settings) -> None:
    environment = os.environ | {"PORTAL_VAR_DIR": str(own_demo.var_dir), "PYTHONPATH": str(ROOT)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, "4"],
            env=environment, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    until = time.monotonic() + 4
    number = 0
    while time.monotonic() < until:
        number += 1
        with changing() as session:
            session.execute(update(Notice).values(title=f"第{number}次"))
        time.sleep(0.05)
    seen = [int(each.communicate(timeout=60)[0]) for each in processes]
    assert [each.returncode for each in processes] == [0, 0]
    assert min(seen) > 0
    parts = (own_demo.var_dir / keeping.FOLDER).glob(f".*{writing.PART}")
    assert list(parts) == []
    assert shelf.A_FILE.fullmatch(Path(next(iter(shelved(own_demo)))).name)
