"""What a notice says under its own headings, in the extension's list ``officialNotices``.

The standard has no place for much of it, and its sections show the newest state only: here every
notice of a process keeps its own words through compiling. The importer reads it back.
"""

from portal.disclosure.formats.ocds.kinds import AWARDING
from portal.disclosure.formats.ocds.parties import AGENCY, Parties
from portal.disclosure.formats.ocds.sources import Announcement, Place
from portal.disclosure.formats.ocds.values import Json, amount, link, moment, period, said
from portal.notices.parse.model import ParsedNotice


def official_notice(given: Announcement, parties: Parties, place: Place) -> Json:
    """One item of ``officialNotices``."""
    notice = given.said
    return said(
        id=given.notice_id,
        version=given.version,
        url=place.page("notice", given.notice_id),
        contentDigest=f"sha256:{given.digest}",
        reprint=given.is_reprint,
        demonstration=given.is_demo,
        correctsNotice=given.corrects_id,
        reason=given.reason if given.version > 1 else None,
        **_headings(given, parties),
        **_amounts(notice),
        source=_source(given),
        disclosure=_disclosure(given),
        formatFields=[
            {"code": code, "label": label, "text": text} for code, label, text in given.headings
        ],
    )


def _headings(given: Announcement, parties: Parties) -> Json:
    notice = given.said
    roles = ("supplier",) if notice.tags or given.subject in AWARDING else ()
    return said(
        type=notice.type.value,
        typeDetails=notice.type_text,
        title=notice.title,
        number=notice.project_no,
        agency=parties.refer(notice.agency, AGENCY, "procuringEntity"),
        suppliers=[parties.refer(each, *roles) for each in notice.suppliers],
        region=said(
            code=notice.region_code,
            name=notice.region_text,
            codeDetails=notice.region_code_text,
        ),
        method=notice.method.value if notice.method else None,
        methodDetails=notice.method_text,
        noticeDate=notice.notice_on.isoformat() if notice.notice_on else None,
        noticeDateDetails=notice.notice_text,
        publishedDate=moment(notice.published_at) if notice.published_at else None,
        keyDates=notice.event_text,
        servicePeriod=period(notice.period),
        description=notice.description,
        language=notice.language,
    )


def _amounts(notice: ParsedNotice) -> Json:
    """The notice's own figures, which share its currency."""
    unit = notice.currency
    return said(
        currency=unit,
        budget=amount(notice.budget_fen, unit, notice.budget_text),
        ceiling=amount(notice.ceiling_fen, unit, notice.ceiling_text),
        award=amount(notice.award_fen, unit, notice.award_text),
        agencyFee=amount(notice.agency_fee_fen, unit, notice.agency_fee_text),
    )


def _source(given: Announcement) -> Json:
    """Where it was taken from; of what was first published here there is no source."""
    notice = given.said
    return said(
        publisher=given.publisher if given.is_reprint and notice.key.publisher_stated else None,
        releaseID=notice.key.item if given.process.is_foreign else None,
        dataset=notice.key.dataset,
        row=notice.key.item if notice.key.dataset else None,
        **link("url", notice.source_url),
        description=notice.source_text,
        seen=notice.seen,
        relevance=notice.relevance,
        arithmeticCheck=notice.check_text,
        tags=list(notice.tags),
    )


def _disclosure(given: Announcement) -> Json:
    """The marks of government information, and its first publication on the statutory medium."""
    return said(
        indexNumber=given.index_no,
        openness=given.openness,
        issuer=given.issuer,
        dateMade=given.made_on.isoformat() if given.made_on else None,
        dateIssued=moment(given.issued_at) if given.issued_at else None,
        serviceItem=given.service_item,
        statutoryMedium=said(
            name=given.media_name,
            **link("url", given.media_url),
            datePublished=moment(given.media_at) if given.media_at else None,
        ),
    )
