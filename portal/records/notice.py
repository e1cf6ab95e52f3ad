"""Notices (公告): what a purchaser disclosed, each with every version it ever had."""

import enum
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    case,
    false,
    func,
    literal_column,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.records.base import Base, UtcDateTime, enumerated, utc_now

UNDATED = date(1, 1, 1)
"""Sort key of a notice without a date, so that it comes last."""


class NoticeState(enum.StrEnum):
    """Where a notice stands; every member says who causes the state."""

    DRAFT = "draft"
    """a drafter, or an import with ``--draft``; not public"""
    ISSUED = "issued"
    """a second officer, or an import of something already public elsewhere; public"""
    WITHDRAWN = "withdrawn"
    """an officer, because it led to a person; gone from everywhere, the withdrawal is public"""


class Notice(Base):
    """The current content of a notice; ``NoticeVersion`` keeps the earlier ones."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("publisher", "source_key"),
        # The order of every list, with the filters behind it: whatever is asked for is found by one
        # walk along this index, newest first, without a sort and without reading other rows.
        # What else is counted by stands there too, so that counting reads nothing but the index.
        Index(
            "ix_notice_newest",
            *("state", "sort_on", "id", "region_code", "type", "method", "service_item"),
            *("currency", "award_fen", "ceiling_fen", "budget_fen"),
            *("purchaser_id", "purchaser_name"),
        ),
        # The order of the feed.
        Index("ix_notice_recorded", "state", "recorded_at", "id"),
        # No two notices share an index number (索引号); reprints have none.
        Index("ix_notice_index_no", "index_no", unique=True),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    state: Mapped[NoticeState] = mapped_column(
        enumerated(NoticeState, 12), default=NoticeState.ISSUED
    )
    publisher: Mapped[str] = mapped_column(String(300))
    publisher_stated: Mapped[bool] = mapped_column(default=True)
    """False where the source named none and the prefix of its ocid stands in"""
    source_key: Mapped[str] = mapped_column(String(500))
    """data set + row id (CSV) or ocid + release id (OCDS), on lines of their own"""
    ocid: Mapped[str | None] = mapped_column(String(300), index=True)
    is_reprint: Mapped[bool] = mapped_column(default=False)
    """转载: first published elsewhere, shown with its source, not judged by publishing checks"""
    version: Mapped[int] = mapped_column(default=1)
    content_hash: Mapped[str] = mapped_column(String(64))
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the source released this content, or its newest dated one before; older content never
    replaces newer"""
    project_id: Mapped[str | None] = mapped_column(ForeignKey("project.id"), index=True)
    type: Mapped[str] = mapped_column(String(40))
    type_text: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    project_no: Mapped[str | None] = mapped_column(Text)
    purchaser_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    purchaser_name: Mapped[str | None] = mapped_column(Text)
    region_code: Mapped[str | None] = mapped_column(String(9))
    region_text: Mapped[str | None] = mapped_column(Text)
    method: Mapped[str | None] = mapped_column(String(40))
    method_text: Mapped[str | None] = mapped_column(Text)
    currency: Mapped[str | None] = mapped_column(String(3))
    budget_fen: Mapped[int | None] = mapped_column(BigInteger)
    budget_text: Mapped[str | None] = mapped_column(Text)
    ceiling_fen: Mapped[int | None] = mapped_column(BigInteger)
    ceiling_text: Mapped[str | None] = mapped_column(Text)
    award_fen: Mapped[int | None] = mapped_column(BigInteger)
    award_text: Mapped[str | None] = mapped_column(Text)
    supplier_names: Mapped[str | None] = mapped_column(Text)
    """Winners in the order of the source, joined with ``；``"""
    agency_name: Mapped[str | None] = mapped_column(Text)
    notice_on: Mapped[date | None]
    notice_on_text: Mapped[str | None] = mapped_column(Text)
    sort_on: Mapped[date] = mapped_column(default=UNDATED)
    event_text: Mapped[str | None] = mapped_column(Text)
    service_period_text: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[str | None] = mapped_column(Text)
    source_url: Mapped[str | None] = mapped_column(Text)
    source_text: Mapped[str | None] = mapped_column(Text)
    seen: Mapped[str | None] = mapped_column(Text)
    """How much of the source was readable when the facts were taken"""
    search_text: Mapped[str] = mapped_column(Text)
    """Case-folded words that the search looks through"""
    is_demo: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    """When its current content was recorded; the feed tells the newest first"""
    contract_id: Mapped[str | None] = mapped_column(ForeignKey("contract.id"))
    """The contract that a contract or acceptance notice is about"""
    corrects_id: Mapped[str | None] = mapped_column(ForeignKey("notice.id"))
    """The notice that a correction (更正公告) changed"""
    service_item: Mapped[str | None] = mapped_column(String(120))
    """Pack and code of the service in its list, ``zunyi:C2``; stated, never guessed"""
    fields: Mapped[str | None] = mapped_column(Text)
    """What stands under the headings of its format: code → text (JSON); None for a reprint"""
    withheld: Mapped[str | None] = mapped_column(Text)
    """Codes of its fields and names of attachments that are withheld, divided by commas"""
    index_no: Mapped[str | None] = mapped_column(String(120))
    """索引号 (政府信息公开条例 Art. 12)"""
    openness: Mapped[str | None] = mapped_column(String(20))
    """公开方式: proactive (主动公开) or on_request (依申请公开)"""
    issuer_name: Mapped[str | None] = mapped_column(String(300))
    """发布机构"""
    made_on: Mapped[date | None]
    """生成日期"""
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was issued here; None for a reprint"""
    media_name: Mapped[str | None] = mapped_column(String(200))
    """The statutory medium of its first publication (法定媒体)"""
    media_url: Mapped[str | None] = mapped_column(Text)
    media_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it first appeared there: this, and not the portal, meets and starts the clocks"""
    media_is_statutory: Mapped[bool | None]
    """Whether that medium was on the list of the statutory ones when it was registered; only then
    does it move a clock"""

    lots: Mapped[list["NoticeLot"]] = relationship(
        order_by="NoticeLot.position", cascade="all, delete-orphan"
    )
    suppliers: Mapped[list["NoticeSupplier"]] = relationship(
        order_by="NoticeSupplier.position", cascade="all, delete-orphan"
    )


