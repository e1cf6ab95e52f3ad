"""Figures, days and codes as people say them, in the language in use."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from portal.locale import gettext, language, marked, pick
from portal.notices.types import NoticeType, ProcurementMethod, Term

PARTIES: Mapping[str, Mapping[str, str]] = {
    "purchaser": {"zh": "购买主体", "en": "Purchaser"},
    "using_unit": {"zh": "使用单位", "en": "Using unit"},
    "beneficiary": {"zh": "服务对象", "en": "People served"},
    "third_party": {"zh": "第三方", "en": "Third party"},
    "expert": {"zh": "专家", "en": "Expert"},
}
FRAMES = {
    "all": marked("everyone served was invited"),
    "random": marked("a random sample was invited"),
    "chosen": marked("the invited were picked by hand"),
}
STATES = {
    "planned": marked("planned"),
    "open": marked("open for ratings"),
    "closed": marked("closed"),
    "published": marked("published"),
    "assigned": marked("not submitted yet"),
    "submitted": marked("submitted and locked"),
}
ROLES = {
    "operator": marked("Operator"),
    "purchaser": marked("Purchaser's officer"),
    "third_party": marked("Third-party evaluator"),
    "finance": marked("Finance officer"),
    "contractor": marked("Contractor"),
}
PLACES: Mapping[str, Mapping[str, str]] = {
    "deyang": {"zh": "德阳市 德办发〔2018〕63号", "en": "Deyang, 德办发〔2018〕63号"},
    "guangdong": {"zh": "广东省 粤民发〔2018〕170号", "en": "Guangdong, 粤民发〔2018〕170号"},
    "dawukou": {"zh": "石嘴山市大武口区方案", "en": "Plan of Dawukou District"},
    "zunyi": {
        "zh": "遵义市服务类社会救助项目管理文件",
        "en": "Zunyi's document on service projects",
    },
    "inner-mongolia": {"zh": "内蒙古自治区通知（2023）", "en": "Inner Mongolia's notice of 2023"},
}


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
    if on is None:
        return None
    if language() == "zh":
        return f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {on:%B} {on.year}"


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


def party(code: str) -> str:
    """The name of a party."""
    return pick(dict(PARTIES[code]))


def place(code: str) -> str:
    """The document that governs a place."""
    return pick(dict(PLACES[code])) if code in PLACES else code


def say(words: Mapping[str, str], code: str) -> str:
    """The message that belongs to a code."""
    return gettext(words[code]) if code in words else code


def _term(term: Term) -> str:
    return pick({"zh": term.zh, "en": term.en})
