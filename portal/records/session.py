"""The way to the database: engines set up for safety, and one transaction per user action."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnectionError
from sqlalchemy.orm import Session

from portal.errors import DatabaseFaultError, UnavailableError
from portal.records import grams, tables  # noqa: F401 - whoever may write finds the table of every key
from portal.settings import get_settings

BUSY_TIMEOUT_MS = 10_000
AWAY = (OperationalError, InterfaceError, DatabaseError)
"""Exactly these, not their children; SQLite reports a file that is no database as the last one"""
UNKNOWN_NAMES = frozenset({"42P01", "42703"})
"""PostgreSQL's states for a table or column that is not there; SQLite's are among ``AWAY``"""
NOT_MIGRATED = frozenset({"UndefinedTable", "UndefinedColumn"})
"""PostgreSQL's words for what SQLite calls an operational error"""
log = logging.getLogger(__name__)


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL (psycopg 3); other databases are refused.

    Its errors name no parameters: they reach the log with their time, and one of them may be the
    answers of a ballot.
    """
    parsed = make_url(url)
    match parsed.get_backend_name():
        case "sqlite":
            engine = create_engine(parsed, hide_parameters=True)
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        case "postgresql":
            return create_engine(
                _uncompiled(parsed.set(drivername="postgresql+psycopg")),
                pool_pre_ping=True,
                hide_parameters=True,
            )
        case other:
            raise UnavailableError(
                "the portal runs on SQLite or PostgreSQL, not on {other}", other=other
            )


def _uncompiled(url: URL) -> URL:
    """The address with PostgreSQL's compiler off, unless it sets options of its own.

    Short questions with several subqueries look dear to it, and it spends more time on compiling
    them than on answering: a list of 8,000 contractors took 3.1 s with it, 0.6 s without.
    """
    return url if "options" in url.query else url.update_query_dict({"options": "-c jit=off"})


def _prepare_sqlite(connection: Any, record: object) -> None:
    """WAL for readers beside a writer; ``secure_delete`` so that swept ballots are overwritten."""
    del record
    connection.isolation_level = None
    # The triggers that keep the index of words call it.
    connection.create_function(grams.FUNCTION, -1, grams.spelled_grams, deterministic=True)
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at the start, so that a reader never fails when it turns writer."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@cache
def get_engine() -> Engine:
    """The engine of the configured database, one per process."""
    return make_engine(get_settings().database_url)


@contextmanager
def reading(engine: Engine | None = None) -> Iterator[Session]:
    """A session that only reads; nothing is committed."""
    with reachable(), Session(engine or get_engine()) as session:
        yield session


@contextmanager
def writing(engine: Engine | None = None) -> Iterator[Session]:
    """One user action: committed as a whole when the block ends, undone when it raises."""
    bind = (engine or get_engine()).execution_options(writing=True)
    with reachable(), Session(bind, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reachable() -> Iterator[None]:
    """Say that the database is away, or that a statement of ours failed, in words of our own.

    The driver's words reach neither page nor log: PostgreSQL's can repeat a row, and a row can be
    somebody's answer.
    """
    try:
        yield
    except NoFreeConnectionError:
        raise _away("no connection was free") from None
    except DBAPIError as error:
        kind = type(error.orig).__name__
        if type(error) in AWAY or getattr(error.orig, "sqlstate", None) in UNKNOWN_NAMES:
            raise _away(kind) from None
        fault = DatabaseFaultError(f"{kind} in: {error.statement}")
        raise fault.with_traceback(error.__traceback__) from None


def _away(reason: str) -> UnavailableError:
    log.warning("the database failed: %s", reason)
    return UnavailableError("the database cannot be reached, or is not migrated")
