"""Contracts (合同): what was agreed, with whom, for how much and until when."""

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.records.base import Base
from portal.records.organisation import Organisation
from portal.records.project import Project


class Contract(Base):
    """One signed contract of a project."""

    __tablename__ = "contract"

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

    project: Mapped[Project] = relationship()
    purchaser: Mapped[Organisation] = relationship(foreign_keys=[purchaser_id])
    contractor: Mapped[Organisation] = relationship(foreign_keys=[contractor_id])
