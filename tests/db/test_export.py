"""``portal export``: everything public as files, whole, summed, renewed where it changed."""

import hashlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import frictionless
import pytest
from sqlalchemy import Engine

from portal.disclosure.catalogue import TABLES
from portal.disclosure.export import Written, export
from portal.disclosure.files import FORMATS
from portal.disclosure.whole import writing as writing_
from portal.evaluation.bundle import read_bundle
from portal.records.notice import Notice, NoticeState
from portal.records.session import writing
from tests.db.reading import ENDINGS, ENTERED, csv_rows, shelve, unpacked
from tests.db.town import Town

URL = "https://sunlight.example"


def run(engine: Engine, folder: Path) -> dict[str, Written]:
    return {each.name: each for each in export(engine, folder, URL)}


def below(folder: Path) -> set[str]:
    return {each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Beside the database, not around it."""
    return tmp_path / "export"


def test_every_table_in_every_format_and_every_bundle_is_there(demo: Engine, folder: Path) -> None:
    found = run(demo, folder)

    assert set(found) == below(folder)
    for name, published in TABLES.items():
        wanted: Any = published.filter()
        for ending in ENDINGS:
            content = (folder / f"data/{name}.{ending}").read_bytes()
            write, _ = FORMATS[ending.partition(".")[0]]
            plain = b"".join(write(demo, published.table, wanted))
            assert unpacked(content, ending) == plain
    wanted = TABLES["evaluations"].filter()
    ids = [row["id"] for row in csv_rows(demo, TABLES["evaluations"].table, wanted)]
    assert ids
    bundles = {f"data/evaluations/{each}.json" for each in ids}
    assert {each for each in found if each.startswith("data/evaluations/")} == bundles
    for each in ids:
        assert read_bundle((folder / f"data/evaluations/{each}.json").read_bytes(), each)
    assert frictionless.validate(str(folder / "data/datapackage.json")).valid


def test_the_sums_are_those_that_sha256sum_checks(demo: Engine, folder: Path) -> None:
    found = run(demo, folder)

    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert len(checked.stdout.splitlines()) == len(found) - 1
    for name, written in found.items():
        content = (folder / name).read_bytes()
        assert (written.size, written.digest) == (len(content), hashlib.sha256(content).hexdigest())


def test_both_databases_export_the_same_tables(both_demos: list[Engine], folder: Path) -> None:
    sums = [
        {
            name: written.digest
            for name, written in run(engine, folder / str(place)).items()
            if name.startswith(tuple(f"data/{table}." for table in TABLES.keys() - ENTERED))
        }
        for place, engine in enumerate(both_demos)
    ]
    assert sums[0] == sums[1]
    assert len(sums[0]) == len(ENDINGS) * len(TABLES.keys() - ENTERED)


def test_again_it_changes_only_what_changed(engine: Engine, folder: Path) -> None:
    with writing(engine) as session:
        shelve(session, "a", title="旧")
    assert all(each.is_new for each in run(engine, folder).values())
    times = {each: (folder / each).stat().st_mtime_ns for each in below(folder)}

    assert not any(each.is_new for each in run(engine, folder).values())
    assert {each: (folder / each).stat().st_mtime_ns for each in below(folder)} == times

    with writing(engine) as session:
        session.get_one(Notice, "a").title = "新"
    changed = {each.name for each in run(engine, folder).values() if each.is_new}
    assert changed == {
        *(f"data/notices.{each}" for each in ENDINGS),
        "SHA256SUMS",
    }
    packed = (folder / "data/notices.csv.gz").read_bytes()
    assert unpacked(packed, "gz") == (folder / "data/notices.csv").read_bytes()
    assert "新" in unpacked(packed, "gz").decode()


def test_a_run_that_was_cut_off_leaves_the_old_file_whole(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(engine, folder)
    before = {each: (folder / each).read_bytes() for each in below(folder)}

    def half(*_: object) -> Iterator[bytes]:
        yield b"half a file"
        raise OSError("no space left")

    monkeypatch.setattr(writing_, "read_table", half)
    with pytest.raises(OSError, match="no space"):
        run(engine, folder)

    assert {each: (folder / each).read_bytes() for each in below(folder)} == before


def test_what_a_process_left_behind_when_it_died_is_taken_away(
    engine: Engine, folder: Path
) -> None:
    run(engine, folder)
    for name, age in (("old", 7_200), ("new", 60)):
        part = folder / f"data/.notices.csv-{name}.part"
        part.write_bytes(b"half")
        os.utime(part, (time.time() - age,) * 2)

    run(engine, folder)

    assert [each.name for each in (folder / "data").glob(".*")] == [".notices.csv-new.part"]


def test_what_is_not_public_any_more_goes_and_nothing_else(town: Town, folder: Path) -> None:
    kept = town.finish(["55"] * 12, invited=20)
    gone = folder / "data/evaluations" / f"{'0' * 20}.json"
    mine = folder / "data/evaluations/my-notes.json"
    gone.parent.mkdir(parents=True)
    gone.write_text("{}")
    mine.write_text("{}")

    run(town.engine, folder)

    assert not gone.exists()
    assert mine.exists()
    assert (folder / f"data/evaluations/{kept}.json").exists()


def test_a_draft_and_an_open_round_are_in_no_file(town: Town, folder: Path) -> None:
    town.finish(["55"] * 12, invited=20)
    still_open = town.open()
    with writing(town.engine) as session:
        shelve(session, "draft", title="还没有发布", state=NoticeState.DRAFT)

    run(town.engine, folder)

    for each in below(folder):
        content = (folder / each).read_bytes()
        text = unpacked(content, each).decode(errors="ignore")
        assert "还没有发布" not in text
        assert still_open not in text
