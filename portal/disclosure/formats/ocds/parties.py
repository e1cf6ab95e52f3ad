"""The organisations of a release: each once, with its roles, and references to them."""

import re

from portal.disclosure.formats.ocds.values import Json, said, without_nothing
from portal.notices.parse.model import CREDIT_CODE_SCHEME, Organisation
from portal.policy.privacy import is_identity_number
from portal.records.base import derived_id

AGENCY = "procurementAgency"
"""Our own role beside ``procuringEntity``: who carries out the procurement for the buyer"""


class Parties:
    """Collects the organisations that a release refers to; contact persons are never among them."""

    def __init__(self) -> None:
        self._listed: dict[str, Json] = {}
        self._by_name: dict[Organisation, str] = {}

    def refer(self, named: Organisation | None, *roles: str, address: Json | None = None) -> Json:
        """A reference to the organisation, which plays these roles; empty where none is named."""
        if named is None:
            return {}
        party = self._listed[self._id(named)]
        party["roles"] += [each for each in roles if each not in party["roles"]]
        if address:
            party["address"] = address
        return said(id=party["id"], name=named.name)

    def listed(self) -> list[Json]:
        """All of them in the order in which they were named; one may play no role at all."""
        return [without_nothing(each) for each in self._listed.values()]

    def _id(self, named: Organisation) -> str:
        known = self._by_name.get(named)
        if known is None:
            known = _party_id(named)
            if known in self._listed:  # the same code under another name
                known = f"party-{derived_id('party', known, named.name or '')}"
            self._by_name[named] = known
            self._listed[known] = said(id=known, name=named.name, identifier=_identifier(named)) | {
                "roles": []
            }
        return known


def _party_id(named: Organisation) -> str:
    """An id that is the same in every release, from the identifier or else from the name."""
    code, scheme = named.identifier, named.scheme
    if code and scheme == CREDIT_CODE_SCHEME:
        return f"{CREDIT_CODE_SCHEME}-{code}"
    if not code or _is_of_a_person(code):
        return f"name-{derived_id('party', named.name or '')}"
    return f"id-{derived_id('party', scheme or '', code)}"


def _identifier(named: Organisation) -> Json:
    """What the source knows it by; the number of a resident is nobody's business."""
    is_organisation = named.scheme == CREDIT_CODE_SCHEME
    if not named.identifier or (_is_of_a_person(named.identifier) and not is_organisation):
        return {}
    return said(scheme=named.scheme, id=named.identifier)


def _is_of_a_person(code: str) -> bool:
    return re.fullmatch(r"[0-9]{17}[0-9Xx]", code) is not None and is_identity_number(code)
