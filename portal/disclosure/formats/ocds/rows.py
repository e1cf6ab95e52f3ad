"""Lots, awards, contracts, amendments and documents that a source listed, each under its own id."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from portal.disclosure.formats.ocds.parties import Parties
from portal.disclosure.formats.ocds.values import Json, day, link, period, said, stated
from portal.notices.parse.model import Amendment, Award, ContractRow, Document, Lot

LOT_STATUSES = frozenset(
    {"planning", "planned", "active", "cancelled", "unsuccessful", "complete", "withdrawn"}
)
"""Of a lot as of a tender; sources write those of awards as well"""


class Row(Protocol):
    """A row that may have an id of its source."""

    @property
    def id(self) -> str | None:
        """The id that the source gave it."""


AnyRow = TypeVar("AnyRow", bound=Row)


def identified(rows: Sequence[AnyRow], own: str, write: Callable[[AnyRow], Json]) -> Iterator[Json]:
    """The rows with ids that differ: merging joins what has the same one.

    Where the source gives none, or gives one twice, ``own`` with the row's number stands in, and
    ``idIsLocal`` says so.
    """
    taken: set[str] = set()
    for number, row in enumerate(rows, 1):
        if row.id and row.id not in taken:
            taken.add(row.id)
            yield {"id": row.id} | write(row)
        else:
            local = said(id=f"{own}-{number}", statedID=row.id)
            yield local | {"idIsLocal": True} | write(row)


def lot(row: Lot) -> Json:
    """A lot (标段)."""
    is_listed = row.status in LOT_STATUSES
    return said(
        title=row.title,
        description=row.description,
        value=stated(row.amount),
        status=row.status if is_listed else None,
        statusDetails=None if is_listed else row.status,
    )


def award(row: Award, parties: Parties) -> Json:
    """An award as its source lists it."""
    return said(
        title=row.title,
        status=row.status,
        value=stated(row.amount),
        suppliers=[parties.refer(each, "supplier") for each in row.suppliers],
        **day("date", row.awarded),
    )


def contract(row: ContractRow, parties: Parties, award_id: str) -> Json:
    """A contract as its source lists it; the standard wants an award behind each."""
    return said(
        awardID=row.award_id or award_id,
        awardIDIsLocal=None if row.award_id else True,
        title=row.title,
        status=row.status,
        value=stated(row.amount),
        period=period(row.period),
        suppliers=[parties.refer(each, "supplier") for each in row.suppliers],
        **day("dateSigned", row.signed),
    )


def amendment(row: Amendment) -> Json:
    """What a correction says it changed, and why."""
    return said(rationale=row.text, **day("date", row.changed))


def document(row: Document) -> Json:
    """A document that the source published."""
    return said(
        title=row.title,
        documentType=row.kind,
        format=row.format,
        language=row.language,
        **link("url", row.url),
        **day("datePublished", row.published),
    )
