"""Which tag, section and document of the standard each national format of a notice becomes."""

from collections.abc import Sequence
from typing import NamedTuple

from portal.notices.types import NoticeType, ProcurementMethod

RELEASE_TAGS = (
    "planning", "planningUpdate", "tender", "tenderAmendment", "tenderUpdate",
    "tenderCancellation", "award", "awardUpdate", "awardCancellation", "contract",
    "contractUpdate", "contractAmendment", "implementation", "implementationUpdate",
    "contractTermination", "compiled",
)  # fmt: skip
"""The closed list of the standard"""


class Kind(NamedTuple):
    """Where a format of notice stands in the standard."""

    tag: str
    section: str
    document: str
    """The type of document that the notice itself is"""
    tender_status: str | None = None


KINDS: dict[NoticeType, Kind] = {
    NoticeType.INTENTION: Kind("planning", "planning", "procurementPlan", "planned"),
    NoticeType.PREQUALIFICATION: Kind("tender", "tender", "eligibilityCriteria", "active"),
    NoticeType.TENDER: Kind("tender", "tender", "tenderNotice", "active"),
    NoticeType.NEGOTIATION: Kind("tender", "tender", "tenderNotice", "active"),
    NoticeType.SINGLE_SOURCE: Kind("tender", "tender", "tenderNotice", "planned"),
    NoticeType.RESULT: Kind("award", "award", "awardNotice", "complete"),
    NoticeType.CORRECTION: Kind("tenderAmendment", "tender", "tenderNotice"),
    NoticeType.TERMINATION: Kind(
        "tenderCancellation", "tender", "cancellationDetails", "cancelled"
    ),
    NoticeType.CONTRACT: Kind("contract", "contract", "contractNotice", "complete"),
    NoticeType.ACCEPTANCE: Kind(
        "implementation", "implementation", "completionCertificate", "complete"
    ),
    NoticeType.COMPLAINT: Kind("tenderUpdate", "tender", "complaints"),
    NoticeType.SUPERVISION: Kind("tenderUpdate", "tender", "supervisionDecision"),
    NoticeType.ASSESSMENT: Kind("tenderUpdate", "tender", "agencyAssessment"),
    NoticeType.OTHER: Kind("tender", "tender", "tenderNotice"),
}
AWARDING = frozenset({NoticeType.RESULT, NoticeType.CONTRACT, NoticeType.ACCEPTANCE})
"""Notices of a supplier who was chosen; one named elsewhere is proposed (拟定) at most"""
STANDING = frozenset({"planned", "active"})
"""What only the first version of a notice says: by a later one the tender may have gone on"""
UPDATES = {
    "planning": "planningUpdate",
    "tender": "tenderUpdate",
    "tenderAmendment": "tenderUpdate",
    "award": "awardUpdate",
    "contract": "contractUpdate",
    "implementation": "implementationUpdate",
}
"""The tag under which a later version of the same notice stands"""
CORRECTIONS = {
    "planning": "planningUpdate",
    "tender": "tenderAmendment",
    "award": "awardUpdate",
    "contract": "contractAmendment",
    "implementation": "implementationUpdate",
}
"""The tag of a correction (更正公告), by the section of what it corrects"""
SOURCE_TAGS = {"awardNotice": "award"}
"""Tags that publishers use and the list lacks"""
FAILED = ("废标", "流标")
METHODS = {
    ProcurementMethod.OPEN: "open",
    ProcurementMethod.INVITED: "selective",
    ProcurementMethod.NEGOTIATION: "selective",
    ProcurementMethod.CONSULTATION: "selective",
    ProcurementMethod.INQUIRY: "selective",
    ProcurementMethod.SINGLE_SOURCE: "direct",
}
"""The standard's code of a statutory method; its exact term stands in the details"""
METHOD_CODES = ("open", "selective", "limited", "direct")


def kind_of(
    type_: NoticeType, tags: Sequence[str], version: int, corrects: NoticeType | None
) -> Kind:
    """Tag, section and document of one version of a notice.

    What a publisher of open contracting data tagged keeps its tags.
    """
    kind = KINDS[type_]
    if tags:
        known = [SOURCE_TAGS.get(each, each) for each in tags]
        section = next((_section(each) for each in known if each in RELEASE_TAGS), kind.section)
        return Kind(kind.tag, section, _document(section), None)
    if corrects is not None:
        section = KINDS[corrects].section
        kind = Kind(CORRECTIONS[section], section, KINDS[corrects].document)
    if version == 1:
        return kind
    status = None if kind.tender_status in STANDING else kind.tender_status
    return kind._replace(tag=UPDATES.get(kind.tag, kind.tag), tender_status=status)


def tags_of(kind: Kind, tags: Sequence[str]) -> list[str]:
    """The tags of a release: the source's own, as far as the standard knows them."""
    known = [SOURCE_TAGS.get(each, each) for each in tags]
    return [each for each in dict.fromkeys(known) if each in RELEASE_TAGS] or [kind.tag]


def method_of(method: ProcurementMethod | None, words: str | None) -> tuple[str | None, str | None]:
    """The standard's code and the exact term; a foreign source wrote ``code: term`` itself."""
    first, colon, rest = (words or "").partition(": ")
    if first in METHOD_CODES:
        return first, rest if colon else None
    term = method.term.zh if method and method is not ProcurementMethod.OTHER else None
    return METHODS.get(method) if method else None, words or term


def tender_status(kind: Kind, *words: str | None) -> str | None:
    """Where the tender stands; a failed one (废标, 流标) was not cancelled but unsuccessful."""
    if kind.tender_status == "cancelled" and any(
        each in (text or "") for text in words for each in FAILED
    ):
        return "unsuccessful"
    return kind.tender_status


def _section(tag: str) -> str:
    stages = ("planning", "tender", "award", "contract", "implementation")
    if tag == "contractTermination":
        return "implementation"
    return next((each for each in stages if tag.startswith(each)), "contract")


def _document(section: str) -> str:
    return {
        "planning": "procurementPlan",
        "tender": "tenderNotice",
        "award": "awardNotice",
        "contract": "contractNotice",
        "implementation": "completionCertificate",
    }[section]
