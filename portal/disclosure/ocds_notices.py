"""Reading notices, and what of them was withdrawn, as releases: so many statements, however many.

Each is read in pieces by whoever asks, so that a file of all of them needs no more memory than one
piece.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, aliased

from portal.disclosure.attachments import file_address
from portal.disclosure.formats.ocds.notice import notice_release
from portal.disclosure.formats.ocds.sources import (
    Announcement,
    Attached,
    Place,
    Process,
    Withdrawn,
    Withheld,
)
from portal.disclosure.formats.ocds.values import Json
from portal.disclosure.formats.ocds.withdrawal import withdrawal_release
from portal.disclosure.ocds_content import content_of
from portal.notices.formats import format_of
from portal.notices.service import NEW_VERSION
from portal.notices.types import NoticeType
from portal.records.notice import Notice, NoticeState, NoticeVersion
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.records.publishing import Attachment, Withdrawal, Withholding
from portal.records.region import Region

REASONS = {str(NEW_VERSION): "来源内容有变动"}
"""Reasons that the portal gives by itself, in the language of its data"""
IN_ONE_GO = timedelta(seconds=5)
CORRECTED = aliased(Notice, name="corrected")


@dataclass(frozen=True)
class Published:
    """One release with what its package says about it."""

    key: str
    """What it is called in an address of this portal"""
    release: Json
    changed: datetime
    publisher: str | None = None
    """Whose data it is; None for this portal's own"""


def read_notices(
    session: Session, place: Place, *conditions: ColumnElement[bool]
) -> Iterator[Published]:
    """A release for every public version of the notices that meet the conditions."""
    rows = session.execute(_versions().where(*conditions)).all()
    ids = {row.Notice.id for row in rows}
    last = {row.Notice.id: row.NoticeVersion.version for row in rows}
    withheld = _of_notices(session, Withholding, ids)
    attached = _of_notices(session, Attachment, ids)
    corrected = _corrections(session, ids)
    for row in rows:
        notice, version = row.Notice, row.NoticeVersion
        is_last = last[notice.id] == version.version
        given = replace(
            _announcement(row, place),
            corrected_at=_issued_with(corrected[notice.id], version),
            withheld=list(_withheld(withheld[notice.id], row, is_last=is_last)),
            attachments=list(_attached(attached[notice.id], version, is_last=is_last)),
        )
        publisher = given.publisher if given.process.is_foreign else None
        release = notice_release(given, place)
        yield Published(given.key, release, version.recorded_at, publisher)


def read_withdrawals(
    session: Session, place: Place, *conditions: ColumnElement[bool]
) -> Iterator[Published]:
    """A release for every withdrawal that meets the conditions."""
    rows = session.execute(
        select(Withdrawal, Notice, Project)
        .join(Notice, Notice.id == Withdrawal.notice_id)
        .outerjoin(Project, Project.id == Notice.project_id)
        .where(*conditions)
        .order_by(Withdrawal.withdrawn_at, Withdrawal.id)
    ).all()
    for row in rows:
        gone, notice = row.Withdrawal, row.Notice
        given = Withdrawn(
            id=gone.id,
            process=process_of(notice, row.Project, place),
            notice_id=notice.id,
            type=NoticeType(notice.type),
            version=gone.version,
            attachment_id=gone.attachment_id,
            reason=gone.reason,
            basis=gone.basis,
            at=gone.withdrawn_at,
            is_whole=gone.version is None and gone.attachment_id is None,
            is_demo=notice.is_demo,
        )
        release = withdrawal_release(given, place)
        yield Published(f"withdrawal-{gone.id}", release, gone.withdrawn_at)


def process_of(notice: Notice, project: Project | None, place: Place) -> Process:
    """The process a notice belongs to: its publisher's own, its project, or itself alone."""
    if notice.ocid:
        return Process(ocid=notice.ocid)
    if project is None:
        return Process(ocid=f"{place.publisher.prefix}-{notice.id}")
    return process_of_project(project, place)


def process_of_project(project: Project, place: Place) -> Process:
    """The process of what was made here in a project, which may have begun elsewhere."""
    return Process(ocid=project.ocid or f"{place.publisher.prefix}-{project.id}")


def _versions() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Notice,
            NoticeVersion,
            Project,
            Region.path,
            Organisation.uscc,
            CORRECTED.type.label("corrects"),
        )
        .join(NoticeVersion, NoticeVersion.notice_id == Notice.id)
        .outerjoin(Project, Project.id == Notice.project_id)
        .outerjoin(Region, Region.code == Notice.region_code)
        .outerjoin(Organisation, Organisation.id == Notice.purchaser_id)
        .outerjoin(CORRECTED, CORRECTED.id == Notice.corrects_id)
        .where(Notice.state == NoticeState.ISSUED, NoticeVersion.is_withdrawn.is_(False))
        .order_by(Notice.id, NoticeVersion.version)
    )


