"""What a release is made of: one public change, read from the tables, and where it is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from portal.notices.parse.model import Organisation, ParsedNotice
from portal.notices.types import NoticeType
from portal.publisher import Publisher

Heading = tuple[str, str, str]
"""Code, label and text of what stands under a heading of a format"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Under which address, name and licence the data are published."""

    public_url: str
    publisher: Publisher
    licence: str | None = None
    """The address of its text; None where the operator states none"""

    def page(self, screen: str, record_id: str) -> str:
        """The permanent address of a record's page."""
        return f"{self.public_url}/{screen}?id={record_id}"

    def file(self, path: str) -> str:
        """The address of a file below ``/data/``."""
        return f"{self.public_url}/data/{path}"


@dataclass(frozen=True, kw_only=True)
class Process:
    """One contracting process (OCDS) or project (项目)."""

    ocid: str
    is_foreign: bool = False
    """Whether its ocid is its publisher's own, kept from an import"""


@dataclass(frozen=True, kw_only=True)
class Withheld:
    """A field or an attachment of a notice that the public does not see, and why not."""

    id: str
    field: str | None
    name: str | None
    ground: str
    basis: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A file that belongs to a notice."""

    id: str
    name: str
    path: str
    """Where it can be had on this portal"""
    media_type: str
    size: int
    sha256: str
    added_at: datetime


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """One version of a notice as the public may see it."""

    notice_id: str
    process: Process
    version: int
    said: ParsedNotice
    digest: str
    recorded_at: datetime
    reason: str
    publisher: str
    is_reprint: bool
    is_demo: bool
    issued_at: datetime | None = None
    corrected_at: datetime | None = None
    """When the correction that made this version first appeared"""
    contract_id: str | None = None
    corrects_id: str | None = None
    corrects: NoticeType | None = None
    region: str | None = None
    """The name path of the region code"""
    service_item: str | None = None
    index_no: str | None = None
    openness: str | None = None
    issuer: str | None = None
    made_on: date | None = None
    media_name: str | None = None
    media_url: str | None = None
    media_at: datetime | None = None
    headings: Sequence[Heading] = ()
    facts: Mapping[str, date] = field(default_factory=dict)
    """Days that its format states for the clocks"""
    is_accepted: bool | None = None
    """What an acceptance concluded; None for every other notice"""
    due_at: datetime | None = None
    """Until when bids or responses are taken"""
    withheld: Sequence[Withheld] = ()
    attachments: Sequence[Attached] = ()

    @property
    def subject(self) -> NoticeType:
        """What it is about: a correction speaks for the notice that it corrects."""
        return self.corrects or self.said.type

    @property
    def key(self) -> str:
        """What the release is called in an address of this portal."""
        return f"{self.notice_id}-v{self.version}"


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A contract as it is recorded."""

    id: str
    process: Process
    number: str | None
    title: str
    purchaser: Organisation
    contractor: Organisation
    currency: str
    amount_fen: int | None
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    region: str | None
    is_demo: bool


@dataclass(frozen=True, kw_only=True)
class Score:
    """One row of the score table of a result."""

    party: str
    indicator: str | None
    dimension: str | None
    weight: str
    answered: int | None
    score: int | None
    """In hundredths of a point"""


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A published evaluation with the contract that it is about."""

    id: str
    contract: Signed
    period: tuple[date, date]
    frame: str
    served: int
    invited: int
    ballots: int
    composite: int | None
    low: int | None
    high: int | None
    grade: str | None
    withheld: str | None
    published_on: date
    remark: str | None
    scheme_id: str
    scheme_digest: str
    bundle_digest: str
    confidence: float | None
    is_demo: bool
    scores: Sequence[Score] = ()


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    """The public trace of something that was taken away because it led to a person."""

    id: str
    process: Process
    notice_id: str
    type: NoticeType
    version: int | None
    attachment_id: str | None
    reason: str
    basis: str
    at: datetime
    is_whole: bool
    is_demo: bool
