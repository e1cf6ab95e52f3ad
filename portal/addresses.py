"""Addresses an operator may write down, and what makes each of them safe to use."""

import ipaddress
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlsplit

from portal.errors import InvalidInputError

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def is_loopback(host: str) -> bool:
    """Whether this host name or address can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_wildcard(host: str) -> bool:
    """Whether this address means every interface (0.0.0.0, ::), which no browser can open."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_unspecified
    except ValueError:
        return False


def web_address(name: str, text: str) -> SplitResult:
    """Return the address in the setting ``name``: https, or http on this machine alone.

    No sentence repeats an address before it is known to carry no password.
    """
    try:
        parts = urlsplit(text)
        _ = parts.port  # reading it is what checks it
    except ValueError:
        raise InvalidInputError(f"{name} is not a web address.") from None
    if "@" in parts.netloc:
        raise InvalidInputError(f"{name} must not contain a user name or a password.")
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise InvalidInputError(f"{name} is {text!r}; it must begin with https:// and name a host.")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise InvalidInputError(
            f"{name} is {text!r}; signing in needs https:// (http:// is allowed only on a "
            "loopback address such as 127.0.0.1)."
        )
    return parts


def origin_of(name: str, text: str) -> str:
    """Return the origin in the setting ``name``, refusing anything behind the host and port."""
    parts = web_address(name, text)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise InvalidInputError(
            f"{name} is {text!r}; it must be a scheme, a host and perhaps a port, "
            "with no path behind them."
        )
    return origin(parts.scheme, str(parts.hostname), parts.port)


def origin(scheme: str, host: str, port: int | None) -> str:
    """Return an origin as browsers write it: lower case, no default port, no final slash."""
    bare = host.strip("[]").lower()
    shown = f"[{bare}]" if ":" in bare else bare
    suffix = "" if port in {None, _DEFAULT_PORTS[scheme]} else f":{port}"
    return f"{scheme}://{shown}{suffix}"


def database_address(name: str, text: str, root: Path) -> str:
    """Return an address SQLAlchemy opens alike from any working directory.

    A refusal repeats the scheme alone, because the rest may carry a password.
    """
    scheme, separator, rest = text.partition("://")
    if separator and scheme in {"sqlite", "sqlite+pysqlite"}:
        return f"{scheme}://{_under(root, rest)}"
    if separator and scheme in {"postgresql", "postgres", "postgresql+psycopg"}:
        return f"postgresql+psycopg://{rest}"
    shown = scheme if separator else "something else"
    raise InvalidInputError(
        f"{name} begins with {shown!r}; it must begin with sqlite:/// or postgresql://."
    )


def _under(root: Path, rest: str) -> str:
    """Resolve ``/var/portal.db`` (how SQLAlchemy spells a relative path) under the checkout."""
    file, mark, query = rest.partition("?")
    if file in {"", "/", "/:memory:"} or file.startswith(("//", "/file:")):
        return rest
    return f"/{root / file[1:]}{mark}{query}"
