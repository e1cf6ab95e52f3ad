"""The parts of a notice's page."""

from collections.abc import Sequence
from typing import Any

from portal.disclosure.pages import Row
from portal.disclosure.trail import Related
from portal.locale import gettext, labelled
from portal.notices.parse.model import UNSTATED
from portal.records.contract import Contract
from portal.records.evaluation import RoundState
from portal.records.notice import NoticeLot
from portal.today import SHANGHAI
from portal.ui import words
from portal.ui.frame import note, record, section, table
from portal.ui.markup import Html, address, join, link, outside_link, tag


def reprint_note(row: Row) -> Html | None:
    """Says that this is a copy, and what that means."""
    if not row["reprint"]:
        return None
    return note(
        gettext(
            "Reprinted from the source named below, as far as it could be read. The statutory "
            "publication counts; this portal does not judge the notice."
        ),
        plain=True,
    )


def facts(row: Row, suppliers: Sequence[tuple[str, str | None]] = ()) -> Html:
    """What the notice says; empty fields are left out. Suppliers with an id lead to their page."""
    currency = row["currency"]
    return record(
        (
            (gettext("Notice type"), words.notice_type(row["type"], row["type_text"])),
            (gettext("Project number"), row["project_no"]),
            (gettext("Purchaser"), row["purchaser"]),
            (gettext("Region"), row["region"]),
            (gettext("Method"), words.method(row["method"], row["method_text"])),
            (gettext("Budget"), words.money(row["budget"], currency) or row["budget_text"]),
            (
                gettext("Ceiling price"),
                words.money(row["ceiling"], currency) or row["ceiling_text"],
            ),
            (gettext("Award"), words.money(row["award"], currency) or row["award_text"]),
            (gettext("Supplier"), contractor_links(suppliers) or row["suppliers"]),
            (gettext("Agency"), row["agency"]),
            (gettext("Date of the notice"), words.day(row["notice_on"]) or row["notice_on_text"]),
            (gettext("Key dates"), row["event"]),
            (gettext("Service period"), words.service_period(row["service_period"])),
            (gettext("Facts"), row["facts"]),
        )
    )


def contractor_links(named: Sequence[tuple[str, str | None]]) -> Html | None:
    """Names of suppliers, each with the way to its page where its credit code is known."""
    if not any(contractor_id for _, contractor_id in named):
        return None
    return join(
        (
            link(address("/contractor", id=contractor_id), name) if contractor_id else name
            for name, contractor_id in named
        ),
        between="；",
    )


def lots(rows: Sequence[NoticeLot]) -> Html | None:
    """The lots with their own amounts."""
    if not rows:
        return None
    head = (gettext("Lot"), gettext("Budget"), gettext("Award"), gettext("Supplier"))
    cells = [
        (
            lot.title or str(lot.position + 1),
            words.money(lot.budget_fen, lot.currency),
            words.money(lot.award_fen, lot.currency),
            lot.supplier_names,
        )
        for lot in rows
    ]
    return join(
        (
            section(gettext("Lots")),
            table(gettext("The amounts of each lot"), head, cells, numbers=(1, 2)),
        )
    )


def trail(related: Related) -> Html | None:
    """The project from its first notice to its evaluation."""
    items = [
        tag(
            "li",
            labelled(words.notice_type(row.type, row.type_text)),
            link(address("/notice", id=row.id), row.title or row.id),
        )
        for row in related.notices
    ]
    items += [
        tag(
            "li",
            labelled(gettext("Contract")),
            link(address("/contract", id=each.id), each.title),
            *(tag("span", " · ", fact) for fact in _terms(each) if fact),
        )
        for each in related.contracts
    ]
    for each in related.rounds:
        period = words.period(each.period_from, each.period_to)
        if each.state == RoundState.PUBLISHED:
            way = link(
                address("/evaluation", id=each.id), gettext("Evaluation result"), f" {period}"
            )
        else:
            way = link("/rate", gettext("Open for ratings"), f" {period}")
        items.append(tag("li", way))
    return join((section(gettext("The whole project")), tag("ol", *items))) if items else None


def _terms(contract: Contract) -> tuple[str | None, str | None]:
    amount = words.money(contract.amount_fen, contract.currency)
    return amount, words.period(contract.starts_on, contract.ends_on)


def versions(notice_id: str, rows: Sequence[Any]) -> Html | None:
    """Every version with its reason and its hash, its own address, and what it changed."""
    if not rows:
        return None
    head = (
        gettext("Version"),
        gettext("Recorded"),
        gettext("Reason"),
        gettext("What changed"),
        "SHA-256",
    )
    cells = [
        (
            link(address("/notice", id=notice_id, version=str(row.version)), str(row.version)),
            f"{row.recorded_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            gettext(row.reason),
            _changed(notice_id, row.version),
            tag("code", row.content_hash[:16], "…", title=row.content_hash),
        )
        for row in rows
    ]
    return join(
        (
            section(gettext("Versions")),
            table(gettext("When and why each version was recorded"), head, cells),
        )
    )


def _changed(notice_id: str, version: int) -> Html | None:
    if version == 1:
        return None
    way = address("/notice", id=notice_id, version=str(version), compare=str(version - 1))
    return link(way, gettext("word by word"))


def source(row: Row) -> Html:
    """Where the facts come from and how much of the source was readable."""
    url, words_ = row["source_url"], row["source"]
    shown = outside_link(url, words_ or url) if url else words_
    return join(
        (
            section(gettext("Source")),
            record(
                (
                    (gettext("Source"), shown),
                    (gettext("Readable part"), row["seen"]),
                    (
                        gettext("Publisher"),
                        row["publisher"] if row["publisher"] != UNSTATED else None,
                    ),
                    ("OCID", row["ocid"]),
                    (gettext("Permanent id"), row["id"]),
                )
            ),
        )
    )
