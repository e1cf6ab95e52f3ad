"""What a formula is: typed parameters, and a verdict over the facts of one record."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, StrictStr

from portal.locale import Marked
from portal.policy.facts import Facts
from portal.policy.model import CodeList, Fact


class Outcome(StrEnum):
    """What a check concludes; never a bare yes or no."""

    PASS = "pass"  # noqa: S105 - a conclusion
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"


Figure = date | int | Decimal | str


@dataclass(frozen=True)
class Verdict:
    """A conclusion with its reason, as a template with values in both languages."""

    outcome: Outcome
    template: Marked
    values: Mapping[str, object] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    """What was computed on the way: deadlines, amounts in fen, counts"""


@dataclass(frozen=True)
class Moment:
    """The days a rule needs to know."""

    on: date
    """the day of the act; the rules of that day judge it"""
    today: date
    """the day of asking; what is not done may be late by now"""
    known_since: date | None = None
    """when the rule's text could first be read; no duty is late before"""


@dataclass(frozen=True)
class Vocabulary:
    """The names a formula may use, with their titles."""

    facts: Mapping[str, Fact]
    lists: Mapping[str, CodeList]

    def title(self, fact: str) -> Mapping[str, str]:
        """What a fact is called, in both languages."""
        return self.facts[fact].title.labels()

    def titles(self, facts: Iterable[str]) -> list[Mapping[str, str]]:
        """What several facts are called."""
        return [self.title(each) for each in facts]

    def item(self, list_id: str, code: str) -> Mapping[str, str]:
        """What a code is called; an unknown one by itself."""
        for each in self.lists[list_id].items:
            if each.code == code:
                return each.title.labels()
        return {"zh": code, "en": code}


class NameOf:
    """Marks a parameter that names a fact or a list, so that a pack's spelling is checked."""

    def __init__(self, what: str) -> None:
        self.what = what


FACT, LIST = NameOf("fact"), NameOf("list")
FactName = Annotated[StrictStr, FACT]
FactNames = Annotated[tuple[StrictStr, ...], FACT]
ListName = Annotated[StrictStr, LIST]


def _exact(value: object) -> object:
    if isinstance(value, (bool, float)) or not isinstance(value, (int, str, Decimal)):
        raise ValueError("must be an exact number such as 3 or 0.02")  # noqa: TRY004 - pydantic's
    return Decimal(value)


Exact = Annotated[Decimal, BeforeValidator(_exact)]


@dataclass(frozen=True)
class Timing:
    """A deadline or a period to be kept, counted out: from when, until when, what became of it."""

    starts_on: date
    due_on: date
    """The last day on which it is in time; of a period the first day on which it is long enough"""
    is_provisional: bool
    """Counting met a year whose holidays are not announced"""
    met_on: date | None
    """The day it was done, of a period its end, so far as known"""
    is_met: bool | None
    """None while nobody can say"""
    missed_by: int | None = None
    """Working days late; of a period the days it was too short, in the days it is counted in"""


class Formula(BaseModel):
    """One registered way to judge; subclasses add their parameters and ``judge``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    is_period: ClassVar[bool | None] = None
    """Whether ``timing`` counts a period to be kept open rather than a deadline; None: neither"""

    may_lack: ClassVar[frozenset[str]] = frozenset()
    """Parameters whose facts may be unrecorded while what is recorded fails all the same"""

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """The verdict; a fact that nobody recorded raises NotRecordedError."""
        raise NotImplementedError

    def timing(self, facts: Facts) -> Timing:
        """The deadline or period counted out; NotRecordedError where its first day is unknown."""
        raise NotImplementedError

    @property
    def met_by(self) -> str:
        """The fact that tells when it was done, of a period when it ended."""
        raise NotImplementedError

    def names(self, what: str) -> Iterator[tuple[str, str]]:
        """Parameter and name, for each fact or list that this use of the formula names."""
        for key, info in type(self).model_fields.items():
            marks = (*info.metadata, *_within(info.annotation))
            if any(isinstance(each, NameOf) and each.what == what for each in marks):
                for name in _names(getattr(self, key)):
                    yield key, name

    def applies_to(self, facts: Mapping[str, Fact]) -> Iterator[tuple[str, str]]:
        """Parameter and reason, for each named fact of a kind the formula cannot use."""
        del facts
        return iter(())


def _within(annotation: Any) -> Iterator[Any]:
    """What marks a name that may be absent, as in ``FactName | None``."""
    for each in get_args(annotation):
        yield from getattr(each, "__metadata__", ())


def _names(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def passed(
    template: Marked, figures: Mapping[str, Figure] | None = None, /, **said: object
) -> Verdict:
    """A check that was met."""
    return Verdict(Outcome.PASS, template, said, figures or {})


def failed(
    template: Marked, figures: Mapping[str, Figure] | None = None, /, **said: object
) -> Verdict:
    """A check that was not met."""
    return Verdict(Outcome.FAIL, template, said, figures or {})


def open_(
    template: Marked, figures: Mapping[str, Figure] | None = None, /, **said: object
) -> Verdict:
    """A check that does not apply, or not yet; the template says why."""
    return Verdict(Outcome.NOT_APPLICABLE, template, said, figures or {})
