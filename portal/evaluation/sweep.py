"""After a close: leaving no earlier copy of a ballot or an invitation in the database files."""

import re
import time

from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from portal.errors import ConflictError
from portal.locale import marked
from portal.records.evaluation import Ballot, Invitation
from portal.records.session import BUSY_TIMEOUT_MS, reachable

TABLES = (Ballot.__tablename__, Invitation.__tablename__)
PATIENCE_SECONDS = 20.0
"""How long an officer is kept waiting for somebody else's reading to end"""
LOCK_TIMEOUT_MS = 2_000
"""How long one try may hold up the ballots of other rounds, which queue behind it"""
PAUSE_SECONDS = 0.25
BUSY = marked(
    "the old copies of the ballots could not be swept yet, because another connection still reads "
    "them; the round stays closed and can be swept again in a moment"
)


def sweep_ballots(engine: Engine) -> None:
    """Remove every old copy; raises ConflictError while another connection still needs one.

    Runs outside a transaction, after the close is committed. SQLite overwrites deleted content at
    once (``secure_delete``), so only the write-ahead log is left to empty. PostgreSQL writes both
    tables into new files (``VACUUM FULL``): a plain VACUUM would leave the bytes in the holes of
    the old pages.
    """
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    with reachable():
        while not _swept(engine):
            if time.monotonic() >= give_up_at:
                raise ConflictError(BUSY)
            time.sleep(PAUSE_SECONDS)


def _swept(engine: Engine) -> bool:
    if engine.dialect.name == "sqlite":
        return _truncate_wal(engine)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = {LOCK_TIMEOUT_MS}"))
        try:
            return all(_rewrite_file(connection, table) for table in TABLES)
        except OperationalError as error:
            if isinstance(error.orig, LockNotAvailable):  # a dump, for example
                return False
            raise
        finally:
            connection.execute(text("RESET lock_timeout"))


def _truncate_wal(engine: Engine) -> bool:
    """Whether the log is empty now, after a wait as short as PostgreSQL's."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={LOCK_TIMEOUT_MS}")
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
