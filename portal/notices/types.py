"""The national kinds of notice and the statutory methods of procurement, with their labels."""

import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple


class Term(NamedTuple):
    """A word of the law in both languages, and where it stands."""

    zh: str
    en: str
    source: str


_FORMATS = "财办库〔2020〕50号"
_LAW_26 = "政府采购法 Art. 26"


class NoticeType(StrEnum):
    """The 13 notice formats of 财办库〔2020〕50号, in use from 2020-07-01, in their order.

    The publisher's own words decide the type; words that are none of the 13 give ``OTHER`` and
    are kept beside it.
    """

    INTENTION = "intention"
    PREQUALIFICATION = "prequalification"
    TENDER = "tender"
    NEGOTIATION = "negotiation"
    RESULT = "result"
    CORRECTION = "correction"
    TERMINATION = "termination"
    CONTRACT = "contract"
    ACCEPTANCE = "acceptance"
    SINGLE_SOURCE = "single_source"
    COMPLAINT = "complaint"
    SUPERVISION = "supervision"
    ASSESSMENT = "assessment"
    OTHER = "other"

    @property
    def term(self) -> Term:
        """The name of the format in both languages with its citation."""
        return _TYPE_TERMS[self]


class Stage(StrEnum):
    """Where in a purchase a notice stands, as far as its type alone tells."""

    PLANNING = "planning"
    TENDER = "tender"
    AWARD = "award"
    CONTRACT = "contract"
    IMPLEMENTATION = "implementation"
    ENDED = "ended"
    """Ended without a purchase: 终止公告, also of a failed tender"""

    @property
    def types(self) -> tuple[NoticeType, ...]:
        """The types that stand at this stage."""
        return _STAGES[self]

    @property
    def term(self) -> Term:
        """Its name in both languages."""
        return _STAGE_TERMS[self]


class ProcurementMethod(StrEnum):
    """How the supplier is found; words that are no statutory method give ``OTHER``."""

    OPEN = "open"
    INVITED = "invited"
    NEGOTIATION = "negotiation"
    CONSULTATION = "consultation"
    SINGLE_SOURCE = "single_source"
    INQUIRY = "inquiry"
    FRAMEWORK = "framework"
    OTHER = "other"

    @property
    def term(self) -> Term:
        """The name of the method in both languages with the rule that admits it."""
        return _METHOD_TERMS[self]


_TYPE_TERMS: dict[NoticeType, Term] = {
    NoticeType.INTENTION: Term("政府采购意向", "Procurement intention", _FORMATS),
    NoticeType.PREQUALIFICATION: Term("资格预审公告", "Prequalification notice", _FORMATS),
    NoticeType.TENDER: Term("招标公告", "Tender notice", _FORMATS),
    NoticeType.NEGOTIATION: Term(
        "竞争性谈判/磋商/询价公告", "Negotiation, consultation or inquiry notice", _FORMATS
    ),
    NoticeType.RESULT: Term("中标（成交）结果公告", "Award result", _FORMATS),
    NoticeType.CORRECTION: Term("更正公告", "Correction", _FORMATS),
    NoticeType.TERMINATION: Term("终止公告", "Termination", _FORMATS),
    NoticeType.CONTRACT: Term("合同公告", "Contract notice", _FORMATS),
    NoticeType.ACCEPTANCE: Term(
        "公共服务项目验收结果公告", "Acceptance result of a public service", _FORMATS
    ),
    NoticeType.SINGLE_SOURCE: Term("单一来源采购公示", "Single-source publicity", _FORMATS),
    NoticeType.COMPLAINT: Term("投诉处理结果公告", "Complaint decision", _FORMATS),
    NoticeType.SUPERVISION: Term("监督检查处理结果公告", "Supervision decision", _FORMATS),
    NoticeType.ASSESSMENT: Term(
        "集中采购机构考核结果公告", "Assessment of a central procurement body", _FORMATS
    ),
    NoticeType.OTHER: Term("其他", "Other", ""),
}

# A correction changes a notice of any stage, and decisions on complaints or supervision come at any
# time: their types stand at none.
_STAGES: dict[Stage, tuple[NoticeType, ...]] = {
    Stage.PLANNING: (NoticeType.INTENTION,),
    Stage.TENDER: (
        NoticeType.PREQUALIFICATION,
        NoticeType.TENDER,
        NoticeType.NEGOTIATION,
        NoticeType.SINGLE_SOURCE,
    ),
    Stage.AWARD: (NoticeType.RESULT,),
    Stage.CONTRACT: (NoticeType.CONTRACT,),
    Stage.IMPLEMENTATION: (NoticeType.ACCEPTANCE,),
    Stage.ENDED: (NoticeType.TERMINATION,),
}

_STAGE_TERMS: dict[Stage, Term] = {
    Stage.PLANNING: Term("意向", "Planning", ""),
    Stage.TENDER: Term("采购", "Tender", ""),
    Stage.AWARD: Term("结果", "Award", ""),
    Stage.CONTRACT: Term("合同", "Contract", ""),
    Stage.IMPLEMENTATION: Term("履约验收", "Implementation", ""),
    Stage.ENDED: Term("终止", "Ended", ""),
}

