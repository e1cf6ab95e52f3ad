"""The portal as an operator runs it: its own commands, a real process, a folder of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine

from portal.records.session import make_engine
from portal.settings import ROOT, Settings, read_settings

START_SECONDS = 60.0
STOP_SECONDS = 20.0
LOOK_AGAIN_SECONDS = 0.05
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True)
class Server:
    """An installation of the portal and, while it runs, its address."""

    folder: Path
    port: int
    database_url: str | None = None
    engines: list[Engine] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The origin under which a browser finds it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """Everything the process wrote to either stream."""
        return self.folder / "serve.log"

    @property
    def variables(self) -> dict[str, str]:
        """What the operator set for this installation."""
        own = {"PORTAL_VAR_DIR": str(self.folder), "PORTAL_PORT": str(self.port)}
        return own | ({"PORTAL_DATABASE_URL": self.database_url} if self.database_url else {})

    @property
    def settings(self) -> Settings:
        """The settings of the process, as it reads them itself."""
        return read_settings(self.variables)

    def engine(self) -> Engine:
        """A way into the same database, beside the process."""
        if not self.engines:
            self.engines.append(make_engine(self.settings.database_url))
        return self.engines[0]

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run ``portal …`` as the operator does; it has to succeed."""
        done = self.attempt(*words)
        assert done.returncode == 0, done.stderr
        return done

    def attempt(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run ``portal …`` as the operator does."""
        return subprocess.run(
            [sys.executable, "-m", "portal", *words],
            cwd=ROOT,
            env=clean_environment() | self.variables,
            capture_output=True,
            text=True,
            check=False,
        )

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a plain request, without a browser."""
        try:
            with DIRECT.open(f"{self.url}{quote(path, safe='/?&=%')}", timeout=10) as response:
                return response.status, response.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    @contextmanager
    def running(self) -> Iterator["Server"]:
        """``portal serve`` until the block ends; the process is ended by its own id."""
        words = [sys.executable, "-m", "portal", "serve", "--port", str(self.port)]
        with self.log.open("wb") as log:
            process = subprocess.Popen(
                words,
                cwd=ROOT,
                env=clean_environment() | self.variables,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            self._wait(process)
            yield self
        finally:
            for engine in self.engines:
                engine.dispose()
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _wait(self, process: "subprocess.Popen[bytes]") -> None:
        end = time.monotonic() + START_SECONDS
        while not self._is_ready():
            assert process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(LOOK_AGAIN_SECONDS)

    def _is_ready(self) -> bool:
        try:
            return self.get("/readyz")[0] == 200
        except OSError:
            return False


def clean_environment() -> dict[str, str]:
    """The environment without settings of the portal or of Streamlit."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PORTAL_", "STREAMLIT_"))
    }


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
