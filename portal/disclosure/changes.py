"""Changes to what was already published: new versions, correction notices, and withdrawals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.disclosure.entries import ENTRIES, Entry, page_of
from portal.disclosure.notices import NoticeFilter
from portal.locale import Marked, gettext, labelled, marked, pick
from portal.notices.types import NoticeType
from portal.records.notice import Notice, NoticeState, NoticeVersion
from portal.records.publishing import Withdrawal

NAME = "changes"
UNTITLED = marked("Notice without a title in the source")


@dataclass(frozen=True)
class ChangeFeed:
    """What changed after it was published, with the filters of the notices."""

    name: str = NAME
    filters: str = "notices"
    """The table whose filters it takes"""
    title: Marked = marked("Changes to published notices")  # noqa: RUF009 - text, not a call
    page: str = "/notices"
    record: str = "/notice"

    def read(self, session: Session, wanted: NoticeFilter, page: int = 1) -> Sequence[Entry]:
        """The newest changes, or those of a later page."""
        most = page * ENTRIES
        found = [*_versions(session, wanted, most), *_withdrawals(session, wanted, most)]
        return page_of(found, page)


def _versions(session: Session, wanted: NoticeFilter, most: int) -> Iterator[Entry]:
    """New versions of public notices, and notices that correct another one."""
    is_change = or_(NoticeVersion.version > 1, Notice.type == NoticeType.CORRECTION)
    statement = (
        select(
            Notice.id, Notice.type, Notice.title, Notice.publisher, Notice.purchaser_name,
            Notice.is_demo, NoticeVersion.version, NoticeVersion.reason, NoticeVersion.recorded_at,
            NoticeVersion.content_hash,
        )
        .join(NoticeVersion, NoticeVersion.notice_id == Notice.id)
        .where(
            Notice.state == NoticeState.ISSUED,
            NoticeVersion.is_withdrawn.is_(False),
            is_change,
            *wanted.conditions(),
        )
        .order_by(NoticeVersion.recorded_at.desc(), Notice.id.desc())
        .limit(most)
    )  # fmt: skip
    for row in session.execute(statement):
        summary = [
            labelled(gettext("Notice type"), pick(_term(row.type))),
            labelled(gettext("Version"), row.version),
            *([labelled(gettext("Reason"), gettext(row.reason))] if row.reason else ()),
            labelled("SHA-256", row.content_hash),
        ]
        if row.is_demo:
            summary.append(gettext("Demonstration: invented, it says nothing about anybody"))
        yield Entry(
            id=row.id,
            key=f"{row.id}/{row.version}",
            version=row.version,
            title=row.title or gettext(UNTITLED),
            changed=row.recorded_at.astimezone(UTC),
            published=None,
            author=row.purchaser_name or row.publisher,
            summary=summary,
            source=None,
        )


def _withdrawals(session: Session, wanted: NoticeFilter, most: int) -> Iterator[Entry]:
    """What was withdrawn: that it was, why and on which basis, never what.

    A search for words finds none of them: whether a word had stood there is part of what is gone.
    """
    if wanted.q:
        return
    statement = (
        select(
            Notice.id, Notice.type, Notice.publisher, Notice.is_demo, Withdrawal.version,
            Withdrawal.attachment_id, Withdrawal.reason, Withdrawal.basis, Withdrawal.withdrawn_at,
            Withdrawal.id.label("withdrawal"),
        )
        .join(Notice, Notice.id == Withdrawal.notice_id)
        .where(*wanted.conditions())
        .order_by(Withdrawal.withdrawn_at.desc(), Withdrawal.id.desc())
        .limit(most)
    )  # fmt: skip
    for row in session.execute(statement):
        summary = [
            labelled(gettext("Notice type"), pick(_term(row.type))),
            labelled(gettext("Reason"), row.reason),
            labelled(gettext("Legal basis"), row.basis),
        ]
        if row.is_demo:
            summary.append(gettext("Demonstration: invented, it says nothing about anybody"))
        yield Entry(
            id=row.id,
            key=f"withdrawal/{row.withdrawal}",
            title=_withdrawn(row.version, row.attachment_id),
            changed=row.withdrawn_at.astimezone(UTC),
            published=None,
            author=row.publisher,
            summary=summary,
            source=None,
        )


def _withdrawn(version: int | None, attachment_id: str | None) -> str:
    if version is not None:
        return gettext("Version {number} of a notice was withdrawn").format(number=version)
    if attachment_id is not None:
        return gettext("An attachment of a notice was withdrawn")
    return gettext("A notice was withdrawn")


def _term(code: str) -> dict[str, str]:
    term = NoticeType(code).term
    return {"zh": term.zh, "en": term.en}
