"""``portal import`` as somebody types it: what it prints, how it ends, what its report holds."""

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.notices.parse.files import FIRST_DATA
from portal.records.notice import Notice, NoticeState
from tests.db.printed import OCDS, configured, run


@pytest.fixture(autouse=True)
def database(engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    """The one that the commands write into."""
    with configured(engine, tmp_path / "var"):
        yield engine


def public(database: Engine) -> int:
    with Session(database) as session:
        return NOTICES.count(session, NoticeFilter())


def release(**changes: object) -> dict[str, object]:
    return {
        "ocid": "ocds-abc123-1",
        "id": "1",
        "tag": ["tender"],
        "date": "2026-01-10T00:00:00Z",
        "tender": {"title": "第一版"},
    } | changes


def write(path: Path, value: object) -> Path:
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


def test_the_first_data_is_imported_once(database: Engine) -> None:
    first, again = run("import", FIRST_DATA), run("import", FIRST_DATA)

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.stdout == "imported 60, updated 0, unchanged 0, rejected 0\n"
    assert again.stdout == "imported 0, updated 0, unchanged 60, rejected 0\n"
    assert public(database) == 60


def test_many_files_at_once_good_and_broken_are_read_to_the_end(
    database: Engine, tmp_path: Path
) -> None:
    broken = write(tmp_path / "broken.json", '{"releases": [' + json.dumps(release()) + ', {"oc')
    missing = tmp_path / "missing.csv"
    paths = [broken, missing, *sorted(OCDS.glob("*.json"))]

    first, again = run("import", *paths), run("import", *paths)

    assert (first.exit_code, again.exit_code) == (0, 0)
    counts = dict(part.split() for part in first.stdout.strip().split(", "))
    assert int(counts["imported"]) == public(database) > 10
    assert int(counts["rejected"]) >= 2
    assert again.stdout.startswith("imported 0, updated 0, unchanged ")
    for path in (broken, missing):
        (said,) = [line for line in first.stderr.splitlines() if line.startswith(str(path))]
        assert "not JSON" in said or "cannot be read" in said


def test_a_changed_release_is_counted_as_updated(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", release())
    assert run("import", path).stdout == "imported 1, updated 0, unchanged 0, rejected 0\n"
    write(path, release(tender={"title": "第二版"}))

    assert run("import", path).stdout == "imported 0, updated 1, unchanged 0, rejected 0\n"


def test_nothing_readable_ends_with_one_and_still_counts(tmp_path: Path) -> None:
    empty, text = write(tmp_path / "empty.csv", ""), write(tmp_path / "page.csv", "<html>")

    result = run("import", empty, text)

    assert result.exit_code == 1
    assert result.stdout == "imported 0, updated 0, unchanged 0, rejected 2\n"
    assert result.stderr.splitlines() == [
        f"{empty}: the file is empty",
        f"{text}: is a web page or XML, not CSV or JSON",
    ]


def test_unchanged_is_readable(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", release())
    run("import", path)

    assert run("import", path).exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        (FIRST_DATA, "--no-such-option"),
        (FIRST_DATA, "--publisher", "x" * 201),
        (FIRST_DATA, "--dataset", "a\nb"),
    ],
)
def test_wrong_usage_ends_with_two_and_imports_nothing(
    database: Engine, arguments: tuple[object, ...]
) -> None:
    result = run("import", *arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert public(database) == 0


def test_the_report_names_file_line_and_reason_and_runs_no_formula(tmp_path: Path) -> None:
    rows = write(tmp_path / "rows.csv", "id,title\n1,好\n,无编号\n3,=SUM(A1)\n")
    evil = write(tmp_path / "evil.json", release(ocid="=cmd|' /C calc'!A0", id=["x"]))
    report = tmp_path / "rejects.csv"

    result = run("import", rows, evil, "--report", report)

    assert result.exit_code == 0
    assert result.stdout == "imported 2, updated 0, unchanged 0, rejected 2\n"
    assert report.read_bytes().startswith(b"\xef\xbb\xbffile,line,column,key,field,reason\r\n")
    with report.open(encoding="utf-8-sig", newline="") as lines:
        first, second = csv.DictReader(lines)
    assert (first["file"], first["line"], first["field"]) == (str(rows), "3", "id")
    assert first["reason"]
    assert second["file"] == str(evil)
    assert second["key"].startswith("'=cmd")
    assert second["reason"] == "is neither text nor a whole number"


def test_a_report_without_rejects_has_its_header(tmp_path: Path) -> None:
    report = tmp_path / "rejects.csv"

    run("import", FIRST_DATA, "--report", report)

    assert report.read_text(encoding="utf-8-sig") == "file,line,column,key,field,reason\n"


def test_a_report_that_cannot_be_written_is_said_before_anything_is_imported(
    database: Engine, tmp_path: Path
) -> None:
    report = tmp_path / "no such folder" / "rejects.csv"

    result = run("import", FIRST_DATA, "--report", report)

    assert result.exit_code == 1
    assert result.stderr == f"Error: {report}: No such file or directory\n"
    assert public(database) == 0


def test_drafts_are_counted_and_not_public(database: Engine) -> None:
    result = run("import", FIRST_DATA, "--draft")

    assert result.stdout == "imported 60, updated 0, unchanged 0, rejected 0\n"
    assert public(database) == 0
    with Session(database) as session:
        drafts = select(func.count()).where(Notice.state == NoticeState.DRAFT)
        assert session.scalar(drafts) == 60


def test_a_draft_of_something_public_is_rejected_while_the_others_are_kept(
    database: Engine, tmp_path: Path
) -> None:
    run("import", write(tmp_path / "first.json", release()))
    package = {
        "releases": [release(tender={"title": "秘密"}), release(id="2")],
        "publisher": {"name": "甲"},
    }
    later = write(tmp_path / "later.json", package)

    result = run("import", later, "--draft")

    assert result.stdout == "imported 1, updated 0, unchanged 0, rejected 1\n"
    assert "ocds-abc123-1 / 1: the notice is public already" in result.stderr
    with Session(database) as session:
        titles = session.scalars(select(Notice.title).order_by(Notice.source_key)).all()
    assert titles == ["第一版", "第一版"]
    assert public(database) == 1


def test_the_source_of_rows_can_be_named(database: Engine, tmp_path: Path) -> None:
    rows = write(tmp_path / "rows.csv", "id,title\n1,好\n")

    run("import", rows, "--publisher", "某县", "--dataset", "2026年")

    with Session(database) as session:
        found = session.execute(select(Notice.publisher, Notice.source_key)).one()
    assert found == ("某县", "2026年\n\n1")


def test_hostile_files_are_read_without_a_trace(database: Engine, tmp_path: Path) -> None:
    """A hundred thousand signs, controls, halves of characters, and numbers beyond every bound."""
    long, number = "长" * 100_000, "9" * 400
    values = [
        release(id=1, tender={"title": long}),
        release(id="x" * 100_000),
        release(ocid="ocds-abc123-\u0000"),
        release(id=2, tender={"title": "a\u0000b\u202e\ud800"}),
        release(id=3, tender={"title": "数", "value": {"amount": int(number), "currency": "CNY"}}),
        release(id=4, tender={"title": "数", "value": {"amount": -5, "currency": "C" * 9}}),
        release(id=5, date="9999-99-99T99:99:99Z", tender={"title": "日"}),
        release(id=6, date="0001-01-01", tender={"title": "日"}),
        release(id=7, tender=[[[[]]]]),
    ]
    paths = [write(tmp_path / f"{place}.json", value) for place, value in enumerate(values)]
    paths.append(write(tmp_path / "rows.csv", f'id,title\n1,"{long}"\n2,\u0001ok\n'))

    result = run("import", *paths)

    counts = {name: int(n) for name, n in (p.split() for p in result.stdout.strip().split(", "))}
    assert result.exit_code == 0
    assert counts["imported"] == public(database) >= 4
    assert counts["rejected"] == len(values) + 2 - counts["imported"]
    assert run("import", *paths).stdout.startswith("imported 0, updated 0, ")
