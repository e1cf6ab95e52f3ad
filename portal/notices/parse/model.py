"""What one imported notice says, before anything is stored: typed, plain and immutable."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from portal.notices.types import NoticeType, ProcurementMethod

COMPILED = "compiled"
"""Release id under which a record's compiled release is kept.

A publisher gives each compilation a new id (Paraguay's files show two for one process), so the id
of the compilation cannot be its key; a later compilation is a new version of the same notice.
"""

CREDIT_CODE_SCHEME = "CN-USCI"
"""Scheme of unified social credit codes in the register of organisation identifiers."""

UNSTATED = "unstated"
"""Publisher of a source that names none and whose ocid has no registered prefix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceKey:
    """Identity of a notice at its source: publisher + ocid + release id, or data set + row id.

    ``publisher_stated`` is False where the source named no publisher and the ocid's prefix (which
    the standard registers to one publisher) stands in; the same release found once in a package
    and once bare then differs in ``publisher`` only.
    """

    publisher: str
    publisher_stated: bool
    item: str
    ocid: str | None = None
    dataset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """Money in hundredths (fen) of ``currency``, or the words that gave no exact figure."""

    fen: int | None = None
    text: str | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date in Asia/Shanghai, or the words that gave none."""

    on: date | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """An inclusive period as stated, with both its dates only where both are exact."""

    starts_on: date | None = None
    ends_on: date | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """An organisation as named by the source; a Chinese social credit code has ``CN-USCI``."""

    name: str | None = None
    identifier: str | None = None
    scheme: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """A lot (标段) of a notice."""

    id: str | None
    title: str | None
    description: str | None
    amount: Amount
    status: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """One award of a release; several awards are never added up."""

    id: str | None
    title: str | None
    amount: Amount
    awarded: Day
    status: str | None
    suppliers: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRow:
    """One contract of a release."""

    id: str | None
    award_id: str | None
    title: str | None
    amount: Amount
    signed: Day
    period: Period
    status: str | None
    suppliers: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What a correction says it changed and why."""

    id: str | None
    changed: Day
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A published document; ``url`` is http or https, or None."""

    section: str
    id: str | None
    title: str | None
    kind: str | None
    url: str | None
    format: str | None
    published: Day
    language: str | None


_ABOUT_THE_FILE = frozenset({"key", "file", "line", "package_url", "warnings"})


def _said(value: object) -> object:
    """The value without fields that say nothing."""
    if isinstance(value, dict):
        said = {k: _said(v) for k, v in value.items()}
        return {k: v for k, v in said.items() if v not in (None, [], {})}
    if isinstance(value, list | tuple):
        return [_said(v) for v in value]
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedNotice:
    """One source release or CSV row, normalised; every ``*_text`` keeps words that did not parse.

    ``currency`` is that of all the notice's own figures (budget, ceiling, award, fee); child rows
    carry their own. ``warnings`` say what was odd, repaired or left out, as English sentences.
    """

    key: SourceKey
    file: str
    line: int | None
    type: NoticeType
    type_text: str | None
    title: str | None
    project_no: str | None = None
    purchaser: Organisation | None = None
    agency: Organisation | None = None
    suppliers: tuple[Organisation, ...] = ()
    region_text: str | None = None
    region_code: str | None = None
    region_code_text: str | None = None
    method: ProcurementMethod | None = None
    method_text: str | None = None
    currency: str | None = None
    budget_fen: int | None = None
    budget_text: str | None = None
    ceiling_fen: int | None = None
    ceiling_text: str | None = None
    award_fen: int | None = None
    award_text: str | None = None
    agency_fee_fen: int | None = None
    agency_fee_text: str | None = None
    notice_on: date | None = None
    notice_text: str | None = None
    published_at: datetime | None = None
    event_text: str | None = None
    period: Period = field(default_factory=Period)
    description: str | None = None
    lots: tuple[Lot, ...] = ()
    awards: tuple[Award, ...] = ()
    contracts: tuple[ContractRow, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    documents: tuple[Document, ...] = ()
    source_url: str | None = None
    source_text: str | None = None
    package_url: str | None = None
    seen: str | None = None
    relevance: str | None = None
    check_text: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of what the notice says, whatever file, line or package it came in.

        Empty fields are left out, so that a field added to this class later changes no hash of a
        notice that does not have it.
        """
        content = {k: v for k, v in asdict(self).items() if k not in _ABOUT_THE_FILE}
        canonical = json.dumps(
            _said(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str
        )
        return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """Something that was not imported: where it stands and why, fit to be shown."""

    file: str
    reason: str
    line: int | None = None
    column: int | None = None
    key: str | None = None
    field: str | None = None
