"""Finds PostgreSQL on this machine and runs a private cluster for tests and benchmarks."""

import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

OLDEST = 15
PROGRAMS = ("initdb", "pg_ctl", "postgres")
USUAL_PLACES = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Red Hat and its relatives
    "/opt/homebrew/opt/postgresql@*/bin",  # macOS on Apple silicon
    "/usr/local/opt/postgresql@*/bin",  # macOS on Intel
)
MISSING = (
    f"PostgreSQL {OLDEST} or newer was not found; the tests need its server programs "
    "(Debian and Ubuntu: apt-get install postgresql; macOS: brew install postgresql)."
)
ATTEMPTS = 3  # another process can take the free port between our look and our start

# A test cluster may lose its data, so it need not wait for the disk. No autovacuum: a forensic
# test must not pass because a cleaner happened to come by. The time zone is that of the users,
# so that a value read without its zone shows.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "timezone": "Asia/Shanghai",
    "listen_addresses": "127.0.0.1",
}


class PostgreSQLError(RuntimeError):
    """PostgreSQL is missing or did not start; the message says what to do or what it wrote."""


@dataclass(frozen=True)
class Cluster:
    """A running server; every database of it is reached with the same name and password."""

    port: int
    user: str
    password: str

    def url(self, database: str) -> str:
        """The SQLAlchemy address of one database of the cluster."""
        return f"postgresql+psycopg://{self.user}:{self.password}@127.0.0.1:{self.port}/{database}"

    def conninfo(self, database: str) -> str:
        """The libpq address of the same, for psycopg without SQLAlchemy."""
        return self.url(database).replace("+psycopg", "")


def find_binaries() -> Path:
    """The folder of the newest server programs, wherever the system's packages put them."""
    folders = {folder: _version(folder) for folder in _candidates()}
    fit = [folder for folder, version in folders.items() if version >= OLDEST]
    if not fit:
        raise PostgreSQLError(MISSING)
    return max(fit, key=lambda folder: folders[folder])


def _candidates() -> Iterator[Path]:
    for program in ("initdb", "pg_config"):
        if path := shutil.which(program):
            yield Path(path).resolve().parent
    if config := shutil.which("pg_config"):
        yield Path(_output([config, "--bindir"]).strip())
    for pattern in USUAL_PLACES:
        yield from Path("/").glob(pattern.lstrip("/"))


def _version(folder: Path) -> int:
    """The major version, or 0 where a program that we need is missing."""
    if not all((folder / program).is_file() for program in PROGRAMS):
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", _output([str(folder / "postgres"), "--version"]))
    return int(found[1]) if found else 0


def _output(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


@contextmanager
def private_cluster() -> Iterator[Cluster]:
    """Starts an empty cluster on a free port of 127.0.0.1; stops and removes it at the end."""
    binaries = find_binaries()
    # Not below pytest's own folder: that is closed to the account we drop to, and a socket's path
    # may be no longer than 103 bytes.
    home = Path(tempfile.mkdtemp(prefix="sunlight-pg-"))
    owner = _unprivileged_account()
    try:
        if owner:
            os.chown(home, owner.pw_uid, owner.pw_gid)
        password = _initialise(binaries, home, owner)
        port = _start(binaries, home, owner)
        try:
            yield Cluster(port=port, user="sunlight", password=password)
        finally:
            # By the process id in this cluster's own folder, so no other server is ever touched.
            stop = ["stop", "-w", "-m", "fast", "-D", str(home / "data")]
            _run(binaries / "pg_ctl", stop, owner)
    finally:
        shutil.rmtree(home)


def _unprivileged_account() -> pwd.struct_passwd | None:
    """The account to drop to: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {account.pw_name: account for account in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _initialise(binaries: Path, home: Path, owner: pwd.struct_passwd | None) -> str:
    """Creates the cluster's files; a password keeps other accounts of this machine out."""
    password = secrets.token_hex(16)
    secret = home / "password"
    secret.write_text(password)
    if owner:
        os.chown(secret, owner.pw_uid, owner.pw_gid)
    # Sorted by language as most production clusters are, so that a query which silently relies on
    # byte order, as SQLite has it, fails here and not in a county.
    collation = ["--locale=C", "--locale-provider=icu", "--icu-locale=zh-Hans"]
    login = ["--username=sunlight", "--auth=scram-sha-256", f"--pwfile={secret}"]
    files = ["-D", str(home / "data"), "--no-sync", "--encoding=UTF8"]
    _run(binaries / "initdb", [*files, *collation, *login], owner)
    secret.unlink()
    settings = "".join(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
    with (home / "data" / "postgresql.conf").open("a") as configuration:
        configuration.write(f"{settings}unix_socket_directories = '{home}'\n")
    return password


def _start(binaries: Path, home: Path, owner: pwd.struct_passwd | None) -> int:
    log = home / "log"
    for _ in range(ATTEMPTS):
        port = _free_port()
        options = ["-D", str(home / "data"), "-l", str(log), "-o", f"-p {port}"]
        try:
            _run(binaries / "pg_ctl", ["start", "-w", *options], owner)
        except PostgreSQLError:
            continue
        return port
    written = log.read_text() if log.exists() else "nothing"
    raise PostgreSQLError(f"PostgreSQL did not start; its log says:\n{written}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _run(program: Path, arguments: list[str], owner: pwd.struct_passwd | None) -> None:
    done = subprocess.run(
        [program, *arguments],
        cwd="/",  # the account we drop to may not enter the folder we are in
        user=owner.pw_uid if owner else None,
        group=owner.pw_gid if owner else None,
        extra_groups=[] if owner else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise PostgreSQLError(f"{program.name} failed:\n{done.stdout}")
