"""``portal score`` gives the figures of the bundle, and says what is wrong with a bad one."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from portal.commands.score import score
from portal.evaluation.bundle import parse_bundle
from portal.evaluation.scoring import evaluate
from tests.unit.evaluation.yardstick import bundle_document, scheme_document


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bundle.json"


def run(file: Path, bundle: Any, *options: str) -> Result:
    content = bundle if isinstance(bundle, bytes) else json.dumps(bundle).encode()
    file.write_bytes(content)
    return CliRunner().invoke(score, [str(file), *options])


def test_json_prints_the_result_object_and_nothing_else(file: Path) -> None:
    bundle = bundle_document()
    told = run(file, bundle | {"result": {"composite": 100}, "digest": "x"}, "--json")
    assert told.exit_code == 0
    assert json.loads(told.stdout) == evaluate(parse_bundle(bundle)).as_json()
    assert "良" in told.stdout


def test_the_account_shows_parties_composite_interval_and_grade(file: Path) -> None:
    told = run(file, bundle_document())
    assert told.exit_code == 0
    assert told.stdout == (
        "Evaluation  e-1, scheme test-1\n"
        "Ballots     50 of 120 invited\n"
        "beneficiary 0.5 × 86.40 = 43.20\n"
        "  q1: 84.00 (weight 0.6, 50 answers)\n"
        "  q2: 90.00 (weight 0.4, 40 answers)\n"
        "third_party 0.3 × 80.00 = 24.00\n"
        "  third_party: 80.00 (weight 1)\n"
        "  sheet A1: 80.00\n"
        "purchaser   0.2 × 80.00 = 16.00\n"
        "  purchaser: 80.00 (weight 1)\n"
        "  sheet A1: 80.00\n"
        "Composite   83.20\n"
        "Interval    81.30 to 84.39 at confidence 0.95, "
        "sampling error of the beneficiaries only\n"
        "Grade       良 (probability 优 0.00, 良 1.00, 中 0.00, 差 0.00)\n"
    )


@pytest.mark.parametrize(
    ("bundle", "said"),
    [
        (bundle_document({"55": 9}), "Withheld    fewer than 10 ballots were cast (9)"),
        (bundle_document({"55": 29}), "Grade       none: fewer than 30 ballots"),
        (bundle_document(invited=50), "Interval    83.20 to 83.20: everyone invited answered"),
        (
            bundle_document(frame="chosen"),
            "Interval    none: the beneficiaries were chosen by hand",
        ),
        (bundle_document(frame="chosen"), "Grade       none: there is no interval"),
        (
            bundle_document({}, scheme=scheme_document([], named={"expert": 1})),
            "Interval    none: no beneficiary was asked",
        ),
    ],
)
def test_what_is_not_told_is_explained(file: Path, bundle: dict[str, Any], said: str) -> None:
    told = run(file, bundle)
    assert told.exit_code == 0
    assert said in told.stdout


def test_a_withheld_bundle_succeeds_in_json_too(file: Path) -> None:
    told = run(file, bundle_document({}, invited=3), "--json")
    assert told.exit_code == 0
    assert json.loads(told.stdout)["composite"] is None


@pytest.mark.parametrize(
    ("bundle", "said"),
    [
        (b'{\n  "format": sunlight\n}', "not JSON at line 2, column 13: Expecting value"),
        (b"", "not JSON at line 1, column 1"),
        (b"\xff\xfe", "byte 1 is not UTF-8"),
        (b"[]", "an evaluation bundle is a JSON object"),
        (bundle_document() | {"invited": 49}, "ballots (50) are more than invited (49)"),
        (bundle_document() | {"sums": {}}, "sums.q1: nobody answered this indicator"),
        (bundle_document() | {"assessments": []}, "there is no sheet from third_party"),
        (bundle_document() | {"id": "\x1b[2J"}, "bundle.id: must be visible characters"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_bad_bundle_exits_1_with_file_and_reason(
    file: Path, bundle: Any, said: str, options: tuple[str, ...]
) -> None:
    told = run(file, bundle, *options)
    assert told.exit_code == 1
    assert told.stdout == ""
    assert told.stderr.startswith(f"Error: {file}: ")
    assert said in told.stderr
    assert "\x1b" not in told.stderr


def test_an_unreadable_file_exits_1_with_its_name(file: Path, monkeypatch: Any) -> None:
    def fail(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    file.write_text("{}")
    monkeypatch.setattr(Path, "read_bytes", fail)
    told = CliRunner().invoke(score, [str(file)])
    assert (told.exit_code, told.stderr) == (1, f"Error: {file}: Permission denied.\n")


@pytest.mark.parametrize("arguments", [[], ["missing.json"], ["--csv"]])
def test_wrong_usage_exits_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(score, arguments).exit_code == 2


def test_scoring_needs_neither_database_nor_screen(file: Path) -> None:
    file.write_text(json.dumps(bundle_document()))
    program = (
        "import sys; from portal.commands.score import score\n"
        "score([sys.argv[1], '--json'], standalone_mode=False)\n"
        "unwanted = {'sqlalchemy', 'streamlit', 'starlette', 'portal.records'} & set(sys.modules)\n"
        "sys.exit(f'imported {unwanted}' if unwanted else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["composite"] == 83.2
