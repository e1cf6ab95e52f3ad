"""The files of notices: downloaded whole or in part, never opened as a page of this portal."""

import logging
from email.utils import format_datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from portal.disclosure.attachments import FILES, file_address, find_file
from portal.disclosure.withdrawals import find_withdrawal_of_file
from portal.errors import UnavailableError
from portal.notices.looking import storage
from portal.notices.parse.attached.names import ending_of
from portal.records.publishing import Attachment
from portal.records.session import reading
from portal.web.conditions import is_known
from portal.web.language import language_of
from portal.web.plain import not_found, unavailable, withdrawn

SANDBOX = "sandbox; default-src 'none'"
"""What a file may do if a browser shows it all the same: nothing"""
ALWAYS_ASK = "public, no-cache"
"""Whoever keeps a copy asks with its ETag first: what is withdrawn is gone from then on"""
log = logging.getLogger(__name__)


def attachment_routes() -> list[Route]:
    """``/files/{id}/{name}``, and the same without the name."""
    return [
        Route(f"{FILES}{{id}}", give_file, methods=["GET"]),
        Route(f"{FILES}{{id}}/{{name}}", give_file, methods=["GET"]),
    ]


def give_file(request: Request) -> Response:
    """A file of a public notice; 410 once it is withdrawn, 404 for every other address."""
    language = language_of(request)
    attachment_id = request.path_params["id"]
    try:
        with reading() as session:
            found = find_file(session, attachment_id)
            gone = None if found else find_withdrawal_of_file(session, attachment_id)
    except UnavailableError:
        return unavailable(language)
    if gone:
        return withdrawn(gone, language)
    if found is None:
        return not_found(language)
    if request.path_params.get("name") != found.name:
        return RedirectResponse(file_address(found), 308, headers={"Cache-Control": ALWAYS_ASK})
    headers = {
        "ETag": f'"{found.sha256}"',
        "Last-Modified": format_datetime(found.added_at, usegmt=True),
        "Cache-Control": ALWAYS_ASK,
    }
    if is_known(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return file_response(found, headers) or unavailable(language)


def file_response(attachment: Attachment, headers: dict[str, str]) -> Response | None:
    """The content as a download, in pieces; None if it is not on the disk, which is our fault."""
    path = storage().path_of(attachment.sha256)
    if not path.is_file():
        log.error("the file of attachment %s is missing: %s", attachment.id, path.name)
        return None
    plain = f"{attachment.id}{ending_of(attachment.name)}"
    return FileResponse(
        path,
        media_type=attachment.media_type,
        headers={
            **headers,
            "Content-Disposition": f'attachment; filename="{plain}"; '
            f"filename*=UTF-8''{quote(attachment.name, safe='')}",
            "Content-Security-Policy": SANDBOX,
            "X-Content-Type-Options": "nosniff",
        },
    )
