"""Administrative divisions (行政区划): where something is bought and for whom."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base


class Region(Base):
    """One division of GB/T 2260 (6 digits) or a township (9 digits); ``100000`` is the nation."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(9), primary_key=True)
    name: Mapped[str] = mapped_column(String(80), index=True)
    level: Mapped[str] = mapped_column(String(12))
    """nation, province, prefecture, county or township"""
    parent_code: Mapped[str | None] = mapped_column(String(9), index=True)
    path: Mapped[str] = mapped_column(String(240))
    """Names from the province down, as a reader says them: 四川省德阳市旌阳区"""
