"""What every table shares: naming, identifiers and the two kinds of time."""

import enum
import hashlib
import re
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

ID_LENGTH = 20


class Base(DeclarativeBase):
    """Root of all models; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC timestamp on every database; SQLite alone would drop the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: a time without a zone is a time nobody can defend."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a timestamp without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give the zone back where the database dropped it."""
        del dialect
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def enumerated(kind: type[enum.StrEnum], length: int) -> Enum:
    """A text column of an enumeration's values; as plain text it would come back without members.

    Not the database's own kind of enumeration, which a new member would have to migrate.
    """
    return Enum(
        kind,
        native_enum=False,
        length=length,
        values_callable=lambda members: [each.value for each in members],
    )


def utc_now() -> datetime:
    """The current moment, aware, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A random, URL-safe identifier of 80 bits."""
    return secrets.token_hex(ID_LENGTH // 2)


def is_id(text: str) -> bool:
    """Whether a text from outside can be the id of a record.

    The databases disagree about the rest: PostgreSQL fails at a NUL that SQLite does not find.
    """
    return re.fullmatch(r"[A-Za-z0-9-]{1,60}", text) is not None


def derived_id(*parts: str) -> str:
    """An identifier that is the same on every installation for the same natural key."""
    key = "\x1f".join(parts).encode()
    return hashlib.sha256(key).hexdigest()[:ID_LENGTH]


def new_ballot_id() -> str:
    """A random identifier of 128 bits, for rows that must not be guessed or ordered."""
    return secrets.token_hex(16)
