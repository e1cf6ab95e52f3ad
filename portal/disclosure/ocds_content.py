"""What one version of a notice says, whoever wrote it: a source, or an officer here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from portal.disclosure.formats.ocds.sources import Heading
from portal.notices.correcting import said as printed
from portal.notices.formats import Format, format_of, stated_facts
from portal.notices.parse.cells import SHANGHAI
from portal.notices.parse.model import (
    CREDIT_CODE_SCHEME,
    Amount,
    Award,
    Day,
    Organisation,
    ParsedNotice,
    Period,
    SourceKey,
)
from portal.notices.parse.stored import restored
from portal.notices.rules.reading import read_lots
from portal.notices.types import NoticeType, ProcurementMethod
from portal.records.notice import Notice, NoticeVersion

PEOPLE = frozenset({"experts.names", "members.members", "members.users"})
"""Fields that hold names of persons: the notice has to show them, a data set need not"""
RESULTS = {"passed": True, "failed": False}
"""合格 and 不合格, by their codes"""
BIDS_DUE = "contract.purchase.bids_due_on"
CURRENCY = "CNY"


@dataclass(frozen=True)
class Content:
    """What a version says, and what of it only a format of this portal can tell."""

    said: ParsedNotice
    headings: tuple[Heading, ...] = ()
    facts: Mapping[str, date] = field(default_factory=dict)
    """Days that the format states for the clocks"""
    contract_id: str | None = None
    is_accepted: bool | None = None
    """What an acceptance concluded (验收结论)"""
    due_at: datetime | None = None
    """Until when bids or responses are taken, to the minute"""


def content_of(
    notice: Notice, version: NoticeVersion, place: str | None, uscc: str | None
) -> Content:
    """The content of a version.

    ``place`` is the pack that its project is bought under, ``uscc`` the code of its purchaser,
    which a notice written here is linked to and does not spell out.
    """
    content = json.loads(version.content)
    if "key" in content:
        return Content(restored(content), contract_id=notice.contract_id)
    form = format_of(content["type"], place)
    fields: Mapping[str, str] = content["fields"]
    return Content(
        replace(
            _written(notice, content, form), purchaser=_organisation(notice.purchaser_name, uscc)
        ),
        tuple(_headings(form, fields)),
        _days(stated_facts(content["type"], fields, place)),
        content.get("contract_id"),
        RESULTS.get(fields.get("opinion.result", "")),
        _due_at(form, fields),
    )


def _written(notice: Notice, content: Mapping[str, Any], form: Format) -> ParsedNotice:
    """A notice that was written here, by the columns that its headings fill."""
    fields = content["fields"]
    filled: dict[str, str | None] = {
        str(each.part.column): fields.get(each.key) or None for each in form if each.part.column
    }
    suppliers, awards = _winners(filled)
    amounts = {each: filled.get(each) for each in ("budget", "ceiling", "award")}
    method = filled.get("method") or notice.method
    return ParsedNotice(
        key=SourceKey(publisher=notice.publisher, publisher_stated=True, item=notice.id),
        file="",
        line=None,
        type=NoticeType(content["type"]),
        type_text=None,
        title=content["title"] or None,
        project_no=filled.get("project_no") or notice.project_no,
        agency=Organisation(name=filled["agency"]) if filled.get("agency") else None,
        suppliers=suppliers,
        awards=awards,
        region_code=notice.region_code,
        region_text=notice.region_text,
        method=ProcurementMethod(method) if method else None,
        currency=CURRENCY if any(amounts.values()) else None,
        budget_fen=_fen(amounts["budget"]),
        ceiling_fen=_fen(amounts["ceiling"]),
        award_fen=None if awards else _fen(amounts["award"]),
        notice_on=notice.notice_on,
        period=Period(text=filled.get("service_period")),
        description=filled.get("facts"),
        language="zh",
    )


def _winners(
    filled: Mapping[str, str | None],
) -> tuple[tuple[Organisation, ...], tuple[Award, ...]]:
    """The suppliers; where there are several lots, the award of each with its own amount."""
    first = _organisation(filled.get("supplier"), filled.get("supplier_code"))
    lots = read_lots(filled.get("lots") or "") or []
    others = [_organisation(each.supplier, None) for each in lots]
    named = tuple(dict.fromkeys(each for each in (first, *others) if each))
    if not lots:
        return named, ()
    awards = [_award(first, None, _fen(filled.get("award")))]
    awards += [_award(other, lot.title, lot.fen) for other, lot in zip(others, lots, strict=True)]
    return named, tuple(awards)


def _organisation(name: str | None, code: str | None) -> Organisation | None:
    if not name:
        return None
    return Organisation(name=name, identifier=code, scheme=CREDIT_CODE_SCHEME if code else None)


def _award(supplier: Organisation | None, title: str | None, fen: int | None) -> Award:
    return Award(
        id=None,
        title=title,
        amount=Amount(fen=fen, currency=CURRENCY) if fen is not None else Amount(),
        awarded=Day(),
        status="active",
        suppliers=(supplier,) if supplier else (),
    )


def _fen(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() else None


def _headings(form: Format, fields: Mapping[str, str]) -> list[Heading]:
    """Everything under the headings, but for contacts and the names of persons."""
    return [
        (each.key, each.labels["zh"], printed(form, each.key, fields))
        for each in form
        if fields.get(each.key) and not each.part.contact and each.key not in PEOPLE
    ]


def _due_at(form: Format, fields: Mapping[str, str]) -> datetime | None:
    """The day that the format states, with the time that stands beside it."""
    stating = form.stating(BIDS_DUE)
    if stating is None:
        return None
    day = fields.get(stating.key)
    time = fields.get(f"{stating.key.partition('.')[0]}.time")
    try:
        return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=SHANGHAI)
    except ValueError:
        return None


def _days(facts: Mapping[str, str]) -> dict[str, date]:
    found: dict[str, date] = {}
    for name, value in facts.items():
        try:
            found[name] = date.fromisoformat(value)
        except ValueError:
            continue
    return found
