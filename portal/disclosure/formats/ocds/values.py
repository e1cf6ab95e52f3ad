"""The small values of the standard: moments, days, amounts, periods."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from portal.disclosure.formats.ocds.currencies import CURRENCIES
from portal.notices.parse.cells import SHANGHAI, date_from_words
from portal.notices.parse.model import Amount, Day, Period

EXACT_FEN = 2**53
"""From here on a double cannot hold an amount with two decimals"""

ADMITTED = ":/?#[]@!$&'()*+,;=%~"
"""What may stand in an address beside letters, digits and ``-._`` (RFC 3986)"""

Json = dict[str, Any]


def said(**fields: Any) -> Json:
    """The fields that say something; the standard reads null as the order to delete."""
    return without_nothing(fields)


def without_nothing(fields: Mapping[str, Any]) -> Json:
    """As ``said``, for fields whose names Python does not allow."""
    return {name: value for name, value in fields.items() if value not in (None, [], {}, "")}


def moment(at: datetime) -> str:
    """An instant in the time of Shanghai: with one offset throughout, text sorts as time does."""
    return at.astimezone(SHANGHAI).isoformat()


def first_moment(on: date) -> str:
    """The start of a day, by which the standard means the day."""
    return f"{on.isoformat()}T00:00:00+08:00"


def last_moment(on: date) -> str:
    """The end of a day, by which the standard means the day as the last of a period."""
    return f"{on.isoformat()}T23:59:59+08:00"


def amount(fen: int | None, currency: str | None, text: str | None = None) -> Json:
    """An amount of money, or the words of the source where they give no exact one."""
    if fen is None and text is None:
        return {}
    is_known = currency in CURRENCIES
    is_exact = fen is not None and (fen % 100 == 0 or fen < EXACT_FEN)
    return said(
        amount=_number(fen) if is_exact else None,
        amountDetails=text if fen is None else None if is_exact else _printed(fen),
        currency=currency if is_known else None,
        currencyDetails=None if is_known else currency,
    )


def stated(given: Amount) -> Json:
    """The amount of a row."""
    return amount(given.fen, given.currency, given.text)


def day(name: str, given: Day) -> Json:
    """A day under its name, or its words under the name with ``Details`` behind it."""
    return said(
        **{name: first_moment(given.on) if given.on else None, f"{name}Details": given.text}
    )


def link(name: str, given: str | None) -> Json:
    """An address in the signs that the standard admits; the source's own spelling beside it."""
    if given is None:
        return {}
    plain = quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", given), safe=ADMITTED)
    return said(**{name: plain, f"{name}Details": given if given != plain else None})


def period(given: Period) -> Json:
    """A period; where its words are no two days, they stand beside what could be read."""
    first, slash, last = (given.text or "").partition("/")
    starts_on, ends_on = date_from_words(first), date_from_words(last)
    is_plain = slash and [str(each or "") for each in (starts_on, ends_on)] == [first, last]
    starts_on, ends_on = given.starts_on or starts_on, given.ends_on or ends_on
    return said(
        startDate=first_moment(starts_on) if starts_on else None,
        endDate=last_moment(ends_on) if ends_on else None,
        details=None if is_plain else given.text,
    )


def _number(fen: int | None) -> int | float | None:
    if fen is None:
        return None
    return fen // 100 if fen % 100 == 0 else fen / 100


def _printed(fen: int | None) -> str | None:
    return None if fen is None else f"{fen // 100}.{fen % 100:02}"
