"""The parts of a contract's page."""

from portal.disclosure.pages import Page, Row
from portal.disclosure.trail import Related
from portal.locale import gettext
from portal.records.evaluation import RoundState
from portal.ui import lists, words
from portal.ui.frame import record, section, ways_to
from portal.ui.markup import Html, address, join, link, tag


def terms(row: Row) -> Html:
    """Who agreed with whom on what; empty fields are left out."""
    contractor = link(address("/contractor", id=row["contractor_id"]), row["contractor"])
    others = link(
        address("/contracts", purchaser=row["purchaser_id"]),
        gettext("its other contracts"),
    )
    return record(
        (
            (gettext("Purchaser"), join((row["purchaser"], others), between=" · ")),
            (gettext("Contractor"), contractor),
            (gettext("Credit code"), row["contractor_uscc"]),
            (gettext("Region"), row["region"]),
            (gettext("Method"), words.method(row["method"])),
            (gettext("Amount"), words.money(row["amount"], row["currency"])),
            (gettext("Signed on"), words.day(row["signed_on"])),
            (gettext("Term"), words.period(row["starts_on"], row["ends_on"])),
            (gettext("Contract number"), row["number"]),
            (gettext("Project number"), row["project_no"]),
            (gettext("Governing document"), _document(row["place"])),
            (gettext("Permanent id"), row["id"]),
        )
    )


def _document(place: str | None) -> Html | None:
    return link(address("/policies", place=place), words.place(place)) if place else None


def results(page: Page, related: Related) -> Html:
    """The published results, and the way to rate while a round is open."""
    is_open = any(each.state == RoundState.OPEN for each in related.rounds)
    return join(
        (
            section(gettext("Evaluation results")),
            lists.cards(
                map(lists.evaluation_card, page.rows),
                tag("p", gettext("No result of this contract is published yet."), class_="soft"),
            ),
            tag("p", link("/rate", gettext("Open for ratings"))) if is_open else None,
        )
    )


def files(contract_id: str) -> Html:
    """The files that hold what this page says."""
    ways = (
        (address("/findings", contract=contract_id), gettext("Findings as a list")),
        (address("/data/findings.csv", contract=contract_id), gettext("Findings (CSV)")),
        (address("/data/evaluations.csv", contract=contract_id), gettext("Results (CSV)")),
    )
    return join(
        (
            section(gettext("This contract as a file")),
            ways_to(ways),
        )
    )
