"""A rule pack (规则包) as typed data: instruments, clauses, rules, lists and duties."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, StrictStr

from portal.policy.entry import ClauseId, Code, Entry, FactName, Id, Line, Text
from portal.policy.headings import Part

_YEAR = re.compile(r"〔((?:19|20)\d\d)〕")
NOT_STATED = "not stated"
"""What a document leaves open (未载明); the portal never fills it in"""
NOTICE_TYPES = "notice-types"
"""The list of the formats of notices (公告类型)"""


def _day(value: object) -> object:
    if value == NOT_STATED:
        return None
    if type(value) is not date:
        raise ValueError('must be a day such as 2019-03-06, or "not stated"')
    return value


Day = Annotated[date | None, BeforeValidator(_day)]
"""A day, or None where the document states none; a pack has to say which"""


class Sure(StrEnum):
    """How well an instrument or a rule is known."""

    READ = "read"
    """its full text was read"""
    PAGE = "page"
    """it was seen on a web page"""
    NOTICE = "notice"
    """it was seen at work in real notices"""
    MEMORY = "memory"
    """it waits to be verified, and is never shown as in force"""


class Strength(StrEnum):
    """How strictly a clause asks."""

    MUST = "must"
    IN_PRINCIPLE = "in_principle"
    MAY = "may"
    STATES = "states"
    """a fact, a definition or a principle without a duty of its own"""


class Status(StrEnum):
    """What the portal does with a clause."""

    ENFORCED = "enforced"
    """a rule judges it, and a failure stops an act or needs a reason that is published"""
    COMPUTED = "computed"
    """the portal counts out the deadline or the figure and shows it; nothing stops"""
    DISCLOSED = "disclosed"
    """the public sees it"""
    RECORDED = "recorded"
    """the duty register or a recorded fact holds what an officer said"""
    REFERENCE = "reference"
    """it is shown with its citation, and nothing acts on it"""
    NOT_YET = "not_yet"
    """a product of this kind should do it, and does not today"""
    OUTSIDE = "outside"
    """no software could do it"""


Topic = Literal[
    "disclosure",
    "eligibility",
    "procurement-method",
    "contract",
    "payment",
    "evaluation",
    "credit-sanction",
    "staffing",
    "training",
    "budget",
    "lifecycle",
    "reporting",
    "privacy",
    "scope",
    "governance",
    "supervision",
    "metadata",
]
Subject = Literal["notice", "contract", "contractor", "round", "scheme", "unit"]
Kind = Literal["text", "yes_no", "date", "fen", "count", "number", "code", "codes"]
Remedy = Literal["inquiry", "challenge", "reply", "complaint"]
"""询问, 质疑, its answer, and 投诉"""
Unit = Literal[
    "province",
    "prefecture",
    "county",
    "township",
    "village",
    "purchaser",
    "contractor",
]
Period = Literal["once", "month", "quarter", "half_year", "year", "event"]


class Span(Entry):
    """From when until when something holds, both days included; None = not stated."""

    begins: Day = Field(default=None, alias="from")
    until: Day = None

    def holds_on(self, day: date) -> bool:
        """Whether the stated days include this one; what is not stated excludes nothing."""
        return (self.begins is None or self.begins <= day) and (
            self.until is None or day <= self.until
        )


class Instrument(Span):
    """A law, a rule or a local document, and how well it is known."""

    id: Id
    title: Text
    number: Line
    issuers: tuple[Text, ...] = ()
    signed_on: Day
    published_on: Day
    begins: Day = Field(alias="from")
    until: Day
    not_before: date | None = None
    """The first day it can be of, where it states none and its number names no year either"""
    sure: Sure
    basis: tuple[Id, ...] = ()
    replaced_by: Id | None = None
    notes: tuple[Text, ...] = ()
    missing: tuple[Text, ...] = ()
    source: Text | None = None

    @property
    def known_since(self) -> date | None:
        """The first day on which somebody could have read it; nothing is late before."""
        return self.published_on or self.signed_on or self.begins

    @property
    def applies_from(self) -> date | None:
        """The first day on which it is applied; where it states none, the day it appeared."""
        return self.begins or self.known_since

    @property
    def oldest(self) -> date | None:
        """The first day it can be of at all: stated, or of the year in its number (〔2014〕)."""
        year = _YEAR.search(self.number)
        of_number = date(int(year.group(1)), 1, 1) if year else None
        return self.applies_from or self.not_before or of_number

    def ended_before(self, day: date) -> bool:
        """Whether its stated last day has passed."""
        return self.until is not None and self.until < day


class Clause(Entry):
    """One demand of an instrument, and the portal's one answer to it."""

    id: ClauseId
    at: Text
    words: str = ""
    demand: Text
    topic: Topic
    strength: Strength
    status: Status
    where: tuple[Line, ...] = ()
    note: Text | None = None
    instrument: Id | None = None
    extra: StrictBool = False
    """Beside the clauses that were counted in the governing document"""


