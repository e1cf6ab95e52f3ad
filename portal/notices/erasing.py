"""After a withdrawal: neither a file nor an old copy in the database is left of what was there."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Engine, func, select, text

from portal.notices.attachments import forget_unnamed
from portal.notices.storage import Storage
from portal.records.compliance import FindingRecord
from portal.records.notice import Notice, NoticeLot, NoticeSupplier, NoticeVersion
from portal.records.project import Project
from portal.records.publishing import (
    Attachment,
    MediumRecord,
    NoticeDraft,
    NoticeReview,
    Withholding,
)
from portal.records.rewriting import leave_no_copies
from portal.records.session import reachable, writing

TABLES = tuple(
    each.__tablename__
    for each in (
        Notice, NoticeVersion, NoticeLot, NoticeSupplier, NoticeDraft, NoticeReview, Attachment,
        Withholding, Project, FindingRecord, MediumRecord,
    )
)  # fmt: skip
SMALL_BYTES = 256 * 2**20
"""Tables up to this size are written anew at once on PostgreSQL, which nobody notices much; larger
ones lock everybody out for so long that the operator chooses the hour"""
LOCK_TIMEOUT_MS = 2_000
PAGES_AT_ONCE = 2_000
ENOUGH_CHANGES = 2
"""A merge that changes fewer rows has done nothing (FTS5)"""
MERGE = text("INSERT INTO notice_gram (notice_gram, rank) VALUES ('merge', :pages)")
TOTAL = text("SELECT total_changes()")
PATIENCE_SECONDS = 10.0
PAUSE_SECONDS = 0.25


@dataclass(frozen=True)
class Erased:
    """What was taken away."""

    files: int
    is_swept: bool
    """False while old copies may still be in the database files; ``portal sweep`` takes them"""


def erase(engine: Engine, kept_in: Storage, hashes: Iterable[str]) -> Erased:
    """Take away files that nobody names any more, and old copies as far as that is quick."""
    with writing(engine) as session:
        gone = forget_unnamed(session, kept_in, hashes)
    return Erased(len(gone), sweep_notices(engine, at_any_cost=False))


def sweep_notices(engine: Engine, *, at_any_cost: bool) -> bool:
    """Whether the files of the database hold no earlier copy of a notice any more."""
    with reachable():
        if engine.dialect.name == "sqlite":
            _merge_words(engine)
        elif not at_any_cost and _size(engine) > SMALL_BYTES:
            return False
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while not leave_no_copies(engine, TABLES, LOCK_TIMEOUT_MS):
            if time.monotonic() >= give_up_at:
                return False
            time.sleep(PAUSE_SECONDS)
        return True


def sweep_files(engine: Engine, kept_in: Storage) -> int:
    """Take away every file that nobody names, and arrivals that were never finished; how many."""
    abandoned = list(kept_in.abandoned())
    for path in abandoned:
        path.unlink(missing_ok=True)
    gone = 0
    for sha256 in kept_in.kept():
        with writing(engine) as session:
            named = select(func.count()).where(
                Attachment.sha256 == sha256, Attachment.is_withdrawn.is_(False)
            )
            if not session.scalar(named):
                gone += len(forget_unnamed(session, kept_in, [sha256]))
    return gone + len(abandoned)


def _merge_words(engine: Engine) -> None:
    """The index of words keeps what was deleted until its parts are merged.

    Some pages at a time, so that nobody who rates meanwhile has to wait long.
    """
    pages = -PAGES_AT_ONCE  # first of all every part is put up for merging
    changed = ENOUGH_CHANGES
    while changed >= ENOUGH_CHANGES:
        with writing(engine) as session:
            before = session.scalar(TOTAL) or 0
            session.execute(MERGE, {"pages": pages})
            changed = (session.scalar(TOTAL) or 0) - before
        pages = PAGES_AT_ONCE


def _size(engine: Engine) -> int:
    with engine.connect() as connection:
        return sum(
            connection.scalar(text("SELECT pg_total_relation_size(:name)"), {"name": name}) or 0
            for name in TABLES
        )
