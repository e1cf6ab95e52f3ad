"""What a finance officer enters of a decision, made fit to be published or refused."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation

from portal.credit.kinds import DocumentKind, Tier
from portal.credit.rules import Claim
from portal.errors import InvalidInputError
from portal.policy.privacy import refuse_private
from portal.typed import tidied

MOST_YUAN = Decimal(10) ** 12
Labels = Mapping[str, str]


@dataclass(frozen=True)
class Line:
    """One text of an entry: what it is called, how long it may be, and whether it has to be there.

    ``lines`` keeps its line ends.
    """

    zh: str
    en: str
    limit: int
    needed: bool = True
    lines: bool = False

    @property
    def label(self) -> Labels:
        """Its name in both languages."""
        return {"zh": self.zh, "en": self.en}


TEXTS: Mapping[str, Line] = {
    "address": Line("单位地址", "address of the organisation", 300, needed=False),
    "document_no": Line("决定文书号", "document number of the decision", 120),
    "authority": Line("作出决定的机关", "deciding authority", 300),
    "facts": Line("事实", "facts", 2000, lines=True),
    "result": Line("处理结果", "result", 1000, lines=True),
    "basis": Line("法律依据", "legal basis", 500),
    "source_url": Line("公开来源网址", "address of the source", 1000),
    "shown_because": Line(
        "轻微失信信息确有必要公示的理由", "why a minor breach is shown", 500, needed=False
    ),
    "unrepairable": Line("规定不可修复的法律条款", "law that excludes repair", 500, needed=False),
}
"""The texts of a decision, all of them published"""
STATEMENT = Line("陈述申辩", "statement", 2000, lines=True)
OPINION = Line("决定理由", "reasons of the decision", 1000, lines=True)
NOTIFIED = Line("送达方式", "how it was notified", 300)
REASON = Line("理由", "reason", 1000, lines=True)
EVIDENCE = Line("证明材料", "evidence", 1000, lines=True)
LIFTED = Line("解除禁入的文书号", "document that lifts the ban", 120)


@dataclass(frozen=True)
class Particulars:
    """What the decision says, as an officer types it; amounts in yuan."""

    tier: Tier
    document_kind: DocumentKind
    document_no: str
    authority: str
    decided_on: date
    effective_on: date
    facts: str
    result: str
    basis: str
    source_url: str
    region_code: str
    shown_until_on: date
    address: str = ""
    shown_because: str = ""
    unrepairable: str = ""
    ban_first_on: date | None = None
    ban_last_on: date | None = None
    fine_yuan: str = ""
    purchase_yuan: str = ""


@dataclass(frozen=True)
class Checked:
    """The same as columns: texts tidied, amounts in fen."""

    columns: Mapping[str, object]
    claim: Claim


PLAIN = ("tier", "document_kind", "decided_on", "effective_on", "region_code", "shown_until_on",
         "ban_first_on", "ban_last_on")  # fmt: skip
"""Columns that are no text"""


def checked(entered: Particulars) -> Checked:
    """InvalidInputError names the text that is missing, too long, or leads to a person."""
    columns: dict[str, object] = {
        name: fit(line, getattr(entered, name)) or None for name, line in TEXTS.items()
    }
    if not str(columns["source_url"]).startswith(("https://", "http://")):
        raise InvalidInputError("the address of the source begins with https:// or http://")
    columns |= {name: getattr(entered, name) for name in PLAIN}
    columns["fine_fen"] = _fen(entered.fine_yuan)
    columns["purchase_fen"] = _fen(entered.purchase_yuan)
    taken = {each.name for each in fields(Claim)} & set(columns)
    claim = Claim(**{name: columns[name] for name in taken}, fields=_said(columns))  # type: ignore[arg-type] # the columns have the types of the entry
    return Checked(columns, claim)


def fit(line: Line, typed: str) -> str:
    """A text as it is published."""
    text = tidied(typed, lines=line.lines)[0]
    if line.needed and not text:
        raise InvalidInputError("{field} is missing", field=line.label)
    if len(text) > line.limit:
        raise InvalidInputError(
            "{field} has at most {limit} signs", field=line.label, limit=line.limit
        )
    refuse_private(line.label, text)
    return text


def _said(columns: Mapping[str, object]) -> tuple[str, ...]:
    """Which items of the list of violations are there; the form asks for all but the address."""
    always = ("name", "facts", "result", "basis", "day", "authority")
    return (*always, "address") if columns["address"] else always


def _fen(typed: str) -> int | None:
    if not typed.strip():
        return None
    try:
        yuan = Decimal(typed.replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        yuan = Decimal("NaN")
    if not yuan.is_finite() or not 0 <= yuan < MOST_YUAN or yuan != round(yuan, 2):
        raise InvalidInputError(
            "the amount is a number of yuan with at most two decimals, not {typed}",
            typed=typed[:40],
        )
    return int(yuan * 100)
