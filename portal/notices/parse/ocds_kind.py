"""What kind of notice an OCDS release is in the national order, and by which method it buys."""

from portal.notices.parse.fields import Node
from portal.notices.types import NoticeType, ProcurementMethod, method_from_words

_TAG_TYPES = {
    "planning": NoticeType.INTENTION,
    "tenderAmendment": NoticeType.CORRECTION,
    "tenderUpdate": NoticeType.CORRECTION,
    "tenderCancellation": NoticeType.TERMINATION,
    "award": NoticeType.RESULT,
    "awardNotice": NoticeType.RESULT,
    "contract": NoticeType.CONTRACT,
}
_TENDER_TYPES = {
    ProcurementMethod.NEGOTIATION: NoticeType.NEGOTIATION,
    ProcurementMethod.CONSULTATION: NoticeType.NEGOTIATION,
    ProcurementMethod.INQUIRY: NoticeType.NEGOTIATION,
    ProcurementMethod.SINGLE_SOURCE: NoticeType.SINGLE_SOURCE,
}
_METHOD_CODES = {"open": ProcurementMethod.OPEN, "direct": ProcurementMethod.SINGLE_SOURCE}


def type_from_tags(
    tags: tuple[str, ...], method: ProcurementMethod | None, method_text: str | None
) -> tuple[NoticeType, str | None]:
    """The national format that one tag stands for, with the tag where the format is a near match.

    planning is 政府采购意向; award 中标（成交）结果公告; contract 合同公告; tenderAmendment and
    tenderUpdate 更正公告; tenderCancellation 终止公告. tender is 招标公告, or the format of its
    method: negotiation, consultation and inquiry share one, a direct award has 单一来源采购公示,
    and a limited one without a Chinese term beside it none. Several tags together, and all tags
    about execution, have no national format.
    """
    words = ", ".join(tags) or None
    if len(tags) != 1:
        return NoticeType.OTHER, words
    if tags != ("tender",):
        kind = _TAG_TYPES.get(tags[0], NoticeType.OTHER)
        near = kind is NoticeType.OTHER or tags[0] in {"awardNotice", "tenderUpdate"}
        return kind, words if near else None
    if method is ProcurementMethod.OTHER and (method_text or "").startswith("limited"):
        return NoticeType.OTHER, words
    kind = _TENDER_TYPES.get(method or ProcurementMethod.OPEN, NoticeType.TENDER)
    return kind, None if kind is NoticeType.TENDER else words


def method_of_tender(tender: Node) -> tuple[ProcurementMethod | None, str | None]:
    """The statutory method: a Chinese term in the details decides, else open and direct.

    OCDS's selective and limited each cover several statutory methods, so alone they give none;
    details in another language are kept beside the code.
    """
    code, details = tender.text("procurementMethod"), tender.text("procurementMethodDetails")
    found, text = method_from_words(details)
    if found not in {None, ProcurementMethod.OTHER}:
        return found, text
    by_word, text = method_from_words(code)
    words = ": ".join(w for w in (code, details) if w) or None
    if by_word not in {None, ProcurementMethod.OTHER}:
        return by_word, words if details else text
    if words is None:
        return None, None
    return _METHOD_CODES.get(code or "", ProcurementMethod.OTHER), words