class Cited(Span):
    """What rests on clauses; days, strength and certainty are theirs unless it says so."""

    id: Id
    title: Text
    clauses: Annotated[tuple[ClauseId, ...], Field(min_length=1)]
    strength: Strength | None = None
    sure: Sure | None = None


class Rule(Cited):
    """What is judged or computed: a registered formula over recorded facts."""

    subject: Subject
    formula: Id | Annotated[StrictStr, Field(pattern="^[a-z_]+$")]
    given: Mapping[str, Any] = Field(default={}, alias="with")
    when: Mapping[FactName, Any] = {}
    clock: Code | None = None
    """A clock of disclosure (法定公开时限): the type of notice at whose step it stands"""
    remedy: Remedy | None = None
    """The way of asking, objecting or complaining whose days it gives"""


class Risk(Cited):
    """A later rule that makes an act of earlier days doubtful; shown, and no failure."""

    subject: Subject
    by: Annotated[tuple[ClauseId, ...], Field(min_length=1)]
    when: Mapping[FactName, Any] = {}
    says: Text


class Fact(Entry):
    """One thing a record can say; rules know records by these names only."""

    name: FactName
    kind: Kind
    title: Text
    list: Id | None = None
    given: StrictBool = False
    """The portal's own tables supply it; otherwise an officer enters it"""
    published: tuple[Code, ...] = ()
    """The day on which the first notice of these types appeared on a statutory medium"""

    @property
    def subject(self) -> str:
        """Whose fact it is."""
        return self.name.split(".", 1)[0]


class Item(Span):
    """One code of a list."""

    code: Code
    title: Text
    clauses: tuple[ClauseId, ...] = ()
    meaning: Literal["allowed", "forbidden"] = "allowed"
    parts: tuple[Part, ...] = ()
    """What is entered under it, where it is a heading of a notice's format"""


class CodeList(Entry):
    """A place's answer to one question, such as what may be bought; items come and go by day."""

    id: Annotated[StrictStr, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$")]
    title: Text
    clauses: Annotated[tuple[ClauseId, ...], Field(min_length=1)]
    items: tuple[Item, ...]

    def codes(self, day: date, meaning: str = "allowed") -> Iterator[str]:
        """The codes that hold on a day."""
        return (each.code for each in self.items if each.meaning == meaning and each.holds_on(day))


class Field_(Entry):  # noqa: N801 - pydantic owns the plain name
    """One figure of a duty's record."""

    name: Annotated[StrictStr, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
    kind: Kind
    title: Text
    list: Annotated[StrictStr, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$")] | None = None
    optional: StrictBool = False


class Duty(Cited):
    """What a clause asks a unit to do, and to record in the duty register (履职台账)."""

    unit: Unit
    every: Period
    at_least: Annotated[StrictInt, Field(ge=1, le=366)] = 1
    due: Annotated[StrictStr, Field(pattern=r"^\d\d-\d\d$")] | None = None
    months: tuple[Annotated[StrictInt, Field(ge=1, le=12)], ...] = ()
    fields: tuple[Field_, ...] = ()


class Place(Entry):
    """Who a pack is for: the head of ``pack.toml``."""

    id: Id
    name: Text
    region: Annotated[StrictStr, Field(pattern=r"^\d{6}$")]
    prefix: Annotated[StrictStr, Field(pattern="^[A-Z][A-Z0-9]*$")]
    extends: Id | None = None
    summary: Text
    instruments: Annotated[tuple[Instrument, ...], Field(min_length=1)]


class Pack(Entry):
    """Everything one place's folder says."""

    place: Place
    clauses: tuple[Clause, ...] = ()
    rules: tuple[Rule, ...] = ()
    risks: tuple[Risk, ...] = ()
    facts: tuple[Fact, ...] = ()
    lists: tuple[CodeList, ...] = ()
    duties: tuple[Duty, ...] = ()
    scheme: Mapping[str, Any] | None = None
    """The evaluation scheme of the place"""
    shared: Mapping[str, Any] = {}
    """What the schemes of the packs that extend this one have in common"""

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.place.id

    @property
    def governing(self) -> Instrument:
        """The document the place is governed by."""
        return self.place.instruments[0]
