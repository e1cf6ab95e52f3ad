"""One notice: its facts, its source, its versions, and what became of the project."""

from portal.compliance.judging import judge_notice
from portal.disclosure.contractors import suppliers_of
from portal.disclosure.describing import describe
from portal.disclosure.notices import NOTICES
from portal.disclosure.pages import find_row
from portal.disclosure.trail import list_related, list_versions
from portal.errors import NotFoundError
from portal.locale import gettext
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.today import today
from portal.ui import finding_view, frame, lists, notice_view
from portal.ui.citation_view import citation


def main() -> None:
    """Show the page."""
    notice_id = frame.asked().get("id", "")
    with reading() as session:
        row = find_row(session, NOTICES, notice_id)
        if row is None:
            raise NotFoundError("no public notice has the id {id}", id=notice_id[:40])
        described = describe(session, "notice", row)
        suppliers = suppliers_of(session, notice_id)
        versions = list_versions(session, notice_id)
        related = list_related(session, notice_id)
        judged = judge_notice(session, notice_id, today())
    frame.show_title(
        BY_NAME["notice"],
        title=lists.notice_title(row),
        trail=[("/notices", gettext("Notices"))],
    )
    frame.show(
        frame.demo_note() if row["demonstration"] else None,
        notice_view.reprint_note(row),
        notice_view.facts(row, suppliers),
        notice_view.lots(related.lots),
        notice_view.trail(related),
        finding_view.findings((judged,)),
        notice_view.versions(versions),
        notice_view.source(row),
        citation(described),
    )


main()
