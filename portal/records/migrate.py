"""Bringing a database to the current schema, for ``portal migrate`` and for tests."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from portal.records.session import reachable

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def configuration(url: str) -> Config:
    """Alembic's configuration for one database."""
    config = Config(MIGRATIONS / "alembic.ini")
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Create or upgrade the schema to the newest version; again changes nothing."""
    with reachable():
        command.upgrade(configuration(url), "head")


def downgrade(url: str, revision: str = "base") -> None:
    """Take the schema back to an older version."""
    command.downgrade(configuration(url), revision)


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest version."""
    with reachable(), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest()


@cache
def newest() -> str | None:
    """The version that the migrations of this installation lead to."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()
