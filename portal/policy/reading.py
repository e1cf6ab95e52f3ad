"""Reads the folder of one pack and says of each error in which file, under which key and why."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from portal.errors import PortalError
from portal.policy.model import Pack

HEAD = "pack.toml"
TABLES = {
    "clauses.toml": ("clauses",),
    "rules.toml": ("rules", "risks"),
    "facts.toml": ("facts",),
    "lists.toml": ("lists",),
    "duties.toml": ("duties",),
}
"""File of a pack → the tables it may hold"""
SCHEME = "scheme.toml"
SHARED = "evaluation.toml"
KNOWN = (HEAD, *TABLES, SCHEME, SHARED)
FILES = ", ".join((HEAD, *TABLES, SCHEME))
_MOST_BYTES = 2_000_000


@dataclass(frozen=True, order=True)
class PackFault:
    """One error of a pack."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return (
            f"{self.file}: {self.key}: {self.reason}" if self.key else f"{self.file}: {self.reason}"
        )


class PackError(PortalError):
    """Packs that may not be used; ``faults`` names every error that was found."""

    def __init__(self, faults: list[PackFault]) -> None:
        super().__init__(
            "the rule packs hold errors: {faults}", faults="; ".join(str(each) for each in faults)
        )
        self.faults = faults


def read_pack(folder: Path) -> Pack:
    """The pack of a folder; PackError with everything that is wrong in its files."""
    faults: list[PackFault] = []
    said: dict[str, Any] = {"place": _toml(folder, HEAD, faults)}
    for name, tables in TABLES.items():
        if (folder / name).is_file():
            found = _toml(folder, name, faults)
            faults += [
                PackFault(f"{folder.name}/{name}", key, f"unknown; may hold {', '.join(tables)}")
                for key in found.keys() - set(tables)
            ]
            said |= {key: found[key] for key in tables if key in found}
    faults += [
        PackFault(f"{folder.name}/{each.name}", "", f"is no file of a pack; those are {FILES}")
        for each in sorted(folder.glob("*.toml"))
        if each.name not in KNOWN
    ]
    for key, name in (("scheme", SCHEME), ("shared", SHARED)):
        if (folder / name).is_file():
            said[key] = _toml(folder, name, faults)
    if faults:
        raise PackError(faults)
    try:
        pack = Pack.model_validate(said)
    except ValidationError as error:
        raise PackError(_faults(folder.name, said, error.errors())) from None
    if pack.id != folder.name:
        reason = f"is {pack.id}, but the folder is called {folder.name}"
        raise PackError([PackFault(f"{folder.name}/{HEAD}", "id", reason)])
    return pack


def _toml(folder: Path, name: str, faults: list[PackFault]) -> dict[str, Any]:
    path, shown = folder / name, f"{folder.name}/{name}"
    try:
        if path.stat().st_size > _MOST_BYTES:
            faults.append(PackFault(shown, "", f"is larger than {_MOST_BYTES} bytes"))
            return {}
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except FileNotFoundError:
        faults.append(PackFault(shown, "", "is missing"))
    except (OSError, UnicodeDecodeError) as error:
        faults.append(PackFault(shown, "", f"cannot be read: {error}"))
    except tomllib.TOMLDecodeError as error:
        faults.append(PackFault(shown, "", f"is no TOML: {error}"))
    return {}


def _fault(folder: str, said: Mapping[str, Any], error: Mapping[str, Any]) -> PackFault:
    """Where an error is, as an author finds it: by the entry's own id rather than its number."""
    where = [str(part) for part in error["loc"]]
    table, rest = where[0], where[1:]
    if table == "place":
        return PackFault(f"{folder}/{HEAD}", ".".join(rest), reason_of(error))
    file = next((name for name, tables in TABLES.items() if table in tables), SCHEME)
    if rest and rest[0].isdigit():
        entry = said[table][int(rest[0])] if isinstance(said[table], list) else {}
        name = entry.get("id") or entry.get("name") if isinstance(entry, dict) else None
        rest[0] = f"{table}[{name or rest[0]}]"
    return PackFault(f"{folder}/{file}", ".".join(rest) or table, reason_of(error))


def _faults(
    folder: str, said: Mapping[str, Any], errors: Sequence[Mapping[str, Any]]
) -> list[PackFault]:
    """Every error but those that only follow from one inside: a list whose one entry is wrong."""
    places = [each["loc"] for each in errors]
    return [
        _fault(folder, said, each)
        for each in errors
        if each["type"] != "too_short"
        or not any(place[: len(each["loc"])] == each["loc"] != place for place in places)
    ]


def reason_of(error: Mapping[str, Any]) -> str:
    """What a validator found, in this portal's words."""
    words = str(error["msg"]).removeprefix("Value error, ")
    given = error.get("input")
    shown = f" (given: {given!r})" if isinstance(given, (str, int, bool, date)) else ""
    if error["type"] == "missing":
        return "is missing"
    if error["type"] == "extra_forbidden":
        return "is not known here"
    return f"{words}{shown}"
