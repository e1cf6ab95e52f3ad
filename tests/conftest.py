"""What every test may ask for: a clean environment and a fresh, migrated database of each kind."""

import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright
from psycopg import sql
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.locale import use
from portal.settings import Settings, get_settings, read_settings
from tools.browser import find_browser
from tools.postgresql import Cluster, private_cluster

# The same examples on every run: a red build is then about the change, not about luck.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True)
hypothesis.settings.load_profile("steady")

TEMPLATE = "migrated"


@pytest.fixture(autouse=True, scope="session")
def _no_settings_from_outside() -> Iterator[None]:
    """A developer's own PORTAL_ variables neither reach a test nor are lost."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("PORTAL_")]:
            patch.delenv(name)
        yield


@pytest.fixture(autouse=True)
def _first_language() -> None:
    """A test that spoke English leaves the next one Chinese, as every visit begins."""
    use(None)


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[Cluster]:
    """One private server for the whole run."""
    with private_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def migrated_sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database whose every page is in the one file, ready to be copied."""
    from portal.records.migrate import upgrade

    path = tmp_path_factory.mktemp("sqlite") / "migrated.db"
    upgrade(f"sqlite:///{path}")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture(scope="session")
def migrated_postgresql_cluster(postgresql_cluster: Cluster) -> Cluster:
    """The cluster with a migrated, empty database to copy."""
    from portal.records.migrate import upgrade

    _administer(postgresql_cluster, "CREATE DATABASE {}", TEMPLATE)
    upgrade(postgresql_cluster.url(TEMPLATE))
    return postgresql_cluster


@pytest.fixture
def sqlite_url(migrated_sqlite_file: Path, tmp_path: Path) -> str:
    """A migrated, empty SQLite database of this test's own."""
    path = shutil.copyfile(migrated_sqlite_file, tmp_path / "portal.db")
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(migrated_postgresql_cluster: Cluster) -> Iterator[str]:
    """A migrated, empty PostgreSQL database of this test's own."""
    name = f"test_{uuid.uuid4().hex}"
    _administer(migrated_postgresql_cluster, "CREATE DATABASE {} TEMPLATE {}", name, TEMPLATE)
    yield migrated_postgresql_cluster.url(name)
    _administer(migrated_postgresql_cluster, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database: the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    from portal.records.session import make_engine

    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """One open transaction; what the test does not commit is rolled back."""
    with Session(engine) as session:
        yield session


@pytest.fixture(scope="session")
def demo_folder(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ``var`` folder with the demonstration loaded; whoever changes it takes a copy."""
    from portal.demo.load import load_demo
    from portal.identity.acting import console
    from portal.records.regions import load_regions
    from portal.records.session import make_engine, writing

    folder = tmp_path_factory.mktemp("demonstration")
    settings = read_settings({"PORTAL_VAR_DIR": str(folder)})
    shutil.copyfile(migrated_sqlite_file, folder / "portal.db")
    engine = make_engine(settings.database_url)
    with writing(engine) as session:
        load_regions(session)
    assert list(load_demo(console("tests"), settings, engine))
    engine.dispose()
    return folder


@pytest.fixture
def demo(demo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """This process runs on the demonstration; only for tests that read."""
    yield from _running_on(demo_folder, monkeypatch)


@pytest.fixture
def own_demo(
    demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Settings]:
    """This process runs on a demonstration that the test may change."""
    yield from _running_on(shutil.copytree(demo_folder, tmp_path / "var"), monkeypatch)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A headless browser, gone with its module: Playwright keeps an event loop in this thread, and
    a later test's asyncio.run() would refuse to start beside it.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_browser(),
            args=[
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-gpu",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


def _running_on(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Settings]:
    from portal.records.session import get_engine

    patch.setenv("PORTAL_VAR_DIR", str(folder))
    get_settings.cache_clear()
    get_engine.cache_clear()
    yield get_settings()
    get_engine().dispose()
    get_settings.cache_clear()
    get_engine.cache_clear()


def _administer(cluster: Cluster, statement: str, *names: str) -> None:
    identifiers = map(sql.Identifier, names)
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*identifiers))
