"""Puts on this machine what the tests need beside Python, or says exactly what is missing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from tools import browser, postgresql


class MissingError(RuntimeError):
    """Something cannot be installed from here; the message says how a person can."""


def main() -> int:
    """Exit code 0 once database server, browser, its driver and a Chinese font are there."""
    try:
        print("PostgreSQL:", _database_server())
        print("Browser driver:", _driver())
        print("Browser:", _browser())
        print("Chinese font:", _chinese_font())
    except (MissingError, postgresql.PostgreSQLError) as error:
        print(f"The tests cannot run: {error}", file=sys.stderr)
        return 1
    return 0


def _database_server() -> str:
    return _found_or_installed(_find_server, "postgresql") or str(postgresql.find_binaries())


def _find_server() -> str | None:
    try:
        return str(postgresql.find_binaries())
    except postgresql.PostgreSQLError:
        return None


def _driver() -> str:
    """Playwright brings its own Node.js, which needs a library that small systems lack."""
    found = _found_or_installed(_find_driver, "libatomic1")
    if not found:
        raise MissingError(
            "Playwright's driver does not start: run `.venv/bin/python -m playwright --version` to "
            "see why (often libatomic is missing; Debian and Ubuntu: apt-get install libatomic1)."
        )
    return found


def _find_driver() -> str | None:
    command = [sys.executable, "-m", "playwright", "--version"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    return asked.stdout.strip() if asked.returncode == 0 else None


def _browser() -> str:
    """The system's own, else the system's package, else the one that Playwright fetches."""
    return _found_or_installed(_find_browser, "chromium") or _fetched_browser()


def _find_browser() -> str | None:
    found = browser.find_browser()
    return str(found) if found else None


def _fetched_browser() -> str:
    libraries = ["--with-deps"] if os.geteuid() == 0 else []
    command = [sys.executable, "-m", "playwright", "install", *libraries, "chromium"]
    if subprocess.run(command, check=False).returncode:
        raise MissingError(
            "no Chromium was found and Playwright could not fetch one. Install it "
            "(Debian: apt-get install chromium; macOS: brew install --cask chromium)."
        )
    return "fetched by Playwright"


def _chinese_font() -> str:
    if sys.platform == "darwin":
        return "part of macOS"
    found = _found_or_installed(_find_chinese_font, "fontconfig", "fonts-noto-cjk")
    if not found:
        raise MissingError(
            "no font with Chinese characters was found, so pages would be drawn with empty boxes. "
            "Install one (Debian and Ubuntu: apt-get install fontconfig fonts-noto-cjk)."
        )
    return found


def _find_chinese_font() -> str | None:
    if not shutil.which("fc-list"):
        return None
    command = ["fc-list", ":lang=zh-cn", "family"]
    families = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return min(families.splitlines(), default=None)


def _found_or_installed(find: Callable[[], str | None], *packages: str) -> str | None:
    apt = shutil.which("apt-get")
    found = find()
    if found or not apt or os.geteuid() != 0:
        return found
    print(f"Installing {' '.join(packages)} with apt-get …", flush=True)
    # Run level 1 keeps a package from starting its own server here.
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    install = ["install", "-y", "-q", "--no-install-recommends", *packages]
    for step in (["update", "-q"], install):
        subprocess.run(
            [apt, "-o", "DPkg::Lock::Timeout=300", *step],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        )
    return find()


if __name__ == "__main__":
    sys.exit(main())
