"""The content of a version as lines that can be read and compared: path → what stands there."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

NOT_SAID = frozenset(
    {
        # of where it was read
        "key",
        "file",
        "line",
        "package_url",
        "warnings",
        "language",
        "tags",
        "relevance",
        "check_text",
        # of how the records hang together
        "purchaser_id",
        "project_id",
        "contract_id",
        "version",
        "own",
        # shown beside the version
        "reason",
    }
)
"""Parts of a stored content that say nothing to a reader"""
FIRST = ("type", "type_text", "title", "project_no", "purchaser", "agency", "suppliers")


def lines_of(content: str) -> dict[str, Any]:
    """Path (``title``, ``fields.contacts.phone``, ``lots.1.title``) → value, empty ones left out.

    Numbers in a path count from 1.
    """
    said: Mapping[str, Any] = json.loads(content)
    ordered = [name for name in FIRST if name in said]
    ordered += [name for name in said if name not in FIRST]
    return {
        path: value
        for name in ordered
        if name not in NOT_SAID
        for path, value in _lines(name, said[name])
    }


def _lines(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    match value:
        case Mapping():
            for name, inner in value.items():
                yield from _lines(f"{path}.{name}", inner)
        case str():
            if value.strip():
                yield path, value
        case Sequence():
            for place, inner in enumerate(value, start=1):
                yield from _lines(f"{path}.{place}", inner)
        case None:
            return
        case _:
            yield path, value


def merged_paths(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Every path of both, in the new order; what is gone stands where it stood."""
    paths = list(new)
    before = ""
    for path in old:
        if path not in new:
            paths.insert(paths.index(before) + 1 if before in paths else len(paths), path)
        before = path
    return paths
