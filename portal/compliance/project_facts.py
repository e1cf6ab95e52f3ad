"""What the issued notices of a project say, under the names of the packs' vocabulary.

Only first publication on a statutory medium makes a day known; a reprint says nothing here, because
what is missing in it may be missing only here.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import InvalidInputError
from portal.policy.clocks import OF_PURCHASE
from portal.policy.facts import Facts, Value, read_value
from portal.policy.installed import installed
from portal.policy.library import NATIONAL
from portal.policy.model import CodeList, Fact
from portal.records.contract import Contract
from portal.records.notice import Notice, NoticeState
from portal.records.project import Project
from portal.today import SHANGHAI

ENDS = "termination"
"""The type of notice by which a purchase ends without a contract"""
BEGINS = frozenset({"prequalification", "tender", "negotiation", "single_source"})
"""The types by which a purchase begins, and begins again after it has failed"""
METHOD, BUDGET = "contract.method", "contract.purchase.budget"
ON_NAMED_MEDIA = "contract.purchase.on_named_media"
_DAY = re.compile(r"(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})")


@dataclass(frozen=True)
class Said:
    """What notices say, and in which of them each fact stands."""

    facts: Facts = field(default_factory=Facts)
    sources: Mapping[str, str] = field(default_factory=dict)
    """Fact → id of the notice"""


def project_facts(session: Session, project_id: str, contract_id: str | None = None) -> Said:
    """What the notices of a project say of one contract and the purchase that it came of.

    Notices about another contract are passed over; without a contract the latest purchase counts.
    """
    place = session.scalar(select(Project.place).where(Project.id == project_id))
    tries = attempts(list_own_notices(session, project_id))
    contract = session.get(Contract, contract_id) if contract_id else None
    number = attempt_of(tries, contract) if contract else len(tries) - 1
    return said_by(list(speaking(tries, number, contract_id)), place, contract_id)


def list_own_notices(session: Session, project_id: str) -> list[Notice]:
    """The notices of a project that were issued here, in the order of their days.

    A withdrawn one still appeared on its day; what stood in it is gone.
    """
    rows = session.scalars(
        select(Notice).where(
            Notice.project_id == project_id,
            Notice.is_reprint.is_(False),
            Notice.state.in_((NoticeState.ISSUED, NoticeState.WITHDRAWN)),
        )
    )
    return sorted(rows, key=lambda each: (day_of(each), each.id))


def day_of(notice: Notice) -> date:
    """The day of a notice on the timeline: first published, else issued, else its own."""
    known = notice.media_at or notice.issued_at
    return known.astimezone(SHANGHAI).date() if known else notice.sort_on


def first_published_on(notice: Notice) -> date | None:
    """The day it first appeared on a statutory medium, so far as registered."""
    if notice.media_at is None or not notice.media_is_statutory:
        return None
    return notice.media_at.astimezone(SHANGHAI).date()


def attempts(notices: Iterable[Notice]) -> list[list[Notice]]:
    """The notices of each purchase of a project: after a failed one another may begin.

    A termination alone ends nothing that goes on: it may be that of one lot. What came before the
    first purchase, such as its intention, belongs to it.
    """
    tries: list[list[Notice]] = [[]]
    ended = False
    for each in notices:
        if ended and each.type in BEGINS:
            tries.append([])
            ended = False
        ended = ended or each.type == ENDS
        tries[-1].append(each)
    return tries if tries[0] else []


def attempt_of(tries: Sequence[Sequence[Notice]], contract: Contract) -> int:
    """Which purchase a contract came of, for one lot may be signed while another is tried again.

    The one that holds its own notices, else the last that had begun before it was signed.
    """
    for number, notices in enumerate(tries):
        if any(each.contract_id == contract.id for each in notices):
            return number
    signed_on = contract.signed_on or date.max
    return max((at for at, each in enumerate(tries) if day_of(each[0]) < signed_on), default=0)


def speaking(
    tries: Iterable[Iterable[Notice]], number: int, contract_id: str | None
) -> Iterator[Notice]:
    """The notices of one purchase, and those of a contract even where another had begun by then."""
    for at, notices in enumerate(tries):
        for each in notices:
            if at == number or (contract_id and each.contract_id == contract_id):
                yield each


def said_by(notices: Sequence[Notice], place: str | None, contract_id: str | None = None) -> Said:
    """What these notices say; of the first publication the first counts, of headings the last."""
    library = installed()
    governed = place if place and place in library.packs else NATIONAL
    known, lists = library.facts(governed), library.lists(governed)
    values: dict[str, Value] = {}
    sources: dict[str, str] = {}
    for notice in notices:
        if notice.contract_id not in (None, contract_id):
            continue
        for name, value in (*_stated(notice, known, lists), *_published(notice, known)):
            is_first = name not in values
            if is_first or not known[name].published:
                values[name], sources[name] = value, notice.id
    return Said(Facts(values), sources)


def stated_days(notice: Notice) -> dict[str, str]:
    """The days that stand under a notice's headings, by their keys; nothing else of them."""
    library = installed()
    written: Mapping[str, object] = json.loads(notice.fields) if notice.fields else {}
    known, lists = library.facts(NATIONAL), library.lists(NATIONAL)
    days = {
        code: _read(known[name], written[code])
        for code, name in _headings(lists.get(_list_of(notice)))
        if name in known and known[name].kind == "date" and written.get(code)
    }
    return {code: str(day) for code, day in days.items() if day is not None}


