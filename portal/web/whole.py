"""A whole table as a file of the shelf: whether the client has it, which part, and packed how."""

import asyncio
import base64
import os
import re
import time
from collections.abc import Mapping
from email.utils import formatdate
from typing import BinaryIO

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from portal.disclosure.whole.keeping import Whole, get_keeper
from portal.disclosure.whole.shelf import Shelved
from portal.settings import get_settings
from portal.web.conditions import is_known

RANGES = re.compile(
    r"bytes=\s*(?:\d{1,18}-\d{0,18}|-\d{1,18})(?:\s*,\s*(?:\d{1,18}-\d{0,18}|-\d{1,18})){0,7}"
)
KEEP_ASKING = "no-cache"
"""May be kept by anybody, and is asked for anew each time: 304 says that it still holds"""


async def find_whole(table: str, ending: str, packing: str | None, patience: float) -> Whole | None:
    """The current file, if need be once it is written; None if that takes too long."""
    keeper, until = get_keeper(), time.monotonic() + patience
    while True:
        whole = await run_in_threadpool(keeper.open, table, ending, packing)
        rest, left = keeper.rest(table, ending), until - time.monotonic()
        if whole or rest > left:
            return whole
        await asyncio.sleep(rest)
        writing = asyncio.wrap_future(keeper.write(table, ending))
        await asyncio.wait({writing}, timeout=left)


def give_whole(
    request: Request, whole: Whole, ending: str, headers: Mapping[str, str], media_type: str
) -> Response:
    """The file with all that lets a client keep it, resume it and check it."""
    said = {**headers, **_validators(whole.shelved, ending)}
    if _has_it(request, whole.shelved, said["ETag"]):
        whole.file.close()
        return Response(status_code=304, headers=said)
    digest = base64.b64encode(bytes.fromhex(whole.shelved.files[ending].sha256)).decode()
    said["Repr-Digest"] = f"sha-256=:{digest}:"
    return OpenFileResponse(whole.file, said, media_type)


def _validators(shelved: Shelved, ending: str) -> Mapping[str, str]:
    # A second change within a second is dated into the next one, which may not have come yet.
    changed_at = min(shelved.changed_at, int(time.time()))
    return {
        "ETag": f'"{shelved.files[ending].sha256[:32]}"',
        "Last-Modified": formatdate(changed_at, usegmt=True),
    }


def _has_it(request: Request, shelved: Shelved, etag: str) -> bool:
    """By the tag or, where the client has none, by exactly this time: no two contents share it."""
    if "if-none-match" in request.headers:
        return is_known(request, etag)
    return request.headers.get("if-modified-since") == formatdate(shelved.changed_at, usegmt=True)


class OpenFileResponse(FileResponse):
    """A file that is open already: it may have lost its name before the last byte leaves."""

    chunk_size = 1 << 18

    def __init__(self, file: BinaryIO, headers: Mapping[str, str], media_type: str) -> None:
        number = file.fileno()
        super().__init__(
            f"/dev/fd/{number}",
            headers=headers,
            media_type=media_type,
            stat_result=os.fstat(number),
        )
        self._file = file

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the file or the parts asked for; a range that cannot be read asks for nothing."""
        with self._file:
            await super().__call__(_with_readable_range(scope), receive, send)


def _with_readable_range(scope: Scope) -> Scope:
    """Without a range of another unit, one that ends before it begins, or more than eight.

    RFC 9110 section 14.2 lets a server pass over it; Starlette would answer 400.
    """
    asked = Headers(scope=scope).get("range")
    if asked is None or (RANGES.fullmatch(asked.lower()) and not _is_backwards(asked)):
        return scope
    return {**scope, "headers": [each for each in scope["headers"] if each[0] != b"range"]}


def _is_backwards(asked: str) -> bool:
    return any(int(last) < int(first) for first, last in re.findall(r"(\d+)-(\d+)", asked))


def licence_link() -> Mapping[str, str]:
    """The licence as a link in the head of an answer (RFC 8288)."""
    licence = get_settings().data_licence
    return {"Link": f'<{licence.url}>; rel="license"'} if licence else {}
