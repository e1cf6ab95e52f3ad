"""The audit trail: who did what to which record, written in the transaction of the deed."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base, UtcDateTime, utc_now


class AuditEntry(Base):
    """One deed. Casting a ballot writes none: a row per ballot would carry its time."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    actor: Mapped[str] = mapped_column(String(600))
    """Issuer and subject of the account, as long as they may be together"""
    action: Mapped[str] = mapped_column(String(60))
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[str] = mapped_column(String(200), index=True)
    detail: Mapped[str] = mapped_column(Text, default="{}")
