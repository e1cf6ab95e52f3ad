"""Reading single values: money, dates, periods, links and codes, exactly or not at all."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from urllib.parse import urlsplit

from portal.notices.parse.model import Day, Period
from portal.notices.parse.text import LINK_LIMIT

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China's one time zone; no notice is older than its last summer time (1991)."""

MAX_AMOUNT = Decimal(10) ** 15
"""Above a thousand trillion a figure is a slip, not a price."""

_NUMBER = re.compile(r"[¥￥]?\s*([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?\s*(元|万元)?")
_DATE = re.compile(
    r"([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|/([0-9]{1,2})/([0-9]{1,2})"
    r"|\.([0-9]{1,2})\.([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)"
)
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    re.IGNORECASE,
)
_REGION_CODE = re.compile(r"[1-9][0-9]{5}(?:[0-9]{3})?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_UNITS = {None: 1, "元": 1, "万元": 10_000}
_DAY_MARKS = {(0, 0, 0), (23, 59, 59)}
_YEARS = range(1900, 2101)


def fen_from_number(number: Decimal) -> int | None:
    """Hundredths of the currency's unit, or None when the figure is not an exact, sane price.

    Digit by digit, because decimal arithmetic would round a figure of more than 28 digits.
    """
    if number.is_zero():
        return 0
    if not number.is_finite() or number.is_signed() or number > MAX_AMOUNT:
        return None
    _, digits, exponent = number.as_tuple()
    beyond_fen = -2 - int(exponent)
    if beyond_fen > 0:
        if any(digits[-beyond_fen:]):
            return None
        digits, exponent = digits[:-beyond_fen], -2
    whole = int("".join(map(str, digits)))
    return whole * int(10 ** (int(exponent) + 2))


def fen_from_words(words: str) -> int | None:
    """A plain figure in yuan (or with 元 or 万元 behind it) as fen; anything else is None.

    A remark beside the figure ("835000（24项）") changes what it means, so it does not parse.
    """
    match = _NUMBER.fullmatch(words)
    if match is None:
        return None
    whole, fraction, unit = match.groups()
    return fen_from_number(Decimal(whole.replace(",", "") + (fraction or "")) * _UNITS[unit])


def date_from_words(words: str) -> date | None:
    """A full date written year first (2025-01-05, 2025/1/5, 2025.1.5, 2025年1月5日), or None."""
    match = _DATE.fullmatch(words)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    return _date(year, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    if year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_from_words(words: str | None) -> Day:
    """A date cell: the date, or its words."""
    on = date_from_words(words) if words else None
    return Day(on=on, text=None if on else words)


def period_from_words(words: str | None) -> Period:
    """A period cell such as 2024-01-01/2024-12-31: its words, and the dates if both are exact."""
    first, slash, last = (words or "").partition("/")
    starts_on, ends_on = date_from_words(first.strip()), date_from_words(last.strip())
    if not slash or starts_on is None or ends_on is None or ends_on < starts_on:
        return Period(text=words)
    return Period(starts_on=starts_on, ends_on=ends_on, text=words)


def instant_from_words(words: str) -> tuple[datetime | None, bool]:
    """An ISO 8601 instant in UTC, and whether its offset was stated.

    A date alone is the start of that day in Shanghai; so is a time without an offset read there.
    """
    match = _INSTANT.fullmatch(words.strip())
    if match is None or int(words.strip()[:4]) not in _YEARS:
        return None, False
    try:
        moment = datetime.fromisoformat(_spelled(match))
    except ValueError:
        return None, False
    if moment.tzinfo is None:
        return moment.replace(tzinfo=SHANGHAI).astimezone(UTC), False
    return moment.astimezone(UTC), True


def _spelled(match: re.Match[str]) -> str:
    """The instant in the one spelling that every Python 3.11+ reads."""
    day, clock, offset = match.groups()
    if clock is None:
        return str(day)
    fraction = re.sub(r"\.([0-9]{1,6})[0-9]*$", lambda m: "." + m[1].ljust(6, "0"), clock)
    return f"{day}T{fraction}{(offset or '').upper()}"


def calendar_day(words: str) -> date | None:
    """The day that an OCDS date-time means for a period or a signature, in Shanghai.

    OCDS has no plain dates: a day is written with the time 00:00:00 or 23:59:59, and then means
    the day as written, whatever the offset. Any other time is an instant, and its day is that of
    Shanghai.
    """
    match = _INSTANT.fullmatch(words.strip())
    instant, _ = instant_from_words(words)
    if match is None or instant is None:
        return None
    written = datetime.fromisoformat(_spelled(match))
    if (written.hour, written.minute, written.second) in _DAY_MARKS:
        return written.date()
    return instant.astimezone(SHANGHAI).date()


def link_from_words(words: str | None) -> str | None:
    """The words when they are an http or https address that leads where it seems to, or None."""
    if not words or len(words) > LINK_LIMIT or re.search(r"[\s<>\"\\^`{|}]", words):
        return None
    try:
        parts = urlsplit(words)
        host, user, _ = parts.hostname, parts.username, parts.port
    except ValueError:
        return None
    return words if parts.scheme in {"http", "https"} and host and user is None else None


def region_code(words: str) -> str | None:
    """A GB/T 2260 code of 6 digits, or of 9 for a township; None for anything else."""
    return words if _REGION_CODE.fullmatch(words) else None


def currency_code(words: str) -> str | None:
    """An ISO 4217 code; RMB, which is none, is read as the CNY it always means."""
    code = words.strip().upper()
    return ("CNY" if code == "RMB" else code) if _CURRENCY.fullmatch(code) else None


def language_code(words: str) -> str | None:
    """A language tag such as zh or zh-Hans, or None."""
    return words.lower() if _LANGUAGE.fullmatch(words) and len(words) <= 35 else None


def looks_like_credit_code(words: str) -> bool:
    """Whether the words have the alphabet and length of a unified social credit code.

    The check characters are the business of whoever stores it: an unusual code is kept.
    """
    return _USCC.fullmatch(words) is not None
