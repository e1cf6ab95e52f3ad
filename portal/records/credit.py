"""Credit records (信用记录): what an effective decision says of an organisation, by due process."""

import enum
from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.locale import Marked, marked
from portal.records.base import Base, UtcDateTime, enumerated, utc_now
from portal.records.organisation import Organisation


class CreditState(enum.StrEnum):
    """Where a credit record stands; every member says who causes the state."""

    PROPOSED = "proposed"
    """a finance officer; the organisation is notified and may make a statement; not public"""
    DECLINED = "declined"
    """another finance officer, who found that it must not be entered; never public"""
    IN_EFFECT = "in_effect"
    """a finance officer who did not propose it; public until its last day"""
    REPAIRED = "repaired"
    """the organisation, which applied, and a finance officer who granted it (信用修复)"""
    REVOKED = "revoked"
    """a finance officer who asked and another who agreed, as the decision fell (撤销)"""
    EXPIRED = "expired"
    """the calendar; never stored, it follows from the last day on the day of reading"""

    @property
    def word(self) -> Marked:
        """What the state is called."""
        return _STATE_WORDS[self]


_STATE_WORDS = {
    CreditState.PROPOSED: marked("proposed"),
    CreditState.DECLINED: marked("not entered"),
    CreditState.IN_EFFECT: marked("in effect"),
    CreditState.REPAIRED: marked("repaired"),
    CreditState.REVOKED: marked("revoked"),
    CreditState.EXPIRED: marked("expired"),
}


class CreditChangeKind(enum.StrEnum):
    """What somebody asks of a record that is in effect; every member says who asks."""

    REPAIR = "repair"
    """the organisation, after the shortest period"""
    CORRECTION = "correction"
    """a finance officer, because the record does not say what the decision says"""
    REVOCATION = "revocation"
    """a finance officer, because the decision was overturned"""

    @property
    def word(self) -> Marked:
        """What it is called."""
        return _CHANGE_WORDS[self]


_CHANGE_WORDS = {
    CreditChangeKind.REPAIR: marked("repair"),
    CreditChangeKind.CORRECTION: marked("correction"),
    CreditChangeKind.REVOCATION: marked("revocation"),
}


class CreditRecord(Base):
    """One effective judgment or decision about one organisation, and what became of it here.

    There is no column for a person: the name of a head or legal representative is not kept.
    """

    __tablename__ = "credit_record"
    __table_args__ = (
        Index("ix_credit_record_shown", "state", "public_on", "id"),
        Index("ix_credit_record_of", "organisation_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    state: Mapped[CreditState] = mapped_column(
        enumerated(CreditState, 12), default=CreditState.PROPOSED
    )
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    address: Mapped[str | None] = mapped_column(String(300))
    """Of the organisation, where the list of serious violations asks for it"""
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    """Where the deciding authority sits"""
    tier: Mapped[str] = mapped_column(String(12))
    """minor, general or serious (国办发〔2025〕22号)"""
    document_kind: Mapped[str] = mapped_column(String(20))
    document_no: Mapped[str] = mapped_column(String(120))
    authority: Mapped[str] = mapped_column(String(300))
    decided_on: Mapped[date]
    """The day of the document, from which the periods run"""
    effective_on: Mapped[date]
    facts: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(String(500))
    """The law by which it was decided"""
    source_url: Mapped[str] = mapped_column(String(1000))
    """Where the authority published the document"""
    ban_first_on: Mapped[date | None]
    ban_last_on: Mapped[date | None]
    fine_fen: Mapped[int | None] = mapped_column(BigInteger)
    purchase_fen: Mapped[int | None] = mapped_column(BigInteger)
    """Amount of the purchase that was punished, by which the fine is measured"""
    repair_from_on: Mapped[date | None]
    """First day on which repair may be asked for; None where a law says never"""
    unrepairable: Mapped[str | None] = mapped_column(String(500))
    """The law that says so"""
    shown_until_on: Mapped[date]
    """Last day on which it is shown"""
    shown_because: Mapped[str | None] = mapped_column(String(500))
    """Why a minor one, which as a rule is not shown, is shown"""

    notified_on: Mapped[date]
    notified_how: Mapped[str] = mapped_column(String(300))
    statement_until_on: Mapped[date]
    """Last day of the organisation's time for a statement"""
    statement_days: Mapped[int]
    """How many days it had; the operator's number, no law gives one"""
    statement: Mapped[str | None] = mapped_column(Text)
    """What the organisation says (陈述、申辩); published beside the record"""
    statement_on: Mapped[date | None]
    statement_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    statement_on_paper: Mapped[bool] = mapped_column(default=False)
    """Whether an officer entered it from paper"""

    proposed_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opinion: Mapped[str | None] = mapped_column(String(1000))
    """The second officer's reasons, which answer the statement"""
    public_on: Mapped[date | None]
    """The day it came into effect here"""
    corrected_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(String(1000))
    """The public note of a correction or of the revocation"""
    ended_on: Mapped[date | None]
    """The day it was repaired or revoked, from which on it is not shown"""
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    """When what the public sees last changed; the feed tells the newest first"""
    search_text: Mapped[str] = mapped_column(Text)
    """Case-folded words that the search looks through"""
    is_demo: Mapped[bool] = mapped_column(default=False)

    organisation: Mapped[Organisation] = relationship()

    def state_on(self, day: date) -> CreditState:
        """Where it stands on a day: what is in effect ends with its last day by itself."""
        if self.state == CreditState.IN_EFFECT and day > self.shown_until_on:
            return CreditState.EXPIRED
        return self.state


class CreditChange(Base):
    """A repair, correction or revocation that was asked for, and how another person decided."""

    __tablename__ = "credit_change"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("credit_record.id"), index=True)
    kind: Mapped[CreditChangeKind] = mapped_column(enumerated(CreditChangeKind, 12))
    reason: Mapped[str] = mapped_column(String(1000))
    """Of a repair: what was put right, and the public promise; else the public note"""
    evidence: Mapped[str] = mapped_column(String(1000), default="")
    """Document numbers or addresses that show it"""
    changes: Mapped[str] = mapped_column(Text, default="{}")
    """Of a correction: column → new value as text (JSON)"""
    asked_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    asked_on: Mapped[date]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    is_granted: Mapped[bool | None]
    """None while nobody has decided"""
    opinion: Mapped[str | None] = mapped_column(String(1000))
    lifted_by: Mapped[str | None] = mapped_column(String(120))
    """The decision by which a ban that still ran was lifted with the repair"""
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
