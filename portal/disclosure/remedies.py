"""Whom one can ask, and until when one can object, about the purchase that a notice belongs to."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.compliance.project_facts import attempts, first_published_on, list_own_notices, said_by
from portal.notices.formats import WRITTEN, format_of
from portal.policy.installed import installed
from portal.policy.library import NATIONAL
from portal.policy.remedies import ASKED_ABOUT, OPENED_BY, Remedies, remedies
from portal.records.notice import Notice, NoticeState
from portal.records.project import Project

CONTACTS = "contacts"
"""The heading (联系方式) under which the formats ask for them"""


@dataclass(frozen=True)
class Offered:
    """The ways, the notice that opened them, and whom to turn to."""

    remedies: Remedies
    notice_id: str
    type: str
    contacts: Sequence[tuple[Mapping[str, str], str]]
    """What it is, in both languages, and what the notice says"""


def read_remedies(session: Session, notice_id: str) -> Offered | None:
    """The ways as they stand: a notice's own, else those that its purchase's newest one opened.

    None for a reprint, whose own source tells, and while no notice has opened a way.
    """
    notice = session.get(Notice, notice_id)
    if notice is None or notice.is_reprint or notice.project_id is None:
        return None
    base = _base(session, notice)
    if base is None:
        return None
    place = session.scalar(select(Project.place).where(Project.id == notice.project_id))
    governed = place if place and place in installed().packs else NATIONAL
    facts = said_by([base], governed, base.contract_id).facts
    found = remedies(installed(), governed, base.type, facts, first_published_on(base))
    if found is None:
        return None
    return Offered(found, base.id, base.type, _contacts(base, governed) or _contacts(notice, place))


def _base(session: Session, notice: Notice) -> Notice | None:
    """The notice whose ways are told: about one that opens none, one can ask all the same."""
    if notice.type in OPENED_BY or notice.type == "single_source":
        return notice
    return _opener(session, notice) or (notice if notice.type in ASKED_ABOUT else None)


def _opener(session: Session, notice: Notice) -> Notice | None:
    """The newest notice of the same purchase that opens ways; its result before its documents.

    A termination that came beside a result may be that of one lot only.
    """
    for notices in attempts(list_own_notices(session, notice.project_id or "")):
        if all(each.id != notice.id for each in notices):
            continue
        public = [each for each in notices if each.state == NoticeState.ISSUED]
        opening = [each for each in public if each.type in OPENED_BY]
        results = [each for each in opening if each.type == "result"]
        return next(iter((*reversed(results), *reversed(opening))), None)
    return None


def _contacts(notice: Notice, place: str | None) -> Sequence[tuple[Mapping[str, str], str]]:
    if notice.type not in WRITTEN:
        return ()
    fields: Mapping[str, str] = json.loads(notice.fields or "{}")
    return [
        (field.title.labels(), fields[field.key])
        for field in format_of(notice.type, place)
        if field.key.partition(".")[0] == CONTACTS and fields.get(field.key)
    ]
