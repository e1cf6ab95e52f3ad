"""What the law asks about and no other table holds: facts, reasons, duties done, and findings."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base, UtcDateTime, utc_now


class RecordedFact(Base):
    """One thing an officer states of a contract, under a name from the packs' vocabulary.

    A correction is a new row; the old one stays and is no longer current.
    """

    __tablename__ = "recorded_fact"
    __table_args__ = (Index("ix_recorded_fact_of", "contract_id", "is_current"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    contract_id: Mapped[str] = mapped_column(ForeignKey("contract.id"))
    name: Mapped[str] = mapped_column(String(100))
    value: Mapped[str] = mapped_column(Text)
    """As text: a day as 2026-03-01, money as whole fen, codes divided by commas"""
    is_current: Mapped[bool] = mapped_column(default=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class FindingReason(Base):
    """Why a warning was accepted; published beside the finding."""

    __tablename__ = "finding_reason"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    contract_id: Mapped[str] = mapped_column(ForeignKey("contract.id"), index=True)
    rule_id: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(String(1000))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))


class DutyRecord(Base):
    """One entry of the duty register (履职台账): a duty that a unit did, with its figures."""

    __tablename__ = "duty_record"
    __table_args__ = (Index("ix_duty_record_unit", "place", "region_code", "duty_id", "period"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    place: Mapped[str] = mapped_column(String(80))
    duty_id: Mapped[str] = mapped_column(String(80))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    """The unit that owes it, or where the purchaser or contractor that owes it works"""
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), index=True)
    """The purchaser whose officer recorded it"""
    period: Mapped[str] = mapped_column(String(10))
    """2026, 2026-H1, 2026-Q3, 2026-05 or once"""
    done_on: Mapped[date]
    figures: Mapped[str] = mapped_column(Text, default="{}")
    """Field of the duty → value as text (JSON)"""
    evidence: Mapped[str] = mapped_column(String(1000), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    is_demo: Mapped[bool] = mapped_column(default=False)


class FindingRecord(Base):
    """What one rule concluded about one contract, round or notice when it was last judged.

    Written anew whenever the record changes, and every night: what was not late yesterday may be
    late today. The pages judge when they are read; this is for lists, files and counts.
    """

    __tablename__ = "finding"
    __table_args__ = (Index("ix_finding_newest", "acted_on", "id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    """Follows from the record and the rule, so that it stays when the record is judged again"""
    subject: Mapped[str] = mapped_column(String(10))
    """contract, round or notice"""
    contract_id: Mapped[str | None] = mapped_column(ForeignKey("contract.id"), index=True)
    """The contract, also of a round"""
    round_id: Mapped[str | None] = mapped_column(ForeignKey("evaluation_round.id"))
    notice_id: Mapped[str | None] = mapped_column(ForeignKey("notice.id"), index=True)
    place: Mapped[str] = mapped_column(String(80))
    rule_id: Mapped[str] = mapped_column(String(80), index=True)
    rule_zh: Mapped[str] = mapped_column(Text)
    rule_en: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(16))
    """met, not_met, not_recorded or doubtful; what does not apply is not kept"""
    severity: Mapped[str] = mapped_column(String(10))
    """error, warning or hint: how much not meeting it weighs"""
    clauses: Mapped[str] = mapped_column(Text)
    """Ids of the clauses it rests on, divided by spaces"""
    sentence_zh: Mapped[str] = mapped_column(Text)
    sentence_en: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    """Why it was departed from, as it was published"""
    acted_on: Mapped[date]
    """The day whose rules count"""
    judged_on: Mapped[date]


class FindingClause(Base):
    """A clause that a finding rests on."""

    __tablename__ = "finding_clause"

    clause_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    finding_id: Mapped[str] = mapped_column(
        ForeignKey("finding.id", ondelete="CASCADE"), primary_key=True, index=True
    )
