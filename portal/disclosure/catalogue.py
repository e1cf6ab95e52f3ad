"""All public tables in one place; what is not named here cannot be downloaded."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.disclosure.attachments import ATTACHMENTS, NoticePartFilter
from portal.disclosure.clocks import CLOCKS, ClockFilter
from portal.disclosure.contractors import CONTRACTORS, ContractorFilter
from portal.disclosure.contracts import CONTRACTS, ContractFilter
from portal.disclosure.credit import CREDIT_RECORDS, CreditFilter
from portal.disclosure.duties import DUTIES, DutyFilter
from portal.disclosure.evaluations import (
    EVALUATION_SCORES,
    EVALUATIONS,
    EvaluationFilter,
    ScoreFilter,
)
from portal.disclosure.findings import FINDINGS, FindingFilter
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.parameters import AddressFilter
from portal.disclosure.table import PublicTable
from portal.disclosure.withdrawals import WITHDRAWALS, WithdrawalFilter
from portal.disclosure.withholdings import WITHHOLDINGS


@dataclass(frozen=True)
class Published:
    """A table with the filter its page and its files share."""

    table: PublicTable
    filter: type[AddressFilter]
    title: Mapping[str, str]
    about: Mapping[str, str]
    """What a row is"""


TABLES = {
    published.table.name: published
    for published in (
        Published(
            NOTICES,
            NoticeFilter,
            {"zh": "公告", "en": "Notices"},
            {
                "zh": "每行是一份公开的公告，最新的在前。",
                "en": "One row for each notice that is public here, newest first.",
            },
        ),
        Published(
            CONTRACTS,
            ContractFilter,
            {"zh": "合同", "en": "Contracts"},
            {
                "zh": "每行是本站登记的一份合同，最近签订的在前。",
                "en": "One row for each contract recorded here, the last signed first.",
            },
        ),
        Published(
            CONTRACTORS,
            ContractorFilter,
            {"zh": "承接主体", "en": "Contractors"},
            {
                "zh": "每行是一个承接主体：在本站有合同，或在公告中被列为供应商。名称相同不视为同一"
                "主体，只按统一社会信用代码归并。",
                "en": "One row for each organisation with a contract here or named as a supplier "
                "in a notice. Only equal credit codes make two names one organisation.",
            },
        ),
        Published(
            EVALUATIONS,
            EvaluationFilter,
            {"zh": "评价结果", "en": "Evaluation results"},
            {
                "zh": "每行是一项已公布的评价结果；不公布的得分留空，并写明原因。",
                "en": "One row for each published result; withheld scores are empty and say why.",
            },
        ),
        Published(
            EVALUATION_SCORES,
            ScoreFilter,
            {"zh": "得分明细", "en": "Scores behind the results"},
            {
                "zh": "每行是一项已公布结果中某个评价主体或某项指标的得分。",
                "en": "One row for each party and each indicator of a published result.",
            },
        ),
        Published(
            CLOCKS,
            ClockFilter,
            {"zh": "法定时限", "en": "Statutory clocks"},
            {
                "zh": "每行是一个项目的一项法定公开时限：从何日起算、最迟何日、何日满足。以法定媒体"
                "首次发布为准；只有转载公告的项目没有时限。",
                "en": "One row for each statutory deadline of disclosure of a project: from when, "
                "until when, and when it was met by publication on a statutory medium. Projects "
                "of which there are only reprints have none.",
            },
        ),
        Published(
            FINDINGS,
            FindingFilter,
            {"zh": "核查结论", "en": "Findings"},
            {
                "zh": "每行是一条规则对一份合同、一轮评价或一份公告的核查结论；不适用的规则不列。",
                "en": "One row for what a rule concluded about a contract, a round or a notice; "
                "rules that do not apply are left out.",
            },
        ),
        Published(
            DUTIES,
            DutyFilter,
            {"zh": "履职台账", "en": "Duty register"},
            {
                "zh": "每行是一项已登记的履职记录；没有登记的职责不在表中，见各地规定页。",
                "en": "One row for each duty that was recorded as done; what nobody recorded is "
                "shown on the pages of the rules.",
            },
        ),
        Published(
            CREDIT_RECORDS,
            CreditFilter,
            {"zh": "信用记录", "en": "Credit records"},
            {
                "zh": "每行是一条今日仍在公示期内的信用记录；期满、修复或撤销的不在其中。"
                "没有记录不等于信用良好。",
                "en": "One row for each record that is shown today; none that expired, was "
                "repaired or revoked. That there is none is no clean record.",
            },
        ),
        Published(
            ATTACHMENTS,
            NoticePartFilter,
            {"zh": "附件", "en": "Attachments"},
            {
                "zh": "每行是一份公开公告的一个附件，附其大小和SHA-256；已撤回的不在其中。",
                "en": "One row for each file of a public notice, with its size and SHA-256; none "
                "that was withdrawn.",
            },
        ),
        Published(
            WITHHOLDINGS,
            NoticePartFilter,
            {"zh": "不予公开的内容", "en": "What is withheld"},
            {
                "zh": "每行说明一份公告中哪个栏目或附件不予公开，以及理由和依据。",
                "en": "One row for each field or document of a public notice that is withheld, "
                "with the ground and the law.",
            },
        ),
        Published(
            WITHDRAWALS,
            WithdrawalFilter,
            {"zh": "撤回", "en": "Withdrawals"},
            {
                "zh": "每行是一次撤回：何时、为何、依据什么，撤回的是什么内容不再说明。",
                "en": "One row for each time something was withdrawn: when, why and on which "
                "basis, and nothing of what it was.",
            },
        ),
    )
}
