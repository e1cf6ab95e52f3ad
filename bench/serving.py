"""The two servers that are compared, each a process of its own on a free port of this machine."""

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.processes import processor_seconds

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS, STOP_SECONDS, READ_SECONDS = 60, 10, 300
READ_BYTES = 1 << 18
MOST_REQUESTS, PAUSE_SECONDS = 200, 0.004


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    pid: int


@dataclass(frozen=True)
class Download:
    """One body read to its end, and the processor time that the server spent meanwhile."""

    seconds: float
    processor_seconds: float
    first_byte_seconds: float
    size: int
    tag: str


@contextmanager
def portal(folder: Path, database_url: str) -> Iterator[Server]:
    """The product as an operator runs it: ``portal serve``."""
    port = free_port()
    settings = {"PORTAL_VAR_DIR": str(folder), "PORTAL_DATABASE_URL": database_url}
    command = [sys.executable, "-m", "portal", "serve", "--port", str(port)]
    with _running(command, port, "/healthz", folder / "portal.log", settings) as server:
        yield server


@contextmanager
def datasette(folder: Path, database: Path) -> Iterator[Server]:
    """Datasette with its own settings, but for the limit on the size of a CSV file."""
    port = free_port()
    command = [sys.executable, "-m", "datasette", "serve", str(database), "--port", str(port)]
    command += ["--setting", "max_csv_mb", "0", "--setting", "suggest_facets", "off"]
    with _running(command, port, "/-/versions.json", folder / "datasette.log", {}) as server:
        yield server


def download(
    server: Server, path: str, keep: Path | None = None, *, accept: str = "", tag: str = ""
) -> Download:
    """Read a body as a careful client does: piece by piece; with ``keep`` into a file.

    ``accept`` is a packing it takes, ``tag`` that of the content it has.
    """
    asked = {"Accept-Encoding": accept or "identity"} | ({"If-None-Match": tag} if tag else {})
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=READ_SECONDS)
    spent, began, first, size = processor_seconds(server.pid), time.perf_counter(), 0.0, 0
    connection.request("GET", path, headers=asked)
    response = connection.getresponse()
    assert response.status == (304 if tag else 200), response.read()
    with (keep or Path(os.devnull)).open("wb") as file:
        while piece := response.read1(READ_BYTES):
            first = first or time.perf_counter() - began
            size += len(piece)
            if keep:
                file.write(piece)
    seconds = time.perf_counter() - began
    connection.close()
    return Download(
        seconds, processor_seconds(server.pid) - spent, first, size, response.headers["ETag"] or ""
    )


def latencies(server: Server, path: str, is_over: Callable[[], bool]) -> tuple[float, float]:
    """p50 and p95 in ms of small requests one after another, until enough or all is over."""
    waits: list[float] = []
    while len(waits) < MOST_REQUESTS and not is_over():
        waits.append(download(server, path).seconds * 1000)
        time.sleep(PAUSE_SECONDS)
    cuts = statistics.quantiles(waits, n=20)
    return statistics.median(waits), cuts[-1]


def free_port() -> int:
    """A port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _running(
    command: list[str], port: int, alive: str, log: Path, settings: dict[str, str]
) -> Iterator[Server]:
    environment = {
        name: text for name, text in os.environ.items() if not name.startswith("PORTAL_")
    }
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own two commands
            command, cwd=ROOT, env=environment | settings, stdout=output, stderr=output
        )
    try:
        _wait(process, port, alive, log)
        yield Server(port, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[Any]", port: int, alive: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", alive)
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start; it says:\n{log.read_text()[-2000:]}")
