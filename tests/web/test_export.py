"""``portal export`` beside the site: the same files under the same names."""

from pathlib import Path

from click.testing import CliRunner
from starlette.testclient import TestClient

from portal import commands
from portal.disclosure.catalogue import TABLES
from tests.db.reading import ENDINGS

TABLES_AND_MORE = len(ENDINGS) * len(TABLES) + 5 + 1
"""Of every table, the bundles of the demonstration, and what describes them"""
OCDS = Path("data/ocds")


def below(folder: Path) -> list[Path]:
    """Every file of a folder."""
    return [each for each in folder.rglob("*") if each.is_file()]


def test_an_export_is_byte_for_byte_what_the_site_gives(site: TestClient, tmp_path: Path) -> None:
    result = CliRunner().invoke(commands.portal, ["export", str(tmp_path)])
    assert result.exit_code == 0
    files = below(tmp_path / "data")
    assert len(files) == TABLES_AND_MORE + len(below(tmp_path / OCDS))
    assert {f"{name}.{ending}" for name in TABLES for ending in ENDINGS} < {
        each.name for each in files
    }
    assert len(below(tmp_path / OCDS / "records")) > 60
    for each in files:
        address = f"/{each.relative_to(tmp_path).as_posix()}"
        assert site.get(address).content == each.read_bytes(), address


def test_the_command_says_what_it_did_and_what_is_in_its_way(
    site: TestClient, tmp_path: Path
) -> None:
    del site
    runner = CliRunner()

    first = runner.invoke(commands.portal, ["export", str(tmp_path / "all")])
    again = runner.invoke(commands.portal, ["export", str(tmp_path / "all")])

    assert first.exit_code == again.exit_code == 0
    files = len(below(tmp_path / "all"))
    assert first.stdout == f"files {files}, changed {files}\n"
    assert again.stdout == f"files {files}, changed 0\n"
    assert "data/notices.csv: " in first.stderr
    assert "as before" not in first.stderr
    (tmp_path / "file").write_text("")
    refused = runner.invoke(commands.portal, ["export", str(tmp_path / "file")])
    assert refused.exit_code == 1
    assert f"{tmp_path / 'file'} is not a folder" in refused.stderr
    assert runner.invoke(commands.portal, ["export"]).exit_code == 2
