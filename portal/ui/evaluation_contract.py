"""What a result judges: the contract, its parties, and the period that was rated."""

from portal.disclosure.pages import Row
from portal.locale import gettext
from portal.ui import frame, words
from portal.ui.markup import Html, address, link


def contract_rated(row: Row) -> Html:
    """The contract of a result, with ways to it and to its contractor."""
    return frame.record(
        (
            (
                gettext("Contract"),
                link(address("/contract", id=row["contract_id"]), row["contract"]),
            ),
            (
                gettext("Contractor"),
                link(address("/contractor", id=row["contractor_id"]), row["contractor"]),
            ),
            (gettext("Purchaser"), row["purchaser"]),
            (gettext("Region"), row["region"]),
            (gettext("Period"), words.period(row["period_from"], row["period_to"])),
            (gettext("Published on"), words.day(row["published_on"])),
            (gettext("Governing document"), words.place(row["place"] or "")),
        )
    )
