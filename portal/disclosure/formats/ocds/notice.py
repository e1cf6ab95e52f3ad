"""One version of a notice as one release."""

from dataclasses import dataclass, replace

from portal.disclosure.formats.ocds.announced import official_notice
from portal.disclosure.formats.ocds.documents import (
    attachment_documents,
    notice_document,
    placed,
    withheld_information,
)
from portal.disclosure.formats.ocds.facts import accepted, fact, tender_period
from portal.disclosure.formats.ocds.kinds import (
    AWARDING,
    Kind,
    kind_of,
    method_of,
    tags_of,
    tender_status,
)
from portal.disclosure.formats.ocds.parties import Parties
from portal.disclosure.formats.ocds.release import award_id, begin, contract_id, release_id
from portal.disclosure.formats.ocds.rows import (
    amendment,
    award,
    contract,
    document,
    identified,
    lot,
)
from portal.disclosure.formats.ocds.sources import Announcement, Place
from portal.disclosure.formats.ocds.values import (
    Json,
    amount,
    first_moment,
    moment,
    period,
    said,
)
from portal.notices.parse.model import Award, ParsedNotice
from portal.notices.types import NoticeType

NAMING = frozenset(
    {
        NoticeType.INTENTION,
        NoticeType.PREQUALIFICATION,
        NoticeType.TENDER,
        NoticeType.NEGOTIATION,
        NoticeType.SINGLE_SOURCE,
        NoticeType.OTHER,
    }
)
"""Notices whose heading and facts are those of the tender; later ones have headings of their own"""


@dataclass(frozen=True)
class Draft:
    """A release on its way, with what its sections share."""

    given: Announcement
    place: Place
    kind: Kind
    parties: Parties
    release: Json

    @property
    def notice(self) -> ParsedNotice:
        """What the notice says."""
        return self.given.said

    @property
    def is_own(self) -> bool:
        """Whether its sections are made here from the notice's headings."""
        return not self.notice.tags


def notice_release(given: Announcement, place: Place) -> Json:
    """The release of one version; each section says only what the notice says."""
    notice = given.said
    kind = kind_of(notice.type, notice.tags, given.version, given.corrects)
    release = begin(given.process.ocid, release_id(given), release_moment(given))
    release |= {"tag": tags_of(kind, notice.tags), "language": notice.language or "zh"}
    draft = Draft(given, place, kind, Parties(), release)
    _buyer(draft)
    release |= said(
        planning=_planning(draft),
        tender=_tender(draft),
        awards=_awards(draft),
        contracts=_contracts(draft),
        officialNotices=[official_notice(given, draft.parties, place)],
        withheldInformation=withheld_information(given),
    )
    placed(draft.release, kind.section, _documents(draft))
    _amend(draft)
    return release | {"parties": draft.parties.listed()}


def release_moment(given: Announcement) -> str:
    """When the information was first published by any system, as far as it is known.

    A later version of a notice that is not a publisher's own release comes when it was recorded.
    """
    notice = given.said
    if given.version > 1 and not given.process.is_foreign:
        return moment(given.corrected_at or given.recorded_at)
    own = [at for at in (given.issued_at, given.media_at) if at]
    if at := min(own, default=notice.published_at):
        return moment(at)
    return first_moment(notice.notice_on) if notice.notice_on else moment(given.recorded_at)


def _buyer(draft: Draft) -> None:
    notice = draft.notice
    roles = ("buyer",) if notice.agency else ("buyer", "procuringEntity")
    address = said(
        region=notice.region_text or draft.given.region,
        countryName="中国" if notice.region_code else None,
    )
    draft.release.update(said(buyer=draft.parties.refer(notice.purchaser, *roles, address=address)))


def _planning(draft: Draft) -> Json:
    notice = draft.notice
    if draft.kind.section != "planning":
        return {}
    budget = amount(notice.budget_fen, notice.currency, notice.budget_text)
    return said(rationale=notice.description, budget=said(description=notice.title, amount=budget))


def _tender(draft: Draft) -> Json:
    """What is bought and how; a planning release of elsewhere mostly has no tender yet."""
    notice, given = draft.notice, draft.given
    is_planning = draft.kind.section == "planning"
    method, details = method_of(notice.method, notice.method_text)
    rows = identified(notice.lots, f"{given.notice_id}-lot", lot)
    names_it = notice.type in NAMING or not draft.is_own
    facts = said(
        title=notice.title if names_it and (draft.is_own or not is_planning) else None,
        description=notice.description if names_it and not is_planning else None,
        status=tender_status(draft.kind, notice.type_text, notice.title, notice.description),
        value={} if is_planning else amount(notice.budget_fen, notice.currency, notice.budget_text),
        ceiling=amount(notice.ceiling_fen, notice.currency, notice.ceiling_text),
        procurementMethod=method,
        procurementMethodDetails=details,
        mainProcurementCategory=None if given.process.is_foreign else "services",
        tenderPeriod=tender_period(given),
        contractPeriod=_contract_period(notice) if names_it else {},
        lots=list(rows),
        procuringEntity=draft.parties.refer(notice.agency or notice.purchaser, "procuringEntity"),
    )
    if is_planning and not draft.is_own and set(facts) <= {"procuringEntity"}:
        return {}
    return {"id": notice.project_no or given.process.ocid} | facts