def _list_of(notice: Notice) -> str:
    return f"notice-fields-{notice.type.replace('_', '-')}"


def _published(notice: Notice, known: Mapping[str, Fact]) -> Iterator[tuple[str, Value]]:
    """The days that its first publication makes known."""
    day = first_published_on(notice)
    if day is None:
        return
    for fact in known.values():
        if notice.type in fact.published:
            yield fact.name, day
    if notice.type in BEGINS and ON_NAMED_MEDIA in known:
        yield ON_NAMED_MEDIA, True


def _stated(
    notice: Notice, known: Mapping[str, Fact], lists: Mapping[str, CodeList]
) -> Iterator[tuple[str, Value]]:
    """What stands under its headings and in its own columns.

    A day of publication that a heading claims is none: only the statutory medium shows it. An
    imported notice has no headings, and its columns may be read from words.
    """
    if not notice.fields:
        return
    if notice.method and METHOD in known:
        yield METHOD, notice.method
    if notice.budget_fen is not None and BUDGET in known:
        yield BUDGET, notice.budget_fen
    written: Mapping[str, object] = json.loads(notice.fields)
    for code, name in _headings(lists.get(_list_of(notice))):
        if name in known and not known[name].published and written.get(code):
            value = _read(known[name], written[code])
            if value is not None:
                yield name, value


def _headings(headings: CodeList | None) -> Iterator[tuple[str, str]]:
    """The key under which each stated fact stands in a notice's fields."""
    for item in headings.items if headings else ():
        for part in item.parts:
            if part.states:
                yield (f"{item.code}.{part.code}" if part.code else item.code), part.states


def _read(fact: Fact, written: object) -> Value | None:
    """A value as a rule reads it; None where it cannot be read as what it should be."""
    text = str(written).strip()
    if fact.kind == "fen":  # a notice keeps whole fen, where an officer types yuan
        return int(text) if text.isdecimal() else None
    if fact.kind == "date" and (found := _DAY.search(text)):
        text = "{:0>4}-{:0>2}-{:0>2}".format(*found.groups())
    try:
        return read_value(fact, text)
    except InvalidInputError:
        return None


def is_of_purchase(name: str) -> bool:
    """Whether a fact is one of the purchase, which all its contracts share."""
    return name.startswith(OF_PURCHASE)
