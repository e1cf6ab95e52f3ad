"""The organisations of an OCDS release; contact persons are never read."""

import re

from portal.notices.parse.fields import Node
from portal.notices.parse.model import CREDIT_CODE_SCHEME, Organisation
from portal.notices.parse.text import NAME_LIMIT

_CHINESE = re.compile("[\u3400-\u9fff]")


class Parties:
    """Looks an organisation reference up among the release's parties."""

    def __init__(self, release: Node) -> None:
        self._nodes = release.children("parties")
        self._by_id = {node.text("id"): node for node in self._nodes}

    def organisation(self, reference: Node) -> Organisation | None:
        """Name and identifier as the reference gives them, completed from its party."""
        own, party = _organisation(reference), _organisation(self._party(reference))
        name = own.name or party.name
        known = own if own.identifier else party
        if name is None and known.identifier is None:
            return None
        return Organisation(name=name, identifier=known.identifier, scheme=known.scheme)

    def region(self, reference: Node) -> tuple[str | None, str | None]:
        """The words of its address, widest first in Chinese, and the same without the country."""
        address = reference.child("address")
        if not address.value:
            address = self._party(reference).child("address")
        country, *inner = (address.text(n) for n in ("countryName", "region", "locality"))
        return _place([country, *inner]), _place(inner)

    def with_role(self, role: str) -> list[Node]:
        """The parties that play a role."""
        return [node for node in self._nodes if role in node.words("roles")]

    def _party(self, reference: Node) -> Node:
        node = self._by_id.get(reference.text("id") or "")
        return node or Node({}, reference.path, reference.remarks)


def _organisation(node: Node) -> Organisation:
    own = node.child("identifier")
    name = node.first_text("name", "legalName", limit=NAME_LIMIT)
    code, scheme = own.text("id"), own.text("scheme")
    if code is None:
        code, scheme = _credit_code(node.text("id"))
    return Organisation(
        name=name or own.text("legalName", NAME_LIMIT),
        identifier=code,
        scheme=scheme if code else None,
    )


def _credit_code(party_id: str | None) -> tuple[str | None, str | None]:
    """The credit code inside an organisation id such as CN-USCI-91654026MA78WT2Q66."""
    prefix = f"{CREDIT_CODE_SCHEME}-"
    if party_id and party_id.startswith(prefix):
        return party_id.removeprefix(prefix), CREDIT_CODE_SCHEME
    return None, None


def _place(parts: list[str | None]) -> str | None:
    said = list(dict.fromkeys(part for part in parts if part))
    if _CHINESE.search("".join(said)):
        return "".join(said)
    return ", ".join(reversed(said)) or None