def _contract_period(notice: ParsedNotice) -> Json:
    if [each.period for each in notice.contracts] == [notice.period]:
        return {}
    return period(notice.period)


def _awards(draft: Draft) -> list[Json]:
    """The awards as listed; without a list, the one that the headings of the notice tell of."""
    notice, given = draft.notice, draft.given
    if notice.awards and draft.is_own and not given.process.is_foreign:
        return [
            said(id=_award_of(given, row), derivedFrom=given.notice_id) | award(row, draft.parties)
            for row in notice.awards
        ]
    if notice.awards:
        own = f"{given.notice_id}-award"
        return list(identified(notice.awards, own, lambda row: award(row, draft.parties)))
    if notice.contracts or not (draft.is_own and _tells_an_award(given)):
        return []
    is_contract = draft.kind.section in {"contract", "implementation"}
    return [
        said(
            id=award_id(given.process, *(each.name for each in notice.suppliers)),
            derivedFrom=given.notice_id,
            title=notice.title if draft.kind.section == "award" else None,
            status="active",
            date=fact(given, "contract.purchase.decided_on"),
            suppliers=[draft.parties.refer(each, "supplier") for each in notice.suppliers],
            value={}
            if is_contract
            else amount(notice.award_fen, notice.currency, notice.award_text),
        )
    ]


def _tells_an_award(given: Announcement) -> bool:
    """Whether the headings tell of one; what others name is proposed, and stays their own words."""
    notice = given.said
    is_stated = notice.suppliers or notice.award_fen is not None or notice.award_text
    return given.subject in AWARDING and bool(is_stated)


def _award_of(given: Announcement, row: Award) -> str:
    return award_id(given.process, *(each.name for each in row.suppliers))


def _contracts(draft: Draft) -> list[Json]:
    notice, given = draft.notice, draft.given
    first = draft.given.process
    names = [each.name for each in notice.suppliers]
    if notice.contracts:
        own = award_id(first, *names)
        rows = identified(
            notice.contracts,
            f"{given.notice_id}-contract",
            lambda row: contract(row, draft.parties, own),
        )
        return list(rows)
    if not draft.is_own or draft.kind.section not in {"contract", "implementation"}:
        return []
    is_signed = notice.type is NoticeType.CONTRACT or given.corrects is NoticeType.CONTRACT
    return [
        said(
            id=given.contract_id or contract_id(first, *names),
            awardID=award_id(first, *names),
            derivedFrom=given.notice_id,
            title=notice.title if is_signed else None,
            suppliers=[draft.parties.refer(each, "supplier") for each in notice.suppliers],
            value=amount(notice.award_fen, notice.currency, notice.award_text) if is_signed else {},
            period=period(notice.period) if is_signed else {},
            implementation=said(milestones=accepted(given)),
        )
    ]


def _documents(draft: Draft) -> list[tuple[str, Json]]:
    """Section and document: those of the source, the notice itself, and its attachments."""
    given, place = draft.given, draft.place
    return [
        *_placed_rows(draft),
        (draft.kind.section, notice_document(given, draft.kind.document, place)),
        *((draft.kind.section, each) for each in attachment_documents(given, place)),
    ]


def _placed_rows(draft: Draft) -> list[tuple[str, Json]]:
    """The documents that a source listed, under the section where it listed them."""
    rows = draft.notice.documents
    found = identified(rows, f"{draft.given.notice_id}-document", document)
    return [(row.section.removesuffix("s"), each) for row, each in zip(rows, found, strict=True)]


def _amend(draft: Draft) -> None:
    """Amendments of the source, and that of a later version or of a correction made here."""
    notice, given, release = draft.notice, draft.given, draft.release
    rows = list(identified(notice.amendments, f"{given.notice_id}-amendment", amendment))
    if given.version > 1:
        rows.append(
            said(
                id=given.key,
                derivedFrom=given.notice_id,
                date=release["date"],
                rationale=given.reason,
                amendsReleaseID=release_id(replace(given, version=given.version - 1)),
                releaseID=release["id"],
            )
        )
    elif notice.type is NoticeType.CORRECTION and draft.is_own:
        rows.append(
            said(
                id=given.notice_id,
                derivedFrom=given.notice_id,
                date=release["date"],
                rationale=notice.description or notice.title,
                releaseID=release["id"],
            )
        )
    if rows:
        _holder(release, draft.kind.section)["amendments"] = rows


def _holder(release: Json, section: str) -> Json:
    """What an amendment of a section belongs to; without another one, the tender."""
    listed = {"award": "awards", "contract": "contracts", "implementation": "contracts"}.get(
        section
    )
    if listed and len(release.get(listed, ())) == 1:
        only: Json = release[listed][0]
        return only
    tender: Json = release.setdefault("tender", {"id": release["ocid"]})
    return tender
