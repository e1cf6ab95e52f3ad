"""Whether a client already has what it asks for."""

from starlette.requests import Request


def is_known(request: Request, etag: str) -> bool:
    """Whether the client names this tag in ``If-None-Match`` (RFC 9110 section 13.1.2).

    A time alone answers nothing: several changes can share a second or a day, and what was
    withdrawn leaves none behind.
    """
    named = request.headers.get("if-none-match", "")
    tags = {tag.strip().removeprefix("W/") for tag in named.split(",")}
    return "*" in tags or etag.removeprefix("W/") in tags
