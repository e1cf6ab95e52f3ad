"""The evaluation schemes of the packs, one for each place, as plain documents."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.errors import NotFoundError
from portal.policy.installed import installed
from portal.policy.library import Library


@dataclass(frozen=True)
class ShippedScheme:
    """A scheme document ready for ``parse_scheme``, and where its parts come from."""

    place: str
    document: Mapping[str, Any]
    sources: Mapping[str, Mapping[str, str]]
    """Part of the scheme → clause or instrument, or that it is the portal's default; in both
    languages"""


def shipped_scheme(place: str) -> ShippedScheme:
    """The scheme of one place: its own parties and dimensions on the parts it shares."""
    library = installed()
    if not has_scheme(library, place):
        raise NotFoundError("no governing document is known as {place}", place=place[:80])
    return ShippedScheme(place, scheme_document(library, place), _sources(library, place))


def has_scheme(library: Library, place: str) -> bool:
    """Whether a place can be evaluated: its pack holds a scheme."""
    return place in library.packs and library.packs[place].scheme is not None


def scheme_document(library: Library, place: str) -> Mapping[str, Any]:
    """What the place's pack says of its scheme, on what the packs it extends share."""
    return {key: said for key, said in _merged(library, place).items() if key != "sources"}


def sources_of(place: str | None) -> Mapping[str, Mapping[str, str]]:
    """Where the parts of a place's scheme come from; empty for a place without a scheme."""
    library = installed()
    return _sources(library, place) if place and has_scheme(library, place) else {}


def _sources(library: Library, place: str) -> Mapping[str, Mapping[str, str]]:
    return dict(_merged(library, place).get("sources", {}))


def _merged(library: Library, place: str) -> dict[str, Any]:
    parts = [pack.shared for pack in library.chain(place)]
    merged: dict[str, Any] = {}
    for part in [*reversed(parts), library.packs[place].scheme or {}]:
        sources = {**merged.get("sources", {}), **part.get("sources", {})}
        merged |= {**part, "sources": sources}
    return merged
