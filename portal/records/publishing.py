"""Writing and publishing a notice: drafts, reviews, attachments, what is withheld or withdrawn."""

import enum
from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.records.base import Base, UtcDateTime, enumerated, utc_now
from portal.today import today


class DraftState(enum.StrEnum):
    """Where a draft stands; every member says who causes the state."""

    DRAFT = "draft"
    """its drafter, or a reviewer or issuer who sent it back with an opinion"""
    IN_REVIEW = "in_review"
    """its drafter, once every check of its format is met or explained"""
    REVIEWED = "reviewed"
    """another officer, who recorded the secrecy and privacy review"""
    ISSUED = "issued"
    """an officer who did not draft it; the content became a version of a notice, for good"""
    DISCARDED = "discarded"
    """its drafter; nothing of it was ever public"""


class NoticeDraft(Base):
    """A notice, or a correction of one, on its way to the public.

    What is public stays as it is until the draft is issued.
    """

    __tablename__ = "notice_draft"
    __table_args__ = (Index("ix_notice_draft_of", "purchaser_id", "state"),)

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    state: Mapped[DraftState] = mapped_column(enumerated(DraftState, 12), default=DraftState.DRAFT)
    notice_id: Mapped[str | None] = mapped_column(ForeignKey("notice.id"), index=True)
    """The notice it corrects or, kept from an import for review, will make public"""
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"), index=True)
    contract_id: Mapped[str | None] = mapped_column(ForeignKey("contract.id"))
    purchaser_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    type: Mapped[str] = mapped_column(String(40))
    """One of the 13 formats of 财办库〔2020〕50号"""
    content: Mapped[str] = mapped_column(Text)
    """What has been entered so far (JSON)"""
    reason: Mapped[str | None] = mapped_column(String(500))
    """Why a public notice is changed; published with the new version"""
    drafted_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    issued_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    issued_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_demo: Mapped[bool] = mapped_column(default=False)
    written_by: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Ids of the accounts that wrote in it, the drafter's first, divided by commas: none of them
    reviews or issues it"""


class ReviewOutcome(enum.StrEnum):
    """What a review came to; both are the reviewer's."""

    PASSED = "passed"
    """may be published"""
    RETURNED = "returned"
    """goes back to the drafter with an opinion"""


