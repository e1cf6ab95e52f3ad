"""The schemas of the standard and of the extensions, as a test applies them."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator, FormatChecker  # type: ignore[import-untyped]
from ocdsmerge import Merger  # type: ignore[import-untyped]
from referencing import Registry
from referencing.jsonschema import DRAFT4

from portal.settings import ROOT

FIXTURES = Path(__file__).parents[1] / "fixtures" / "ocds"
SCHEMA = FIXTURES / "schema"
OURS = ROOT / "docs" / "ocds" / "release-schema.json"
REGISTERED = ("lots", "contract_suppliers", "withheldInformation")
Json = dict[str, Any]
FORMATS = FormatChecker(())
"""Both formats of the schemas; without further packages jsonschema itself checks neither"""


@cache
def release_schema() -> Json:
    """The release schema 1.1.5 with the registered extensions and ours applied to it."""
    schema = _read(SCHEMA / "release-schema.json")
    for patch in (*(SCHEMA / f"{each}.json" for each in REGISTERED), OURS):
        schema = _merged(schema, _read(patch))
    return schema


def faults(document: Json, name: str = "release-schema") -> list[str]:
    """What is wrong with a release or, by its name, a package."""
    found: Iterator[Any] = _validator(name).iter_errors(document)
    return [f"{'/'.join(map(str, each.absolute_path))}: {each.message[:200]}" for each in found]


def unknown_fields(release: Json) -> set[str]:
    """Fields that neither the standard nor an extension describes."""
    return set(_unknown(release, release_schema(), ""))


@cache
def merger() -> Merger:
    """The reference implementation of merging, by the same schema."""
    return Merger(release_schema())


@cache
def _validator(name: str) -> Any:
    schemas = [release_schema()]
    schemas += [
        _read(SCHEMA / f"{each}.json")
        for each in (
            "release-package-schema",
            "record-package-schema",
            "versioned-release-validation-schema",
        )
    ]
    registry: Registry[Any] = Registry().with_resources(
        (each["id"], DRAFT4.create_resource(each)) for each in schemas
    )
    wanted = next(each for each in schemas if each["id"].endswith(f"/{name}.json"))
    return Draft4Validator(wanted, registry=registry, format_checker=FORMATS)


@FORMATS.checks("date-time")  # type: ignore[untyped-decorator]
def _is_instant(value: object) -> bool:
    """RFC 3339, with an offset."""
    if not isinstance(value, str):
        return True
    shape = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})"
    return re.fullmatch(shape, value) is not None and bool(datetime.fromisoformat(value))


@FORMATS.checks("uri")  # type: ignore[untyped-decorator]
def _is_address(value: object) -> bool:
    """An absolute address of RFC 3986, in its characters."""
    shape = r"[A-Za-z][A-Za-z0-9+.-]*:(%[0-9A-Fa-f]{2}|[A-Za-z0-9:/?#\[\]@!$&'()*+,;=._~-])+"
    return not isinstance(value, str) or re.fullmatch(shape, value) is not None


def _unknown(value: Any, schema: Json, path: str) -> Iterator[str]:
    schema = _followed(schema)
    if isinstance(value, list):
        for each in value:
            yield from _unknown(each, schema.get("items", {}), path)
    elif isinstance(value, dict):
        for name, each in value.items():
            known = schema.get("properties", {}).get(name)
            if known is None:
                yield f"{path}/{name}"
            else:
                yield from _unknown(each, known, f"{path}/{name}")


def _followed(schema: Json) -> Json:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Json = release_schema()["definitions"][reference.removeprefix("#/definitions/")]
    return found


def _merged(target: Any, patch: Any) -> Any:
    """JSON Merge Patch (RFC 7386), by which the standard applies extensions."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = _merged(merged.get(name), value)
    return merged


def _read(path: Path) -> Json:
    found: Json = json.loads(path.read_text(encoding="utf-8"))
    return found
