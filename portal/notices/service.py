"""Storing notices: each source release once, each new content as a new version."""

import enum
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import ConflictError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.locale import marked
from portal.notices.parse.model import ParsedNotice
from portal.notices.parties import link_organisation
from portal.notices.withdrawal import is_withdrawn_content
from portal.records.account import Role
from portal.records.base import derived_id, utc_now
from portal.records.notice import (
    UNDATED,
    Notice,
    NoticeLot,
    NoticeState,
    NoticeSupplier,
    NoticeVersion,
)
from portal.records.project import Project
from portal.records.region import Region
from portal.typed import searchable

BETWEEN = "；"
FIRST_VERSION = marked("first import")
NEW_VERSION = marked("the source was changed")
MASK = "*"


class Outcome(enum.StrEnum):
    """What became of one source release or row."""

    IMPORTED = "imported"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


def import_notice(
    session: Session,
    acting: Acting,
    parsed: ParsedNotice,
    *,
    as_draft: bool = False,
    is_demo: bool = False,
) -> Outcome:
    """Keep a parsed notice; content seen before under its key, in any version, changes nothing.

    Older content never replaces newer. An imported notice is public at once, marked as reprinted;
    with ``as_draft`` it waits for review. What was withdrawn does not come back: the same content
    is refused under any key, and new content of a withdrawn notice waits for review.
    """
    acting.require(Role.OPERATOR)
    key = source_key(parsed)
    notice = _find(session, parsed, key)
    if notice is None:
        _refuse_withdrawn(session, parsed)
        notice = _new(parsed, key, as_draft=as_draft, is_demo=is_demo)
        _fill(session, notice, parsed)
        session.add(notice)
        session.flush()
        _keep_version(session, notice, parsed, FIRST_VERSION)
        return Outcome.IMPORTED
    _name_publisher(notice, parsed)
    if _seen(session, notice, parsed) or _is_older(notice, parsed):
        return Outcome.UNCHANGED
    if as_draft and notice.state == NoticeState.ISSUED:
        raise ConflictError(
            "the notice is public already, so its new content cannot be kept for review"
        )
    _refuse_withdrawn(session, parsed)
    if notice.state == NoticeState.WITHDRAWN:
        notice.state = NoticeState.DRAFT
    notice.version += 1
    notice.recorded_at = utc_now()
    _fill(session, notice, parsed)
    session.flush()
    _keep_version(session, notice, parsed, NEW_VERSION)
    audit.record(session, acting, "update_notice", ("notice", notice.id), version=notice.version)
    return Outcome.UPDATED


def source_key(parsed: ParsedNotice) -> str:
    """The key of a release or row within its publisher.

    Its parts may hold spaces but never a line end, so two keys cannot read the same.
    """
    key = parsed.key
    return "\n".join((key.dataset or "", key.ocid or "", key.item))


def region_finder(session: Session) -> Callable[[str], str | None]:
    """A lookup from printed words to the code of the one region they name.

    A township counts only by its whole path: hundreds of them share a name.
    """
    regions = session.execute(select(Region.code, Region.name, Region.path, Region.level)).all()
    named: dict[str, str | None] = {}
    for code, name, path, level in regions:
        for words in {path} if level == "township" else {name, path}:
            named[words] = None if words in named else code
    return lambda words: named.get(words.strip())


def _find(session: Session, parsed: ParsedNotice, key: str) -> Notice | None:
    """The stored notice of a key.

    One release can be found in a package that names its publisher and once more bare; a publisher
    that is not stated is no other publisher.
    """
    same = select(Notice).where(Notice.source_key == key)
    found = session.scalar(same.where(Notice.publisher == parsed.key.publisher))
    if found or not parsed.key.ocid:
        return found
    same = same.where(Notice.ocid == parsed.key.ocid)
    if parsed.key.publisher_stated:
        same = same.where(Notice.publisher_stated.is_(False))
    return session.scalars(same.order_by(Notice.id)).first()


def _name_publisher(notice: Notice, parsed: ParsedNotice) -> None:
    """Take over the publisher's name where only the prefix of the ocid stood in for it."""
    if parsed.key.publisher_stated and not notice.publisher_stated:
        notice.publisher, notice.publisher_stated = parsed.key.publisher, True


def _new(parsed: ParsedNotice, key: str, *, as_draft: bool, is_demo: bool) -> Notice:
    return Notice(
        id=derived_id(parsed.key.publisher, key),
        publisher=parsed.key.publisher,
        publisher_stated=parsed.key.publisher_stated,
        source_key=key,
        state=NoticeState.DRAFT if as_draft else NoticeState.ISSUED,
        is_reprint=not is_demo,
        is_demo=is_demo,
        version=1,
    )


def _seen(session: Session, notice: Notice, parsed: ParsedNotice) -> bool:
    found = select(NoticeVersion.version).where(
        NoticeVersion.notice_id == notice.id, NoticeVersion.content_hash == parsed.content_hash
    )
    return session.scalar(found) is not None


