"""The yardstick of an evaluation, fixed before the service begins and pinned by its digest."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Annotated, Any, Self

import rfc8785
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    ValidationError,
    model_validator,
)

from portal.evaluation.exact import exact_number, invalid_document, plain

POINTS = "points"
"""The built-in scale of named assessors: any number from 0 to 100."""

NOT_APPLICABLE = "-"
"""The answer 不适用, in place of a level."""

MOST_QUESTIONS = 40
"""A ballot holds one character for each question, and the table gives it 40."""

_FEWEST_LEVELS, _MOST_LEVELS = 2, 11
BEST = 100
"""The highest score there is; every scale runs from 0 to at most this."""


def _printable(text: str) -> str:
    if not text.isprintable() or text != text.strip():
        raise ValueError("must be visible characters without spaces at its ends")
    return text


Name = Annotated[StrictStr, Field(min_length=1, max_length=200), AfterValidator(_printable)]
Words = Annotated[StrictStr, Field(min_length=1, max_length=500), AfterValidator(_printable)]
Weight = Annotated[Decimal, BeforeValidator(exact_number(10)), Field(gt=0, le=1)]
Points = Annotated[Decimal, BeforeValidator(exact_number(4)), Field(ge=0, le=BEST)]
Confidence = Annotated[Decimal, BeforeValidator(exact_number(10)), Field(gt=0, lt=1)]
Level = Annotated[StrictStr, Field(pattern="^[0-9A-Za-z]$")]


class Document(BaseModel):
    """A part of a published JSON document: nothing in it changes, nothing unknown gets in."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Party(StrEnum):
    """Who judges the service (评价主体)."""

    PURCHASER = "purchaser"
    """The authority that pays: its officer scores the contract."""
    USING_UNIT = "using_unit"
    """The unit where the service is used, such as a township: its officer scores the contract."""
    BENEFICIARY = "beneficiary"
    """The people served: each casts one anonymous ballot."""
    THIRD_PARTY = "third_party"
    """The independent evaluator to whom the contract is assigned."""
    EXPERT = "expert"
    """An expert called in by name."""


PARTY_NAMES: Mapping[str, Mapping[str, str]] = {
    Party.PURCHASER: {"code": "purchaser", "zh": "购买主体", "en": "Purchaser"},
    Party.USING_UNIT: {"code": "using_unit", "zh": "使用单位", "en": "Using unit"},
    Party.BENEFICIARY: {"code": "beneficiary", "zh": "服务对象", "en": "People served"},
    Party.THIRD_PARTY: {"code": "third_party", "zh": "第三方", "en": "Third party"},
    Party.EXPERT: {"code": "expert", "zh": "专家", "en": "Expert"},
}
"""What each party is called in files and in both languages"""


class Title(Document):
    """The words a reader sees, in both languages."""

    zh: Words
    en: Words


class PartyWeight(Document):
    """How much the judgement of one party counts."""

    party: Party
    weight: Weight


class Indicator(Document):
    """One thing that one party judges (指标), with its weight among that party's indicators."""

    id: Name
    party: Party
    dimension: Name
    weight: Weight
    scale: Name
    title: Title | None = None
    question: Title | None = None

    @property
    def name(self) -> Mapping[str, str]:
        """What the indicator is called in files and in both languages; without a title its id."""
        said = self.title.model_dump() if self.title else {"zh": self.id, "en": self.id}
        return {"code": self.id, **said}


class Band(Document):
    """A grade and the score from which it holds, up to the band above."""

    grade: Name
    from_: Points = Field(alias="from")


class Scheme(Document):
    """A scheme (评价方案) whose parts have been checked against each other."""

    id: Name
    digest: StrictStr | None = None
    title: Title | None = None
    confidence: Confidence = Decimal("0.95")
    withhold_below: StrictInt = Field(ge=10)
    grade_from: StrictInt = Field(ge=1)
    parties: tuple[PartyWeight, ...]
    scales: dict[Name, dict[Level, Points]] = {}
    indicators: tuple[Indicator, ...]
    bands: tuple[Band, ...]
    dimension_titles: dict[Name, Title] | None = None
    level_titles: dict[Name, dict[Level, Title]] | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        _check_parties(self)
        _check_indicators(self)
        _check_scales(self)
        _check_bands(self.bands)
        _check_titles(self)
        return self

    @cached_property
    def beneficiary_indicators(self) -> tuple[Indicator, ...]:
        """The questions of a ballot, in the order of its characters; empty if no one votes."""
        return self.indicators_of(Party.BENEFICIARY)

    @cached_property
    def beneficiary_scale(self) -> dict[str, Decimal]:
        """The points of each level a ballot may name, best first; empty if no one votes."""
        if not self.beneficiary_indicators:
            return {}
        levels = self.scales[self.beneficiary_indicators[0].scale]
        return dict(sorted(levels.items(), key=lambda level: (-level[1], level[0])))

    def indicators_of(self, party: Party) -> tuple[Indicator, ...]:
        """Return what one party judges, in scheme order."""
        return tuple(item for item in self.indicators if item.party == party)

    def document(self) -> dict[str, Any]:
        """Return the scheme as plain JSON without its digest, defaults written out."""
        dumped = self.model_dump(by_alias=True, exclude_none=True, exclude={"digest"})
        document: dict[str, Any] = plain(dumped)
        return document


