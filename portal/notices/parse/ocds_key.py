"""Which source release an OCDS object is, and where it was found."""

import re
from dataclasses import dataclass

from portal.notices.parse.fields import FieldError, FindRegion, Node
from portal.notices.parse.model import COMPILED, UNSTATED, SourceKey
from portal.notices.parse.text import NAME_LIMIT, TextError, clean_key, shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a release was found: its file and line, and what its package or record said."""

    file: str
    line: int | None = None
    publisher: object = None
    package_url: object = None
    record_ocid: object = None
    compiled: bool = False
    find_region: FindRegion | None = None


_PREFIX = re.compile(r"(?:ocds|ocid)-[a-z0-9]{6}", re.IGNORECASE)


def source_key(release: Node, origin: Origin) -> SourceKey:
    """Publisher + ocid + release id, which make a source release what it is.

    Raises:
        FieldError: a part is missing or is no identifier; none is ever made up.

    """
    ocid = _ocid(release, origin)
    compiled = origin.compiled or release.words("tag") == (COMPILED,)
    item = COMPILED if compiled else _own_id(release) or _identifier(release, "id")
    publisher = _publisher(release, origin)
    prefix = _PREFIX.match(ocid)
    return SourceKey(
        publisher=publisher or (prefix.group().lower() if prefix else UNSTATED),
        publisher_stated=publisher is not None,
        ocid=ocid,
        item=item,
    )


def _ocid(release: Node, origin: Origin) -> str:
    of_record = Node({"ocid": origin.record_ocid}, "record", release.remarks)
    stated = release.value.get("ocid")
    if origin.record_ocid is None:
        return _identifier(release, "ocid")
    if stated is None:
        return _identifier(of_record, "ocid")
    if stated != origin.record_ocid:
        raise FieldError("ocid", "differs from the ocid of its record")
    return _identifier(release, "ocid")


def _identifier(node: Node, name: str) -> str:
    raw = node.value.get(name)
    if raw is None:
        raise FieldError(node.at(name), "is missing")
    if isinstance(raw, bool) or not isinstance(raw, str | int):
        raise FieldError(node.at(name), "is neither text nor a whole number")
    try:
        return clean_key(str(raw))
    except TextError as error:
        raise FieldError(node.at(name), str(error)) from error


def _reprinted(release: Node) -> Node:
    """What another portal of this kind says of the source that it took the release from."""
    notices = release.children("officialNotices")
    return (notices[0] if len(notices) == 1 else Node({}, "", release.remarks)).child("source")


def _own_id(release: Node) -> str | None:
    """The source's id of a release whose later content had to be given another one."""
    source = _reprinted(release)
    return _identifier(source, "releaseID") if "releaseID" in source.value else None


def _publisher(release: Node, origin: Origin) -> str | None:
    """The publisher's name: the package's, else the one kept with the release itself."""
    for path, raw in (
        ("publisher", origin.publisher),
        ("packageInfo.publisher", release.child("packageInfo").value.get("publisher")),
        ("officialNotices.source.publisher", _reprinted(release).value.get("publisher")),
    ):
        holder = raw if isinstance(raw, dict) else {"name": raw}
        name = Node(holder, path, release.remarks).first_text("name", "uri", limit=NAME_LIMIT)
        if name:
            return name
    return None


def shown_key(value: dict[str, object]) -> str | None:
    """What a reader of the reject list may find the release by."""
    parts = [value.get("ocid"), value.get("id")]
    return " / ".join(shown(str(p)) for p in parts if isinstance(p, str | int)) or None
