"""A public record as the HTML of its page says it before any script runs, and how it is cited."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.credit.kinds import DocumentKind, Tier
from portal.disclosure.contractors import CONTRACTORS
from portal.disclosure.contracts import CONTRACTS
from portal.disclosure.credit import CREDIT_RECORDS
from portal.disclosure.evaluations import EVALUATIONS
from portal.disclosure.notices import NOTICES
from portal.disclosure.pages import Row
from portal.disclosure.saying import Codes, labels_of, say
from portal.disclosure.table import PublicTable
from portal.locale import Marked, gettext, labelled, language, marked, pick
from portal.notices.parse.model import UNSTATED
from portal.notices.types import NoticeType, ProcurementMethod
from portal.policy.installed import installed
from portal.records.contract import UNRECORDED, Contract
from portal.records.evaluation import Result
from portal.records.notice import Notice
from portal.settings import get_settings
from portal.today import SHANGHAI

UNTITLED = marked("Notice without a title in the source")
INVENTED = marked("Demonstration: invented, it says nothing about anybody")
LONGEST_DESCRIPTION = 240
LONGEST_FACT = 80
_METHODS: Codes = {"method": labels_of(ProcurementMethod)}


@dataclass(frozen=True)
class Kind:
    """What is told of every record of one kind."""

    table: PublicTable
    schema: str
    """Its type in schema.org"""
    heading: Callable[[Row], str]
    speaker: Callable[[Row], str]
    """Who says it"""
    said: Sequence[str]
    """The columns that are told, if they hold anything"""
    dated: str | None
    files: Callable[[str], Sequence[tuple[str, str]]]
    """Id → (address, words) of the files that hold it"""
    codes: Codes
    is_lasting: bool = True
    """It stays; a credit record goes, and no archive should keep it"""


@dataclass(frozen=True)
class Described:
    """One record in the language in use."""

    kind: Kind
    screen: str
    id: str
    title: str
    speaker: str
    dated: date | None
    facts: Sequence[tuple[str, str]]
    """(column, words)"""
    labels: Mapping[str, str]
    files: Sequence[tuple[str, str]]
    source: str | None
    version: int | None
    digest: str | None
    """SHA-256 of what is shown, where there is one"""
    changed: date | None
    is_invented: bool

    @property
    def path(self) -> str:
        """Where it stands for good."""
        return f"/{self.screen}?{urlencode({'id': self.id})}"

    @property
    def cited_path(self) -> str:
        """Where just this version of it stands, which is what somebody quotes."""
        if self.screen == "notice" and self.version:
            return f"{self.path}&version={self.version}"
        return self.path

    @property
    def summary(self) -> str:
        """The facts in one line, for search engines and previews."""
        short = [(name, words) for name, words in self.facts if len(words) <= LONGEST_FACT]
        told = " · ".join(labelled(self.labels[name], words) for name, words in short)
        if self.is_invented:
            told = f"{gettext(INVENTED)} · {told}"
        return told if len(told) <= LONGEST_DESCRIPTION else f"{told[:LONGEST_DESCRIPTION]}…"


def describe(session: Session, screen: str, row: Row) -> Described:
    """A public row in words, with what proves it: its version and the hash of its content."""
    kind = KINDS[screen]
    columns = {each.name: each for each in kind.table.columns}
    codes = {**kind.codes, "place": _places()}
    facts = [(name, say(columns[name], row, codes)) for name in kind.said]
    version, digest, changed = _proof(session, screen, row)
    return Described(
        kind=kind,
        screen=screen,
        id=row["id"],
        title=" ".join(kind.heading(row).split()),
        speaker=kind.speaker(row),
        dated=row[kind.dated] if kind.dated else None,
        facts=[(name, words) for name, words in facts if words],
        labels={name: pick(each.label) for name, each in columns.items()},
        files=kind.files(row["id"]),
        source=row.get("source_url"),
        version=version,
        digest=digest,
        changed=changed,
        is_invented=row["demonstration"],
    )


def cite(found: Described, public_url: str, accessed: date) -> str:
    """The record as one cites it, by GB/T 7714 in Chinese and in the usual order in English."""
    address = f"{public_url}{found.cited_path}"
    if language() == "zh":
        parts = [
            f"{found.speaker}. {found.title}[EB/OL].",
            f"({found.dated})[{accessed}]." if found.dated else f"[{accessed}].",
            f"{address}.",
            f"第{found.version}版." if found.version else "",
        ]
    else:
        parts = [
            f"{found.speaker}. “{found.title}”.",
            f"{found.dated}." if found.dated else "",
            f"Version {found.version}." if found.version else "",
            f"{address} (accessed {accessed}).",
        ]
    proof = f"SHA-256: {found.digest}" if found.digest else ""
    return " ".join(part for part in (*parts, proof) if part)


def _proof(session: Session, screen: str, row: Row) -> tuple[int | None, str | None, date | None]:
    """(version, SHA-256, day of the last change)."""
    match screen:
        case "notice":
            found = session.execute(
                select(Notice.content_hash, Notice.recorded_at).where(Notice.id == row["id"])
            ).one()
            return row["version"], found.content_hash, _day(found.recorded_at)
        case "evaluation":
            digest = session.scalars(
                select(Result.digest).where(Result.round_id == row["id"])
            ).one()
            return None, digest.removeprefix("sha256:"), row["published_on"]
        case "contract":
            recorded = session.scalars(
                select(Contract.recorded_at).where(Contract.id == row["id"])
            ).one()
            return None, None, None if recorded == UNRECORDED else _day(recorded)
    return None, None, None


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def _places() -> Mapping[str, Mapping[str, str]]:
    return {each.id: each.governing.title.labels() for each in installed().packs.values()}


def _portal() -> str:
    return get_settings().site.institution or gettext("Sunlight")


def _of_notice(row: Row) -> str:
    publisher = row["publisher"] if row["publisher"] != UNSTATED else None
    return row["issuer"] or row["purchaser"] or publisher or _portal()


def _files(table: str, parameter: str, words: Marked) -> Callable[[str], list[tuple[str, str]]]:
    return lambda id_: [(f"/data/{table}.csv?{urlencode({parameter: id_})}", gettext(words))]


def _no_files(id_: str) -> Sequence[tuple[str, str]]:
    del id_
    return ()


def _of_evaluation(id_: str) -> Sequence[tuple[str, str]]:
    return (
        (f"/data/evaluations/{id_}.json", gettext("Bundle (JSON)")),
        (f"/data/evaluation_scores.csv?evaluation={id_}", gettext("Scores (CSV)")),
    )


KINDS: Mapping[str, Kind] = {
    "notice": Kind(
        table=NOTICES,
        schema="DigitalDocument",
        heading=lambda row: row["title"] or gettext(UNTITLED),
        speaker=_of_notice,
        said=(
            "type", "project_no", "purchaser", "region", "method", "budget", "budget_text",
            "ceiling", "award", "award_text", "suppliers", "agency", "notice_on",
            "notice_on_text", "event", "service_period", "facts", "source", "index_no", "issuer",
        ),
        dated="notice_on",
        files=_files("findings", "notice", marked("Findings (CSV)")),
        codes={**_METHODS, "type": labels_of(NoticeType)},
    ),
    "contract": Kind(
        table=CONTRACTS,
        schema="DigitalDocument",
        heading=lambda row: row["title"],
        speaker=lambda row: row["purchaser"],
        said=(
            "purchaser", "contractor", "contractor_uscc", "region", "method", "amount",
            "signed_on", "starts_on", "ends_on", "number", "project_no", "place", "evaluations",
        ),
        dated="signed_on",
        files=_files("findings", "contract", marked("Findings (CSV)")),
        codes=_METHODS,
    ),
    "contractor": Kind(
        table=CONTRACTORS,
        schema="Organization",
        heading=lambda row: row["name"],
        speaker=lambda _: _portal(),
        said=("uscc", "region", "contracts", "evaluations", "notices", "newest_on"),
        dated=None,
        files=_files("contracts", "contractor", marked("Contracts (CSV)")),
        codes={},
    ),
    "evaluation": Kind(
        table=EVALUATIONS,
        schema="Dataset",
        heading=lambda row: row["contract"],
        speaker=lambda row: row["purchaser"],
        said=(
            "composite", "low", "high", "grade", "withheld", "ballots", "invited", "contractor",
            "purchaser", "region", "period_from", "period_to", "place", "remark", "published_on",
        ),
        dated="published_on",
        files=_of_evaluation,
        codes={},
    ),
    "credit": Kind(
        table=CREDIT_RECORDS,
        schema="DigitalDocument",
        heading=lambda row: f"{row['organisation']} · {row['document_no']}",
        speaker=lambda row: row["authority"],
        said=(
            "tier", "document_kind", "decided_on", "facts", "result", "basis", "ban_from",
            "ban_until", "shown_until", "statement", "note",
        ),
        dated="decided_on",
        files=_no_files,
        codes={
            "tier": {each.value: each.word for each in Tier},
            "document_kind": {each.value: each.word for each in DocumentKind},
        },
        is_lasting=False,
    ),
}  # fmt: skip
"""Screen → what is told of its records"""