def _refuse_withdrawn(session: Session, parsed: ParsedNotice) -> None:
    if is_withdrawn_content(session, parsed.content_hash):
        raise ConflictError("exactly this content was withdrawn, so it is not taken in again")


def _is_older(notice: Notice, parsed: ParsedNotice) -> bool:
    if notice.released_at is None or parsed.published_at is None:
        return False
    return _utc(parsed.published_at) < notice.released_at


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _fill(session: Session, notice: Notice, parsed: ParsedNotice) -> None:
    """Make the row say what the parsed notice says."""
    purchaser = parsed.purchaser
    notice.content_hash = parsed.content_hash
    notice.ocid = parsed.key.ocid
    if parsed.published_at:  # else what is known of the content before goes on to count
        notice.released_at = _utc(parsed.published_at)
    notice.type, notice.type_text = parsed.type, parsed.type_text
    notice.title, notice.project_no = parsed.title, parsed.project_no
    notice.purchaser_name = purchaser.name if purchaser else None
    notice.purchaser_id = link_organisation(session, purchaser) if purchaser else None
    region = session.get(Region, parsed.region_code) if parsed.region_code else None
    notice.region_code = parsed.region_code
    notice.region_text = parsed.region_text or (region.path if region else parsed.region_code_text)
    notice.method, notice.method_text = parsed.method, parsed.method_text
    notice.currency = parsed.currency
    notice.budget_fen, notice.budget_text = parsed.budget_fen, parsed.budget_text
    notice.ceiling_fen, notice.ceiling_text = parsed.ceiling_fen, parsed.ceiling_text
    notice.award_fen, notice.award_text = parsed.award_fen, parsed.award_text
    names = [each.name for each in parsed.suppliers if each.name]
    notice.supplier_names = BETWEEN.join(names) or None
    notice.agency_name = parsed.agency.name if parsed.agency else None
    notice.notice_on, notice.notice_on_text = parsed.notice_on, parsed.notice_text
    notice.sort_on = parsed.notice_on or UNDATED
    notice.event_text, notice.service_period_text = parsed.event_text, parsed.period.text
    notice.facts, notice.seen = parsed.description, parsed.seen
    notice.source_url, notice.source_text = parsed.source_url, parsed.source_text
    notice.project_id = _project(session, notice)
    notice.lots = _lots(parsed)
    notice.suppliers = [
        NoticeSupplier(
            position=position,
            organisation_id=link_organisation(session, each),
            name=each.name or "",
            identifier=each.identifier,
        )
        for position, each in enumerate(parsed.suppliers)
    ]
    notice.search_text = search_text(notice, region.path if region else None)


def search_text(notice: Notice, region: str | None = None) -> str:
    """The case-folded words by which a notice is found."""
    return searchable(
        notice.title,
        notice.project_no,
        notice.purchaser_name,
        notice.supplier_names,
        notice.agency_name,
        notice.region_text,
        region,
        notice.type_text,
        notice.method_text,
        notice.facts,
        notice.ocid,
    )


def _lots(parsed: ParsedNotice) -> list[NoticeLot]:
    """Lots and, where there are several, awards: each with its own amount, never added up."""
    lots = [
        NoticeLot(
            title=each.title or each.description or each.id,
            currency=each.amount.currency or parsed.currency,
            budget_fen=each.amount.fen,
        )
        for each in parsed.lots
    ]
    awards = parsed.awards if len(parsed.awards) > 1 else ()
    lots += [
        NoticeLot(
            title=each.title or each.id,
            currency=each.amount.currency or parsed.currency,
            award_fen=each.amount.fen,
            supplier_names=BETWEEN.join(s.name for s in each.suppliers if s.name) or None,
        )
        for each in awards
    ]
    for position, lot in enumerate(lots):
        lot.position = position
    return lots


def _project(session: Session, notice: Notice) -> str | None:
    """The project of a notice: its OCDS process, or its unmasked number at its purchaser."""
    if notice.ocid:
        project_id = derived_id("ocid", notice.ocid)
    elif notice.project_no and MASK not in notice.project_no:
        project_id = derived_id("project", notice.purchaser_name or "", notice.project_no)
    else:
        return None
    if session.get(Project, project_id) is None:
        session.add(
            Project(
                id=project_id,
                ocid=notice.ocid,
                number=notice.project_no,
                title=notice.title,
                purchaser_id=notice.purchaser_id,
                is_demo=notice.is_demo,
            )
        )
        session.flush()
    return project_id


def _keep_version(session: Session, notice: Notice, parsed: ParsedNotice, reason: str) -> None:
    content = json.dumps(asdict(parsed), ensure_ascii=False, sort_keys=True, default=str)
    session.add(
        NoticeVersion(
            notice_id=notice.id,
            version=notice.version,
            content_hash=parsed.content_hash,
            content=content,
            reason=reason,
        )
    )
