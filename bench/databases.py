"""PostgreSQL for the measurements that want it: a private server, gone in the end."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import psycopg

from bench.tables import note
from tools.postgresql import PostgreSQLError, private_cluster

DATABASE = "bench"


@contextmanager
def postgresql() -> Iterator[str | None]:
    """The address of an empty database, or None where PostgreSQL is not installed.

    The server has the settings of the tests: it does not wait for the disk.
    """
    with ExitStack() as stack:
        try:
            cluster = stack.enter_context(private_cluster())
        except PostgreSQLError as error:
            note(f"PostgreSQL is left out: {error}")
            yield None
            return
        with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {DATABASE}")
        yield cluster.url(DATABASE)
