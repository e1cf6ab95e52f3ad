"""One OCDS release as one notice, for whoever imports open contracting data."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from portal.notices.parse.cells import (
    SHANGHAI,
    instant_from_words,
    language_code,
    link_from_words,
)
from portal.notices.parse.fields import FieldError, Node, Remarks
from portal.notices.parse.model import Amount, Organisation, ParsedNotice, Period, Reject
from portal.notices.parse.ocds_announced import as_announced
from portal.notices.parse.ocds_key import Origin, shown_key, source_key
from portal.notices.parse.ocds_kind import method_of_tender, type_from_tags
from portal.notices.parse.ocds_rows import (
    parse_amendments,
    parse_awards,
    parse_contracts,
    parse_documents,
    parse_lots,
)
from portal.notices.parse.parties import Parties
from portal.notices.parse.text import DESCRIPTION_LIMIT, LINK_LIMIT, TITLE_LIMIT

SECTIONS = ("planning", "tender", "awards", "contracts")
_NOT_AWARDED = {"pending", "cancelled", "unsuccessful"}


def parse_release(value: object, origin: Origin) -> ParsedNotice | Reject:
    """A release as a notice, or why it is none; never an exception."""
    if not isinstance(value, dict):
        return Reject(file=origin.file, line=origin.line, reason="the release is not an object")
    release = Node(value, "", Remarks())
    try:
        return _notice(release, origin)
    except FieldError as error:
        return Reject(
            file=origin.file,
            line=origin.line,
            key=shown_key(value),
            field=error.field,
            reason=str(error),
        )


def _notice(release: Node, origin: Origin) -> ParsedNotice:
    key = source_key(release, origin)
    tender, parties = release.child("tender"), Parties(release)
    tags = release.words("tag")
    method, method_text = method_of_tender(tender)
    kind, kind_text = type_from_tags(tags, method, method_text)
    notice = ParsedNotice(
        key=key,
        file=origin.file,
        line=origin.line,
        type=kind,
        type_text=kind_text,
        title=_title(release),
        project_no=tender.text("id"),
        method=method,
        method_text=method_text,
        tags=tags,
        language=_language(release),
        lots=parse_lots(release),
        awards=parse_awards(release, parties),
        contracts=parse_contracts(release, parties),
        amendments=parse_amendments(release),
        documents=parse_documents(release),
        event_text=_event(tender),
        period=_period(release),
        description=_description(release),
        source_url=_source(release),
        package_url=_package(release, origin),
    )
    notice = _with_date(_with_money(notice, release), release)
    notice = _with_parties(notice, release, parties, origin)
    notice = as_announced(notice, release, parties)
    _require_content(notice)
    return replace(notice, warnings=tuple(release.remarks.said))


def _require_content(notice: ParsedNotice) -> None:
    rows = (notice.lots, notice.awards, notice.contracts, notice.amendments, notice.documents)
    facts = (notice.title, notice.description, notice.project_no, notice.purchaser)
    money = (notice.budget_fen, notice.budget_text)
    if not any(rows) and all(fact is None for fact in (*facts, *money)):
        raise FieldError(None, "says nothing: no planning, tender, award or contract")


def _title(release: Node) -> str | None:
    """The tender's title, else that of the only contract or award, else the planned budget's."""
    return next((title for title in _titles(release) if title), None)


def _titles(release: Node) -> Iterator[str | None]:
    for holder in (release.child("tender"), *_only(release, "contracts", "awards")):
        yield holder.text("title", TITLE_LIMIT)
    planning = release.child("planning")
    yield planning.text("project", TITLE_LIMIT)
    yield planning.child("budget").first_text("project", "description", limit=TITLE_LIMIT)
    yield release.first_text("title", "name", limit=TITLE_LIMIT)


def _description(release: Node) -> str | None:
    """What the notice is about; the only contract or award speaks where the tender is silent."""
    holders = [release.child("tender"), *_only(release, "contracts", "awards"), release]
    found = [node.text("description", DESCRIPTION_LIMIT, lines=True) for node in holders]
    found.append(release.child("planning").text("rationale", DESCRIPTION_LIMIT, lines=True))
    return next((text for text in found if text), None)


def _period(release: Node) -> Period:
    """The service period: of the only contract, else as tendered, else as awarded."""
    found = [
        *(node.period("period") for node in _only(release, "contracts")),
        release.child("tender").period("contractPeriod"),
        *(node.period("contractPeriod") for node in _only(release, "awards")),
    ]
    return next((period for period in found if period.text), Period())


def _event(tender: Node) -> str | None:
    """Opening and deadline of the tender as written, with their hours."""
    period = tender.child("tenderPeriod")
    words = [period.text("startDate"), period.text("endDate")]
    return "/".join(w or "" for w in words) if any(words) else None


def _source(release: Node) -> str | None:
    """The page of the notice at its source, where the release gives one."""
    tender, planning = release.child("tender"), release.child("planning")
    holders = [release, *_only(release, "contracts", "awards"), tender, planning]
    words = (node.text(n, LINK_LIMIT) for node in holders for n in ("url", "uri", "urlSECOP"))
    return next((link for w in words if (link := link_from_words(w))), None)


def _package(release: Node, origin: Origin) -> str | None:
    """The address of the file that the publisher put the release in."""
    info = release.child("packageInfo").value.get("uri")
    holder = Node({"uri": origin.package_url or info}, "package", release.remarks)
    return link_from_words(holder.text("uri", LINK_LIMIT))


def _with_money(notice: ParsedNotice, release: Node) -> ParsedNotice:
    """The tender's value (else the planned budget) as budget; an award only if there is just one.

    Several awards are several rows and no sum; one that is pending, cancelled or unsuccessful
    awards nothing.
    """
    budget, award = _budget(release), _single_award(notice)
    currency = budget.currency or award.currency
    if award.fen is not None and award.currency != currency:
        award = Amount(text=f"{Decimal(award.fen).scaleb(-2)} {award.currency or ''}".strip())
    return replace(
        notice,
        currency=currency,
        budget_fen=budget.fen,
        budget_text=budget.text,
        award_fen=award.fen,
        award_text=award.text,
    )


def _budget(release: Node) -> Amount:
    tender, planned = release.child("tender"), release.child("planning").child("budget")
    # Nigeria writes planning.budget.value, Taiwan tender.budget.value; the standard has neither.
    stated = [
        tender.amount("value"),
        planned.amount("amount"),
        planned.amount("value"),
        tender.child("budget").amount("value"),
    ]
    return next((amount for amount in stated if amount != Amount()), Amount())


def _single_award(notice: ParsedNotice) -> Amount:
    if len(notice.awards) != 1 or notice.awards[0].status in _NOT_AWARDED:
        return Amount()
    return notice.awards[0].amount


def _with_date(notice: ParsedNotice, release: Node) -> ParsedNotice:
    words = release.text("date")
    if words is None:
        release.remarks.add("the release has no date")
        return notice
    published_at, offset_stated = instant_from_words(words)
    if published_at is None:
        return replace(notice, notice_text=words)
    if not offset_stated and len(words) > len("2026-01-01"):
        release.remarks.add("date has no time zone and was read as Shanghai time")
    return replace(
        notice, published_at=published_at, notice_on=published_at.astimezone(SHANGHAI).date()
    )


def _with_parties(
    notice: ParsedNotice, release: Node, parties: Parties, origin: Origin
) -> ParsedNotice:
    """Who buys, where that is, and who won."""
    references = [
        release.child("buyer"),
        release.child("tender").child("procuringEntity"),
        *parties.with_role("buyer"),
        *parties.with_role("procuringEntity"),
    ]
    named = ((node, parties.organisation(node)) for node in references)
    node, purchaser = next(((n, org) for n, org in named if org), (references[0], None))
    region_text, inner = parties.region(node)
    return replace(
        notice,
        purchaser=purchaser,
        suppliers=_winners(notice),
        region_text=region_text,
        region_code=origin.find_region(inner) if origin.find_region and inner else None,
    )


def _winners(notice: ParsedNotice) -> tuple[Organisation, ...]:
    awards = [award for award in notice.awards if award.status not in _NOT_AWARDED]
    named = [supplier for row in awards for supplier in row.suppliers]
    named = named or [supplier for row in notice.contracts for supplier in row.suppliers]
    return tuple(dict.fromkeys(named))


def _only(release: Node, *names: str) -> list[Node]:
    """The nodes of the lists that hold exactly one."""
    lists = [release.children(name) for name in names]
    return [nodes[0] for nodes in lists if len(nodes) == 1]


def _language(release: Node) -> str | None:
    words = release.text("language")
    return language_code(words) if words else None
