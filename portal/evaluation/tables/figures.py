"""Figures as tables print them (25%, ≥4754人, 80-<90, 0/0/0), read exactly or not at all."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from portal.evaluation.exact import half_up
from portal.evaluation.tables.model import Funds, Range

_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,10})?|[0-9]{1,15}(?:\.[0-9]{1,10})?"
_FIGURE = re.compile(rf"([+-]?)({_DIGITS})\s*(%|分)?")
_QUANTITY = re.compile(rf"([^0-9.,+-]*)({_DIGITS})\s*([^0-9]*)")
_FUNDS = re.compile(rf"({_DIGITS})\s*/\s*({_DIGITS})\s*/\s*({_DIGITS})")
_IN_BRACKETS = re.compile(rf"\(\s*({_DIGITS})\s*(%|分)?\s*\)$")
_SIGNS = {
    ">=": ">=", "≥": ">=", "≧": ">=", "不低于": ">=", "不少于": ">=", "大于等于": ">=",
    "<=": "<=", "≤": "<=", "≦": "<=", "不高于": "<=", "不超过": "<=", "小于等于": "<=",
    ">": ">", "大于": ">", "高于": ">", "<": "<", "小于": "<", "低于": "<", "=": "=", "等于": "=",
}  # fmt: skip
# Civil Code Art. 1259: 以上 and 以下 include the number itself.
_SIGNS_AFTER = {"以上": ">=", "及以上": ">=", "以下": "<=", "及以下": "<=", "以内": "<="}
_MULTIPLES = {"万": 10_000, "亿": 100_000_000}


def _spelled(words: str) -> str:
    """Without full-width forms: （25％） is (25%)."""
    return unicodedata.normalize("NFKC", words).strip()


def figure(words: str) -> Decimal | None:
    """A plain figure, with or without 分 or % behind it; the sign % is not applied."""
    match = _FIGURE.fullmatch(_spelled(words))
    return Decimal(match[1] + match[2].replace(",", "")) if match else None


def share(words: str) -> Decimal | None:
    """A share of one: 25% is 0.25, and so is 0.25 itself."""
    read = figure(words)
    return read.scaleb(-2) if read is not None and _spelled(words).endswith("%") else read


def printed_with(heading: str, scale: Decimal) -> Decimal | None:
    """The points that a heading carries in brackets: 项目完成情况(25%) has 25 on a scale of 100."""
    found = _IN_BRACKETS.search(_spelled(heading))
    if found is None:
        return None
    points = Decimal(found[1].replace(",", ""))
    return points * scale / 100 if found[2] == "%" else points


def funds(words: str) -> tuple[Funds, ...]:
    """Every line of money written as beginning/adjusted/spent, in printed order."""
    lines = [
        [Decimal(each.replace(",", "")) for each in found]
        for found in _FUNDS.findall(_spelled(words))
    ]
    return tuple(Funds(initial, final, executed) for initial, final, executed in lines)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, and the sign of comparison before it if there is one."""

    sign: str | None
    number: Fraction
    unit: str
    multiple: int | None
    """What 万 or 亿 says; None where no unit is printed"""


def quantity(words: str) -> Quantity | None:
    """A target or a result that is one number; words, dates and ranges are None."""
    match = _QUANTITY.fullmatch(_spelled(words))
    if match is None:
        return None
    before, digits, after = match[1].strip(), match[2], match[3].strip()
    behind = next((each for each in _SIGNS_AFTER if after.endswith(each)), None)
    sign = _SIGNS.get(before) or _SIGNS_AFTER.get(behind or "")
    if (before and before not in _SIGNS) or (before and behind):
        return None
    unit = after.removesuffix(behind) if behind else after
    multiple = _MULTIPLES.get(unit[:1], 1) if unit else None
    if unit[:1] in _MULTIPLES:
        unit = unit[1:]
    return Quantity(sign, Fraction(digits.replace(",", "")), unit, multiple)


