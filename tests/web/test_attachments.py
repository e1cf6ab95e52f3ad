"""Files over HTTP: safe headers, parts, 304, 410, and an upload that nobody else can make."""

import hashlib
import os
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import anyio
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.testclient import TestClient
from starlette.types import Message, Scope

from portal.identity import tickets
from portal.identity.acting import console
from portal.identity.tickets import READING, SENDING
from portal.notices.erasing import erase
from portal.notices.looking import storage
from portal.notices.withdrawal import Why, withdraw_attachment, withdraw_notice
from portal.records.session import get_engine, writing
from portal.settings import Settings, get_settings
from portal.web import attachments, uploads
from tests.db.office import PDF
from tests.demo_desk import ISSUER, NAME, Desk

QUOTED = "%E9%87%87%E8%B4%AD%E6%96%87%E4%BB%B6%201.pdf"
DIGEST = hashlib.sha256(PDF).hexdigest()
WHY = Why("附件含有个人信息。", "《中华人民共和国个人信息保护法》第四十七条")


@pytest.fixture
def desk(own_demo: Settings) -> Desk:
    return Desk(own_demo)


@pytest.fixture
def web(desk: Desk, build_site: Callable[[], TestClient]) -> Iterator[TestClient]:
    del desk
    with build_site() as client:
        yield client


@pytest.fixture
def file_id(desk: Desk) -> str:
    draft_id = desk.draft()
    file_id = desk.attach(draft_id)
    desk.issue(draft_id)
    return file_id


def test_a_file_is_a_download_that_can_do_nothing(web: TestClient, file_id: str) -> None:
    answer = web.get(f"/files/{file_id}/{QUOTED}")

    assert answer.status_code == 200
    assert answer.content == PDF
    headers = answer.headers
    assert headers["content-type"] == "application/pdf"
    assert headers["content-disposition"] == (
        f"attachment; filename=\"{file_id}.pdf\"; filename*=UTF-8''{QUOTED}"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["etag"] == f'"{DIGEST}"'
    assert headers["cache-control"] == "public, no-cache"
    assert headers["accept-ranges"] == "bytes"
    assert headers["content-length"] == str(len(PDF))
    assert headers["last-modified"].endswith("GMT")


def test_an_id_alone_or_with_a_wrong_name_leads_to_the_file(web: TestClient, file_id: str) -> None:
    for path in (f"/files/{file_id}", f"/files/{file_id}/other.exe"):
        answer = web.get(path)
        assert (answer.status_code, answer.headers["location"]) == (
            308, f"/files/{file_id}/{QUOTED}",
        )  # fmt: skip
        assert answer.headers["cache-control"] == "public, no-cache"  # the name may be withdrawn


def test_whoever_has_it_already_is_told_so(web: TestClient, file_id: str) -> None:
    path = f"/files/{file_id}/{QUOTED}"

    for tag in (f'"{DIGEST}"', f'W/"{DIGEST}"', "*", f'"other", "{DIGEST}"'):
        answer = web.get(path, headers={"If-None-Match": tag})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == f'"{DIGEST}"'
    assert web.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_head_tells_the_length_and_sends_nothing(web: TestClient, file_id: str) -> None:
    answer = web.head(f"/files/{file_id}/{QUOTED}")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(len(PDF))


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, PDF[:4]),
        ("bytes=5-", 206, PDF[5:]),
        ("bytes=-6", 206, PDF[-6:]),
        (f"bytes={len(PDF)}-", 416, b""),
        ("pages=1-2", 400, None),
    ],
)
def test_a_part_of_a_file_can_be_had(
    web: TestClient, file_id: str, asked: str, status: int, part: bytes | None
) -> None:
    answer = web.get(f"/files/{file_id}/{QUOTED}", headers={"Range": asked})

    assert answer.status_code == status
    if part is not None:
        assert answer.content == part
    if status == 206:
        first = PDF.index(part or b"") if asked != "bytes=-6" else len(PDF) - 6
        assert answer.headers["content-range"].startswith(f"bytes {first}-")