_METHOD_TERMS: dict[ProcurementMethod, Term] = {
    ProcurementMethod.OPEN: Term("公开招标", "Open tender", _LAW_26),
    ProcurementMethod.INVITED: Term("邀请招标", "Invited tender", _LAW_26),
    ProcurementMethod.NEGOTIATION: Term("竞争性谈判", "Competitive negotiation", _LAW_26),
    ProcurementMethod.CONSULTATION: Term(
        "竞争性磋商", "Competitive consultation", "财库〔2014〕214号"
    ),
    ProcurementMethod.SINGLE_SOURCE: Term("单一来源", "Single source", _LAW_26),
    ProcurementMethod.INQUIRY: Term("询价", "Inquiry", _LAW_26),
    ProcurementMethod.FRAMEWORK: Term("框架协议", "Framework agreement", "财政部令第110号"),
    ProcurementMethod.OTHER: Term("其他", "Other", ""),
}

# Headings seen on real notices that name one of the 13 formats and nothing else. 废标 and 流标
# are announced in the format of 终止公告, which has no separate form for a failed tender.
_TYPE_WORDS: dict[str, NoticeType] = {
    "政府采购意向": NoticeType.INTENTION,
    "政府采购意向公告": NoticeType.INTENTION,
    "政府采购意向公开": NoticeType.INTENTION,
    "采购意向": NoticeType.INTENTION,
    "采购意向公告": NoticeType.INTENTION,
    "采购意向公开": NoticeType.INTENTION,
    "资格预审公告": NoticeType.PREQUALIFICATION,
    "招标公告": NoticeType.TENDER,
    "公开招标公告": NoticeType.TENDER,
    "邀请招标公告": NoticeType.TENDER,
    "竞争性谈判公告": NoticeType.NEGOTIATION,
    "竞争性磋商公告": NoticeType.NEGOTIATION,
    "询价公告": NoticeType.NEGOTIATION,
    "竞争性谈判/磋商/询价公告": NoticeType.NEGOTIATION,
    "中标(成交)结果公告": NoticeType.RESULT,
    "中标结果公告": NoticeType.RESULT,
    "成交结果公告": NoticeType.RESULT,
    "中标公告": NoticeType.RESULT,
    "成交公告": NoticeType.RESULT,
    "更正公告": NoticeType.CORRECTION,
    "终止公告": NoticeType.TERMINATION,
    "废标公告": NoticeType.TERMINATION,
    "流标公告": NoticeType.TERMINATION,
    "合同公告": NoticeType.CONTRACT,
    "政府采购合同公告": NoticeType.CONTRACT,
    "合同(服务类)": NoticeType.CONTRACT,
    "合同(货物类)": NoticeType.CONTRACT,
    "合同(工程类)": NoticeType.CONTRACT,
    "公共服务项目验收结果公告": NoticeType.ACCEPTANCE,
    "单一来源采购公示": NoticeType.SINGLE_SOURCE,
    "单一来源公示": NoticeType.SINGLE_SOURCE,
    "投诉处理结果公告": NoticeType.COMPLAINT,
    "监督检查处理结果公告": NoticeType.SUPERVISION,
    "集中采购机构考核结果公告": NoticeType.ASSESSMENT,
}

# 公開招標 is the same method in traditional characters; the other traditional terms are not.
_METHOD_WORDS: dict[str, ProcurementMethod] = {
    "公开招标": ProcurementMethod.OPEN,
    "公開招標": ProcurementMethod.OPEN,
    "邀请招标": ProcurementMethod.INVITED,
    "竞争性谈判": ProcurementMethod.NEGOTIATION,
    "竞争性磋商": ProcurementMethod.CONSULTATION,
    "单一来源": ProcurementMethod.SINGLE_SOURCE,
    "单一来源采购": ProcurementMethod.SINGLE_SOURCE,
    "询价": ProcurementMethod.INQUIRY,
    "询价采购": ProcurementMethod.INQUIRY,
    "框架协议": ProcurementMethod.FRAMEWORK,
    "框架协议采购": ProcurementMethod.FRAMEWORK,
}

_TRAILING_REMARK = re.compile(r"\([^()]*\)$")


def _plain(words: str) -> str:
    """Fold full-width forms and spaces, which publishers use at will."""
    return "".join(unicodedata.normalize("NFKC", words).split())


def type_from_words(words: str | None) -> tuple[NoticeType, str | None]:
    """The type a heading names, and the heading itself where the type says less than it did."""
    if words is None:
        return NoticeType.OTHER, None
    found = _TYPE_WORDS.get(_plain(words), NoticeType.OTHER)
    exact = found is not NoticeType.OTHER and _plain(words) == _plain(found.term.zh)
    return found, None if exact else words


def method_from_words(words: str | None) -> tuple[ProcurementMethod | None, str | None]:
    """The statutory method that the words name, and the words where the method says less.

    A remark in brackets behind the method, as in 询价 (综合评价), does not change the method and is
    kept. No words give no method; words the law does not know give ``OTHER``.
    """
    if words is None:
        return None, None
    plain = _plain(words)
    found = _METHOD_WORDS.get(_TRAILING_REMARK.sub("", plain), ProcurementMethod.OTHER)
    exact = found is not ProcurementMethod.OTHER and plain == found.term.zh
    return found, None if exact else words
