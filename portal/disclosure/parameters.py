"""Reading filters from an address: each wrong value gets a sentence that says what is allowed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from sqlalchemy import ColumnElement

from portal.disclosure.finding import Part
from portal.errors import InvalidInputError
from portal.records.grams import asked_grams
from portal.typed import searchable

MOST_WORDS = 8
MOST_CHARACTERS = 100
PASSED_OVER = frozenset({"lang"})
"""Parameters of the page frame that narrow nothing"""
_AMOUNT = re.compile(r"[0-9]{1,13}([.][0-9]{1,2})?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class AddressFilter(BaseModel):
    """A filter that is read from the query of an address and written back to it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @classmethod
    def read(cls, query: Mapping[str, str], *, strict: bool = True) -> Self:
        """The filter of an address; ``strict`` refuses names the table does not know.

        A download with a misspelt filter would be the whole table under a wrong name, so the
        files are strict; a page may carry parameters of its own.
        """
        known = set(cls.names())
        given = {name: value for name, value in query.items() if value.strip()}
        unknown = set(given) - known - PASSED_OVER
        if strict and unknown:
            raise InvalidInputError(
                "there is no filter {name}; allowed are {allowed}",
                name=", ".join(sorted(unknown))[:80],
                allowed=", ".join(sorted(known)),
            )
        return cls.model_validate({name: given[name] for name in known & set(given)})

    @classmethod
    def names(cls) -> Iterable[str]:
        """The names of the filters as they stand in an address."""
        return [info.alias or name for name, info in cls.model_fields.items()]

    def query(self) -> dict[str, str]:
        """The filter as query parameters; ``read`` gives it back."""
        return {
            name: value if isinstance(value, str) else str(value)
            for name, value in self.model_dump(by_alias=True, exclude_none=True).items()
            if value != ""
        }


class DatedFilter(AddressFilter):
    """The filters that every dated table has: words, region and an inclusive range of days."""

    q: str = ""
    region: str | None = None
    from_on: date | None = Field(default=None, alias="from")
    to_on: date | None = Field(default=None, alias="to")

    @field_validator("q", mode="before")
    @classmethod
    def _words(cls, value: Any) -> str:
        words = " ".join(unicodedata.normalize("NFKC", str(value)).split())
        if len(words) > MOST_CHARACTERS or len(words.split()) > MOST_WORDS:
            raise InvalidInputError(
                "q: a search may have at most {words} words and {characters} characters",
                words=MOST_WORDS,
                characters=MOST_CHARACTERS,
            )
        return "".join(each for each in words if each.isprintable())

    @field_validator("region")
    @classmethod
    def _region(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[0-9]{6}([0-9]{3})?", value):
            raise InvalidInputError(
                "region: a code of 6 digits, or 9 for a township, is expected, not {value}",
                value=value[:40],
            )
        return value

    @field_validator("from_on", "to_on", mode="before")
    @classmethod
    def _day(cls, value: Any) -> date | None:
        if value is None or isinstance(value, date):
            return value
        try:
            if _DAY.fullmatch(str(value)):
                return date.fromisoformat(str(value))
        except ValueError:
            pass
        raise InvalidInputError(
            "from and to: a day is written as 2026-01-31, not as {value}", value=str(value)[:40]
        )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        """A range that ends before it begins holds nothing, which would read as a finding."""
        if self.from_on and self.to_on and self.from_on > self.to_on:
            raise InvalidInputError(
                "from and to: {first} is after {last}; the earlier day comes first",
                first=self.from_on.isoformat(),
                last=self.to_on.isoformat(),
            )
        return self

    def between(self, column: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        """The condition on the days, both ends included; rows without a day are left out."""
        conditions = []
        if self.from_on:
            conditions.append(column >= self.from_on)
        if self.to_on:
            conditions.append(column <= self.to_on)
        return conditions

    def words(self) -> list[str]:
        """The words that are looked for, as texts are searched."""
        return searchable(self.q).split()

    def grams(self) -> list[str]:
        """What an index of words has to hold of a row that meets the filter."""
        return asked_grams(self.words())

    def tiers(self, dialect: str) -> Sequence[Part]:
        """What parts the rows into groups shown one after another; nothing for one group."""
        del dialect
        return ()

    def mentions(self, folded: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        """The condition that every word occurs in a column of folded words."""
        return [folded.contains(word, autoescape=True) for word in self.words()]


def yuan(value: Any) -> Decimal | None:
    """An amount in yuan as an address names it."""
    if value is None or isinstance(value, Decimal):
        return value
    if not _AMOUNT.fullmatch(str(value)):
        raise InvalidInputError(
            "amount_from and amount_to: an amount in yuan is expected, digits with at most two "
            "decimals such as 500000 or 99999.99, not {value}",
            value=str(value)[:40],
        )
    return Decimal(str(value))


def ordered(least: Decimal | None, most: Decimal | None) -> None:
    """Refuse amounts between which nothing lies."""
    if least is not None and most is not None and least > most:
        raise InvalidInputError(
            "amount_from and amount_to: {least} is more than {most}; the lower amount comes first",
            least=str(least),
            most=str(most),
        )


def one_of(name: str, value: str, allowed: Iterable[str]) -> str:
    """The value, if it is one of the allowed ones; else a sentence that lists them."""
    choices = list(allowed)
    if value not in choices:
        raise InvalidInputError(
            "{name}: {value} is not known; allowed are {allowed}",
            name=name,
            value=value[:40],
            allowed=", ".join(choices),
        )
    return value
