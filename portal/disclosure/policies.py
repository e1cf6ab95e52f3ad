"""What the address of the rules' page asks for, held against the packs that are installed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from portal.disclosure.parameters import one_of
from portal.errors import InvalidInputError, NotFoundError
from portal.policy.library import Citation, Library
from portal.policy.model import Pack, Status, Topic

TOPICS: tuple[str, ...] = get_args(Topic)
REGISTER = "duties"
"""The only view of a place beside its clauses: the duty register (履职台账)"""
FIRST_YEAR = 2015
"""No register of any installed document can hold entries of earlier years"""
_REGION = re.compile(r"[0-9]{6}([0-9]{3})?")


@dataclass(frozen=True)
class Question:
    """One address, read; what it does not name is None."""

    pack: Pack | None = None
    topic: str | None = None
    status: Status | None = None
    citation: Citation | None = None
    is_register: bool = False
    region: str | None = None
    year: int | None = None

    def query(self) -> dict[str, str]:
        """The parameters that narrow the clauses of a place."""
        place = self.pack.id if self.pack else None
        said = {"place": place, "topic": self.topic, "status": self.status}
        return {name: str(value) for name, value in said.items() if value}

    @property
    def subject(self) -> Mapping[str, str]:
        """What the answer is about, for the title of the page; empty for the page as a whole."""
        if self.citation:
            name = self.citation.clause.id
            return {"zh": name, "en": name}
        return self.pack.place.name.labels() if self.pack else {}


def read_question(asked: Mapping[str, str], library: Library, today: date) -> Question:
    """What an address asks for.

    NotFoundError where it names a clause or a place that does not exist, InvalidInputError where
    another part of it cannot be.
    """
    pack = _pack(library, asked.get("place"))
    topic, status, view = (asked.get(name) for name in ("topic", "status", "view"))
    if view is not None:
        one_of("view", view, (REGISTER,))
        if pack is None:
            raise InvalidInputError(
                "the duty register is kept place by place; the address has to name one"
            )
    return Question(
        pack,
        one_of("topic", topic, TOPICS) if topic is not None else None,
        Status(one_of("status", status, list(Status))) if status is not None else None,
        _citation(library, asked.get("clause")),
        is_register=view is not None,
        region=_region(pack, asked.get("region")),
        year=_year(asked.get("year"), today),
    )


def lies_in(pack: Pack, region: str) -> bool:
    """Whether a region's code lies in a place; the nation holds them all."""
    whole = pack.place.region
    if whole == "100000":
        return True
    while whole.endswith("00"):
        whole = whole[:-2]
    return region.startswith(whole)


def _pack(library: Library, place: str | None) -> Pack | None:
    if place is not None and place not in library.packs:
        raise NotFoundError("no governing document is known as {place}", place=place[:80])
    return library.packs[place] if place is not None else None


def _citation(library: Library, clause: str | None) -> Citation | None:
    if clause is not None and clause not in library.citations:
        raise NotFoundError("no clause has the id {id}", id=clause[:40])
    return library.citations[clause] if clause is not None else None


def _region(pack: Pack | None, region: str | None) -> str | None:
    if region is None:
        return None
    if not _REGION.fullmatch(region):
        raise InvalidInputError(
            "region: a code of 6 digits, or 9 for a township, is expected, not {value}",
            value=region[:40],
        )
    if pack and not lies_in(pack, region):
        raise InvalidInputError(
            "region: {value} does not lie in {place}", value=region, place=pack.place.name.labels()
        )
    return region


def _year(year: str | None, today: date) -> int | None:
    if year is None:
        return None
    if not re.fullmatch("[0-9]{4}", year) or not FIRST_YEAR <= int(year) <= today.year:
        raise InvalidInputError(
            "a year from {first} to {last} is expected, not {value}",
            first=FIRST_YEAR,
            last=today.year,
            value=year[:40],
        )
    return int(year)
