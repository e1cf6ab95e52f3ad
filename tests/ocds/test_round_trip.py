"""Importing open contracting data and exporting it again loses nothing that the portal holds."""

import io
import json
from collections.abc import Iterator
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings

from portal.disclosure.formats.ocds.compiling import compile_releases
from portal.disclosure.formats.ocds.notice import notice_release
from portal.disclosure.formats.ocds.sources import Announcement, Place, Process
from portal.notices.parse.csv_rows import parse_csv
from portal.notices.parse.model import ParsedNotice
from portal.notices.parse.ocds import parse_ocds
from portal.notices.parse.stored import restore
from portal.publisher import Publisher
from portal.settings import ROOT
from tests.ocds.schemas import FIXTURES, Json, faults, merger, unknown_fields
from tests.ocds.strategies import NOTICES

PLACE = Place(public_url="https://sunlight.example", publisher=Publisher())
FILES = sorted(each for each in FIXTURES.glob("*.json") if each.stat().st_size)
REAL = ROOT / "portal" / "notices" / "data" / "notices-real.csv"
NOT_HELD = {"key", "file", "line", "package_url", "warnings"}
"""About the file that a notice came in; its identity is looked at by itself"""


def read(name: str) -> list[ParsedNotice]:
    with (FIXTURES / name).open("rb") as file:
        found = list(parse_ocds(file, file=name))
    return [each for each in found if isinstance(each, ParsedNotice)]


def rows() -> Iterator[ParsedNotice]:
    with REAL.open("rb") as file:
        for each in parse_csv(file, file=REAL.name, dataset="real"):
            assert isinstance(each, ParsedNotice)
            yield each


def released(said: ParsedNotice) -> Json:
    """The release of a notice in its first version."""
    ocid = said.key.ocid
    return notice_release(
        Announcement(
            notice_id="0123456789abcdef0123",
            process=Process(ocid=ocid or "ocds-000000-1", is_foreign=ocid is not None),
            version=1,
            said=said,
            digest="0" * 64,
            recorded_at=datetime(2026, 1, 1, tzinfo=UTC),
            reason="",
            publisher=said.key.publisher,
            is_reprint=True,
            is_demo=False,
        ),
        PLACE,
    )


def read_again(release: Json) -> ParsedNotice:
    (found,) = parse_ocds(io.BytesIO(json.dumps(release).encode()), file="again.json")
    assert isinstance(found, ParsedNotice), found
    return found


def held(said: ParsedNotice) -> dict[str, object]:
    """Every field that the portal holds of it and that says something."""
    return {
        name: value
        for name, value in asdict(said).items()
        if name not in NOT_HELD and value not in (None, ())
    }


@pytest.mark.parametrize("file", FILES, ids=lambda each: each.stem)
def test_a_real_release_comes_back_with_every_field_it_had(file: Path) -> None:
    for said in read(file.name):
        again = read_again(released(said))
        assert held(again) == held(said)
        assert again.content_hash == said.content_hash
        assert (again.key.ocid, again.key.item) == (said.key.ocid, said.key.item)


@pytest.mark.parametrize("file", FILES, ids=lambda each: each.stem)
def test_nothing_of_a_real_process_is_lost_when_it_is_compiled(file: Path) -> None:
    """By the standard's own tool, and by ours."""
    releases = [released(each) for each in read(file.name)]
    if not releases:
        return
    compiled = merger().create_compiled_release(releases)
    assert compile_releases(releases) == compiled
    assert faults(compiled) == []
    kept = {json.dumps(each, sort_keys=True) for each in leaves(compiled)}
    newest = max(releases, key=lambda each: each["date"])
    for each in leaves({**newest, "id": None, "date": None, "tag": None}):
        assert json.dumps(each, sort_keys=True) in kept


def leaves(value: object) -> Iterator[object]:
    """Every text, number and truth value of a document."""
    match value:
        case dict():
            for each in value.values():
                yield from leaves(each)
        case list():
            for each in value:
                yield from leaves(each)
        case None:
            return
        case _:
            yield value


def test_every_row_of_the_real_table_comes_back_as_well() -> None:
    for said in rows():
        again = read_again(released(said))
        assert held(again) == held(said)


def test_the_fields_walked_are_all_that_a_notice_has() -> None:
    """The real files together fill every field but those that no source of theirs states."""
    filled: set[str] = set()
    for file in FILES:
        for said in read(file.name):
            filled |= held(said).keys()
    for said in rows():
        filled |= held(said).keys()
    every = {each.name for each in fields(ParsedNotice)} - NOT_HELD
    assert every - filled == {"amendments", "budget_text", "notice_text", "region_code_text"}


@settings(max_examples=40)
@given(said=NOTICES)
def test_any_notice_comes_back_and_its_release_is_valid(said: ParsedNotice) -> None:
    release = released(said)
    assert faults(release) == []
    assert unknown_fields(release) == set()
    assert held(read_again(release)) == held(said)


@given(said=NOTICES)
def test_the_kept_content_is_the_notice_it_was(said: ParsedNotice) -> None:
    content = json.dumps(asdict(said), ensure_ascii=False, sort_keys=True, default=str)
    assert restore(content) == said


def test_content_of_another_version_of_the_program_can_be_read() -> None:
    kept: Json = {"key": {"publisher": "a", "publisher_stated": True, "item": "1"}}
    kept |= {"title": "低保", "type": "a type of tomorrow", "a field of tomorrow": 1, "line": None}
    said = restore(json.dumps(kept))
    assert (said.title, said.type, said.lots) == ("低保", "other", ())
