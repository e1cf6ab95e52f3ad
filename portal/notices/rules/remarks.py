"""Everything that keeps a notice from being published, or asks for a reason first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from portal.errors import InvalidInputError, PortalError
from portal.notices.formats import Format
from portal.notices.rules.reading import is_kept
from portal.notices.types import NoticeType
from portal.policy.facts import Facts, Value
from portal.policy.findings import Severity, judge
from portal.policy.installed import installed
from portal.policy.privacy import MOBILE, private_numbers

MOST_TITLE = 200
TITLE = {"zh": "标题", "en": "Title"}
EXPLANATION = {"zh": "理由", "en": "Reason"}
CHANGE = {"zh": "更正原因", "en": "Reason of the correction"}
FILE_NAME = {"zh": "附件名称", "en": "Name of an attachment"}
TEXTS = frozenset({"text", "lines", "lots"})
OF_CONTRACT = frozenset({NoticeType.CONTRACT, NoticeType.ACCEPTANCE})
"""Types that are about one contract"""


@dataclass(frozen=True)
class Remark:
    """One thing that was found, and what it does to the notice."""

    severity: Severity
    sentence: PortalError
    key: str | None = None
    """The field it is about"""
    is_private: bool = False
    """It is about a number that leads to a person; a reviewer has to decide"""


@dataclass(frozen=True)
class Text:
    """What a notice says, as far as it is judged."""

    form: Format
    title: str
    fields: Mapping[str, str]
    contract_id: str | None = None
    explanation: str = ""
    change: str | None = None
    """Why a public notice is changed; None for one that is not public yet"""
    withheld: frozenset[str] = field(default_factory=frozenset)
    """Keys of fields that the public will not see"""
    file_names: tuple[str, ...] = ()


def remarks(text: Text, on: date) -> list[Remark]:
    """Everything found in a notice that would be published on this day, what stops it first."""
    found = [
        *_title(text),
        *_missing(text),
        *_malformed(text),
        *_out_of_order(text),
        *_private(text),
        *_judged(text, on),
    ]
    return sorted(found, key=lambda each: list(Severity).index(each.severity))


def stopping(found: Iterable[Remark]) -> list[Remark]:
    """Those that nobody can override."""
    return [each for each in found if each.severity == Severity.ERROR]


def to_explain(found: Iterable[Remark]) -> list[Remark]:
    """Those that need a reason."""
    return [each for each in found if each.severity == Severity.WARNING]


def _stop(sentence: PortalError, key: str | None = None) -> Remark:
    return Remark(Severity.ERROR, sentence, key)


def _title(text: Text) -> Iterator[Remark]:
    if not text.title.strip():
        yield _stop(InvalidInputError("{field} is missing", field=TITLE))
    elif len(text.title) > MOST_TITLE:
        yield _stop(InvalidInputError("a title has at most {limit} signs", limit=MOST_TITLE))


def _missing(text: Text) -> Iterator[Remark]:
    for each in text.form:
        there = text.fields.get(each.key) or each.key in text.withheld
        if each.part.required and not there:
            yield _stop(InvalidInputError("{field} is missing", field=each.labels), each.key)
    if text.form.type in OF_CONTRACT and not text.contract_id:
        yield _stop(InvalidInputError("this notice has to name the contract it is about"))
    if text.change is not None and not text.change.strip():
        yield _stop(InvalidInputError("{field} is missing", field=CHANGE))


def _malformed(text: Text) -> Iterator[Remark]:
    for key, value in text.fields.items():
        known = text.form.by_key.get(key)
        if known is None:
            yield _stop(InvalidInputError("this notice has no heading {name}", name=key[:80]))
        elif not is_kept(text.form, known, value):
            yield _stop(
                InvalidInputError("{field} cannot be read as it is written", field=known.labels),
                key,
            )


def _out_of_order(text: Text) -> Iterator[Remark]:
    """What ends before it begins."""
    for heading in text.form.headings:
        days = {each.part.code: each for each in heading.fields if each.part.kind == "date"}
        first, last = days.get("from"), days.get("until")
        if first is None or last is None:
            continue
        begin, end = text.fields.get(first.key, ""), text.fields.get(last.key, "")
        if begin and end and end < begin:
            yield _stop(
                InvalidInputError(
                    "{field} ({end}) is before {other} ({begin})",
                    field=last.labels,
                    other=first.labels,
                    end=end,
                    begin=begin,
                ),
                last.key,
            )


def _private(text: Text) -> Iterator[Remark]:
    """The place of every number that leads to a person, never the number.

    A mobile number may stand where the format demands a contact.
    """
    places: list[tuple[str | None, Mapping[str, str], str, bool]] = [
        (None, TITLE, text.title, False),
        (None, EXPLANATION, text.explanation, False),
        (None, CHANGE, text.change or "", False),
        *((None, FILE_NAME, each, False) for each in text.file_names),
    ]
    for key, value in text.fields.items():
        known = text.form.by_key.get(key)
        if known and key not in text.withheld and known.part.kind in TEXTS:
            places.append((key, known.labels, value, known.part.contact))
    for at, label, said, is_contact in places:
        for number in private_numbers(said):
            if is_contact and number.kind is MOBILE:
                continue
            sentence = InvalidInputError(
                "{field}: signs {first} to {last} look like {kind}; what is published here must "
                "not lead to one person",
                field=label,
                first=number.first,
                last=number.last,
                kind=number.kind,
            )
            yield Remark(Severity.WARNING, sentence, at, is_private=True)


def _judged(text: Text, on: date) -> Iterator[Remark]:
    """What the packs' rules say to a notice of this place."""
    for finding in judge(
        installed(), text.form.place, "notice", notice_facts(text, on), on=on, today=on
    ).findings:
        if finding.failed:
            sentence = PortalError(
                "{rule} ({clause}) is not met: {why}",
                rule=finding.rule.title.labels(),
                clause=finding.rule.clauses[0],
                why=finding.sentence(),
            )
            yield Remark(finding.severity, sentence)


def notice_facts(text: Text, on: date) -> Facts:
    """What rules may ask of a notice that is not stored yet."""
    values: dict[str, Value] = {"notice.type": text.form.type.value, "notice.published_on": on}
    for column, fact in (("method", "notice.method"), ("budget", "notice.budget")):
        known = text.form.column(column)
        said = text.fields.get(known.key) if known else None
        if known and said and is_kept(text.form, known, said):
            values[fact] = int(said) if known.part.kind == "fen" else said
    return Facts(values)
