"""The parts of a contractor's page."""

from collections.abc import Sequence

from portal.disclosure.contractors import MOST_NAMED
from portal.disclosure.pages import Page, Row
from portal.errors import InvalidInputError
from portal.locale import gettext, labelled, ngettext
from portal.policy.identifiers import parse_uscc
from portal.ui import lists, words
from portal.ui.frame import note, record, section, ways_to
from portal.ui.markup import Html, address, join, link, tag


def who(row: Row) -> Html:
    """Name, code and what a check of the code showed."""
    return record(
        (
            (gettext("Registered name"), row["name"]),
            (gettext("Credit code"), _checked(row["uscc"])),
            (gettext("Region of registration"), row["region"]),
            (gettext("Permanent id"), row["id"]),
        )
    )


def _checked(code: str | None) -> Html | None:
    if code is None:
        return None
    try:
        parse_uscc(code)
    except InvalidInputError:
        said = gettext("its check digits do not fit (GB 32100)")
    else:
        said = gettext("both check digits fit (GB 32100); this does not prove who uses it")
    return join((code, tag("span", said, class_="soft")), between=" · ")


def about_codes() -> Html:
    """Why some suppliers of notices are not among the contractors."""
    return note(
        gettext(
            "Only organisations whose unified social credit code is known are listed. Suppliers "
            "that a notice names without a code are found by searching the notices: two "
            "organisations can share a name."
        ),
        plain=True,
    )


def contracts(row: Row, page: Page) -> Html:
    """Its contracts here, the newest ones, and the way to all of them."""
    return join(
        (
            section(gettext("Contracts here")),
            lists.cards(
                map(lists.contract_card, page.rows),
                tag("p", gettext("No contract of it is recorded here."), class_="soft"),
            ),
            _all("/contracts", row, page, row["contracts"]),
        )
    )


def results(row: Row, page: Page) -> Html:
    """The results of its evaluations, and what they are not."""
    return join(
        (
            section(gettext("Results of its evaluations")),
            lists.cards(
                map(lists.evaluation_card, page.rows),
                tag("p", gettext("No result of its contracts is published yet."), class_="soft"),
            ),
            _all("/evaluations", row, page, row["evaluations"]),
            note(
                gettext(
                    "A score says how good a service was. It is no credit record: the two "
                    "registers are separate, and a low score is never by itself a credit event."
                ),
                plain=True,
            ),
        )
    )


def naming(row: Row, notices: Sequence[Row]) -> Html:
    """The notices that name it as supplier."""
    items = [
        tag(
            "li",
            labelled(words.notice_type(each["type"], each["type_text"])),
            link(address("/notice", id=each["id"]), lists.notice_title(each)),
            *(tag("span", " · ", fact) for fact in _of_notice(each) if fact),
        )
        for each in notices
    ]
    more = gettext("The newest {count} of {all} are shown.").format(
        count=MOST_NAMED, all=f"{row['notices']:,}"
    )
    return join(
        (
            section(gettext("Notices that name it as supplier")),
            tag("ul", *items)
            if items
            else tag("p", gettext("No public notice here names it."), class_="soft"),
            tag("p", more, class_="soft") if row["notices"] > MOST_NAMED else None,
        )
    )


def files(contractor_id: str) -> Html:
    """The files that hold what this page says."""
    ways = (
        (address("/data/contracts.csv", contractor=contractor_id), gettext("Contracts (CSV)")),
        (address("/data/evaluations.csv", contractor=contractor_id), gettext("Results (CSV)")),
    )
    return join(
        (
            section(gettext("This contractor as a file")),
            ways_to(ways),
        )
    )


def _of_notice(row: Row) -> tuple[str | None, str | None]:
    amount = words.money(row["award"], row["currency"]) or row["award_text"]
    return words.day(row["notice_on"]), amount


def _all(path: str, row: Row, page: Page, count: int) -> Html | None:
    """The way to the list where one screen does not hold them all."""
    if page.is_all:
        return None
    said = ngettext("All {count} in the list", "All {count} in the list", count)
    return tag("p", link(address(path, contractor=row["id"]), said))
