"""Any notice that could have been imported, for properties that must hold of all of them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from portal.notices.parse.model import (
    Amendment,
    Amount,
    Award,
    ContractRow,
    Day,
    Document,
    Lot,
    Organisation,
    ParsedNotice,
    Period,
    SourceKey,
)
from portal.notices.types import NoticeType, ProcurementMethod

WORDS = st.text(st.sampled_from("低保照护服务 abZ9é\"'<&#/.-"), min_size=1, max_size=20).map(
    lambda text: " ".join(text.split()) or "无"
)
MAYBE = st.none() | WORDS
DAYS = st.dates(date(1995, 1, 1), date(2035, 12, 31))
MOMENTS = st.datetimes(datetime(1995, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the bounds are naive by contract
FEN = st.integers(0, 10**17)
CURRENCIES = st.sampled_from(["CNY", "USD", "PYG", "QQQ"])
TAGS = st.sampled_from(["planning", "tender", "award", "awardNotice", "contract", "implementation"])
STATUSES = st.sampled_from([None, "pending", "active", "cancelled"])


def _amount(fen: int | None, words: str | None, currency: str | None) -> Amount:
    if fen is not None:
        return Amount(fen=fen, currency=currency)
    return Amount(text=f"约{words}", currency=currency) if words else Amount()


AMOUNTS = st.builds(_amount, st.none() | FEN, MAYBE, st.none() | CURRENCIES)
OPTIONAL_DAYS = (
    st.just(Day())
    | DAYS.map(lambda on: Day(on=on))
    | WORDS.map(lambda words: Day(text=f"约{words}"))
)


def _period(first: date | None, last: date | None, words: str | None) -> Period:
    if words:
        return Period(text=f"约{words}")
    if not first and not last:
        return Period()
    text = f"{first or ''}/{last or ''}"
    if first and last and first <= last:
        return Period(starts_on=first, ends_on=last, text=text)
    return Period(text=text)


PERIODS = st.builds(_period, st.none() | DAYS, st.none() | DAYS, MAYBE)
ORGANISATIONS = st.builds(
    Organisation,
    name=WORDS,
    identifier=st.none() | st.sampled_from(["91510600MA6DEM0123", "RUC 80002201", "NIT-9"]),
    scheme=st.just("RUC"),
).map(lambda each: each if each.identifier else Organisation(name=each.name))
SUPPLIERS = st.lists(ORGANISATIONS, max_size=3, unique=True).map(tuple)
ADDRESSES = st.sampled_from(
    [None, "https://example.org/a", "http://example.org/技术.pdf", "https://example.org/100%.pdf"]
)
IDS = st.sampled_from([None, "1", "2", "L-1"])
LOTS = st.builds(Lot, id=IDS, title=MAYBE, description=MAYBE, amount=AMOUNTS, status=STATUSES)
AWARDS = st.builds(
    Award,
    id=IDS,
    title=MAYBE,
    amount=AMOUNTS,
    awarded=OPTIONAL_DAYS,
    status=STATUSES,
    suppliers=SUPPLIERS,
)
CONTRACTS = st.builds(
    ContractRow,
    id=IDS,
    award_id=IDS,
    title=MAYBE,
    amount=AMOUNTS,
    signed=OPTIONAL_DAYS,
    period=PERIODS,
    status=STATUSES,
    suppliers=SUPPLIERS,
)
AMENDMENTS = st.builds(Amendment, id=IDS, changed=OPTIONAL_DAYS, text=MAYBE)
SECTIONS = ("planning", "tender", "awards", "contracts")
DOCUMENTS = st.builds(
    Document,
    section=st.sampled_from(SECTIONS),
    id=IDS,
    title=WORDS,
    kind=MAYBE,
    url=ADDRESSES,
    format=MAYBE,
    published=OPTIONAL_DAYS,
    language=st.sampled_from([None, "zh", "es"]),
)


def _rows(kind: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(kind, max_size=3, unique=True).map(tuple)


def _figure(name: str) -> dict[str, st.SearchStrategy[Any]]:
    words = st.none() | WORDS.map(lambda text: f"约{text}")
    return {f"{name}_fen": st.none() | FEN, f"{name}_text": words}


def _one_of_both(said: ParsedNotice) -> ParsedNotice:
    """A figure has an exact amount or words, never both."""
    words: dict[str, Any] = {
        f"{name}_text": None
        for name in ("budget", "ceiling", "award", "agency_fee")
        if getattr(said, f"{name}_fen") is not None
    }
    return replace(said, **words)


NOTICES = st.builds(
    ParsedNotice,
    key=st.builds(
        SourceKey,
        publisher=WORDS,
        publisher_stated=st.just(True),
        item=st.sampled_from(["1", "release-7", "no 3#a"]),
        ocid=st.sampled_from(["ocds-abc123-1", "PC-0015"]),
    ),
    file=st.just("x.json"),
    line=st.none(),
    type=st.sampled_from(NoticeType),
    type_text=MAYBE,
    title=WORDS,
    project_no=MAYBE,
    purchaser=st.none() | ORGANISATIONS,
    agency=st.none() | ORGANISATIONS,
    suppliers=SUPPLIERS,
    region_text=MAYBE,
    region_code=st.sampled_from([None, "510603", "510603001"]),
    region_code_text=MAYBE,
    method=st.none() | st.sampled_from(ProcurementMethod),
    method_text=st.none() | WORDS | st.sampled_from(["open", "limited: 单一"]),
    currency=st.none() | CURRENCIES,
    **_figure("budget"),
    **_figure("ceiling"),
    **_figure("award"),
    **_figure("agency_fee"),
    notice_on=st.none() | DAYS,
    notice_text=MAYBE,
    published_at=st.none() | MOMENTS,
    event_text=MAYBE | st.just("2020-01-01T09:00:00Z/2020-02-01"),
    period=PERIODS,
    description=MAYBE,
    lots=_rows(LOTS),
    awards=_rows(AWARDS),
    contracts=_rows(CONTRACTS),
    amendments=_rows(AMENDMENTS),
    documents=_rows(DOCUMENTS).map(
        lambda rows: tuple(sorted(rows, key=lambda each: SECTIONS.index(each.section)))
    ),
    source_url=ADDRESSES,
    source_text=MAYBE,
    seen=MAYBE,
    relevance=MAYBE,
    check_text=MAYBE,
    tags=st.lists(TAGS, max_size=2, unique=True).map(tuple),
    language=st.sampled_from([None, "zh", "es"]),
).map(_one_of_both)
