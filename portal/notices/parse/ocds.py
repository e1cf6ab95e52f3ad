"""Any OCDS file as notices: release, release package, record package, lists and lines of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from portal.notices.parse.fields import FindRegion
from portal.notices.parse.json_stream import MAX_PIECE, BrokenJsonError, JsonCursor, Piece
from portal.notices.parse.model import ParsedNotice, Reject
from portal.notices.parse.ocds_key import Origin, shown_key
from portal.notices.parse.ocds_release import SECTIONS, parse_release
from portal.notices.parse.text import shown

Parsed = ParsedNotice | Reject

_Item = tuple[int | None, object]
"""An element with its line: its value, or the BrokenJsonError it gave."""

_LISTS = ("records", "releases")
# A record's history of every field, which no notice needs and which outgrows all the rest.
_UNREAD = {"versionedRelease"}
_BOM = b"\xef\xbb\xbf"


def parse_ocds(
    stream: BinaryIO, *, file: str, find_region: FindRegion | None = None
) -> Iterator[Parsed]:
    """Every release of a seekable stream of JSON, in bounded memory whatever its size.

    The unit is the source release. A record gives the releases embedded in it; if it only links to
    releases, its ``compiledRelease``. Releases and records are read one by one, so that one that
    cannot be read is rejected and the next one is not; text that is no JSON at all ends the file.
    """
    stream.seek(0)
    start = len(_BOM) if stream.read(len(_BOM)) == _BOM else 0
    cursor = JsonCursor(stream, start)
    origin = Origin(file=file, find_region=find_region)
    try:
        if not cursor.peek():
            yield Reject(file=file, reason="the file is empty")
        while first := cursor.peek():
            yield from (_bare_list if first == b"[" else _document)(cursor, origin)
    except BrokenJsonError as error:
        yield _broken(error, origin)


def _bare_list(cursor: JsonCursor, origin: Origin) -> Iterator[Parsed]:
    """A list outside any package; each element is a document of its own."""
    for line, value in _loaded(cursor.elements()):
        yield from _value(value, replace(origin, line=line))


def _document(cursor: JsonCursor, origin: Origin) -> Iterator[Parsed]:
    """One object of the file: first its own members, then, on a second walk, the list it holds.

    Two walks, because what the releases need (the publisher) may stand behind them.
    """
    if cursor.peek() != b"{":
        raise cursor.broken("an object or a list was expected")
    origin, again = replace(origin, line=cursor.line), cursor.fork()
    head = _read_head(cursor, origin)
    yield from head.rejects
    if head.listed is not None:
        yield from _package(
            head.members, head.listed, _loaded(_list_of(again, head.listed)), origin
        )
    elif not head.rejects:
        yield from _value(head.members, origin)


@dataclass(slots=True)
class _Head:
    """The members of an object but for the long list among them."""

    members: dict[str, object] = field(default_factory=dict)
    listed: str | None = None
    rejects: list[Reject] = field(default_factory=list)
    size: int = 0


def _read_head(cursor: JsonCursor, origin: Origin) -> _Head:
    head = _Head()
    for key in cursor.members():
        if key in head.members:
            raise cursor.broken(f"the key '{shown(key)}' stands twice in one object")
        head.members[key] = None
        if key in _LISTS and cursor.peek() == b"[":
            head.listed = min(head.listed or key, key)
            cursor.piece(keep=False)
        else:
            _read_member(head, key, cursor.piece(keep=key not in _UNREAD), origin)
    return head


def _read_member(head: _Head, key: str, piece: Piece, origin: Origin) -> None:
    if key in _UNREAD:
        return
    head.size += len(piece.data or b"")
    if head.size > MAX_PIECE:
        piece = replace(piece, data=None, problem=f"larger than {MAX_PIECE:,} bytes")
    try:
        head.members[key] = piece.load()
    except BrokenJsonError as error:
        head.rejects.append(replace(_broken(error, origin), field=shown(key)))


def _list_of(cursor: JsonCursor, name: str) -> Iterator[Piece]:
    for key in cursor.members():
        if key == name:
            yield from cursor.elements()
        else:
            cursor.piece(keep=False)


def _loaded(pieces: Iterable[Piece]) -> Iterator[_Item]:
    for piece in pieces:
        try:
            yield piece.line, piece.load()
        except BrokenJsonError as error:
            yield piece.line, error


def _value(value: object, origin: Origin) -> Iterator[Parsed]:
    """A value already in memory: a package, a record or a release."""
    if isinstance(value, BrokenJsonError):
        yield _broken(value, origin)
        return
    members = value if isinstance(value, dict) else {}
    for name in _LISTS:
        found = members.get(name)
        if isinstance(found, list):
            yield from _package(members, name, ((origin.line, item) for item in found), origin)
            return
        if found is not None:
            yield _reject(members, origin, f"'{name}' is not a list")
            return
    if members.get("compiledRelease") is not None:
        yield from _record(members, origin)
    else:
        yield parse_release(value, origin)


def _package(
    members: dict[str, object], name: str, items: Iterable[_Item], origin: Origin
) -> Iterator[Parsed]:
    """A record package, a release package, or a record that stands alone with a publisher."""
    origin = replace(
        origin,
        publisher=members.get("publisher") or origin.publisher,
        package_url=members.get("uri") or origin.package_url,
    )
    if name == "releases":
        yield from _releases(members, items, origin)
        return
    empty = True
    for line, value in items:
        empty = False
        yield from _record(value, replace(origin, line=line))
    if empty:
        yield _reject(members, origin, "the package holds no record")


def _record(value: object, origin: Origin) -> Iterator[Parsed]:
    if isinstance(value, BrokenJsonError):
        yield _broken(value, origin)
        return
    if not isinstance(value, dict):
        yield Reject(file=origin.file, line=origin.line, reason="the record is not an object")
        return
    releases = value.get("releases")
    items = releases if isinstance(releases, list) else []
    yield from _releases(value, ((origin.line, item) for item in items), origin)


def _releases(
    holder: dict[str, object], items: Iterable[_Item], origin: Origin
) -> Iterator[Parsed]:
    """The releases embedded in a record or package, else its compiled release."""
    origin = replace(origin, record_ocid=holder.get("ocid"))
    embedded = linked = 0
    for line, value in items:
        if _only_links(value):
            linked += 1
            continue
        embedded += 1
        at = replace(origin, line=line)
        yield _broken(value, at) if isinstance(value, BrokenJsonError) else parse_release(value, at)
    compiled = holder.get("compiledRelease")
    if embedded and linked:
        yield _reject(holder, origin, f"{linked} of its releases are only linked to, not given")
    elif not embedded and compiled is not None:
        yield parse_release(compiled, replace(origin, compiled=True))
    elif not embedded:
        reason = "only links to releases" if linked else "holds no release"
        yield _reject(holder, origin, f"{reason} and has no compiledRelease")


def _only_links(value: object) -> bool:
    """Whether a record's release is only the address of one, which this program does not fetch."""
    if not isinstance(value, dict) or "url" not in value or "ocid" in value:
        return False
    return not any(section in value for section in SECTIONS)


def _reject(holder: dict[str, object], origin: Origin, reason: str) -> Reject:
    return Reject(file=origin.file, line=origin.line, key=shown_key(holder), reason=reason)


def _broken(error: BrokenJsonError, origin: Origin) -> Reject:
    return Reject(
        file=origin.file, line=error.line, column=error.column, reason=f"not JSON: {error}"
    )
