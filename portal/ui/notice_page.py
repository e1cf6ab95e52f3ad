"""One notice on the screen, as it stands now or as it stood in an earlier version."""

from collections.abc import Mapping

from portal.compliance.judging import judge_notice
from portal.disclosure.acceptance import read_heard
from portal.disclosure.attachments import list_files
from portal.disclosure.contractors import suppliers_of
from portal.disclosure.describing import describe
from portal.disclosure.issued import read_issued
from portal.disclosure.media import list_media
from portal.disclosure.notices import NOTICES
from portal.disclosure.ocds import record_of_notice
from portal.disclosure.pages import Row, find_row
from portal.disclosure.remedies import read_remedies
from portal.disclosure.timeline import project_of, read_timeline
from portal.disclosure.trail import list_related, list_versions
from portal.disclosure.versions import (
    Wanted,
    check_versions,
    later_reasons,
    read_version,
    wanted_version,
)
from portal.disclosure.withdrawals import find_withdrawal, list_withdrawals
from portal.disclosure.withholdings import list_withholdings
from portal.errors import NotFoundError
from portal.locale import gettext
from portal.records.publishing import Withdrawal
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.today import today
from portal.ui import (
    acceptance_view,
    attachments_view,
    finding_view,
    frame,
    issued_view,
    lists,
    medium_view,
    notice_view,
    ocds_view,
    remedies_view,
    timeline_view,
    version_view,
)
from portal.ui.citation_view import citation
from portal.ui.markup import address


def show_notice(asked: Mapping[str, str]) -> None:
    """The notice that an address names; a version or a comparison of it if it names one."""
    notice_id = asked.get("id", "")
    wanted = wanted_version(asked)
    with reading() as session:
        row = find_row(session, NOTICES, notice_id)
        gone = None if row else find_withdrawal(session, notice_id=notice_id)
        if gone:
            _show_gone(gone)
            return
        if row is None:
            raise NotFoundError("no public notice has the id {id}", id=notice_id[:40])
        check_versions(session, notice_id, wanted)
    if wanted.version is None:
        _show_current(row)
    else:
        _show_version(row, wanted, wanted.version)


def _show_current(row: Row) -> None:
    notice_id = row["id"]
    with reading() as session:
        described = describe(session, "notice", row)
        suppliers = suppliers_of(session, notice_id)
        versions = list_versions(session, notice_id)
        related = list_related(session, notice_id)
        judged = judge_notice(session, notice_id, today())
        line = read_timeline(session, project_of(session, notice_id), today())
        offered = read_remedies(session, notice_id)
        media = list_media(session, notice_id)
        heard = read_heard(session, notice_id)
        record = record_of_notice(session, notice_id)
        issued = read_issued(session, notice_id)
        files = list_files(session, notice_id)
        withheld = list_withholdings(session, [notice_id])
        withdrawn = list_withdrawals(session, notice_id)
    frame.show_title(
        BY_NAME["notice"],
        title=lists.notice_title(row),
        trail=[("/notices", gettext("Notices"))],
    )
    frame.show(
        frame.demo_note() if row["demonstration"] else None,
        notice_view.reprint_note(row),
        acceptance_view.opinion(heard),
        notice_view.facts(row, suppliers),
        issued_view.catalogue(row, issued),
        timeline_view.timeline(line, notice_id),
        notice_view.lots(related.lots),
        issued_view.text(issued, withheld),
        attachments_view.files(files),
        attachments_view.withheld(withheld),
        attachments_view.withdrawn_parts(withdrawn),
        remedies_view.remedies(row, offered, today()),
        medium_view.medium(row, media),
        finding_view.findings((judged,)),
        notice_view.versions(notice_id, versions),
        issued_view.reviews(issued),
        notice_view.source(row),
        ocds_view.link_to(record),
        citation(described),
    )


def _show_gone(withdrawal: Withdrawal) -> None:
    """In place of a notice that was withdrawn: when and why."""
    frame.show_title(
        BY_NAME["notice"],
        title=gettext("This was withdrawn"),
        trail=[("/notices", gettext("Notices"))],
    )
    frame.show(attachments_view.withdrawn_notice(withdrawal))


def _show_version(row: Row, wanted: Wanted, number: int) -> None:
    notice_id = row["id"]
    with reading() as session:
        shown = read_version(session, notice_id, number)
        other = read_version(session, notice_id, wanted.compare) if wanted.compare else None
        later = list(later_reasons(session, notice_id, number))
    title = lists.notice_title(row)
    frame.show_title(
        BY_NAME["notice"],
        title=gettext("{title} (version {number})").format(title=title, number=number),
        trail=[("/notices", gettext("Notices")), (address("/notice", id=notice_id), title)],
    )
    frame.show(
        frame.demo_note() if row["demonstration"] else None,
        version_view.banner(notice_id, shown, later),
        version_view.changes(row, other, shown) if other else version_view.content(row, shown),
    )
