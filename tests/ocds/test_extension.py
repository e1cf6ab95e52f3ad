"""The extension is described, current, and says all that is published."""

import json
from pathlib import Path

import pytest

from portal.disclosure.formats.ocds.currencies import CURRENCIES
from portal.disclosure.formats.ocds.kinds import KINDS, METHOD_CODES, RELEASE_TAGS, UPDATES
from portal.disclosure.formats.ocds.sources import Place
from portal.disclosure.ocds_files import EXTENSION, EXTENSION_FILES, extension_file, file_name
from portal.errors import InvalidInputError
from portal.notices.types import NoticeType
from portal.publisher import NAME, PLACEHOLDER, Publisher, read_publisher
from tests.ocds.schemas import faults, release_schema, unknown_fields
from tools.ocds import files

EXAMPLES = sorted((EXTENSION / "examples").glob("*.json"))


def test_code_lists_and_examples_are_what_the_code_writes() -> None:
    written = dict(files())
    assert {name: (EXTENSION / name).read_bytes() for name in written} == written
    assert {each.name for each in EXAMPLES} == {
        Path(name).name for name in written if name.startswith("examples/")
    }


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda each: each.stem)
def test_an_example_is_valid_and_says_nothing_that_is_not_described(path: Path) -> None:
    package = json.loads(path.read_text(encoding="utf-8"))
    kind = "record-package-schema" if "records" in package else "release-package-schema"
    assert faults(package, kind) == []
    for release in package.get("releases", ()):
        assert unknown_fields(release) == set()


def test_every_field_of_the_extension_says_what_it_is() -> None:
    patch = json.loads((EXTENSION / "release-schema.json").read_text(encoding="utf-8"))
    nodes = [patch, *patch["definitions"].values()]
    for name, field in (pair for node in nodes for pair in node["properties"].items()):
        assert field.get("title"), name
        assert field.get("description"), name


def test_the_extension_names_its_files_and_has_them_all() -> None:
    named = json.loads((EXTENSION / "extension.json").read_text(encoding="utf-8"))
    lists = {f"codelists/{each}" for each in named["codelists"]}
    assert {*named["schemas"], *lists, "extension.json", "README.md"} == set(EXTENSION_FILES)
    assert all((EXTENSION / each).is_file() for each in EXTENSION_FILES)


def test_the_extension_is_handed_out_with_the_address_of_this_portal() -> None:
    place = Place(public_url="https://sunlight.example", publisher=Publisher())
    named = json.loads(extension_file("extension.json", place))
    address = "https://sunlight.example/data/ocds/extension/README.md"
    assert named["documentationUrl"]["en"] == address


def test_closed_lists_are_those_of_the_standard() -> None:
    schema = release_schema()
    tender = schema["definitions"]["Tender"]["properties"]
    assert list(RELEASE_TAGS) == schema["properties"]["tag"]["items"]["enum"]
    assert set(METHOD_CODES) == {*tender["procurementMethod"]["enum"]} - {None}
    listed = {*schema["definitions"]["Value"]["properties"]["currency"]["enum"]} - {None}
    assert listed == CURRENCIES
    assert {each.tender_status for each in KINDS.values()} <= {*tender["status"]["enum"]}


def test_every_format_has_a_tag_and_its_update() -> None:
    assert set(KINDS) == set(NoticeType)
    assert {each.tag for each in KINDS.values()} <= set(RELEASE_TAGS)
    assert set(UPDATES.values()) <= set(RELEASE_TAGS)


def test_a_registered_prefix_takes_the_place_of_the_placeholder() -> None:
    assert read_publisher({}) == Publisher(name=NAME, prefix=PLACEHOLDER)
    given = {"PORTAL_OCDS_PREFIX": "ocds-a1b2c3", "PORTAL_OCDS_PUBLISHER": "示例市财政局"}
    assert read_publisher(given) == Publisher(name="示例市财政局", prefix="ocds-a1b2c3")


@pytest.mark.parametrize("prefix", ["ocds-A1B2C3", "ocds-12345", "a1b2c3", "ocds-1234567"])
def test_what_is_no_prefix_is_refused_with_what_one_looks_like(prefix: str) -> None:
    with pytest.raises(InvalidInputError, match="six letters or digits"):
        read_publisher({"PORTAL_OCDS_PREFIX": prefix})


def test_a_publisher_without_end_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="120"):
        read_publisher({"PORTAL_OCDS_PUBLISHER": "市" * 121})


def test_no_ocid_leads_out_of_the_folder_or_past_the_length_of_a_name() -> None:
    assert file_name("../../etc/passwd") == "..%2F..%2Fetc%2Fpasswd.json"
    assert file_name("ocds-000000-1") == "ocds-000000-1.json"
    assert len(file_name("照" * 200)) < 255
