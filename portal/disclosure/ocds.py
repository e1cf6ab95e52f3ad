"""Open contracting data: every public change as a release, every process as a record."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from portal.disclosure.formats.ocds.packages import (
    as_bytes,
    record_package,
    record_path,
    release_package,
)
from portal.disclosure.formats.ocds.sources import Place
from portal.disclosure.formats.ocds.values import moment
from portal.disclosure.ocds_contracts import read_contracts, read_evaluations
from portal.disclosure.ocds_notices import (
    Published,
    process_of,
    process_of_project,
    read_notices,
    read_withdrawals,
)
from portal.records.base import is_id
from portal.records.contract import Contract
from portal.records.evaluation import Result, Round, RoundState
from portal.records.notice import Notice, NoticeState, NoticeVersion
from portal.records.project import Project
from portal.records.publishing import Withdrawal
from portal.settings import Settings, get_settings
from portal.typed import is_seen

LONGEST_OCID = 300
A_KEY = re.compile(r"([0-9a-z]{1,20})-v([1-9][0-9]{0,5})")


@dataclass(frozen=True)
class Package:
    """A package as it is served."""

    body: bytes
    changed: datetime


def place_of(settings: Settings) -> Place:
    """Under which address, name and licence this portal publishes."""
    licence = settings.data_licence
    return Place(
        public_url=settings.public_url,
        publisher=settings.publisher,
        licence=licence.url if licence else None,
    )


def find_record(session: Session, ocid: str, place: Place) -> Package | None:
    """The record package of a process; None when nothing of it is public."""
    if not is_seen(ocid) or len(ocid) > LONGEST_OCID:
        return None
    found = _of_process(session, ocid, place)
    return package_record(found, place) if found else None


def find_release(session: Session, key: str, place: Place) -> Package | None:
    """The package of one release by what it is called here; None when there is none."""
    kind, _, rest = key.partition("-")
    record_id = rest.partition("-")[0]
    found: Iterator[Published] = iter(())
    if match := A_KEY.fullmatch(key):
        version = NoticeVersion.version == int(match[2])
        found = read_notices(session, place, Notice.id == match[1], version)
    elif is_id(record_id) and kind == "contract":
        found = read_contracts(session, place, Contract.id == record_id)
    elif is_id(record_id) and kind == "evaluation":
        found = read_evaluations(session, place, Result.round_id == record_id)
    elif is_id(record_id) and kind == "withdrawal":
        found = read_withdrawals(session, place, Withdrawal.id == record_id)
    each = next((each for each in found if each.key == key), None)
    if each is None:
        return None
    publisher = each.publisher or place.publisher.name
    package = release_package(place, key, each.release, moment(each.changed), publisher)
    return Package(as_bytes(package), each.changed)


def is_withdrawn(session: Session, key: str) -> bool:
    """Whether a release stood here until its content was withdrawn."""
    match = A_KEY.fullmatch(key)
    if match is None:
        return False
    return (
        session.scalar(
            select(NoticeVersion.notice_id)
            .join(Notice, Notice.id == NoticeVersion.notice_id)
            .where(
                Notice.id == match[1],
                NoticeVersion.version == int(match[2]),
                or_(NoticeVersion.is_withdrawn, Notice.state == NoticeState.WITHDRAWN),
            )
        )
        is not None
    )


def record_of_notice(session: Session, notice_id: str) -> str | None:
    """The path of the record that a public notice is part of."""
    found = session.execute(
        select(Notice, Project)
        .outerjoin(Project, Project.id == Notice.project_id)
        .where(Notice.id == notice_id, Notice.state == NoticeState.ISSUED)
    ).first()
    if found is None:
        return None
    notice, project = found
    return record_path(process_of(notice, project, place_of(get_settings())).ocid)


def record_of_evaluation(session: Session, evaluation_id: str) -> str | None:
    """The path of the record that a published result is part of."""
    project = session.scalar(
        select(Project)
        .join(Contract, Contract.project_id == Project.id)
        .join(Round, Round.contract_id == Contract.id)
        .where(Round.id == evaluation_id, Round.state == RoundState.PUBLISHED)
    )
    if project is None:
        return None
    return record_path(process_of_project(project, place_of(get_settings())).ocid)


def _of_process(session: Session, ocid: str, place: Place) -> list[Published]:
    """Every release of a process, in the order in which they are compiled."""
    own = ocid.removeprefix(f"{place.publisher.prefix}-")
    own = own if own != ocid and is_id(own) else ""
    projects = select(Project.id).where(
        or_(Project.ocid == ocid, and_(Project.ocid.is_(None), Project.id == own))
    )
    of_notice = or_(
        Notice.ocid == ocid,
        and_(Notice.ocid.is_(None), Notice.project_id.in_(projects)),
        and_(Notice.ocid.is_(None), Notice.project_id.is_(None), Notice.id == own),
    )
    of_contract = Contract.project_id.in_(projects)
    return [
        *read_notices(session, place, of_notice),
        *read_contracts(session, place, of_contract),
        *read_evaluations(session, place, of_contract),
        *read_withdrawals(session, place, of_notice, Notice.state != NoticeState.DRAFT),
    ]


def package_record(found: Sequence[Published], place: Place) -> Package:
    """A process of one publisher elsewhere is theirs; anything of our own in it makes it ours."""
    publishers = {each.publisher for each in found}
    publisher = publishers.pop() if len(publishers) == 1 else None
    changed = max(each.changed for each in found)
    package = record_package(
        place,
        [each.release for each in found],
        moment(changed),
        publisher or place.publisher.name,
    )
    return Package(as_bytes(package), changed)