_NOTE = r"(\((?:含|不含)[^)]*\))"
_END = rf"({_DIGITS})\s*(?:%|分)?\s*{_NOTE}?\s*(?:%|分)?"
_BRACKETED = re.compile(rf"([\[(])\s*({_DIGITS})\s*,\s*({_DIGITS})\s*([\])])\s*分?")
_BETWEEN = re.compile(rf"({_DIGITS})\s*(≤|<=|<)\s*[^0-9<>=≤≥]+\s*(≤|<=|<)\s*({_DIGITS})\s*分?")
_FROM_TO = re.compile(rf"{_END}\s*(?:-|–|—|~|至|到)\s*(<)?\s*{_END}")
_SUBJECT = re.compile(r"^[^0-9<>=≤≥(\[]+(?=[<>=≤≥])")
_ONE_SIDED = re.compile(rf"([^0-9.,()]*)({_DIGITS})\s*(?:%|分)?\s*{_NOTE}?\s*([^0-9()]*){_NOTE}?")


def score_range(words: str) -> Range | None:
    """The range of a grade: 80-89, [80,90), 80-<90, 100-80%(含80%), ≥90, 90分以上, 不满60分."""
    spelled = _spelled(words)
    readers = (_bracketed, _between, _from_to, _one_sided)
    return next((read for reader in readers if (read := reader(spelled))), None)


def _bracketed(words: str) -> Range | None:
    match = _BRACKETED.fullmatch(words)
    if match is None:
        return None
    return Range(_plain(match[2]), _plain(match[3]), match[1] == "[", match[4] == "]")


def _between(words: str) -> Range | None:
    match = _BETWEEN.fullmatch(words)
    if match is None:
        return None
    return Range(_plain(match[1]), _plain(match[4]), match[2] != "<", match[3] != "<")


def _from_to(words: str) -> Range | None:
    match = _FROM_TO.fullmatch(words)
    if match is None:
        return None
    first, first_note, less, last, last_note = match.groups()
    ends = sorted(
        [
            (_plain(first), _included(first_note)),
            (_plain(last), False if less else _included(last_note)),
        ]
    )
    # A note behind the whole range, as in 100-80%(含80%), speaks of the end it names.
    if named := [_plain(each) for each in re.findall(_DIGITS, last_note or "")]:
        ends = [(end, _included(last_note) if end in named else None) for end, _ in ends]
    (low, low_in), (high, high_in) = ends
    return Range(low, high, low_in, high_in)


def _one_sided(words: str) -> Range | None:
    match = _ONE_SIDED.fullmatch(_SUBJECT.sub("", words))
    if match is None:
        return None
    before, after = match[1].strip(), match[4].strip()
    # 不满 excludes the number (Civil Code Art. 1259).
    sign = "<" if before == "不满" else _SIGNS.get(before) or _SIGNS_AFTER.get(after)
    if sign is None or sign == "=" or (before and after):
        return None
    end, noted = _plain(match[2]), _included(match[3] or match[5])
    within = noted if noted is not None else sign in {">=", "<="}
    return Range(end, None, within) if sign.startswith(">") else Range(None, end, None, within)


def _included(note: str | None) -> bool | None:
    return None if note is None else "不含" not in note


def _plain(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def agrees(printed: Decimal, exact: Fraction) -> bool:
    """Whether a printed figure is the exact one, rounded to as many decimals as are printed."""
    unit = Fraction(10) ** int(printed.as_tuple().exponent)
    return abs(Fraction(printed) - exact) <= unit / 2


def said(value: Decimal | Fraction | int) -> str:
    """A figure in full where it ends within ten decimals, else with two."""
    exact = Fraction(value)
    tail = exact * 10**10
    if tail.denominator != 1:
        return str(half_up(exact))
    return format(Decimal(tail.numerator).scaleb(-10).normalize(), "f")


def percent(value: Decimal | Fraction | int) -> str:
    """A share of one as a percentage with at most two decimals."""
    return f"{said(half_up(Fraction(value) * 100))}%"
