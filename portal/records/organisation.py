"""Organisations: purchasers (购买主体), contractors (承接主体), using units and third parties."""

from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, validates

from portal.records.base import Base
from portal.typed import searchable


class Organisation(Base):
    """A legal person named in a public record; natural persons are never stored here."""

    __tablename__ = "organisation"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    uscc: Mapped[str | None] = mapped_column(String(18), unique=True)
    """Unified social credit code (GB 32100-2015); unknown for many published notices"""
    name: Mapped[str] = mapped_column(String(300), index=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    search_text: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Folded words of its name and code, which the search looks through"""

    @validates("name", "uscc")
    def _fold(self, key: str, value: Any) -> Any:
        """Keep what is searched in step with what is said."""
        said = {"name": self.name, "uscc": self.uscc} | {key: value}
        self.search_text = searchable(*said.values())
        return value
