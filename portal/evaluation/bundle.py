"""The evaluation bundle: all that anyone needs to recompute a published score."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BeforeValidator,
    Field,
    NonNegativeInt,
    Strict,
    ValidationError,
    model_validator,
)

from portal.errors import InvalidInputError
from portal.evaluation.exact import exact_number, invalid_document, read_json
from portal.evaluation.scheme import Document, Name, Party, Scheme

FORMAT = "sunlight-evaluation/1"


class Frame(StrEnum):
    """How those invited were found among those served; the officer who opens the round says it."""

    ALL = "all"
    """Everyone served was invited."""
    RANDOM = "random"
    """A probability sample was invited."""
    CHOSEN = "chosen"
    """Somebody picked them by hand, so nothing can be said about the others."""


def _read_day(value: object) -> date:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("is not a date such as 2026-01-31")
    return date.fromisoformat(value)


Day = Annotated[date, BeforeValidator(_read_day)]
Count = Annotated[NonNegativeInt, Strict()]
Figure = Annotated[Decimal, BeforeValidator(exact_number())]


class Period(Document):
    """The days of service that were judged, both included."""

    from_: Day = Field(alias="from")
    to: Day

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.to < self.from_:
            raise ValueError(f"to ({self.to}) is before from ({self.from_})")
        return self


class IndicatorSum(Document):
    """How many ballots answered an indicator, and the points they gave together."""

    answered: Count
    sum: Figure


class Assessment(Document):
    """One named assessor's sheet (评分表); the label stands for a person, it does not name one."""

    party: Party
    assessor: Name
    scores: dict[Name, Figure | None] | None


class Bundle(Document):
    """An evaluation as published, its structure checked; what no score needs may be absent.

    Whether anyone answered and whether every sheet is there is asked later, by the scoring:
    an evaluation with too few ballots is withheld before that question arises.
    """

    format: Literal["sunlight-evaluation/1"]
    id: Name | None = None
    contract: Name | None = None
    period: Period | None = None
    scheme: Scheme
    frame: Frame | None = None
    served: Count | None = None
    invited: Count
    ballots: Count
    sums: dict[Name, IndicatorSum] | None = None
    counts: dict[Name, dict[Name, Count]] | None = None
    linearised_sum_of_squares: Figure | None = None
    assessments: tuple[Assessment, ...] | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        _check_ballots(self)
        for indicator, given in (self.sums or {}).items():
            _check_sum(self, indicator, given)
        _check_counts(self)
        _check_sheets(self)
        return self

    @property
    def is_withheld(self) -> bool:
        """Whether so few voted that a score would expose them or mislead (design: under 10)."""
        return bool(self.scheme.beneficiary_indicators) and (
            self.ballots < self.scheme.withhold_below
        )


def parse_bundle(document: object, source: str = "bundle") -> Bundle:
    """Read a bundle from a JSON document; a ``result`` or ``digest`` in it is not looked at.

    The score must follow from the evidence alone, so nothing it is compared with may enter it.
    """
    if not isinstance(document, Mapping):
        raise InvalidInputError("{source}: an evaluation bundle is a JSON object", source=source)
    evidence = _without(document, "result", "digest")
    if isinstance(scheme := document.get("scheme"), Mapping):
        evidence["scheme"] = _without(scheme, "digest")
    try:
        return Bundle.model_validate(evidence)
    except ValidationError as error:
        raise invalid_document(error, source) from error


def read_bundle(content: bytes, source: str) -> Bundle:
    """Read a bundle from the bytes of a file called ``source``."""
    return parse_bundle(read_json(content, source), source)


def _without(document: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in keys}


def _check_ballots(bundle: Bundle) -> None:
    if bundle.ballots > bundle.invited:
        raise ValueError(f"ballots ({bundle.ballots}) are more than invited ({bundle.invited})")
    if bundle.scheme.beneficiary_indicators:
        if bundle.frame is None:
            raise ValueError("frame is missing: say how the beneficiaries were chosen")
    elif bundle.ballots:
        raise ValueError(f"ballots is {bundle.ballots}, but the scheme asks no beneficiary")
    if (squares := bundle.linearised_sum_of_squares) is not None and squares <= 0:
        raise ValueError(
            f"linearised_sum_of_squares is {squares}, but its pseudo-ballots alone exceed 0"
        )


def _check_sum(bundle: Bundle, indicator: str, given: IndicatorSum) -> None:
    if indicator not in {item.id for item in bundle.scheme.beneficiary_indicators}:
        raise ValueError(f"sums: {indicator!r} is no beneficiary indicator of the scheme")
    if given.answered > bundle.ballots:
        raise ValueError(
            f"sums.{indicator}: answered ({given.answered}) is more than ballots ({bundle.ballots})"
        )
    points = bundle.scheme.beneficiary_scale.values()
    low, high = min(points) * given.answered, max(points) * given.answered
    if not low <= given.sum <= high:
        raise ValueError(
            f"sums.{indicator}: {given.answered} answers add up to {low} to {high}, not {given.sum}"
        )


def _check_counts(bundle: Bundle) -> None:
    known = {item.id for item in bundle.scheme.beneficiary_indicators}
    for indicator in bundle.counts or {}:
        if indicator not in known:
            raise ValueError(f"counts: {indicator!r} is no beneficiary indicator of the scheme")


def _check_sheets(bundle: Bundle) -> None:
    weighted = {item.party for item in bundle.scheme.parties} - {Party.BENEFICIARY}
    seen: set[tuple[Party, str]] = set()
    for place, sheet in enumerate(bundle.assessments or ()):
        where = f"assessments[{place}]"
        if sheet.party not in weighted:
            raise ValueError(f"{where}: {sheet.party} has no weight as a named party")
        if (sheet.party, sheet.assessor) in seen:
            raise ValueError(f"{where}: {sheet.party} {sheet.assessor!r} has a sheet already")
        seen.add((sheet.party, sheet.assessor))
        known = {item.id for item in bundle.scheme.indicators_of(sheet.party)}
        for indicator in sheet.scores or {}:
            if indicator not in known:
                raise ValueError(f"{where}: {indicator!r} is not for {sheet.party} to score")
