"""The contracts of import-linter catch what they are there to catch."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINTER = Path(sys.executable).parent / "lint-imports"
ROOMS = [
    "commands",
    "contracts",
    "credit",
    "demo",
    "disclosure",
    "evaluation",
    "evaluation/tables",
    "identity",
    "locale",
    "notices",
    "notices/parse",
    "policy",
    "records",
    "ui",
    "web",
]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Every room with next to nothing in it, under the contracts of this project."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in ROOMS:
        _write(tmp_path, f"portal/{room}/__init__.py", "")
    _write(tmp_path, "portal/__init__.py", "")
    _write(tmp_path, "portal/errors.py", "")
    _write(tmp_path, "portal/ui/frame.py", "import streamlit")
    _write(tmp_path, "pages/home.py", "import portal.ui.frame")
    return tmp_path


def test_a_house_that_keeps_the_rules_passes(house: Path) -> None:
    _write(house, "portal/records/notice.py", "import sqlalchemy, portal.errors")
    _write(house, "portal/notices/service.py", "import sqlalchemy, portal.records.notice")
    _write(house, "portal/ui/shell.py", "import portal.ui.frame, portal.notices.service")
    _write(house, "portal/evaluation/scoring.py", "import portal.errors")

    assert _verdict(house) == (0, set())


@pytest.mark.parametrize(
    ("file", "imported", "broken"),
    [
        ("portal/records/notice.py", "portal.notices", "Imports point down the house"),
        ("portal/identity/acting.py", "portal.disclosure", "Imports point down the house"),
        ("portal/disclosure/table.py", "portal.web", "Imports point down the house"),
        ("portal/disclosure/sample.py", "portal.demo", "Imports point down the house"),
        ("portal/web/screens.py", "portal.ui", "Imports point down the house"),
        ("portal/ui/shell.py", "portal.commands", "Imports point down the house"),
        ("portal/notices/service.py", "portal.evaluation", "Imports point down the house"),
        ("portal/records/round.py", "portal.policy", "Imports point down the house"),
        ("portal/errors.py", "portal.locale", "Imports point down the house"),
        ("portal/attic/__init__.py", "portal.errors", "Imports point down the house"),
        ("portal/ui/shell.py", "pages.home", "Nothing below knows a page"),
        ("portal/policy/calendar.py", "sqlalchemy", "The law and the arithmetic are pure"),
        ("portal/notices/rules.py", "portal.records", "The law and the arithmetic are pure"),
        ("portal/notices/parse/ocds.py", "sqlalchemy", "The law and the arithmetic are pure"),
        ("portal/evaluation/scheme.py", "starlette", "The law and the arithmetic are pure"),
        ("portal/evaluation/scoring.py", "psycopg", "The law and the arithmetic are pure"),
        ("portal/evaluation/tables/sums.py", "sqlalchemy", "The law and the arithmetic are pure"),
        ("portal/web/screens.py", "streamlit", "Only portal.ui imports Streamlit"),
        ("pages/notice.py", "streamlit", "Only portal.ui imports Streamlit"),
        ("pages/notice.py", "sqlalchemy", "Pages hold no SQL and no HTTP"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(
    house: Path, file: str, imported: str, broken: str
) -> None:
    _write(house, file, f"import {imported}")

    status, contracts = _verdict(house)

    assert status == 1
    assert broken in contracts


def test_a_pure_room_may_not_reach_a_database_through_another_room(house: Path) -> None:
    _write(house, "portal/evaluation/rounds.py", "import sqlalchemy")
    _write(house, "portal/evaluation/scoring.py", "import portal.evaluation.rounds")

    assert _verdict(house) == (1, {"The law and the arithmetic are pure"})


def _write(house: Path, name: str, text: str) -> None:
    path = house / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _verdict(house: Path) -> tuple[int, set[str]]:
    """The linter's exit status and the names of the contracts it found broken."""
    done = subprocess.run(
        [LINTER, "--no-cache"], cwd=house, capture_output=True, text=True, check=False
    )
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    return done.returncode, {line.removesuffix(" BROKEN") for line in lines if "BROKEN" in line}
