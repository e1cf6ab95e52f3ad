"""Who publishes open contracting data here, and under which registered prefix."""

import re
from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel, ConfigDict

from portal.errors import InvalidInputError

PREFIX: Final = "PORTAL_OCDS_PREFIX"
PUBLISHER: Final = "PORTAL_OCDS_PUBLISHER"
PLACEHOLDER: Final = "ocds-000000"
"""Stands in until the Open Contracting Partnership has registered one; nobody else has it"""
NAME: Final = "阳光救助 · Sunlight"
LONGEST_NAME: Final = 120


class Publisher(BaseModel):
    """The name that stands in every package, and the prefix before every id of a process."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = NAME
    prefix: str = PLACEHOLDER


def read_publisher(given: Mapping[str, str]) -> Publisher:
    """What the operator named; without a registered prefix the placeholder stands."""
    prefix = given.get(PREFIX, PLACEHOLDER)
    if not re.fullmatch(r"ocds-[a-z0-9]{6}", prefix):
        raise InvalidInputError(
            f"{PREFIX} is {prefix!r}; a registered prefix is 'ocds-' with six letters or digits."
        )
    name = given.get(PUBLISHER, NAME)
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise InvalidInputError(f"{PUBLISHER} has to be a name of at most {LONGEST_NAME} signs.")
    return Publisher(name=name, prefix=prefix)
