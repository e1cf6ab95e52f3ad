"""Building HTML in which nothing that a person typed can become markup."""

from collections.abc import Iterable, Mapping
from html import escape
from urllib.parse import urlencode

VOID = frozenset({"br", "hr", "input", "wbr"})
SAFE_SCHEMES = ("https://", "http://")


class Html(str):
    """Text that is markup already; everything else is escaped before it is shown."""

    __slots__ = ()


Child = str | int | None


def text(value: Child) -> str:
    """A child as markup: escaped, unless it is Html."""
    if value is None:
        return ""
    return value if isinstance(value, Html) else escape(str(value), quote=False)


def tag(element: str, /, *children: Child, **attributes: str | int | bool | None) -> Html:
    """An element; ``class_`` and ``for_`` lose their underscore, inner ones become hyphens."""
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if element in VOID:
        return Html(f"<{element}{written}>")
    return Html(f"<{element}{written}>{''.join(map(text, children))}</{element}>")


def join(children: Iterable[Child], between: str = "") -> Html:
    """The children one after another."""
    return Html(text(between).join(text(child) for child in children))


def link(address: str, *children: Child, **attributes: str | None) -> Html:
    """A link inside the portal."""
    return tag("a", *children, href=address, **attributes)


def outside_link(address: str, *children: Child) -> Html:
    """A link to another site if its address is a web address, else only its words."""
    if not address.startswith(SAFE_SCHEMES):
        return join(children)
    return tag("a", *children, href=address, rel="noopener noreferrer nofollow", target="_blank")


def address(path: str, query: Mapping[str, str] | None = None, **changes: str | None) -> str:
    """A path with its query; ``changes`` replace parameters, None takes one away."""
    merged = {**(query or {}), **{key.rstrip("_"): value for key, value in changes.items()}}
    written = urlencode({key: value for key, value in merged.items() if value})
    return f"{path}?{written}" if written else path


def _attribute(name: str, value: str | int | bool | None) -> str:
    if value is None or value is False:
        return ""
    written = name.rstrip("_").replace("_", "-")
    return f" {written}" if value is True else f' {written}="{escape(str(value), quote=True)}"'
