"""Reading a release of this portal, or of another one like it, back without a loss.

Their extension says in ``officialNotices`` what stood under the headings of the notice itself; that
counts for more than the sections, which were made from it.
"""

from dataclasses import replace

from portal.notices.parse.cells import (
    currency_code,
    date_from_words,
    instant_from_words,
    language_code,
    link_from_words,
    region_code,
)
from portal.notices.parse.fields import Node
from portal.notices.parse.model import Document, Organisation, ParsedNotice
from portal.notices.parse.ocds_rows import parse_document, unique_documents
from portal.notices.parse.parties import Parties
from portal.notices.parse.text import DESCRIPTION_LIMIT, LINK_LIMIT, TITLE_LIMIT
from portal.notices.types import NoticeType, ProcurementMethod

_SECTIONS = ("planning", "tender", "awards", "contracts")


def as_announced(notice: ParsedNotice, release: Node, parties: Parties) -> ParsedNotice:
    """The notice as its own headings say it; unchanged where the release has no such headings."""
    items = release.children("officialNotices")
    kind = items[0].text("type") if len(items) == 1 else None
    if kind not in {each.value for each in NoticeType}:
        return notice
    said = items[0]
    for step in (_with_amounts, _with_source, _with_place_and_time):
        notice = step(notice, said)
    return replace(
        notice,
        type=NoticeType(kind),
        type_text=said.text("typeDetails"),
        title=said.text("title", TITLE_LIMIT),
        project_no=said.text("number"),
        purchaser=parties.organisation(release.child("buyer")),
        agency=parties.organisation(said.child("agency")),
        suppliers=_suppliers(said, parties),
        method=_method(said),
        method_text=said.text("methodDetails"),
        event_text=said.text("keyDates", DESCRIPTION_LIMIT),
        period=said.period("servicePeriod"),
        description=said.text("description", DESCRIPTION_LIMIT, lines=True),
        documents=_documents(notice, said),
    )


def _with_place_and_time(notice: ParsedNotice, said: Node) -> ParsedNotice:
    region, words = said.child("region"), said.text("publishedDate")
    code, language, day = region.text("code"), said.text("language"), said.text("noticeDate")
    return replace(
        notice,
        region_text=region.text("name"),
        region_code=region_code(code) if code else None,
        region_code_text=region.text("codeDetails"),
        notice_on=date_from_words(day) if day else None,
        notice_text=said.text("noticeDateDetails"),
        published_at=instant_from_words(words)[0] if words else None,
        language=language_code(language) if language else None,
    )


def _with_amounts(notice: ParsedNotice, said: Node) -> ParsedNotice:
    words = said.text("currency")
    budget, ceiling = said.amount("budget"), said.amount("ceiling")
    award, fee = said.amount("award"), said.amount("agencyFee")
    return replace(
        notice,
        currency=currency_code(words) if words else None,
        budget_fen=budget.fen,
        budget_text=budget.text,
        ceiling_fen=ceiling.fen,
        ceiling_text=ceiling.text,
        award_fen=award.fen,
        award_text=award.text,
        agency_fee_fen=fee.fen,
        agency_fee_text=fee.text,
    )


def _with_source(notice: ParsedNotice, said: Node) -> ParsedNotice:
    source = said.child("source")
    return replace(
        notice,
        source_url=link_from_words(source.first_text("urlDetails", "url", limit=LINK_LIMIT)),
        source_text=source.text("description", DESCRIPTION_LIMIT),
        seen=source.text("seen", DESCRIPTION_LIMIT),
        relevance=source.text("relevance", DESCRIPTION_LIMIT),
        check_text=source.text("arithmeticCheck", DESCRIPTION_LIMIT),
        tags=source.words("tags"),
    )


def _suppliers(said: Node, parties: Parties) -> tuple[Organisation, ...]:
    found = (parties.organisation(each) for each in said.children("suppliers"))
    return tuple(each for each in found if each)


def _method(said: Node) -> ProcurementMethod | None:
    code = said.text("method")
    return ProcurementMethod(code) if code in {each.value for each in ProcurementMethod} else None


def _documents(notice: ParsedNotice, said: Node) -> tuple[Document, ...]:
    """Those of the sections, and those whose award or contract is not known."""
    loose = [
        parse_document(section, node)
        for node in said.children("documents")
        if (section := node.text("section")) in _SECTIONS
    ]
    found = [*notice.documents, *loose]
    return unique_documents(sorted(found, key=lambda each: _SECTIONS.index(each.section)))
