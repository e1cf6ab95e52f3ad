"""Numbers that lead to one person, found in a text before it is published.

Three kinds have a form that can be told from other numbers: the resident identity number, the
mobile number, and the number of a bank card. A name or an address of a home has none; people have
to leave those out themselves.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from portal.errors import InvalidInputError
from portal.policy.identifiers import parse_uscc

IDENTITY = {"zh": "居民身份证号码", "en": "a resident identity number"}
MOBILE = {"zh": "手机号码", "en": "a mobile number"}
CARD = {"zh": "银行卡号", "en": "the number of a bank card"}

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_FIRST_BIRTH = 1850
_DASHES = frozenset("‐‑‒–—―−﹣－")

# A digit on either side means a longer number; a digit and a point before it mean a fraction.
_ALONE = r"(?<!\d)(?<!\d\.)"
_END = r"(?!\d)"
_GAP = "[ -]?"
_IDENTITY = re.compile(rf"{_ALONE}\d{{6}}{_GAP}\d{{8}}{_GAP}\d{{3}}{_GAP}[\dXx]{_END}")
_MOBILE = re.compile(rf"{_ALONE}(?:(?:00|\+)?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}{_END}")
_CARD = re.compile(rf"{_ALONE}\d{{16,19}}{_END}")
_CARD_IN_FOURS = re.compile(
    rf"{_ALONE}(?!(?:19|20)\d\d[ -])\d{{4}}([ -])\d{{4}}\1\d{{4}}\1\d{{4}}(?:\1\d{{1,3}})?{_END}"
)
_WEB = re.compile(r"https?://[!-~]+")


@dataclass(frozen=True)
class PrivateNumber:
    """Where such a number stands in a text, counted from 1, and what it looks like."""

    kind: Mapping[str, str]
    first: int
    last: int


def private_numbers(text: str) -> list[PrivateNumber]:
    """Every such number of a text, in its order; a part that is two kinds counts once.

    A web address leads to something public already and is full of record numbers, so it is only
    searched for identity numbers.
    """
    plain = "".join(map(_plain, text))
    spoken = _WEB.sub(lambda found: "/" * len(found[0]), plain)
    found: list[PrivateNumber] = []
    looks: tuple[tuple[Mapping[str, str], Iterator[re.Match[str]]], ...] = (
        (IDENTITY, _checked(_IDENTITY, plain, is_identity_number)),
        (MOBILE, _MOBILE.finditer(spoken)),
        (CARD, _checked(_CARD, spoken, is_card_number)),
        (CARD, _checked(_CARD_IN_FOURS, spoken, is_card_number)),
    )
    for kind, matches in looks:
        for match in matches:
            first, last = match.start() + 1, match.end()
            if all(last < each.first or each.last < first for each in found):
                found.append(PrivateNumber(kind, first, last))
    return sorted(found, key=lambda each: each.first)


def refuse_private(field: Mapping[str, str], text: str) -> None:
    """InvalidInputError names the field, the place in it and the kind, and not the number."""
    for each in private_numbers(text):
        raise InvalidInputError(
            "{field}: signs {first} to {last} look like {kind}; what is published here must not "
            "lead to one person",
            field=field,
            first=each.first,
            last=each.last,
            kind=each.kind,
        )


def is_identity_number(number: str) -> bool:
    """Whether 18 signs are a resident identity number (GB 11643): a birthday and a check digit."""
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False)) % 11
    return number[0] != "0" and birth.year >= _FIRST_BIRTH and number[17].upper() == _CHECKS[rest]


def is_card_number(number: str) -> bool:
    """Whether 16 to 19 digits pass the check of bank cards (ISO/IEC 7812, Luhn).

    An organisation's social credit code of digits alone is none.
    """
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(number)))
    luhn = sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0
    return luhn and set(number) != {"0"} and not _is_uscc(number)


def _is_uscc(number: str) -> bool:
    try:
        return bool(parse_uscc(number))
    except InvalidInputError:
        return False


def _checked(
    pattern: re.Pattern[str], text: str, is_one: Callable[[str], bool]
) -> Iterator[re.Match[str]]:
    return (
        match
        for match in pattern.finditer(text)
        if is_one(match[0].replace(" ", "").replace("-", ""))
    )


def _plain(sign: str) -> str:
    """One sign for one sign, so that places stay: digits, dashes, spaces and X of every width."""
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if sign in _DASHES:
        return "-"
    return {"Ｘ": "X", "ｘ": "x", "＋": "+"}.get(sign, " " if sign.isspace() else sign)