def _announcement(row: Any, place: Place) -> Announcement:
    notice: Notice = row.Notice
    version: NoticeVersion = row.NoticeVersion
    place_code = row.Project.place if row.Project else None
    content = content_of(notice, version, place_code, row.uscc)
    said = content.said
    process = process_of(notice, row.Project, place)
    return Announcement(
        notice_id=notice.id,
        process=replace(process, is_foreign=said.key.ocid is not None),
        version=version.version,
        said=said,
        headings=content.headings,
        facts=content.facts,
        is_accepted=content.is_accepted,
        due_at=content.due_at,
        digest=version.content_hash,
        recorded_at=version.recorded_at,
        reason=REASONS.get(version.reason, version.reason),
        publisher=notice.publisher,
        is_reprint=notice.is_reprint,
        is_demo=notice.is_demo,
        issued_at=notice.issued_at,
        contract_id=content.contract_id,
        corrects_id=notice.corrects_id,
        corrects=NoticeType(row.corrects) if row.corrects else None,
        region=row.path if said.region_code == notice.region_code else None,
        service_item=notice.service_item,
        index_no=notice.index_no,
        openness=notice.openness,
        issuer=notice.issuer_name,
        made_on=notice.made_on,
        media_name=notice.media_name,
        media_url=notice.media_url,
        media_at=notice.media_at,
    )


def _of_notices(session: Session, table: Any, ids: Iterable[str]) -> Mapping[str, list[Any]]:
    """The rows of a table that belong to the notices, in one statement."""
    found: dict[str, list[Any]] = defaultdict(list)
    wanted = list(ids)
    rows = select(table).where(table.notice_id.in_(wanted)).order_by(table.id)
    for each in session.scalars(rows) if wanted else ():
        found[each.notice_id].append(each)
    return found


def _corrections(
    session: Session, ids: Iterable[str]
) -> Mapping[str, Sequence[tuple[datetime, datetime]]]:
    """When each correction (更正公告) of the notices was recorded, and when it first appeared."""
    wanted = list(ids)
    found: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    rows = (
        select(Notice.corrects_id, NoticeVersion.recorded_at, Notice.issued_at, Notice.media_at)
        .join(NoticeVersion, NoticeVersion.notice_id == Notice.id)
        .where(
            Notice.corrects_id.in_(wanted),
            Notice.state == NoticeState.ISSUED,
            NoticeVersion.version == 1,
        )
    )
    for notice_id, recorded_at, *moments in session.execute(rows) if wanted else ():
        if notice_id and (appeared := min((at for at in moments if at), default=None)):
            found[notice_id].append((recorded_at, appeared))
    return found


def _issued_with(
    corrections: Sequence[tuple[datetime, datetime]], version: NoticeVersion
) -> datetime | None:
    """When the correction behind a later version appeared: both are recorded in one go."""
    apart = [(abs(recorded - version.recorded_at), issued) for recorded, issued in corrections]
    nearest = min(apart, default=(timedelta.max, None))
    return nearest[1] if nearest[0] <= IN_ONE_GO else None


def _withheld(rows: Sequence[Withholding], of: Any, *, is_last: bool) -> Iterator[Withheld]:
    """What was withheld when the version was recorded; of the last one, what is withheld now."""
    version: NoticeVersion = of.NoticeVersion
    for each in rows:
        is_over = each.ended_at is not None and (is_last or each.ended_at <= version.recorded_at)
        if not is_over and (is_last or each.withheld_at <= version.recorded_at):
            yield Withheld(
                id=each.id,
                field=each.field,
                name=each.attachment_name or _label(of, each.field),
                ground=each.ground.value,
                basis=each.basis,
                reason=each.reason,
            )


def _label(of: Any, code: str | None) -> str | None:
    """What a field is called in the format of its notice."""
    if code is None or of.Notice.is_reprint:
        return None
    form = format_of(of.Notice.type, of.Project.place if of.Project else None)
    return form.by_key[code].labels["zh"] if code in form.by_key else None


def _attached(
    rows: Sequence[Attachment], version: NoticeVersion, *, is_last: bool
) -> Iterator[Attached]:
    for each in sorted(rows, key=lambda row: row.position):
        if not each.is_withdrawn and (is_last or each.added_at <= version.recorded_at):
            yield Attached(
                id=each.id,
                name=each.name,
                path=file_address(each),
                media_type=each.media_type,
                size=each.size,
                sha256=each.sha256,
                added_at=each.added_at,
            )
