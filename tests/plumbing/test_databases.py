"""Each test has a database of its own, on a server as unlike SQLite as a production one."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, inspect, text
from sqlalchemy.orm import Session

from tools import postgresql
from tools.postgresql import Cluster, PostgreSQLError, private_cluster


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_writes_no_other_sees(session: Session, turn: str) -> None:
    tables = session.scalar(text("SELECT count(*) FROM alembic_version"))
    session.execute(text("CREATE TABLE written (turn TEXT)"))
    session.execute(text("INSERT INTO written VALUES (:turn)"), {"turn": turn})
    session.commit()

    assert tables == 1
    assert session.scalars(text("SELECT turn FROM written")).all() == [turn]


def test_a_fresh_database_is_migrated(engine: Engine) -> None:
    assert "alembic_version" in inspect(engine).get_table_names()


def test_the_server_sorts_by_language_and_lives_in_shanghai(postgresql_cluster: Cluster) -> None:
    with psycopg.connect(postgresql_cluster.conninfo("postgres")) as connection:
        ordered = connection.execute(
            "SELECT string_agg(word, ' ' ORDER BY word) FROM (VALUES ('B'), ('a'), ('重'), ('安')) "
            "AS words (word)"
        ).fetchone()
        zone = connection.execute("SHOW timezone").fetchone()

    assert ordered != ("B a 安 重",)
    assert zone == ("Asia/Shanghai",)


def test_another_account_of_the_machine_cannot_enter(postgresql_cluster: Cluster) -> None:
    stranger = postgresql_cluster.conninfo("postgres").replace(postgresql_cluster.password, "guess")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(stranger)


def test_the_cluster_stops_and_leaves_nothing() -> None:
    with private_cluster() as cluster, psycopg.connect(cluster.conninfo("postgres")) as connection:
        (folder,) = connection.execute("SHOW data_directory").fetchall()[0]
        assert Path(folder).is_dir()

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(cluster.conninfo("postgres"))
    assert not Path(folder).parent.exists()


def test_a_machine_without_postgresql_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgresql, "USUAL_PLACES", ())

    with pytest.raises(PostgreSQLError, match="apt-get install postgresql"):
        postgresql.find_binaries()
