"""The project stands alone: no file names a package registry's host or a path of one machine."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Written so that no pattern matches its own text.
PATTERNS = {
    "a package registry's host": re.compile(
        r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|deb[.]debian[.]org|"
        r"security[.]debian[.]org|archive[.]ubuntu[.]com|proxy[.]golang|crates[.]io|"
        r"pypi[.]tuna|mirrors[.]aliyun",
    ),
    "a package index option": re.compile(r"--(?:extra-)?index[-]url|--find[-]links"),
    "a path of one machine": re.compile(
        r"(?<![\w.:/*~-])/(?:root|work|home|Users|tmp|opt/pypi|opt/wheels)[/]"
    ),
    "a folder outside the project": re.compile(r"(?<![\w./-])shared[/]|[.]library[/]"),
}


def _files() -> list[Path]:
    """Everything that is or would be committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def _offences(text: str) -> list[str]:
    return [what for what, pattern in PATTERNS.items() if pattern.search(text)]


def test_no_file_names_a_registry_or_a_machine() -> None:
    files = _files()
    offences = {
        str(path.relative_to(ROOT)): found
        for path in files
        if (found := _offences(path.read_text(encoding="utf-8", errors="replace")))
    }

    assert ROOT / "pyproject.toml" in files
    assert offences == {}


@pytest.mark.parametrize(
    "text",
    [
        "https://{}.org/packages".format("pypi"),
        "--{} https://a.example".format("index-url"),
        "--{} wheels".format("find-links"),
        "cd /{}/portal".format("home/li"),
        "'/{}/main'".format("work"),
        "see {}/design.md".format("shared"),
    ],
)
def test_the_patterns_know_what_they_look_for(text: str) -> None:
    assert len(_offences(text)) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "http://www.example.gov.cn/home/2026/notice.html",
        "uv pip compile --no-emit-{}".format("index-url"),
        "WorkingDirectory=/srv/portal",
    ],
)
def test_ordinary_text_is_no_offence(text: str) -> None:
    assert _offences(text) == []
