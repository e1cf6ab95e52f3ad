"""The commands that README names exist and are explained."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROMISED = {"run", "check", "test", "e2e", "bench", "bench-csv", "lock", "help"}


def test_make_alone_explains_every_promised_command() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert set(re.findall(r"^make ([a-z0-9-]+) ", listed, re.MULTILINE)) >= PROMISED


def test_the_build_runs_the_test_command_of_the_readme_last() -> None:
    script = (ROOT / ".ci" / "run").read_text().strip().splitlines()

    assert script[-1].startswith("make test")
    assert "make test" in (ROOT / "README.md").read_text()
