"""What notices can be narrowed by: the same on the page, in files and feeds."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Self

from pydantic import field_validator, model_validator
from sqlalchemy import ColumnElement, and_, case, func, not_, or_

from portal.disclosure.choices import Method, Purchaser, Service
from portal.disclosure.finding import Part
from portal.disclosure.parameters import DatedFilter, one_of, ordered, yuan
from portal.notices.types import NoticeType, Stage
from portal.records.grams import Marks, asked_grams, heading_grams
from portal.records.notice import (
    HEADLINE_FEN,
    PURCHASER_KEY,
    UNDATED,
    Notice,
)
from portal.records.regions import within

ORDERS = ("date", "relevance")


class NoticeFilter(DatedFilter):
    """What notices can be narrowed by; ``sort`` orders the screens and changes no row."""

    type: str | None = None
    method: Method = None
    stage: str | None = None
    service: Service = None
    purchaser: Purchaser = None
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None
    sort: str | None = None

    @field_validator("type")
    @classmethod
    def _type(cls, value: str | None) -> str | None:
        return value and one_of("type", value, [each.value for each in NoticeType])

    @field_validator("stage")
    @classmethod
    def _stage(cls, value: str | None) -> str | None:
        return value and one_of("stage", value, [each.value for each in Stage])

    @field_validator("sort")
    @classmethod
    def _sort(cls, value: str | None) -> str | None:
        return value and one_of("sort", value, ORDERS)

    @field_validator("amount_from", "amount_to", mode="before")
    @classmethod
    def _amount(cls, value: Any) -> Decimal | None:
        return yuan(value)

    @model_validator(mode="after")
    def _amounts_in_order(self) -> Self:
        ordered(self.amount_from, self.amount_to)
        return self

    def grams(self) -> list[str]:
        """What the index has to hold of a notice that meets the filter, but for its day.

        And but for a stage that several types stand at.
        """
        types = Stage(self.stage).types if self.stage else ()
        type_ = self.type or (types[0] if len(types) == 1 else None)
        marks = Marks(type_, self.method, self.region, self.service, self.purchaser)
        return asked_grams(
            self.words(), marks, least=_fen(self.amount_from), most=_fen(self.amount_to)
        )

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """The conditions that a public row has to meet."""
        conditions = self.mentions(Notice.search_text)  # type: ignore[arg-type] # a mapped attribute
        if self.from_on or self.to_on:
            # The day under which a notice is sorted is its own, and the index is in its order.
            dated = Notice.sort_on > UNDATED
            conditions += [dated, *self.between(Notice.sort_on)]  # type: ignore[arg-type] # as above
        if self.region and (inside := within(Notice.region_code, self.region)) is not None:
            conditions.append(inside)
        conditions += self._marked()
        if self.amount_from is not None:
            conditions.append(_fen(self.amount_from) <= HEADLINE_FEN)
        if self.amount_to is not None:
            conditions.append(_fen(self.amount_to) >= HEADLINE_FEN)
        return conditions

    def unsorted(self) -> "NoticeFilter":
        """The same rows, for files and counts, which know one order only."""
        return self.model_copy(update={"sort": None})

    def _marked(self) -> Iterator[Any]:
        if self.type:
            yield Notice.type == self.type
        if self.method:
            yield Notice.method == self.method
        if self.stage:
            # Alternatives instead of a list: files compile their statement once, as it stands.
            yield or_(*(Notice.type == each for each in Stage(self.stage).types))
        if self.service:
            yield Notice.service_item == self.service
        if self.purchaser:
            yield self.purchaser == PURCHASER_KEY

    def tiers(self, dialect: str) -> Sequence[Part]:
        """By relevance: every word in the title, else in title and project number, else the rest.

        Anybody can see why a notice stands where it does. Within a tier the newest is first.
        """
        words = self.words()
        if self.sort != "relevance" or not words:
            return ()
        title, number = _lines(dialect)
        titled = and_(*(title.contains(word, autoescape=True) for word in words))
        both = title + "\n" + number
        named = and_(*(both.contains(word, autoescape=True) for word in words))
        heading = heading_grams(words)
        return (
            Part(titled, heading),
            Part(and_(not_(titled), named), heading),
            Part(not_(named)),
        )


def _fen(amount: Decimal | None) -> Any:
    return None if amount is None else int(amount * 100)


def _lines(dialect: str) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """Title and project number as they are searched: the first lines of the text, where given."""
    if dialect == "postgresql":
        first, second = (func.split_part(Notice.search_text, "\n", at) for at in (1, 2))
    else:
        rest = func.substr(Notice.search_text, _line_end(Notice.search_text) + 1)
        first, second = _first_line(Notice.search_text), _first_line(rest)
    is_titled, is_numbered = (
        func.coalesce(each, "") != "" for each in (Notice.title, Notice.project_no)
    )
    number = case((not_(is_numbered), ""), (is_titled, second), else_=first)
    return case((is_titled, first), else_=""), number


def _line_end(searched: Any) -> Any:
    return func.instr(searched + "\n", "\n")


def _first_line(searched: Any) -> Any:
    return func.substr(searched, 1, _line_end(searched) - 1)