def test_a_part_of_another_version_is_the_whole_file(web: TestClient, file_id: str) -> None:
    headers = {"Range": "bytes=0-3", "If-Range": '"another"'}
    assert web.get(f"/files/{file_id}/{QUOTED}", headers=headers).content == PDF
    headers["If-Range"] = f'"{DIGEST}"'
    assert web.get(f"/files/{file_id}/{QUOTED}", headers=headers).content == PDF[:4]


@pytest.mark.parametrize(
    "path",
    ["/files/", "/files/00000000000000000000/a.pdf", "/files/..%2Fportal.db/x", "/files/a%00b"],
)
def test_an_unknown_file_is_404(web: TestClient, path: str) -> None:
    assert web.get(path).status_code == 404


def test_a_file_of_a_draft_is_not_public(web: TestClient, desk: Desk) -> None:
    file_id = desk.attach(desk.draft())

    assert web.get(f"/files/{file_id}/{QUOTED}").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_withdrawn_file_is_410_and_says_when_and_why(
    web: TestClient, file_id: str, language: str
) -> None:
    etag = web.get(f"/files/{file_id}/{QUOTED}").headers["etag"]
    with writing() as session:
        hashes = withdraw_attachment(session, console("tests"), file_id, WHY)
    assert erase(get_engine(), storage(), hashes).files == 1

    for headers in ({}, {"If-None-Match": etag}, {"Range": "bytes=0-3"}):
        answer = web.get(f"/files/{file_id}/{QUOTED}?lang={language}", headers=headers)
        assert answer.status_code == 410
        assert WHY.reason in answer.text
        assert {"zh": "撤回", "en": "Withdrawn on"}[language] in answer.text
        assert answer.headers["cache-control"] == "no-cache"


def test_a_withdrawn_notice_is_410_for_its_page_and_its_files(web: TestClient, desk: Desk) -> None:
    draft_id = desk.draft()
    file_id = desk.attach(draft_id)
    notice_id = desk.issue(draft_id)
    assert web.get(f"/notice?id={notice_id}").status_code == 200
    with writing() as session:
        withdraw_notice(session, console("tests"), notice_id, WHY)

    for path in (f"/notice?id={notice_id}", f"/files/{file_id}/{QUOTED}", f"/files/{file_id}"):
        answer = web.get(path)
        assert (answer.status_code, WHY.reason in answer.text) == (410, True)
    assert notice_id not in web.get("/data/notices.csv").text
    assert file_id not in web.get("/data/attachments.csv").text
    assert notice_id in web.get("/data/withdrawals.csv").text


def test_a_file_that_is_missing_on_the_disk_is_our_fault_and_noted(
    web: TestClient, file_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    storage().forget(DIGEST)

    assert web.get(f"/files/{file_id}/{QUOTED}").status_code == 503
    assert f"the file of attachment {file_id} is missing" in caplog.text


# Sending


def send(
    web: TestClient,
    desk: Desk,
    draft_id: str,
    content: bytes = PDF,
    /,
    *,
    name: str = NAME,
    ticket: str | None = None,
    **headers: str,
) -> tuple[int, str]:
    """The form of the desk as a browser sends it."""
    given = {"Origin": desk.settings.public_url} | {
        key.replace("_", "-"): value for key, value in headers.items()
    }
    data = {"ticket": desk.ticket(SENDING.format(draft=draft_id)) if ticket is None else ticket}
    answer = web.post(
        f"/desk/files/{draft_id}",
        data=data,
        files={"file": (name, content)},
        headers={key: value for key, value in given.items() if value},
    )
    return answer.status_code, answer.headers.get("location") or answer.text


def test_an_officer_sends_a_file_and_is_back_at_the_draft(web: TestClient, desk: Desk) -> None:
    draft_id = desk.draft()

    assert send(web, desk, draft_id) == (303, f"/desk?draft={draft_id}")

    assert desk.files(draft_id) == [NAME]
    assert storage().path_of(DIGEST).read_bytes() == PDF


def test_a_large_file_goes_to_the_disk_in_pieces(web: TestClient, desk: Desk) -> None:
    draft_id = desk.draft()
    content = b"%PDF-1.7\n" + os.urandom(3_000_000) + b"\n%%EOF\n"

    assert send(web, desk, draft_id, content)[0] == 303

    assert storage().path_of(hashlib.sha256(content).hexdigest()).read_bytes() == content


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        ({"Origin": "https://elsewhere.example"}, "只能从本平台的页面上传文件"),
        ({"Origin": ""}, "只能从本平台的页面上传文件"),
        ({"Origin": "null"}, "只能从本平台的页面上传文件"),
        ({"Sec_Fetch_Site": "cross-site"}, "只能从本平台的页面上传文件"),
        ({"Sec_Fetch_Site": "same-site"}, "只能从本平台的页面上传文件"),
    ],
)
def test_no_other_site_sends_a_file_in_an_officers_name(
    web: TestClient, desk: Desk, headers: dict[str, str], sentence: str
) -> None:
    draft_id = desk.draft()

    status, said = send(web, desk, draft_id, **headers)

    assert (status, sentence in said, desk.files(draft_id)) == (403, True, [])


