"""Locks on one round, or on one attached content, that leave no trace in any row."""

import hashlib

from sqlalchemy import func, select
from sqlalchemy.orm import Session


def lock_round(session: Session, round_id: str, *, shared: bool) -> None:
    """Hold the round until the transaction ends: shared to cast, alone to change its state.

    PostgreSQL takes an advisory lock, because a row lock would write into the round's row with
    every ballot. SQLite's writers already follow one another.
    """
    _lock(session, round_id, shared=shared)


def lock_content(session: Session, sha256: str) -> None:
    """Hold an attached content alone until the transaction ends.

    Else one could take a file away while another person's row begins to name it.
    """
    _lock(session, f"content {sha256}", shared=False)


def _lock(session: Session, name: str, *, shared: bool) -> None:
    if session.get_bind().dialect.name != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    take = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
    session.execute(select(take(number)))
