"""Figures, days and codes as people say them, in the language in use."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from portal.credit.kinds import DocumentKind, Tier
from portal.disclosure.choices import service_items
from portal.evaluation.scheme import PARTY_NAMES
from portal.locale import gettext, language, marked, pick, said_day
from portal.notices.types import NoticeType, ProcurementMethod, Stage, Term
from portal.policy.installed import installed
from portal.policy.model import NOT_STATED
from portal.policy.periods import ONCE, span_of
from portal.records.account import Role
from portal.records.credit import CreditChangeKind, CreditState
from portal.records.evaluation import AssessmentState, RoundState

FRAMES = {
    "all": marked("everyone served was invited"),
    "random": marked("a random sample was invited"),
    "chosen": marked("the invited were picked by hand"),
}
STATES: Mapping[str, str] = {each: each.word for each in (*RoundState, *AssessmentState)}
TIERS: Mapping[str, str] = {each: each.word for each in Tier}
DOCUMENTS: Mapping[str, str] = {each: each.word for each in DocumentKind}
CREDIT_STATES: Mapping[str, str] = {each: each.word for each in CreditState}
CREDIT_CHANGES: Mapping[str, str] = {each: each.word for each in CreditChangeKind}
ROLES: Mapping[str, str] = {each: each.word for each in Role}
GRADES = {
    "优": marked("优 (excellent)"),
    "良": marked("良 (good)"),
    "中": marked("中 (fair)"),
    "差": marked("差 (poor)"),
}
"""The grades of the finance rules; a scheme with other ones shows them as they are"""
"""The document that governs a place, by its full title and, where it has one, its number"""


def money(fen: int | None, currency: str | None) -> str | None:
    """An amount in the currency's main unit with two decimals; None stays None."""
    if fen is None:
        return None
    figure = f"{fen // 100:,}.{fen % 100:02d}"
    if currency == "CNY" and language() == "zh":
        return f"{figure} 元"
    return f"{currency or ''} {figure}".strip()


def points(hundredths: int | None) -> str | None:
    """A score with two decimals; None stays None."""
    return None if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"


def day(on: date | None) -> str | None:
    """A day as it is written in the language in use."""
    return None if on is None else said_day(on)


def iso_day(written: str) -> str:
    """A day kept as 2026-03-01, as it is written in the language in use; other text as it is."""
    try:
        return said_day(date.fromisoformat(written))
    except ValueError:
        return written


def period(begin: date | None, end: date | None) -> str | None:
    """From day to day; None when it is not known when it begins."""
    if begin is None or end is None:
        return day(begin)
    return gettext("{begin} to {end}").format(begin=day(begin), end=day(end))


def duty_period(name: str) -> str:
    """A period of the duty register as people say it."""
    if name == ONCE:
        return gettext("Once")
    span = span_of(name)
    return period(span.first, span.last) or name


def service_period(words: str | None) -> str | None:
    """The words of the source, but two days such as 2024-01-01/2024-12-31 as days."""
    try:
        begin, end = map(date.fromisoformat, (words or "").split("/"))
    except ValueError:
        return words
    return period(begin, end)


def grade(code: str | None) -> str | None:
    """A grade with, in English, what it means; None stays None."""
    return say(GRADES, code) if code else None


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """The names by their keys, those that are alike with the key behind them.

    Streamlit hands back the name that was chosen; of two alike it would take either.
    """
    seen = Counter(names.values())
    return {key: name if seen[name] == 1 else f"{name} ({key})" for key, name in names.items()}


def percent(share: Decimal | str) -> str:
    """A share between 0 and 1 as a percentage without needless zeros."""
    value = (Decimal(share) * 100).normalize()
    return f"{value:f}%"


def notice_type(code: str, words: str | None = None) -> str:
    """The name of a notice type; of ``other`` ones the words of the source."""
    if code == NoticeType.OTHER and words:
        return words
    return _term(NoticeType(code).term)


def method(code: str | None, words: str | None = None) -> str | None:
    """The name of a procurement method; of ``other`` ones the words of the source."""
    if code is None:
        return words
    if code == ProcurementMethod.OTHER and words:
        return words
    return _term(ProcurementMethod(code).term)


def stage(code: str) -> str:
    """The name of a stage of a purchase."""
    return _term(Stage(code).term)


def service(code: str) -> str:
    """The name of a service item, ``pack:code``; one that no pack knows as it stands."""
    labels = service_items().get(code)
    return f"{pick(labels)} ({code})" if labels else code


def whole_yuan(amount: int) -> str:
    """A round amount as people say it: 50万 or 500,000."""
    if language() == "zh" and amount and amount % 10_000 == 0:
        return f"{amount // 10_000:,}万"
    return f"{amount:,}"


def party(code: str) -> str:
    """The name of a party."""
    return pick(PARTY_NAMES[code])


def place(code: str) -> str:
    """The document that governs a place."""
    library = installed()
    if code not in library.packs:
        return code
    governing = library.packs[code].governing
    title = pick(governing.title.labels())
    if governing.number == NOT_STATED:
        return gettext("“{title}”").format(title=title)
    return gettext("“{title}” ({number})").format(title=title, number=governing.number)


def say(words: Mapping[str, str], code: str) -> str:
    """The message that belongs to a code, as it begins a line."""
    said = gettext(words[code]) if code in words else code
    return said[:1].upper() + said[1:]


def sentence(message: str) -> str:
    """A message as it begins a line."""
    said = gettext(message)
    return said[:1].upper() + said[1:]


def _term(term: Term) -> str:
    return pick({"zh": term.zh, "en": term.en})


def two_places(value: Decimal) -> str:
    """A figure with two decimals."""
    return f"{value:.2f}"


def plain(value: Decimal | None) -> str:
    """A figure without needless zeros, or a dash."""
    return "–" if value is None else f"{value.normalize():f}"
