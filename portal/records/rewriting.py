"""Leaving no earlier copy of changed rows in the files of the database."""

import re

from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from portal.records.session import BUSY_TIMEOUT_MS


def leave_no_copies(engine: Engine, tables: tuple[str, ...], lock_timeout_ms: int) -> bool:
    """One try to remove every old copy; False while another connection still needs one.

    Runs outside a transaction, after the change is committed. SQLite overwrites deleted content at
    once (``secure_delete``), so only the write-ahead log is left to empty. PostgreSQL writes the
    tables into new files (``VACUUM FULL``): a plain VACUUM would leave the bytes in the holes of
    the old pages.
    """
    if engine.dialect.name == "sqlite":
        return _truncate_wal(engine, lock_timeout_ms)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = {lock_timeout_ms}"))
        try:
            return all(_rewrite_file(connection, table) for table in tables)
        except OperationalError as error:
            if isinstance(error.orig, LockNotAvailable):  # a dump, for example
                return False
            raise
        finally:
            connection.execute(text("RESET lock_timeout"))


def _truncate_wal(engine: Engine, lock_timeout_ms: int) -> bool:
    """Whether the log is empty now, after a wait as short as PostgreSQL's."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={lock_timeout_ms}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_ = cursor.fetchall()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.close()
    finally:
        connection.close()
    return bool(busy == 0)


def _rewrite_file(connection: Connection, table: str) -> bool:
    """Whether the new file holds no row version that is already dead."""
    driver = connection.connection.driver_connection
    said: list[str] = []
    listen = lambda notice: said.append(notice.message_detail or "")  # noqa: E731 - kept to remove it
    driver.add_notice_handler(listen)  # type: ignore[union-attr] # psycopg's connection
    try:
        connection.execute(text(f"VACUUM (FULL, VERBOSE) {table}"))
        connection.execute(text(f"VACUUM (ANALYZE) {table}"))
    finally:
        driver.remove_notice_handler(listen)  # type: ignore[union-attr] # psycopg's connection
    return _no_dead_rows_kept(said)


def _no_dead_rows_kept(said: list[str]) -> bool:
    """Read VACUUM's own report: its detail begins with the dead rows it could not drop."""
    reports = [int(found[0]) for line in said if (found := re.findall(r"\d+", line))]
    return bool(reports) and reports[0] == 0
