"""What a test of the records may ask for: an invented town, or the whole demonstration, as a copy
of its own on each kind of database.
"""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine

from portal.demo.load import load_demo
from portal.records.regions import load_regions
from portal.records.session import make_engine, writing
from portal.settings import Settings, get_settings, read_settings
from tests.conftest import TEMPLATE
from tests.db.county import installed_from, settle_lake, write_pack
from tests.db.office import Office, storage_in
from tests.db.town import OPERATOR, Town, settle
from tools.postgresql import Cluster

KINDS = ["sqlite", "postgresql"]
Fill = Callable[[Engine], object]


@dataclass(frozen=True)
class SQLiteTemplate:
    """A filled database file."""

    path: Path

    @contextmanager
    def copy(self, folder: Path) -> Iterator[Engine]:
        """An engine on a copy of its own."""
        path = shutil.copyfile(self.path, folder / f"{uuid.uuid4().hex}.db")
        engine = make_engine(f"sqlite:///{path}")
        yield engine
        engine.dispose()

    def filled(self, folder: Path, fill: Fill) -> "SQLiteTemplate":
        """The same with more in it."""
        with self.copy(folder) as engine:
            fill(engine)
        return SQLiteTemplate(Path(str(engine.url.database)))


@dataclass(frozen=True)
class PostgreSQLTemplate:
    """A filled database of the private server."""

    cluster: Cluster
    name: str

    @contextmanager
    def copy(self, _: Path) -> Iterator[Engine]:
        """An engine on a copy of its own, which is dropped in the end."""
        copied = self._copied()
        engine = make_engine(self.cluster.url(copied.name))
        yield engine
        engine.dispose()
        self._administer("DROP DATABASE {} WITH (FORCE)", copied.name)

    def filled(self, _: Path, fill: Fill) -> "PostgreSQLTemplate":
        """The same with more in it."""
        copied = self._copied()
        engine = make_engine(self.cluster.url(copied.name))
        fill(engine)
        engine.dispose()
        return copied

    def _copied(self) -> "PostgreSQLTemplate":
        name = f"copy_{uuid.uuid4().hex}"
        self._administer("CREATE DATABASE {} TEMPLATE {}", name, self.name)
        return PostgreSQLTemplate(self.cluster, name)

    def _administer(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.cluster.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


Template = SQLiteTemplate | PostgreSQLTemplate


@pytest.fixture(scope="session")
def templates(
    migrated_sqlite_file: Path, migrated_postgresql_cluster: Cluster
) -> dict[str, Template]:
    """An empty database of each kind."""
    return {
        "sqlite": SQLiteTemplate(migrated_sqlite_file),
        "postgresql": PostgreSQLTemplate(migrated_postgresql_cluster, TEMPLATE),
    }


@pytest.fixture(scope="session", params=KINDS)
def migrated(request: pytest.FixtureRequest, templates: dict[str, Template]) -> Template:
    """An empty database of one kind after the other."""
    return templates[request.param]


@pytest.fixture(scope="session")
def settled(migrated: Template, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A town without a round."""
    return migrated.filled(tmp_path_factory.mktemp("settled"), settle)


@pytest.fixture
def town(settled: Template, tmp_path: Path) -> Iterator[Town]:
    """A town with a contract, a yardstick of two questions and everybody's roles."""
    with settled.copy(tmp_path) as engine:
        yield Town(engine)


@pytest.fixture(scope="session")
def lake_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the settings name, with an invented county's pack in it."""
    return write_pack(tmp_path_factory.mktemp("packs"))


@pytest.fixture
def lake(town: Town, lake_folder: Path) -> Iterator[Town]:
    """The town, which buys under the county's document as well."""
    settle_lake(town.engine)
    with installed_from(lake_folder):
        yield town


@pytest.fixture(scope="session")
def demo_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Those of a demonstration with a secret of its own."""
    return read_settings({"PORTAL_VAR_DIR": str(tmp_path_factory.mktemp("var"))})


@pytest.fixture(scope="session")
def demonstrations(
    templates: dict[str, Template],
    demo_settings: Settings,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Template]:
    """Every region and the whole demonstration, in each kind of database."""
    folder = tmp_path_factory.mktemp("demonstrations")

    def fill(engine: Engine) -> None:
        with writing(engine) as session:
            load_regions(session)
        list(load_demo(OPERATOR, demo_settings, engine))

    return {kind: template.filled(folder, fill) for kind, template in templates.items()}


@pytest.fixture(params=KINDS)
def demo(
    request: pytest.FixtureRequest, demonstrations: dict[str, Template], tmp_path: Path
) -> Iterator[Engine]:
    """The demonstration in one kind of database after the other."""
    with demonstrations[request.param].copy(tmp_path) as engine:
        yield engine


@pytest.fixture
def both_demos(demonstrations: dict[str, Template], tmp_path: Path) -> Iterator[list[Engine]]:
    """The demonstration in both kinds of database side by side."""
    with ExitStack() as stack:
        yield [stack.enter_context(each.copy(tmp_path)) for each in demonstrations.values()]


@pytest.fixture
def office(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The town's officers at their desks, with a place for files of their own."""
    monkeypatch.setenv("PORTAL_FILES_DIR", str(tmp_path / "attachments"))
    get_settings.cache_clear()
    yield Office(town, storage_in(tmp_path))
    get_settings.cache_clear()
