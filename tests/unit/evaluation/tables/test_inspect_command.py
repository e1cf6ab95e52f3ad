"""``portal inspect-table`` names every fault, and says what it could not test or read."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from portal import locale
from portal.commands import COMMANDS, portal
from portal.evaluation.tables.model import FaultName
from portal.evaluation.tables.rules import CHECKS
from tests.unit.evaluation.tables.printed import PUBLISHED


def run(*words: str) -> Result:
    return CliRunner().invoke(portal, ["inspect-table", *words])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "某县.csv"
    path.write_text(
        "body,source,level1,level3,points,score,target,actual\n"
        "某县某局,example.gov.cn/1,产出指标,走访户数,60,60,≥100户,90户\n"
        ",,预算执行率,资金执行率,50,50,202.64,132.912\n"
        ",,总分,,100,110,,\n",
        encoding="utf-8",
    )
    return path


def test_the_account_names_the_table_its_faults_and_what_was_not_tested(table: Path) -> None:
    done = run(str(table))

    assert done.exit_code == 0
    assert done.stdout == (
        f"某县 · 某县某局 · {table}:2\n"
        "  Source: example.gov.cn/1\n"
        "  Indicators: 2\n"
        "  Points: 110 together, 100 printed\n"
        "  Scores: 110 together, 110 printed\n"
        "  Budget execution: 132.912 of 202.64 spent, 65.59%\n"
        "  ! points that do not add up (points-do-not-sum) · line 4 · 总分\n"
        "    The points of the indicators add up to 110, and 100 is printed.\n"
        "  ! a score above its maximum (score-above-maximum) · line 4 · 总分\n"
        "    110 was given where 100 is the most.\n"
        "  ! full marks for a missed target (full-marks-for-missed-target) · line 2 · 走访户数\n"
        "    90户 misses the target ≥100户 and has full marks, 60 of 60.\n"
        "  Tested: points, scores, bounds, budget, targets, results\n"
        "  Not tested: form: No note of the form fixes points.\n"
        "  Not tested: weights: No weights are printed.\n"
        "  Not tested: weighting: No weighted scores are printed beside scores and weights.\n"
        "  Not tested: bands: No bands are printed, or not all of them could be read.\n"
        "  Not tested: grade: No grade is printed beside a total score.\n"
        "tables 1, faults 3, not read 0\n"
    )


def test_the_reasons_are_said_in_chinese_and_only_in_this_command(table: Path) -> None:
    before = locale.language()
    done = run("--lang", "zh", str(table))

    assert "  ! 分值合计不符（points-do-not-sum）· 第 4 行 · 总分\n" in done.stdout
    assert "    各指标分值合计 110 分，表中写的是 100 分。\n" in done.stdout
    assert "  未核对：权重：表中没有权重。\n" in done.stdout
    assert locale.language() == before


def test_json_holds_every_fault_by_name_with_its_place_reason_and_values(table: Path) -> None:
    told = json.loads(run("--json", str(table)).stdout)

    (found,) = told["tables"]
    assert told["not_read"] == []
    assert {key: found[key] for key in ("id", "line", "whole", "indicators", "points")} == {
        "id": "某县",
        "line": 2,
        "whole": True,
        "indicators": 2,
        "points": {"sum": 110, "printed": 100},
    }
    assert found["execution"] == [
        {
            "initial": None,
            "final": 202.64,
            "executed": 132.912,
            "percent_of_final": 65.59,
            "percent_of_initial": None,
        }
    ]
    assert found["faults"][0] == {
        "name": "points-do-not-sum",
        "line": 4,
        "what": "总分",
        "why": "The points of the indicators add up to 110, and 100 is printed.",
        "values": {"sum": "110", "printed": "100"},
    }
    assert sorted([*found["tested"], *found["not_tested"]]) == sorted(CHECKS)


def test_the_published_tables_are_all_read_with_their_faults() -> None:
    done = run(str(PUBLISHED))

    assert done.exit_code == 0
    assert done.stdout.endswith("tables 15, faults 20, not read 0\n")
    assert "65.59% of the first budget of 202.64" in done.stdout
    assert "Budget execution: 0 of 0 spent, undefined" in done.stdout


def test_a_sound_table_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("level1,level3,points\n产出,甲,100\n总分,,100\n", encoding="utf-8")

    done = run(str(path))

    assert "  No fault was found in what could be tested.\n" in done.stdout
    assert done.stdout.endswith("tables 1, faults 0, not read 0\n")


def test_what_was_not_read_goes_to_the_error_stream_and_stops_nothing(
    tmp_path: Path, table: Path
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("level3,points\n甲,十分\n", encoding="utf-8")

    done = run(str(tmp_path / "absent.csv"), str(tmp_path), str(bad), str(table))

    assert done.exit_code == 0
    assert f"{tmp_path}/absent.csv: The file cannot be opened: No such file" in done.stderr
    assert f"{tmp_path}: The file cannot be opened: Is a directory" in done.stderr
    assert f"{bad}:2 · 甲: points: 十分 is not one figure" in done.stderr
    assert done.stdout.endswith("tables 2, faults 3, not read 3\n")


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_nothing_readable_ends_with_status_one(tmp_path: Path, options: list[str]) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"PK\x03\x04")

    assert run(str(path), *options).exit_code == 1


def test_wrong_usage_ends_with_status_two(table: Path) -> None:
    assert run().exit_code == 2
    assert run("--lang", "fr", str(table)).exit_code == 2


def test_the_command_is_known_and_says_what_it_does() -> None:
    assert "inspect-table" in COMMANDS
    assert "name what is wrong" in run("--help").stdout


@pytest.mark.parametrize("name", FaultName)
def test_every_fault_has_a_name_in_words_in_both_languages(name: FaultName) -> None:
    before = locale.language()
    try:
        locale.use("zh")
        assert locale.gettext(name.words) != name.words
    finally:
        locale.use(before)
