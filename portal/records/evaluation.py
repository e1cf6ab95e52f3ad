"""Evaluation: schemes, rounds, invitations, ballots, assessments and published results."""

import enum
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.locale import Marked, marked
from portal.records.base import Base, UtcDateTime, enumerated
from portal.records.contract import Contract


class RoundState(enum.StrEnum):
    """Where a round stands; every member says who causes the state."""

    PLANNED = "planned"
    """the purchaser, when the round is set up"""
    OPEN = "open"
    """an officer who scores nothing in it; ballots are accepted"""
    CLOSED = "closed"
    """an officer who scores nothing in it; no ballot is accepted any more"""
    PUBLISHED = "published"
    """an officer who scores nothing in it, after the sweep; the result is public for good"""

    @property
    def word(self) -> Marked:
        """What the state is called."""
        return _ROUND_WORDS[self]


class AssessmentState(enum.StrEnum):
    """Where a sheet stands; every member says who causes the state."""

    ASSIGNED = "assigned"
    """the officer who appoints the assessor; may hold a saved, unfinished sheet"""
    SUBMITTED = "submitted"
    """the assessor; locked from then on"""

    @property
    def word(self) -> Marked:
        """What the state is called."""
        return _SHEET_WORDS[self]


_ROUND_WORDS = {
    RoundState.PLANNED: marked("planned"),
    RoundState.OPEN: marked("open for ratings"),
    RoundState.CLOSED: marked("closed"),
    RoundState.PUBLISHED: marked("published"),
}
_SHEET_WORDS = {
    AssessmentState.ASSIGNED: marked("not submitted yet"),
    AssessmentState.SUBMITTED: marked("submitted and locked"),
}


class Scheme(Base):
    """The published yardstick (评价方案); a round pins its digest."""

    __tablename__ = "scheme"

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    place: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    """The scheme document without its digest, as canonical JSON (RFC 8785)"""
    digest: Mapped[str] = mapped_column(String(71), unique=True)
    published_on: Mapped[date]
    is_demo: Mapped[bool] = mapped_column(default=False)


class Round(Base):
    """One evaluation of one contract over one period."""

    __tablename__ = "evaluation_round"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    contract_id: Mapped[str] = mapped_column(ForeignKey("contract.id"), index=True)
    scheme_id: Mapped[str] = mapped_column(ForeignKey("scheme.id"))
    scheme_digest: Mapped[str] = mapped_column(String(71))
    period_from: Mapped[date]
    period_to: Mapped[date]
    frame: Mapped[str] = mapped_column(String(12))
    """all, random or chosen: how the invited were picked from the served"""
    served: Mapped[int]
    state: Mapped[RoundState] = mapped_column(
        enumerated(RoundState, 12), default=RoundState.PLANNED, index=True
    )
    codes_expire_on: Mapped[date]
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    published_on: Mapped[date | None]
    opened_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    """Who opened and closed it cannot be made an assessor of it afterwards"""
    is_swept: Mapped[bool] = mapped_column(default=False)
    """No earlier copy of its ballots is left in the database files; needed to publish"""
    remark: Mapped[str | None] = mapped_column(String(1000))
    """What the public should know about this round, shown with its result"""
    is_demo: Mapped[bool] = mapped_column(default=False)

    contract: Mapped[Contract] = relationship()
    scheme: Mapped[Scheme] = relationship()


class Invitation(Base):
    """One person's right to one ballot; says whether it was used, never when."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("round_id", "subject_hash"),
        UniqueConstraint("code_hash"),
        CheckConstraint("subject_hash IS NOT NULL OR code_hash IS NOT NULL", name="reachable"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("evaluation_round.id"), index=True)
    subject_hash: Mapped[str | None] = mapped_column(String(64))
    code_hash: Mapped[str | None] = mapped_column(String(64))
    is_used: Mapped[bool] = mapped_column(default=False)


class Ballot(Base):
    """One anonymous answer (评价票): no person, no time, no order."""

    __tablename__ = "ballot"
    __table_args__ = (
        Index("ix_ballot_round_answers", "round_id", "answers"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    round_id: Mapped[str] = mapped_column(String(20))
    """No foreign key: its check would leave a mark in the round's row with every ballot"""
    answers: Mapped[str] = mapped_column(String(40))
    """A character per beneficiary indicator in scheme order; ``-`` is 不适用"""


class Assessment(Base):
    """A named assessor's sheet (评分表) for one round."""

    __tablename__ = "assessment"
    __table_args__ = (UniqueConstraint("round_id", "party", "account_id"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    round_id: Mapped[str] = mapped_column(ForeignKey("evaluation_round.id"), index=True)
    party: Mapped[str] = mapped_column(String(40))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    label: Mapped[str] = mapped_column(String(12))
    """The public name of the assessor in this round: A1, P1"""
    state: Mapped[AssessmentState] = mapped_column(
        enumerated(AssessmentState, 12), default=AssessmentState.ASSIGNED
    )
    note: Mapped[str | None] = mapped_column(Text)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    round: Mapped[Round] = relationship()
    scores: Mapped[list["AssessmentScore"]] = relationship(cascade="all, delete-orphan")


class AssessmentScore(Base):
    """One indicator of a sheet, in hundredths of a point (0 to 10,000)."""

    __tablename__ = "assessment_score"
    __table_args__ = (CheckConstraint("score_hundredths BETWEEN 0 AND 10000", name="within_scale"),)

    assessment_id: Mapped[str] = mapped_column(ForeignKey("assessment.id"), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(60), primary_key=True)
    score_hundredths: Mapped[int]
    note: Mapped[str | None] = mapped_column(Text)


class Result(Base):
    """The published outcome of a round: the bundle anyone can recompute, and its figures."""

    __tablename__ = "result"
    __table_args__ = (Index("ix_result_newest", "published_on", "round_id"),)

    round_id: Mapped[str] = mapped_column(ForeignKey("evaluation_round.id"), primary_key=True)
    bundle: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(71))
    """SHA-256 of the bundle as canonical JSON"""
    invited: Mapped[int]
    ballots: Mapped[int]
    composite_hundredths: Mapped[int | None]
    low_hundredths: Mapped[int | None]
    high_hundredths: Mapped[int | None]
    grade: Mapped[str | None] = mapped_column(String(12))
    withheld: Mapped[str | None] = mapped_column(String(300))
    published_on: Mapped[date]
    search_text: Mapped[str] = mapped_column(Text)
    """Folded words of the contract and its parties, as they were when the result was published"""
    is_demo: Mapped[bool] = mapped_column(default=False)

    round: Mapped[Round] = relationship()
    scores: Mapped[list["ResultScore"]] = relationship(
        order_by="ResultScore.position", cascade="all, delete-orphan"
    )


class ResultScore(Base):
    """One row of the score table of a published result."""

    __tablename__ = "result_score"

    round_id: Mapped[str] = mapped_column(ForeignKey("result.round_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    party: Mapped[str] = mapped_column(String(40))
    indicator: Mapped[str | None] = mapped_column(String(60))
    """Empty on the row of the party as a whole"""
    dimension: Mapped[str | None] = mapped_column(String(60))
    weight: Mapped[str] = mapped_column(String(40))
    """The decimal as the scheme writes it; of the party, or of the indicator within its party"""
    answered: Mapped[int | None]
    score_hundredths: Mapped[int | None]
