"""The evaluation schemes that ship with the portal, one for each place, as plain documents."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

PACKS = Path(__file__).with_name("packs")
NATIONAL = "national"
PLACES = ("deyang", "guangdong", "dawukou", "zunyi", "inner-mongolia")


@dataclass(frozen=True)
class ShippedScheme:
    """A scheme document ready for ``parse_scheme``, and where its parts come from."""

    place: str
    document: Mapping[str, Any]
    sources: Mapping[str, Mapping[str, str]]
    """Part of the scheme → clause or instrument, or that it is the portal's default; in both
    languages"""


@cache
def shipped_scheme(place: str) -> ShippedScheme:
    """The scheme of one place: its own parties and dimensions on the shared national parts."""
    shared, own = _read(NATIONAL, "evaluation.toml"), _read(place, "scheme.toml")
    sources = {**shared.pop("sources"), **own.pop("sources")}
    return ShippedScheme(place, {**shared, **own}, sources)


def sources_of(place: str | None) -> Mapping[str, Mapping[str, str]]:
    """Where the parts of a place's scheme come from; empty for a place without a shipped one."""
    return shipped_scheme(place).sources if place in PLACES else {}


def _read(place: str, name: str) -> dict[str, Any]:
    text = (PACKS / place / name).read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)
