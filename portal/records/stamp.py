"""The data stamp: a word that is another one after every change of what the public may see.

Whatever is computed from public tables may be kept under the stamp that was read before it: counts,
pictures, prebuilt files. Triggers in the database change it: no way of writing passes it by.
"""

import hashlib

from sqlalchemy import BigInteger, String, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.records.base import Base
from portal.today import today

WRITES = ("INSERT", "UPDATE", "DELETE")
POSTGRESQL_FUNCTION = "data_changed"
_MARKS = text("SELECT mark FROM data_stamp ORDER BY mark")


class DataStamp(Base):
    """Random marks, of which every transaction that changes public data leaves a new one.

    SQLite has one writer, so it keeps one row. On PostgreSQL a single row would make writers wait
    for each other until they commit, or lock each other out: each adds a row of its own and takes
    the oldest away. The set of marks never is one that was there before.
    """

    __tablename__ = "data_stamp"

    mark: Mapped[str] = mapped_column(String(36), primary_key=True)
    no: Mapped[int] = mapped_column(BigInteger)
    """PostgreSQL's number of the transaction; the oldest go first"""


def data_stamp(session: Session) -> str:
    """The stamp as this session sees it today; each day has one of its own, as rows end by the day.

    Read it before the data: what is newer than its stamp is only computed once more. A session that
    has changed public data itself must keep nothing under it, since on PostgreSQL one transaction
    has one mark.
    """
    marks = session.scalars(_MARKS).all()
    return hashlib.sha256(" ".join((today().isoformat(), *marks)).encode()).hexdigest()[:24]


def watching(dialect: str, table: str) -> list[str]:
    """The statements that make changes of a table change the stamp; for migrations.

    SQLite drops triggers with their table: a migration that rebuilds one has to watch it again.
    """
    if dialect == "postgresql":
        when = f"AFTER {' OR '.join(WRITES)} OR TRUNCATE ON {table} FOR EACH STATEMENT"
        name = POSTGRESQL_FUNCTION
        return [f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()"]
    new_mark = "UPDATE data_stamp SET mark = lower(hex(randomblob(16)))"
    return [
        f"CREATE TRIGGER {_name(table, write)} AFTER {write} ON {table} BEGIN {new_mark}; END"
        for write in WRITES
    ]


def unwatching(dialect: str, table: str) -> list[str]:
    """The statements that undo ``watching``."""
    if dialect == "postgresql":
        return [f"DROP TRIGGER {POSTGRESQL_FUNCTION} ON {table}"]
    return [f"DROP TRIGGER {_name(table, write)}" for write in WRITES]


def _name(table: str, write: str) -> str:
    return f"stamp_{table}_{write.lower()}"