class NoticeReview(Base):
    """One secrecy and privacy review (保密审查, 公开属性审查): who, result, basis and when."""

    __tablename__ = "notice_review"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    draft_id: Mapped[str] = mapped_column(ForeignKey("notice_draft.id"), index=True)
    outcome: Mapped[ReviewOutcome] = mapped_column(enumerated(ReviewOutcome, 12))
    basis: Mapped[str] = mapped_column(String(300))
    """The law it rests on"""
    opinion: Mapped[str] = mapped_column(String(1000), default="")
    override: Mapped[str | None] = mapped_column(String(1000))
    """Why a number that looks like a person's is published all the same"""
    content_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the content that was reviewed; changed content needs another review"""
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    reviewed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)


class Attachment(Base):
    """A file that belongs to a notice, kept by the hash of its content outside the database."""

    __tablename__ = "attachment"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("notice_draft.id"), index=True)
    notice_id: Mapped[str | None] = mapped_column(ForeignKey("notice.id"), index=True)
    """Set when the draft is issued"""
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    """As its content shows, whatever its name says"""
    size: Mapped[int] = mapped_column(BigInteger)
    """Bytes"""
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    is_withdrawn: Mapped[bool] = mapped_column(default=False)


class WithholdingGround(enum.StrEnum):
    """Why something is not published; the officer who withholds it chooses.

    There is none for state secrets: they are never entered.
    """

    TRADE_SECRET = "trade_secret"  # noqa: S105 - a ground in law, no password
    """商业秘密 (政府信息公开条例 Art. 15)"""
    PERSONAL_PRIVACY = "personal_privacy"
    """个人隐私 (政府信息公开条例 Art. 15)"""


class Withholding(Base):
    """A field or an attachment of a notice that the public does not see, and why not.

    What is withheld is not kept here either: the portal holds only what may be shown.
    """

    __tablename__ = "withholding"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    draft_id: Mapped[str | None] = mapped_column(ForeignKey("notice_draft.id"), index=True)
    notice_id: Mapped[str | None] = mapped_column(ForeignKey("notice.id"), index=True)
    """Set when the draft is issued"""
    field: Mapped[str | None] = mapped_column(String(80))
    """Code of the withheld field; None for an attachment"""
    attachment_name: Mapped[str | None] = mapped_column(String(200))
    """What the withheld document is, in words that give nothing away"""
    ground: Mapped[WithholdingGround] = mapped_column(enumerated(WithholdingGround, 20))
    basis: Mapped[str] = mapped_column(String(300))
    """The law or the agreement it rests on"""
    reason: Mapped[str] = mapped_column(String(1000))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    withheld_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Withdrawal(Base):
    """The public trace of something that was withdrawn because it led to a person."""

    __tablename__ = "withdrawal"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    notice_id: Mapped[str] = mapped_column(ForeignKey("notice.id"), index=True)
    version: Mapped[int | None]
    """The version that is gone; None for the whole notice or an attachment"""
    attachment_id: Mapped[str | None] = mapped_column(ForeignKey("attachment.id"))
    reason: Mapped[str] = mapped_column(String(1000))
    basis: Mapped[str] = mapped_column(String(300))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    """None for the operator at the command line, whom the audit trail names"""
    withdrawn_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    withdrawn_on: Mapped[date] = mapped_column(default=today)
    """The same as a day in Shanghai, by which the public list is sorted"""


class WithdrawnContent(Base):
    """The hash of a content that was withdrawn, so that no import brings it back."""

    __tablename__ = "withdrawn_content"

    content_hash: Mapped[str] = mapped_column(String(64), primary_key=True)


class Clock(Base):
    """One statutory deadline (法定时限) of a project: from when, until when, whether it was met.

    Written anew whenever the records it rests on change; whether an unmet one is late follows from
    the day on which it is read.
    """

    __tablename__ = "clock"
    __table_args__ = (
        Index("ix_clock_project", "project_id"),
        Index("ix_clock_counted", "region_code", "purchaser_id", "due_on"),
        Index("ix_clock_newest", "due_on", "id"),
    )

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    project_id: Mapped[str] = mapped_column(ForeignKey("project.id"))
    rule_id: Mapped[str] = mapped_column(String(80))
    purchaser_id: Mapped[str | None] = mapped_column(ForeignKey("organisation.id"))
    region_code: Mapped[str | None] = mapped_column(String(9))
    notice_id: Mapped[str | None] = mapped_column(ForeignKey("notice.id"))
    """The notice that met it or, for a period to be kept open, that it is about"""
    starts_on: Mapped[date]
    due_on: Mapped[date]
    is_provisional: Mapped[bool] = mapped_column(default=False)
    """Counting it met a year whose holidays are not announced"""
    met_on: Mapped[date | None]
    is_met: Mapped[bool | None]
    """Whether it was kept; None while it is open"""
    is_demo: Mapped[bool] = mapped_column(default=False)
    contract_id: Mapped[str | None] = mapped_column(ForeignKey("contract.id"))
    """The contract it runs for; None where it runs for the purchase as a whole"""
    clause_id: Mapped[str] = mapped_column(String(80))
    """The first clause its rule rests on"""
    is_period: Mapped[bool] = mapped_column(default=False)
    """A period to be kept open: ``due_on`` is the first day on which it is long enough"""
    counts: Mapped[bool] = mapped_column(default=True)
    """Whether missing it is held against the authority; 原则上 is a hint and no lateness"""
    missed_by: Mapped[int | None]
    """Working days late; of a period the days it was too short, in the days it is counted in"""


class MediumRecord(Base):
    """What was once registered as a notice's first publication: each entry stays, and is public."""

    __tablename__ = "medium_record"

    id: Mapped[str] = mapped_column(String(20), primary_key=True)
    notice_id: Mapped[str] = mapped_column(ForeignKey("notice.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_statutory: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(String(500))
    """Why what had been registered before was changed; None for the first entry"""
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
