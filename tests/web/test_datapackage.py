"""The Data Package: what it says of the files is true of the files."""

import json
from pathlib import Path
from typing import Any

import frictionless
import pytest
from starlette.testclient import TestClient

from portal.disclosure.catalogue import TABLES
from portal.disclosure.columns import Kind
from portal.disclosure.formats import datapackage
from portal.licence import DataLicence
from portal.settings import Settings
from tests.db.reading import BARE


def described(site: TestClient) -> dict[str, Any]:
    response = site.get("/data/datapackage.json")
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    package: dict[str, Any] = json.loads(response.content)
    return package


@pytest.fixture
def folder(site: TestClient, tmp_path: Path) -> Path:
    """The package with its files, as somebody keeps them who has downloaded them."""
    for resource in described(site)["resources"]:
        for each in (resource, *resource["alternatives"]):
            (tmp_path / each["path"]).write_bytes(site.get(f"/data/{each['path']}").content)
    (tmp_path / "datapackage.json").write_bytes(site.get("/data/datapackage.json").content)
    return tmp_path


def test_frictionless_finds_no_error_in_the_package_and_its_files(folder: Path) -> None:
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.flatten(["type", "note", "rowNumber", "fieldName"]) == []
    assert report.valid
    assert report.stats["warnings"] == 0
    assert {task.name for task in report.tasks} == set(TABLES)
    assert {task.name for task in report.tasks if not task.stats.get("rows")} <= BARE


@pytest.mark.parametrize(
    ("table", "old", "new", "found"),
    [
        ("notices", ",320000.00,", ",much,", "type-error"),
        ("notices", ",true\r\n", ",perhaps\r\n", "type-error"),
        ("evaluations", "id,contract", "id,treaty", "incorrect-label"),
        ("evaluation_scores", ',"', ',"x', "foreign-key"),
    ],
)
def test_it_would_find_one(folder: Path, table: str, old: str, new: str, found: str) -> None:
    path = folder / f"{table}.csv"
    content = path.read_bytes()
    assert old.encode() in content
    path.write_bytes(content.replace(old.encode(), new.encode(), 1))
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert found in {error for (error,) in report.flatten(["type"])}


@pytest.mark.parametrize("name", list(TABLES))
def test_every_column_is_described_in_both_languages(site: TestClient, name: str) -> None:
    (resource,) = [each for each in described(site)["resources"] if each["name"] == name]
    fields = resource["schema"]["fields"]
    assert [each["name"] for each in fields] == [each.name for each in TABLES[name].table.columns]
    for each in (resource, *fields):
        for words in ("title", "title@en", "description", "description@en"):
            assert each[words], (each["name"], words)
    for column, each in zip(TABLES[name].table.columns, fields, strict=True):
        counted = column.kind in (Kind.MONEY, Kind.SCORE) or column.unit["zh"]
        assert bool(each.get("unit")) == bool(each.get("unit@en")) == bool(counted)


def test_the_package_names_every_file_there_is(site: TestClient, demo: Settings) -> None:
    package = described(site)
    assert package["homepage"] == demo.public_url
    for resource in package["resources"]:
        for each in (resource, *resource["alternatives"]):
            response = site.get(f"/data/{each['path']}?from=2090-01-01")
            assert response.status_code == 200
            assert response.headers["content-type"].partition(";")[0] == each["mediatype"]


def test_the_licence_is_the_operators_word(site: TestClient) -> None:
    (licence,) = described(site)["licenses"]
    assert licence["name"] == "CC-BY-4.0"
    assert licence["path"] == "https://creativecommons.org/licenses/by/4.0/"
    assert licence["title"]
    assert licence["title@en"]
    unsaid = json.loads(datapackage.write_datapackage("https://portal.example", None))
    assert "licenses" not in unsaid
    own = DataLicence(
        code=None, title={"zh": "本市条款", "en": "本市条款"}, url="http://a.example/t"
    )
    (terms,) = json.loads(datapackage.write_datapackage("https://portal.example", own))["licenses"]
    assert terms == {"path": "http://a.example/t", "title": "本市条款", "title@en": "本市条款"}
