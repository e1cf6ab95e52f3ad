"""The versions of a notice: each at its own address, and what differs between two of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import InvalidInputError, NotFoundError
from portal.notices.rules.versions import lines_of
from portal.records.notice import Notice, NoticeState, NoticeVersion


@dataclass(frozen=True)
class Wanted:
    """What the address of a notice asks for beside the notice: a version, and one to compare."""

    version: int | None = None
    compare: int | None = None


@dataclass(frozen=True)
class Version:
    """One version as it may be read."""

    number: int
    recorded_at: datetime
    reason: str
    content_hash: str
    is_withdrawn: bool
    lines: Mapping[str, Any]
    """Path → value; nothing of a withdrawn one"""


def wanted_version(asked: Mapping[str, str]) -> Wanted:
    """The version an address asks for; InvalidInputError where it is no number."""
    version = _number("version", asked.get("version"))
    compare = _number("compare", asked.get("compare"))
    if compare is not None and version is None:
        raise InvalidInputError("compare: the address has to name a version to compare it with")
    return Wanted(version, compare)


def check_versions(session: Session, notice_id: str, wanted: Wanted) -> None:
    """NotFoundError unless the notice is public and had these versions."""
    asked = {each for each in (wanted.version, wanted.compare) if each is not None}
    if not asked:
        return
    known = session.scalars(
        select(NoticeVersion.version)
        .join(Notice, Notice.id == NoticeVersion.notice_id)
        .where(
            NoticeVersion.notice_id == notice_id,
            NoticeVersion.version.in_(asked),
            Notice.state == NoticeState.ISSUED,
        )
    ).all()
    for each in sorted(asked - set(known)):
        raise NotFoundError("this notice has no version {number}", number=each)


def read_version(session: Session, notice_id: str, number: int) -> Version:
    """One version with what it said."""
    row = session.get(NoticeVersion, (notice_id, number))
    if row is None:
        raise NotFoundError("this notice has no version {number}", number=number)
    return Version(
        row.version,
        row.recorded_at,
        row.reason,
        row.content_hash,
        row.is_withdrawn,
        {} if row.is_withdrawn else lines_of(row.content),
    )


def later_reasons(session: Session, notice_id: str, number: int) -> Sequence[tuple[int, str]]:
    """The versions after this one with the reason of each, the newest first."""
    rows = session.execute(
        select(NoticeVersion.version, NoticeVersion.reason)
        .where(NoticeVersion.notice_id == notice_id, NoticeVersion.version > number)
        .order_by(NoticeVersion.version.desc())
    )
    return [(row.version, row.reason) for row in rows]


def _number(name: str, said: str | None) -> int | None:
    if said is None:
        return None
    if not (said.isascii() and said.isdigit() and 0 < len(said) < 7 and int(said)):
        raise InvalidInputError(
            "{name}: the number of a version, such as 1, is expected, not {value}",
            name=name,
            value=said[:40],
        )
    return int(said)
