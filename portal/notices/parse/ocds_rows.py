"""The rows inside an OCDS release: lots, awards, contracts, amendments, documents."""

from collections.abc import Iterable

from portal.notices.parse.cells import language_code, link_from_words
from portal.notices.parse.fields import Node
from portal.notices.parse.model import (
    Amendment,
    Award,
    ContractRow,
    Document,
    Lot,
    Organisation,
)
from portal.notices.parse.parties import Parties
from portal.notices.parse.text import DESCRIPTION_LIMIT, LINK_LIMIT, TITLE_LIMIT

_AWARD_STATUSES = {"pending", "active", "cancelled", "unsuccessful"}
_CONTRACT_STATUSES = {"pending", "active", "cancelled", "terminated"}
_LOT_STATUSES = _AWARD_STATUSES | {"planning", "planned", "complete", "withdrawn"}


def _status(node: Node, known: set[str]) -> str | None:
    """A status of the standard's list; anything else is dropped unread.

    Colombia's files hold a person's name in one, so the words are not even repeated in the remark.
    """
    words = node.first_text("status", "statusDetails")
    if words and words not in known:
        node.remarks.add(f"{node.at('status')} is not a status of the standard and was left out")
        return None
    return words


def _suppliers(node: Node, parties: Parties) -> tuple[Organisation, ...]:
    found = [parties.organisation(supplier) for supplier in node.children("suppliers")]
    for item in node.children("items"):
        # Taiwan lists the suppliers of an award under its items; elsewhere items have none.
        found += [parties.organisation(supplier) for supplier in item.children("suppliers")]
    return tuple(dict.fromkeys(s for s in found if s))


def parse_lots(release: Node) -> tuple[Lot, ...]:
    """The lots of the tender."""
    return tuple(_lot(node) for node in release.child("tender").children("lots"))


def _lot(node: Node) -> Lot:
    return Lot(
        id=node.row_id(),
        title=node.text("title", TITLE_LIMIT),
        description=node.text("description", DESCRIPTION_LIMIT, lines=True),
        amount=node.amount("value"),
        status=_status(node, _LOT_STATUSES),
    )


def parse_awards(release: Node, parties: Parties) -> tuple[Award, ...]:
    """Every award once: some publishers list the very same award several times."""
    listed = [_award(node, parties) for node in release.listed("awards")]
    unique = tuple(dict.fromkeys(listed))
    if len(unique) < len(listed):
        release.remarks.add(f"awards: {len(listed) - len(unique)} exact repetitions left out")
    return unique


def _award(node: Node, parties: Parties) -> Award:
    value = "value" if node.value.get("value") else "totalAwardValue"
    is_dated = node.value.get("date") or node.value.get("dateDetails")
    date = "date" if is_dated else "awardDate"
    return Award(
        id=node.row_id(),
        title=node.text("title", TITLE_LIMIT),
        amount=node.amount(value),
        awarded=node.day(date),
        status=_status(node, _AWARD_STATUSES),
        suppliers=_suppliers(node, parties),
    )


def parse_contracts(release: Node, parties: Parties) -> tuple[ContractRow, ...]:
    """Every contract once."""
    nodes = release.listed("contracts")
    return tuple(dict.fromkeys(_contract(node, parties) for node in nodes))


def _contract(node: Node, parties: Parties) -> ContractRow:
    return ContractRow(
        id=node.row_id(),
        award_id=None if node.value.get("awardIDIsLocal") is True else node.text("awardID"),
        title=node.text("title", TITLE_LIMIT),
        amount=node.amount("value"),
        signed=node.day("dateSigned"),
        period=node.period("period"),
        status=_status(node, _CONTRACT_STATUSES),
        suppliers=_suppliers(node, parties),
    )


def _holders(release: Node) -> list[tuple[str, Node]]:
    """Every section that can carry documents and amendments, with its name."""
    return [
        ("planning", release.child("planning")),
        ("tender", release.child("tender")),
        *(("awards", node) for node in release.children("awards")),
        *(("contracts", node) for node in release.children("contracts")),
    ]


def parse_amendments(release: Node) -> tuple[Amendment, ...]:
    """What the release says it changed, of the tender, an award or a contract."""
    nodes = [
        node
        for _, holder in _holders(release)
        for name in ("amendments", "amendment")
        for node in holder.listed(name)
    ]
    return tuple(dict.fromkeys(_amendment(node) for node in nodes))


def _amendment(node: Node) -> Amendment:
    reasons = (node.text(n, DESCRIPTION_LIMIT, lines=True) for n in ("rationale", "description"))
    return Amendment(
        id=node.row_id(),
        changed=node.day("date"),
        text="\n".join(reason for reason in reasons if reason) or None,
    )


def parse_documents(release: Node) -> tuple[Document, ...]:
    """The documents that have a title or an address, each once."""
    found = [
        parse_document(section, node)
        for section, holder in _holders(release)
        for node in holder.listed("documents")
    ]
    return unique_documents(found)


def unique_documents(found: Iterable[Document]) -> tuple[Document, ...]:
    """Each document once, if there is anything to be read or opened."""
    return tuple(dict.fromkeys(d for d in found if d.title or d.url))


def parse_document(section: str, node: Node) -> Document:
    """One document of a section."""
    words = node.first_text("urlDetails", "url", limit=LINK_LIMIT)
    url = link_from_words(words)
    if words and url is None:
        node.remarks.add(f"{node.at('url')} is not a plain web address and was left out")
    language = node.text("language")
    return Document(
        section=section,
        id=node.row_id(),
        title=node.first_text("title", "description", limit=LINK_LIMIT),
        kind=node.text("documentType"),
        url=url,
        format=node.text("format"),
        published=node.day("datePublished"),
        language=language_code(language) if language else None,
    )