def parse_scheme(document: object, source: str = "scheme") -> Scheme:
    """Read a scheme from a JSON document, or say what is wrong where in ``source``."""
    try:
        return Scheme.model_validate(document)
    except ValidationError as error:
        raise invalid_document(error, source) from error


def scheme_digest(scheme: Scheme | Mapping[str, Any]) -> str:
    """Return SHA-256 over the canonical JSON (RFC 8785) of the scheme without its ``digest``.

    Weights have at most ten decimals and points four, so the doubles of RFC 8785 stand for
    exactly one such decimal each, and two different schemes never share their canonical text.
    """
    checked = scheme if isinstance(scheme, Scheme) else parse_scheme(scheme)
    return f"sha256:{hashlib.sha256(rfc8785.dumps(checked.document())).hexdigest()}"


def _check_parties(scheme: Scheme) -> None:
    names = [party.party for party in scheme.parties]
    _refuse_repeats("parties", names)
    _check_weights("parties: the weights", [party.weight for party in scheme.parties])
    for indicator in scheme.indicators:
        if indicator.party not in names:
            raise ValueError(
                f"indicators: {indicator.id!r} belongs to {indicator.party}, which has no weight"
            )


def _check_indicators(scheme: Scheme) -> None:
    _refuse_repeats("indicators", [indicator.id for indicator in scheme.indicators])
    for party in scheme.parties:
        weights = [item.weight for item in scheme.indicators_of(party.party)]
        if not weights:
            raise ValueError(f"indicators: {party.party} has a weight but nothing to judge")
        _check_weights(f"indicators: the weights of {party.party}", weights)

    if (asked := len(scheme.beneficiary_indicators)) > MOST_QUESTIONS:
        raise ValueError(f"indicators: a ballot asks {asked} questions, not up to {MOST_QUESTIONS}")


def _check_weights(what: str, weights: list[Decimal]) -> None:
    # Decimal addition is exact here: ten decimals and a few hundred terms fit in 28 digits.
    if (total := sum(weights)) != 1:
        raise ValueError(f"{what} add up to {total}, not to 1")


def _check_scales(scheme: Scheme) -> None:
    for name, levels in scheme.scales.items():
        _check_levels(name, levels)
    for indicator in scheme.indicators:
        if indicator.party != Party.BENEFICIARY and indicator.scale != POINTS:
            raise ValueError(
                f"indicators: {indicator.id!r} is scored by a named assessor, "
                f"so its scale is {POINTS!r}, not {indicator.scale!r}"
            )
        if indicator.party == Party.BENEFICIARY and indicator.scale not in scheme.scales:
            raise ValueError(
                f"indicators: {indicator.id!r} uses the scale {indicator.scale!r}, "
                "which scales does not define"
            )
    if len(used := sorted({item.scale for item in scheme.beneficiary_indicators})) > 1:
        raise ValueError(f"indicators: the beneficiary's share one scale, not {', '.join(used)}")


def _check_levels(name: str, levels: Mapping[str, Decimal]) -> None:
    if name == POINTS:
        raise ValueError(f"scales: {POINTS!r} is built in and cannot be redefined")
    if not _FEWEST_LEVELS <= len(levels) <= _MOST_LEVELS:
        raise ValueError(
            f"scales: {name!r} has {len(levels)} levels, not {_FEWEST_LEVELS} to {_MOST_LEVELS}"
        )
    if len(set(levels.values())) == 1:
        raise ValueError(f"scales: every level of {name!r} gives the same points")


def _check_bands(bands: tuple[Band, ...]) -> None:
    _refuse_repeats("bands", [band.grade for band in bands])
    for upper, lower in pairwise(bands):
        if upper.from_ <= lower.from_:
            raise ValueError(
                f"bands: {lower.grade!r} from {lower.from_} stands below {upper.grade!r} "
                f"from {upper.from_}, so its start must be lower"
            )
    if not bands or bands[-1].from_ != 0:
        raise ValueError("bands: the last must start from 0, so that every score has a grade")


def _check_titles(scheme: Scheme) -> None:
    dimensions = {indicator.dimension for indicator in scheme.indicators}
    for dimension in scheme.dimension_titles or {}:
        if dimension not in dimensions:
            raise ValueError(f"dimension_titles: no indicator has the dimension {dimension!r}")
    for name, titles in (scheme.level_titles or {}).items():
        if name not in scheme.scales:
            raise ValueError(f"level_titles: scales does not define {name!r}")
        if unknown := sorted(titles.keys() - scheme.scales[name].keys()):
            raise ValueError(f"level_titles: {name!r} has no level {unknown[0]!r}")


def _refuse_repeats(where: str, names: list[Any]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{where}: {str(name)!r} appears more than once")
