"""Projects (项目): one purchase from plan to archive, one OCDS contracting process."""

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base


class Project(Base):
    """Holds the notices, contracts and rounds of one purchase together."""

    __tablename__ = "project"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    ocid: Mapped[str | None] = mapped_column(String(300), unique=True)
    number: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    purchaser_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    place: Mapped[str | None] = mapped_column(String(40))
    """The policy document that governs it: deyang, guangdong, dawukou, zunyi, inner-mongolia"""
    is_demo: Mapped[bool] = mapped_column(default=False)
