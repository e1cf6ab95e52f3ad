"""The lock files hold what pyproject.toml asks for, every pin with its hashes."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ASKED = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]
ASKED_BY_TESTS = ASKED + PROJECT["project"]["optional-dependencies"]["test"]


def _blocks(name: str) -> list[str]:
    """One block of text per pin: the requirement, then its hashes and who asked for it."""
    return re.findall(r"^[a-z0-9].*(?:\n[ \t].*)*", (ROOT / name).read_text(), re.MULTILINE)


def _pins(name: str) -> list[Requirement]:
    return [Requirement(block.split("\\")[0].strip()) for block in _blocks(name)]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_every_pin_is_exact_and_carries_a_hash(name: str) -> None:
    for block in _blocks(name):
        assert re.match(r"[a-z0-9._-]+==[^ ]+ ", block), block
        assert "--hash=sha256:" in block, block


@pytest.mark.parametrize(
    ("name", "asked"),
    [("requirements.lock", ASKED), ("requirements-test.lock", ASKED_BY_TESTS)],
)
def test_the_lock_is_not_older_than_the_project(name: str, asked: list[str]) -> None:
    pins = _pins(name)
    for requirement in map(Requirement, asked):
        found = [pin for pin in pins if pin.name == canonicalize_name(requirement.name)]
        assert found, f"{requirement} is missing from {name}: run make lock"
        for pin in found:
            version = str(pin.specifier).removeprefix("==")
            assert requirement.specifier.contains(version), f"{pin}: run make lock"


def test_the_test_lock_changes_nothing_that_the_portal_runs_on() -> None:
    tested = {str(pin) for pin in _pins("requirements-test.lock")}
    served = {
        str(pin)
        for pin in _pins("requirements.lock")
        if pin.marker is None or pin.marker.evaluate()
    }

    assert served <= tested