HEADLINE_FEN = case(
    (
        Notice.currency == literal_column("'CNY'"),
        func.coalesce(Notice.award_fen, Notice.ceiling_fen, Notice.budget_fen),
    )
)
"""The one amount of a notice in yuan: its award, else its ceiling price, else its budget"""
PURCHASER_KEY = func.coalesce(Notice.purchaser_id, Notice.purchaser_name)
"""Who buys: the organisation, or the name where a reprint has nothing but a name"""


class NoticeLot(Base):
    """A lot (包组, 标段) with its own amounts; amounts of lots are never summed by guess."""

    __tablename__ = "notice_lot"

    notice_id: Mapped[str] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str | None] = mapped_column(Text)
    currency: Mapped[str | None] = mapped_column(String(3))
    budget_fen: Mapped[int | None] = mapped_column(BigInteger)
    award_fen: Mapped[int | None] = mapped_column(BigInteger)
    supplier_names: Mapped[str | None] = mapped_column(Text)


class NoticeSupplier(Base):
    """A winner named in a notice, linked to its organisation."""

    __tablename__ = "notice_supplier"

    notice_id: Mapped[str] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(Text)
    identifier: Mapped[str | None] = mapped_column(Text)


class NoticeVersion(Base):
    """The content of a notice as it once stood, never changed afterwards."""

    __tablename__ = "notice_version"
    __table_args__ = (UniqueConstraint("notice_id", "content_hash"),)

    notice_id: Mapped[str] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    """Canonical JSON of the parsed notice"""
    reason: Mapped[str] = mapped_column(String(500))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    is_withdrawn: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its content led to a person and is gone; the hash of what stood there stays"""