def test_nothing_is_taken_without_a_ticket_of_this_draft_for_this_purpose(
    web: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_id, other = desk.draft(), desk.draft()
    wrong = ["", "nonsense", desk.ticket(SENDING.format(draft=other)),
             desk.ticket(READING.format(draft=draft_id))]  # fmt: skip
    monkeypatch.setattr(tickets, "SECONDS", -1)
    wrong.append(desk.ticket(SENDING.format(draft=draft_id)))

    for ticket in wrong:
        status, said = send(web, desk, draft_id, ticket=ticket)
        assert (status, "页面打开时间过长" in said) == (403, True)

    assert desk.files(draft_id) == []
    assert list(storage().kept()) == []


@pytest.mark.parametrize("subject", ["demo-evaluator-1", "demo-contractor-1", "nobody"])
def test_a_ticket_gives_no_right_that_the_account_does_not_have(
    web: TestClient, desk: Desk, subject: str
) -> None:
    draft_id = desk.draft()
    ticket = desk.ticket(SENDING.format(draft=draft_id), subject)

    assert send(web, desk, draft_id, ticket=ticket)[0] in {400, 403}

    assert desk.files(draft_id) == []


def test_a_file_that_may_not_be_attached_is_refused_on_a_page_with_the_way_back(
    web: TestClient, desk: Desk
) -> None:
    draft_id = desk.draft()

    status, said = send(web, desk, draft_id, b"MZ\x90\x00" + bytes(100))

    assert status == 400
    assert "不能附程序文件" in said
    assert f'href="/desk?draft={draft_id}"' in said
    assert [path for path in storage().folder.rglob("*") if path.is_file()] == []


def test_a_file_beyond_the_limit_is_refused_and_leaves_nothing(
    web: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_LARGEST_FILE_MB", "1")
    get_settings.cache_clear()
    draft_id = desk.draft()

    status, said = send(web, desk, draft_id, PDF + bytes(2 * 2**20))

    assert (status, "文件超过1 MB" in said) == (400, True)
    assert [path for path in storage().folder.rglob("*") if path.is_file()] == []
    assert send(web, desk, draft_id)[0] == 303


def test_whoever_does_not_stop_is_cut_off(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "READ_ON", 1)
    monkeypatch.setenv("PORTAL_LARGEST_FILE_MB", "1")
    get_settings.cache_clear()
    draft_id = desk.draft()
    ticket = desk.ticket(SENDING.format(draft=draft_id))
    begun = (
        f'--x\r\nContent-Disposition: form-data; name="ticket"\r\n\r\n{ticket}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    )
    pieces = iter([begun.encode(), *[bytes(100_000)] * 1_000])

    async def receive() -> Message:
        return {"type": "http.request", "body": next(pieces), "more_body": True}

    async def take() -> Response:
        return await uploads.take_file(Request(posted(desk, draft_id), receive))

    assert anyio.run(take).status_code == 400
    assert len(list(pieces)) > 980
    assert [path for path in storage().folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data; boundary=x"),
        (b'--x\r\nContent-Disposition: form-data; name="file"', "multipart/form-data; boundary=x"),
        (b"nonsense", "multipart/form-data; boundary=x"),
        (b"a=b", "application/x-www-form-urlencoded"),
        (b"", "multipart/form-data"),
        (b'--x\r\nContent-Disposition: form-data; name="ticket"\r\n\r\n' + b"t" * 9_000,
         "multipart/form-data; boundary=x"),
        (b"--x\r\nA: " + b"h" * 9_000, "multipart/form-data; boundary=x"),
    ],
)  # fmt: skip
def test_what_is_no_form_of_ours_is_refused(
    web: TestClient, desk: Desk, body: bytes, kind: str
) -> None:
    headers = {"Origin": desk.settings.public_url, "Content-Type": kind}

    answer = web.post(f"/desk/files/{desk.draft()}", content=body, headers=headers)

    assert answer.status_code == 400


def test_only_so_many_files_come_at_once(
    web: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    draft_id = desk.draft()

    status, said = send(web, desk, draft_id)

    assert (status, "此刻有多个文件正在上传" in said) == (503, True)


def test_whoever_has_no_ticket_takes_no_place_from_officers_and_no_room(
    web: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    draft_id = desk.draft()

    assert send(web, desk, draft_id, ticket="none")[0] == 403

    assert not storage().folder.exists()


def test_whoever_does_not_say_who_they_are_is_not_waited_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "FIRST_SECONDS", 0.1)

    async def receive() -> Message:
        await anyio.sleep_forever()
        raise AssertionError

    async def take() -> Response:
        return await uploads.take_file(Request(posted(desk, "any"), receive))

    assert anyio.run(take).status_code == 408


def posted(desk: Desk, draft_id: str) -> Scope:
    """A form that is about to be sent."""
    return {
        "type": "http", "method": "POST", "path": f"/desk/files/{draft_id}", "query_string": b"",
        "path_params": {"draft": draft_id},
        "headers": [(b"origin", desk.settings.public_url.encode()),
                    (b"content-type", b"multipart/form-data; boundary=x")],
    }  # fmt: skip


def test_the_reviewer_reads_a_file_with_a_ticket_and_nobody_keeps_it(
    web: TestClient, desk: Desk
) -> None:
    draft_id = desk.draft()
    file_id = desk.attach(draft_id)
    path = f"/desk/files/{draft_id}/{file_id}"

    answer = web.get(path, params={"ticket": desk.ticket(READING.format(draft=draft_id), ISSUER)})
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"] == attachments.SANDBOX

    assert web.get(path).status_code == 403
    other = desk.ticket(READING.format(draft=draft_id), "demo-evaluator-1")
    assert web.get(path, params={"ticket": other}).status_code == 403


# A real server


def open_files(path: Path) -> int:
    """How many handles of this process lead to a file."""
    found = 0
    for handle in Path("/proc/self/fd").iterdir():
        try:
            found += handle.readlink() == path
        except OSError:
            continue
    return found


def wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_download_that_is_cut_off_lets_go_of_the_file(desk: Desk) -> None:
    draft_id = desk.draft()
    content = b"%PDF-1.7\n" + os.urandom(8_000_000) + b"\n%%EOF\n"
    file_id = desk.attach(draft_id, content)
    desk.issue(draft_id)
    path = storage().path_of(hashlib.sha256(content).hexdigest())
    app = Starlette(routes=attachments.attachment_routes())
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            request = f"GET /files/{file_id}/{QUOTED} HTTP/1.1\r\nHost: a\r\n\r\n"
            client.sendall(request.encode())
            assert re.match(rb"HTTP/1.1 200", client.recv(4096))
            wait_until(lambda: open_files(path) == 1)
        wait_until(lambda: open_files(path) == 0)
    finally:
        server.should_exit = True
        thread.join()
