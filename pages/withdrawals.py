"""Withdrawals: when, why and on which basis something is not public any more."""

from portal.disclosure.pages import read_page
from portal.disclosure.withdrawals import WITHDRAWALS, WithdrawalFilter
from portal.locale import gettext
from portal.records.session import reading
from portal.sitemap import BY_NAME
from portal.ui import attachments_view, frame, lists, words

PATH = "/withdrawals"


def main() -> None:
    """Show the page."""
    frame.show_title(BY_NAME["withdrawals"])
    asked = frame.asked()
    wanted = WithdrawalFilter.read(asked, strict=False)
    query = wanted.query()
    with reading() as session:
        page = read_page(
            session, WITHDRAWALS, wanted, after=asked.get("after"), before=asked.get("before")
        )
    frame.show(
        lists.cards(
            attachments_view.withdrawal_card(
                row, words.notice_type(row["type"]), words.day(row["withdrawn_on"]) or ""
            )
            for row in page.rows
        ),
        lists.pager(PATH, query, page),
        frame.section(gettext("These withdrawals as a file")),
        frame.downloads(WITHDRAWALS.name, query),
    )


main()
