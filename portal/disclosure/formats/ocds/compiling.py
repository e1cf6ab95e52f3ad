"""Merging the releases of one process by the rules of the standard (1.1, "Merging")."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.disclosure.formats.ocds.values import Json

DISCARDED = frozenset({"id", "date", "tag"})
"""Of a release itself: the compiled release has its own"""
WHOLE_LISTS = frozenset(
    {
        "additionalIdentifiers",
        "additionalClassifications",
        "rationaleClassifications",
        "formatFields",
        "changes",
    }
)
"""Lists of objects that a later release replaces, by the schemas of the standard and of ours"""


def in_order(releases: Iterable[Json]) -> list[Json]:
    """By date, as the standard asks; those of one moment stay as they come."""
    return sorted(releases, key=lambda release: release["date"])


def compile_releases(releases: Sequence[Json]) -> Json:
    """The compiled release: of every field the newest value.

    Lists of objects with ids are joined by id, other lists are replaced. Null would delete a field;
    releases of this portal hold none.
    """
    compiled: Json = {}
    for release in in_order(releases):
        _merge(compiled, {name: each for name, each in release.items() if name not in DISCARDED})
        date = release["date"]
        compiled |= {"id": f"{release['ocid']}-{date}", "date": date, "tag": ["compiled"]}
    return compiled


def _merge(into: Json, newer: Mapping[str, Any]) -> None:
    for name, value in newer.items():
        if value in ([], {}):  # says nothing, and takes nothing back
            continue
        if isinstance(value, dict):
            _merge(into.setdefault(name, {}), value)
        elif _is_joined(name, value):
            _join(into.setdefault(name, []), value)
        else:
            into[name] = value


def _is_joined(name: str, value: object) -> bool:
    if name in WHOLE_LISTS or not isinstance(value, list):
        return False
    return all(isinstance(each, dict) for each in value)


def _join(into: list[Json], newer: Iterable[Json]) -> None:
    """Join objects by their id; one without an id is nobody's newer state."""
    known = {each["id"]: each for each in into if "id" in each}
    for value in newer:
        if value.get("id") not in known:
            into.append({})
            if "id" in value:
                known[value["id"]] = into[-1]
        _merge(known.get(value.get("id"), into[-1]), value)
