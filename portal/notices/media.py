"""Registering where and when a notice first appeared: 法定媒体, whose moment moves the clocks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.compliance.clocks import rewind_clocks
from portal.compliance.keeping import keep_project_findings
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.policy.installed import installed
from portal.policy.library import NATIONAL
from portal.policy.privacy import refuse_private
from portal.records.account import Role
from portal.records.base import is_id, new_id, utc_now
from portal.records.notice import Notice, NoticeState
from portal.records.project import Project
from portal.records.publishing import MediumRecord
from portal.today import today
from portal.typed import is_seen, tidied

MEDIA = "statutory-media"
"""The list of the packs that names the hosts of the statutory media"""
NAME_LIMIT, URL_LIMIT, REASON_LIMIT = 200, 1000, 500
EARLIEST = datetime(2000, 12, 31, tzinfo=UTC)
"""No statutory medium on the net is older"""
NAME = {"zh": "媒体名称", "en": "the name of the medium"}
REASON = {"zh": "更正理由", "en": "the reason of the change"}


@dataclass(frozen=True)
class NewMedium:
    """What an officer enters of a first publication."""

    name: str
    url: str
    published_at: datetime
    reason: str = ""
    """Needed, and published, where something was registered before"""


def register_medium(
    session: Session,
    acting: Acting,
    notice_id: str,
    entered: NewMedium,
    now: datetime | None = None,
) -> Notice:
    """Keep where and when a notice first appeared, and set the clocks of its project by it.

    Whatever was registered before stays in the public history, with the reason of the change. A
    medium that is not statutory is kept, and moves no clock.
    """
    notice = _held(session, notice_id)
    acting.require(Role.PURCHASER, Role.OPERATOR, organisation_id=notice.purchaser_id)
    if notice.is_reprint:
        raise ConflictError(
            "a reprinted notice has no clocks: its own source tells when it appeared"
        )
    name, url, reason = _name(entered.name), _url(entered.url), _reason(entered.reason)
    _check_moment(entered.published_at, now or utc_now())
    before = (notice.media_name, notice.media_url, notice.media_at)
    if before == (name, url, entered.published_at):
        raise InvalidInputError("nothing new was entered")
    is_change = notice.media_at is not None
    if is_change and not reason:
        raise InvalidInputError(
            "a first publication is registered already; give a reason for the change, which will "
            "be published"
        )
    notice.media_name, notice.media_url, notice.media_at = name, url, entered.published_at
    notice.media_is_statutory = is_statutory(url, _place(session, notice), entered.published_at)
    _keep(session, acting, notice, reason if is_change else None)
    rewind_clocks(session, notice.project_id)
    keep_project_findings(session, notice.project_id, today())
    return notice


def is_statutory(url: str, place: str | None, at: datetime) -> bool:
    """Whether an address lies on a medium that the packs of a place list for that day."""
    library = installed()
    governed = place if place and place in library.packs else NATIONAL
    listed = library.lists(governed).get(MEDIA)
    host = (urlsplit(url).hostname or "").rstrip(".").lower()
    hosts = listed.codes(at.date()) if listed else ()
    return any(host == each or host.endswith(f".{each}") for each in hosts)


def _held(session: Session, notice_id: str) -> Notice:
    known = is_id(notice_id)
    notice = session.get(Notice, notice_id, with_for_update=True) if known else None
    if notice is None or notice.state != NoticeState.ISSUED:
        raise NotFoundError("no public notice has the id {id}", id=notice_id[:40])
    return notice


def _place(session: Session, notice: Notice) -> str | None:
    return session.scalar(select(Project.place).where(Project.id == notice.project_id))


def _name(typed: str) -> str:
    name = tidied(typed)[0]
    if not name or len(name) > NAME_LIMIT:
        raise InvalidInputError("a medium needs a name of at most {limit} signs", limit=NAME_LIMIT)
    refuse_private(NAME, name)
    return name


def _url(typed: str) -> str:
    url = typed.strip()
    try:
        parts = urlsplit(url)
        _ = parts.port  # reading it is what checks it
    except ValueError:
        parts = urlsplit("")
    is_address = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    if not is_address or len(url) > URL_LIMIT or not is_seen(url) or " " in url:
        raise InvalidInputError(
            "the address of the notice on the medium begins with https:// or http:// and has at "
            "most {limit} signs",
            limit=URL_LIMIT,
        )
    return url


def _reason(typed: str) -> str:
    reason = tidied(typed)[0]
    if len(reason) > REASON_LIMIT:
        raise InvalidInputError("a reason has at most {limit} signs", limit=REASON_LIMIT)
    refuse_private(REASON, reason)
    return reason


def _check_moment(at: datetime, now: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be registered")
    if at > now:
        raise InvalidInputError("a first publication cannot lie in the future")
    if at < EARLIEST:
        raise InvalidInputError("a first publication cannot be that old")


def _keep(session: Session, acting: Acting, notice: Notice, reason: str | None) -> None:
    """Add to the public history and to the audit trail."""
    entry = MediumRecord(
        id=new_id(),
        notice_id=notice.id,
        name=notice.media_name,
        url=notice.media_url,
        published_at=notice.media_at,
        is_statutory=bool(notice.media_is_statutory),
        reason=reason,
        account_id=acting.account_id,
    )
    session.add(entry)
    audit.record(
        session,
        acting,
        "register_medium",
        ("notice", notice.id),
        name=entry.name,
        url=entry.url,
        published_at=entry.published_at.isoformat(),
        is_statutory=entry.is_statutory,
        reason=reason,
    )
