"""What every release begins with, and the ids of what is made here."""

from portal.disclosure.formats.ocds.sources import Announcement, Process
from portal.disclosure.formats.ocds.values import Json
from portal.records.base import derived_id


def begin(ocid: str, release: str, date: str) -> Json:
    """The fields that the standard requires of a release, but for its tags.

    Tools tell a release of 1.1 from an older one by its ``parties``, so none goes without.
    """
    return {"ocid": ocid, "id": release, "date": date, "initiationType": "tender"}


def release_id(given: Announcement) -> str:
    """The source's own id for the first content under it, else what the release is called here.

    The standard keeps the sign ``#`` for the addresses of releases.
    """
    if given.process.is_foreign:
        item = given.said.key.item.replace("#", "%23")
        return item if given.version == 1 else f"{item}-v{given.version}"
    return given.key


def award_id(process: Process, *suppliers: str | None) -> str:
    """The award to these suppliers; the notices and the contract of one award name the same."""
    return derived_id("award", process.ocid, *(each or "" for each in suppliers))


def contract_id(process: Process, *suppliers: str | None) -> str:
    """The contract of a notice whose contract is not recorded here."""
    return derived_id("contract", process.ocid, *(each or "" for each in suppliers))
