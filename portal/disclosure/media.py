"""What was registered of a notice's first publication, one entry after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.records.publishing import MediumRecord


@dataclass(frozen=True)
class MediumEntry:
    """One entry, without the officer's account."""

    name: str
    url: str
    published_at: datetime
    is_statutory: bool
    reason: str | None
    recorded_at: datetime


def list_media(session: Session, notice_id: str) -> Sequence[MediumEntry]:
    """Every entry of a notice, the first one first."""
    rows = session.scalars(
        select(MediumRecord)
        .where(MediumRecord.notice_id == notice_id)
        .order_by(MediumRecord.recorded_at, MediumRecord.id)
    )
    return [
        MediumEntry(
            each.name, each.url, each.published_at, each.is_statutory, each.reason, each.recorded_at
        )
        for each in rows
    ]
