"""Files that officers send to a draft, and read before it is issued.

Streamlit's own uploads stay closed: they fill the memory, and ask nobody who they are. Here the
person is known before a byte of the file is kept, and the file goes to the disk as it comes.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import anyio
import anyio.to_thread
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from portal.errors import ForbiddenError, InvalidInputError, PortalError, UnavailableError
from portal.identity.acting import acting_for
from portal.identity.tickets import READING, SENDING, read_ticket
from portal.locale import explain, gettext, marked, use
from portal.notices.attachments import Sent, attach, check_may_attach, find_for_reading
from portal.notices.looking import storage
from portal.notices.storage import Arrival
from portal.records.session import reading, writing
from portal.settings import get_settings
from portal.web.attachments import file_response
from portal.web.language import language_of
from portal.web.plain import not_found, plain_page

AT_ONCE = 4
"""How many files one process takes at the same time"""
BESIDE_THE_FILE = 64 * 1024
"""Bytes of a request that are not the file"""
LONGEST_FIELD, MOST_FIELDS = 8 * 1024, 8
FIRST_SECONDS, SECONDS = 20, 600
"""How long somebody unknown may take to say who they are, and an officer for the file"""
READ_ON = 4
"""So many times the limit is read, and thrown away, before a sender who does not stop is cut off:
a browser shows no answer to what it has not finished sending"""
_coming: set[Request] = set()


def upload_routes() -> list[Route]:
    """``/desk/files/{draft}`` to send a file to, ``/desk/files/{draft}/{id}`` to read one."""
    return [
        Route("/desk/files/{draft}", take_file, methods=["POST"]),
        Route("/desk/files/{draft}/{id}", give_draft_file, methods=["GET"]),
    ]


async def take_file(request: Request) -> Response:
    """Keep the file of a form and go back to the draft; whatever is wrong is said on a page."""
    draft_id = request.path_params["draft"]
    language = language_of(request)
    try:
        _refuse_other_sites(request)
    except PortalError as error:
        return _refusal(403, error, draft_id, language)
    try:
        with anyio.fail_after(FIRST_SECONDS) as patience:
            await _take(request, draft_id, patience)
    except ForbiddenError as error:
        return _refusal(403, error, draft_id, language)
    except UnavailableError as error:
        return _refusal(503, error, draft_id, language)
    except PortalError as error:
        return _refusal(400, error, draft_id, language)
    except (TimeoutError, ClientDisconnect):
        return PlainTextResponse("", status_code=408)
    return RedirectResponse(f"/desk?draft={draft_id}", 303)


def give_draft_file(request: Request) -> Response:
    """A file as those read it who write, review or issue the draft; kept by nobody on the way."""
    language = language_of(request)
    draft_id = request.path_params["draft"]
    try:
        who = read_ticket(request.query_params.get("ticket", ""), READING.format(draft=draft_id))
        with reading() as session:
            found = find_for_reading(session, acting_for(session, *who), request.path_params["id"])
    except PortalError as error:
        return _refusal(403, error, draft_id, language)
    return file_response(found, {"Cache-Control": "no-store"}) or not_found(language)


def _refuse_other_sites(request: Request) -> None:
    """Only a form of this portal may send: the browser says where a form stands."""
    own = get_settings().public_url
    if request.headers.get("origin") != own or request.headers.get(
        "sec-fetch-site", "same-origin"
    ) not in {"same-origin", "none"}:
        raise ForbiddenError("files can be sent from the pages of this portal alone")


async def _take(request: Request, draft_id: str, patience: anyio.CancelScope) -> None:
    """Read the form as it comes: who sends it first, then the file."""
    form, chunks = _Form(request.headers.get("content-type", "")), request.stream()
    who = await _sender(form, chunks, draft_id)
    if len(_coming) >= AT_ONCE:
        raise UnavailableError("several files are being sent at this moment; try again in a minute")
    patience.deadline = anyio.current_time() + SECONDS
    _coming.add(request)
    try:
        with storage().arriving(get_settings().largest_file) as arrival:
            await _receive(form, chunks, arrival)
            await anyio.to_thread.run_sync(_keep, draft_id, who, arrival, form.file_name)
    finally:
        _coming.discard(request)


async def _sender(form: "_Form", chunks: AsyncIterator[bytes], draft_id: str) -> tuple[str, str]:
    """Whose ticket the form begins with, before anything is kept or waits for a place."""
    read = 0
    async for chunk in chunks:
        form.write(chunk)
        if form.file_name is not None:
            who = read_ticket(form.fields.get("ticket", ""), SENDING.format(draft=draft_id))
            await anyio.to_thread.run_sync(_check, draft_id, who)
            return who
        read += len(chunk)
        if read > BESIDE_THE_FILE:
            raise InvalidInputError("the form cannot be read")
    raise InvalidInputError("choose a file first")


async def _receive(form: "_Form", chunks: AsyncIterator[bytes], arrival: Arrival) -> None:
    """The file to the disk; what is beyond the limit is read on for a while and thrown away."""
    limit, read = get_settings().largest_file, 0
    too_large: PortalError | None = None
    while True:
        try:
            for piece in form.pieces():
                read += len(piece)
                if too_large is None:
                    arrival.write(piece)
        except InvalidInputError as error:
            too_large = error
        if read > READ_ON * limit:
            break
        chunk = await anext(chunks, None)
        if chunk is None:
            form.finish()
            break
        form.write(chunk)
    if too_large:
        raise too_large
    if not form.file_name:
        raise InvalidInputError("choose a file first")


def _check(draft_id: str, who: tuple[str, str]) -> None:
    """Refuse before anything is kept; looked at again when it is."""
    with reading() as session:
        check_may_attach(session, acting_for(session, *who), draft_id)


def _keep(draft_id: str, who: tuple[str, str], arrival: Arrival, name: str | None) -> None:
    sent = Sent.told(arrival, name or "")
    with writing() as session:
        attach(session, acting_for(session, *who), draft_id, storage(), sent)


def _refusal(status: int, error: PortalError, draft_id: str, language: str) -> Response:
    use(language)
    back = (f"/desk?draft={draft_id}", marked("Back to the draft"))
    return plain_page(
        status, gettext("The file was not taken"), explain(error), language, ways=(back,)
    )


@dataclass
class _Form:
    """A form of one hidden field and one file, read in pieces (RFC 7578)."""

    content_type: str
    fields: dict[str, str] = field(default_factory=dict)
    file_name: str | None = None
    _pieces: list[bytes] = field(default_factory=list)
    _name: str = ""
    _header: bytes = b""
    _headers: dict[bytes, bytes] = field(default_factory=dict)
    _parser: MultipartParser = field(init=False)

    def __post_init__(self) -> None:
        kind, options = parse_options_header(self.content_type)
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise InvalidInputError("the form cannot be read")
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._on_name,
                "on_header_end": self._on_header_end,
                "on_header_value": self._on_value,
                "on_headers_finished": self._on_headers,
                "on_part_data": self._on_data,
            },
        )

    def write(self, chunk: bytes) -> None:
        """Read the next bytes of the request."""
        try:
            self._parser.write(chunk)
        except MultipartParseError:
            raise InvalidInputError("the form cannot be read") from None

    def finish(self) -> None:
        """InvalidInputError if the form broke off."""
        try:
            self._parser.finalize()
        except MultipartParseError:
            raise InvalidInputError("the form cannot be read") from None

    def pieces(self) -> list[bytes]:
        """What came of the file since the last time."""
        come, self._pieces = self._pieces, []
        return come

    def _begin(self) -> None:
        self._headers, self._name = {}, ""

    def _on_name(self, data: bytes, start: int, end: int) -> None:
        self._header = self._short(self._header + data[start:end].lower())

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        held = self._headers.get(self._header, b"")
        self._headers[self._header] = self._short(held + data[start:end])

    def _on_header_end(self) -> None:
        self._header = b""
        if len(self._headers) > MOST_FIELDS:
            raise InvalidInputError("the form cannot be read")

    @staticmethod
    def _short(held: bytes) -> bytes:
        if len(held) > LONGEST_FIELD:
            raise InvalidInputError("the form cannot be read")
        return held

    def _on_headers(self) -> None:
        said: dict[Any, bytes]
        _, said = parse_options_header(self._headers.get(b"content-disposition", b""))
        self._name = said.get(b"name", b"").decode("utf-8", "replace")
        if self._name == "file":
            if self.file_name is not None:
                raise InvalidInputError("send one file at a time")
            self.file_name = said.get(b"filename", b"").decode("utf-8", "replace")

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._name == "file":
            self._pieces.append(bytes(data[start:end]))
            return
        if len(self.fields) > MOST_FIELDS:
            raise InvalidInputError("the form cannot be read")
        held = self.fields.get(self._name, "").encode()
        self.fields[self._name] = self._short(held + data[start:end]).decode("utf-8", "replace")
