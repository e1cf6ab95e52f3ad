"""What several filters choose by alike: a method, a service, a purchaser."""

from typing import Annotated

from pydantic import AfterValidator

from portal.disclosure.parameters import one_of
from portal.errors import InvalidInputError
from portal.notices.types import ProcurementMethod
from portal.policy.installed import installed

SERVICES = "service-items"
"""The list of a pack that says what may be bought"""
LONGEST_NAME = 300


def service_items() -> dict[str, dict[str, str]]:
    """Every service that a pack's list allows to be bought: ``pack:code`` → its labels."""
    library = installed()
    return {
        f"{pack.id}:{item.code}": dict(item.title.labels())
        for pack in library.packs.values()
        for each in pack.lists
        if each.id == SERVICES
        for item in each.items
    }


def service_of(value: str) -> str:
    """A service item as an address names it, if a pack knows it."""
    if value not in service_items():
        raise InvalidInputError(
            "service: a pack and a code of its list {list} are expected, such as zunyi:C2, "
            "not {value}; packs are {packs}",
            list=SERVICES,
            value=value[:40],
            packs=", ".join(installed().packs),
        )
    return value


def purchaser_of(value: str) -> str:
    """The id of an organisation, or an exact name, as an address gives it."""
    if len(value) > LONGEST_NAME or not value.isprintable():
        raise InvalidInputError(
            "purchaser: the id of an organisation or its exact name is expected, with at most "
            "{most} characters",
            most=LONGEST_NAME,
        )
    return value


def method_of(value: str) -> str:
    """One of the statutory methods, or ``other``."""
    return one_of("method", value, [each.value for each in ProcurementMethod])


Method = Annotated[str | None, AfterValidator(lambda value: value and method_of(value))]
Service = Annotated[str | None, AfterValidator(lambda value: value and service_of(value))]
Purchaser = Annotated[str | None, AfterValidator(lambda value: value and purchaser_of(value))]
