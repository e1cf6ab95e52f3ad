"""The guide for whoever adds a place: its examples, copied word for word, are a pack that works."""

import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

from portal.commands import portal
from portal.policy.facts import read_facts
from portal.policy.findings import finding
from portal.policy.formulas.formula import Moment
from portal.policy.installed import read_library
from portal.policy.model import Topic
from portal.settings import ROOT

GUIDE = (ROOT / "docs" / "rule-packs.md").read_text(encoding="utf-8")
PART = re.compile(r"^##+ ", re.MULTILINE)
BLOCK = re.compile(r"```toml\n(?:# (\w+\.toml)\n)?(.*?)```", re.DOTALL)
CASES = "cases.toml"


def examples() -> dict[str, str]:
    """File of a pack → what the guide shows of it: a block names its file, or its heading does."""
    found: dict[str, str] = {}
    for part in PART.split(GUIDE):
        heading = re.match(r"`(\w+\.toml)`", part)
        for named, text in BLOCK.findall(part):
            file = named or (heading[1] if heading else CASES)
            found[file] = f"{found.get(file, '')}\n{text}"
    return found


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = tmp_path / "my-county"
    folder.mkdir()
    for file, text in examples().items():
        if file != CASES:
            (folder / file).write_text(text, encoding="utf-8")
    return tmp_path


def test_its_examples_are_a_whole_pack_without_errors(packs: Path) -> None:
    names = {each.name for each in (packs / "my-county").iterdir()}
    assert names == {
        "pack.toml", "clauses.toml", "rules.toml", "facts.toml", "lists.toml", "duties.toml",
        "scheme.toml",
    }  # fmt: skip
    done = CliRunner().invoke(portal, ["policy", "check", str(packs / "my-county")])
    assert done.exit_code == 0, done.output


def test_its_case_holds(packs: Path) -> None:
    library = read_library(packs)
    (case,) = tomllib.loads(examples()[CASES], parse_float=Decimal)["cases"]
    (rule,) = (
        each
        for each in library.rules("my-county", "contract", case["on"])
        if each.id == case["rule"]
    )
    facts = read_facts(library.facts("my-county"), case["facts"])
    words, moment = library.vocabulary("my-county"), Moment(case["on"], case["on"])
    found = finding(library, words, rule, facts, moment)
    assert (found.outcome, found.figures) == (case["outcome"], case["figures"])


def test_it_names_every_topic() -> None:
    for topic in get_args(Topic):
        assert f"`{topic}`" in GUIDE
