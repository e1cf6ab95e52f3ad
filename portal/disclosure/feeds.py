"""What readers can subscribe to: the newest changes of a public table, under the page's filters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, RowMapping
from sqlalchemy.orm import Session

from portal.credit.kinds import DocumentKind, Tier
from portal.disclosure.changes import ChangeFeed
from portal.disclosure.contracts import CONTRACTS
from portal.disclosure.credit import CREDIT_RECORDS
from portal.disclosure.ended import Ended, list_ended
from portal.disclosure.entries import ENTRIES, Entry, moment_of, page_of
from portal.disclosure.evaluations import EVALUATIONS
from portal.disclosure.notices import NOTICES
from portal.disclosure.pages import Row
from portal.disclosure.saying import Codes, labels_of, say
from portal.disclosure.table import PublicTable
from portal.disclosure.withdrawals import list_withdrawn, told
from portal.locale import Marked, gettext, labelled, marked, pick
from portal.notices.types import NoticeType, ProcurementMethod
from portal.records.contract import Contract
from portal.records.credit import CreditRecord
from portal.records.evaluation import Result
from portal.records.notice import Notice
from portal.records.publishing import Withdrawal

CHANGED = "_changed"
UNTITLED = marked("Notice without a title in the source")


@dataclass(frozen=True)
class Feed:
    """A table one can subscribe to."""

    table: PublicTable
    title: Marked
    page: str
    """The list that takes the same filters"""
    record: str
    """The page of one row, which takes its id"""
    changed: ColumnElement[Any]
    """When a row became what it is: a moment, or the day where nothing finer is public"""
    heading: Callable[[Row], str]
    author: str
    """The column that names who speaks in a row"""
    said: Sequence[str]
    """The columns that a summary repeats, if they hold anything"""
    codes: Codes
    """Words for columns that hold codes"""
    dated: str
    """The column with the day on which it was published"""
    source: str | None = None
    """The column with the address from which a row was taken"""
    ended: Callable[[Session, Any], Sequence[Ended]] | None = None
    """What was a row lately and is none any more; told without a word of what it said"""
    withdrawn: Callable[[Session, Any], Sequence[Withdrawal]] | None = None
    """What was withdrawn lately; its entry takes the place of the one that readers hold"""

    @property
    def name(self) -> str:
        """What its address calls it."""
        return self.table.name

    @property
    def filters(self) -> str:
        """The table whose filters it takes."""
        return self.table.name


AnyFeed = Feed | ChangeFeed


def read_entries(session: Session, feed: AnyFeed, wanted: Any, page: int = 1) -> Sequence[Entry]:
    """The rows that meet the filter, the last changed first, so many on each page."""
    if isinstance(feed, ChangeFeed):
        return feed.read(session, wanted, page)
    tells_of_ends = feed.ended or feed.withdrawn
    skipped = 0 if tells_of_ends else (page - 1) * ENTRIES
    way = feed.table.find_way(session, wanted)
    statement = (
        feed.table.select(wanted, by_index=way)
        .add_columns(feed.changed.label(CHANGED))
        .order_by(None)
        .order_by(feed.changed.desc(), feed.table.order_id.desc())
        .limit(page * ENTRIES - skipped)
        .offset(skipped)
    )
    entries = [_entry(feed, row) for row in session.execute(statement).mappings()]
    if not tells_of_ends:
        return entries
    if feed.ended:
        entries += [_ended(each) for each in feed.ended(session, wanted)]
    if feed.withdrawn:
        entries += [_withdrawn(each) for each in feed.withdrawn(session, wanted)]
    return page_of(entries, page)


def _ended(gone: Ended) -> Entry:
    """An entry that takes the place of the one it ends."""
    return Entry(
        id=gone.id,
        title=gettext("A record that is not shown any more"),
        changed=moment_of(gone.on),
        published=None,
        author=gettext("Sunlight"),
        summary=[gettext("Its period has ended, or it was repaired or revoked.")],
        source=None,
    )


def _withdrawn(gone: Withdrawal) -> Entry:
    """An entry with the id of the notice that is gone."""
    return Entry(
        id=gone.notice_id,
        title=gettext("This was withdrawn"),
        changed=moment_of(gone.withdrawn_at),
        published=None,
        author=gettext("Sunlight"),
        summary=[told(gone)],
        source=None,
    )


def _entry(feed: Feed, row: RowMapping) -> Entry:
    published = row[feed.dated]
    columns = {each.name: each for each in feed.table.columns}
    said = [(columns[name], say(columns[name], row, feed.codes)) for name in feed.said]
    summary = [labelled(pick(column.label), words) for column, words in said if words]
    if row["demonstration"]:
        summary.append(gettext("Demonstration: invented, it says nothing about anybody"))
    return Entry(
        id=row["id"],
        title=feed.heading(row),
        changed=moment_of(row[CHANGED]),
        published=moment_of(published) if published else None,
        author=row[feed.author],
        summary=summary,
        source=row[feed.source] if feed.source else None,
    )


def _words_of(kinds: type[Tier] | type[DocumentKind]) -> dict[str, Marked]:
    return {each.value: each.word for each in kinds}


FEEDS: dict[str, AnyFeed] = {
    feed.name: feed
    for feed in (
        Feed(
            table=NOTICES,
            title=marked("Notices"),
            page="/notices",
            record="/notice",
            changed=Notice.recorded_at,  # type: ignore[arg-type] # a mapped attribute
            heading=lambda row: row["title"] or gettext(UNTITLED),
            author="publisher",
            said=(
                "type", "type_text", "purchaser", "region", "method", "method_text", "budget",
                "budget_text", "ceiling", "award", "award_text", "suppliers", "notice_on",
            ),
            codes={"type": labels_of(NoticeType), "method": labels_of(ProcurementMethod)},
            dated="notice_on",
            source="source_url",
            withdrawn=list_withdrawn,
        ),
        Feed(
            table=CONTRACTS,
            title=marked("Contracts"),
            page="/contracts",
            record="/contract",
            changed=Contract.recorded_at,  # type: ignore[arg-type] # a mapped attribute
            heading=lambda row: row["title"],
            author="purchaser",
            said=(
                "contractor", "contractor_uscc", "purchaser", "region", "method", "amount",
                "signed_on", "starts_on", "ends_on", "number",
            ),
            codes={"method": labels_of(ProcurementMethod)},
            dated="signed_on",
        ),
        Feed(
            table=EVALUATIONS,
            title=marked("Evaluation results"),
            page="/evaluations",
            record="/evaluation",
            changed=Result.published_on,  # type: ignore[arg-type] # a mapped attribute
            heading=lambda row: row["contract"],
            author="purchaser",
            said=(
                "composite", "low", "high", "grade", "withheld", "ballots", "invited",
                "contractor", "purchaser", "region", "period_from", "period_to", "remark",
            ),
            codes={},
            dated="published_on",
        ),
        Feed(
            table=CREDIT_RECORDS,
            title=marked("Credit records"),
            page="/credit",
            record="/credit",
            changed=CreditRecord.changed_at,  # type: ignore[arg-type] # a mapped attribute
            heading=lambda row: f"{row['organisation']} · {row['document_no']}",
            author="authority",
            said=(
                "tier", "document_kind", "decided_on", "facts", "result", "basis", "ban_from",
                "ban_until", "shown_until", "statement", "note",
            ),
            codes={"tier": _words_of(Tier), "document_kind": _words_of(DocumentKind)},
            dated="public_on",
            source="source_url",
            ended=list_ended,
        ),
        ChangeFeed(),
    )
}  # fmt: skip
