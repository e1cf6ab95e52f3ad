"""What the portal knows of a contractor's credit, and where the authoritative registers stand."""

from portal.locale import gettext
from portal.ui.frame import note, section
from portal.ui.markup import Html, join, outside_link

CREDIT_CHINA = "https://www.creditchina.gov.cn/"
PROCUREMENT_RECORD = "https://www.ccgp.gov.cn/search/cr/"
"""严重违法失信行为记录名单 on the national procurement site"""


def credit_section(contractor_id: str) -> Html:
    """The part of a contractor's page on its credit records."""
    del contractor_id
    return join((section(gettext("Credit records")), no_record()))


def no_record() -> Html:
    """What it means, and what it does not, that nothing is on record here."""
    return note(
        gettext(
            "Nothing was found in this portal. That is no proof of a clean record; the registers "
            "that count are these:"
        ),
        join(
            (
                outside_link(CREDIT_CHINA, gettext("Credit China (信用中国)")),
                outside_link(
                    PROCUREMENT_RECORD,
                    gettext("Serious violations in government procurement (中国政府采购网)"),
                ),
            ),
            between=" · ",
        ),
        plain=True,
    )
