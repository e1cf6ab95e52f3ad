"""Contracts (合同): what was agreed, with whom, for how much and until when."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.records.base import Base, UtcDateTime, utc_now
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.typed import searchable

UNSIGNED = date(1, 1, 1)
"""Sort key of a contract without a day of signing, so that it comes last"""
UNRECORDED = datetime(1970, 1, 1, tzinfo=UTC)
"""What stands for the time of recording where no trace of it was kept"""


class Contract(Base):
    """One signed contract of a project."""

    __tablename__ = "contract"
    __table_args__ = (Index("ix_contract_newest", "sort_on", "id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"), index=True)
    number: Mapped[str | None] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(500))
    purchaser_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    contractor_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    currency: Mapped[str] = mapped_column(String(3), default="CNY")
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    signed_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    is_demo: Mapped[bool] = mapped_column(default=False)
    sort_on: Mapped[date] = mapped_column(default=UNSIGNED, server_default="0001-01-01")
    """The day of signing, or ``UNSIGNED``: the order of every list"""
    recorded_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=utc_now, server_default="1970-01-01 00:00:00+00:00"
    )
    """When it was recorded here; the feed tells the newest first"""
    search_text: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Folded words of its title and number; those of its parties are theirs"""

    project: Mapped[Project] = relationship()
    purchaser: Mapped[Organisation] = relationship(foreign_keys=[purchaser_id])
    contractor: Mapped[Organisation] = relationship(foreign_keys=[contractor_id])

    @validates("title", "number")
    def _fold(self, key: str, value: Any) -> Any:
        """Keep what is searched in step with what is said."""
        said = {"title": self.title, "number": self.number} | {key: value}
        self.search_text = searchable(*said.values())
        return value

    @validates("signed_on")
    def _sort(self, key: str, value: date | None) -> date | None:
        """Keep the order in step with the day of signing."""
        del key
        self.sort_on = value or UNSIGNED
        return value
