"""The public table of findings: which record met, failed or left open which clause."""

import re
from collections.abc import Mapping, Sequence

from pydantic import field_validator
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.compliance.keeping import OUTCOMES
from portal.disclosure.columns import Kind, column
from portal.disclosure.parameters import DatedFilter, one_of
from portal.disclosure.table import PublicTable
from portal.errors import InvalidInputError
from portal.policy.findings import Severity
from portal.policy.installed import installed
from portal.records.base import is_id
from portal.records.compliance import FindingClause, FindingRecord
from portal.records.contract import Contract
from portal.records.evaluation import Round, RoundState
from portal.records.notice import Notice, NoticeState
from portal.records.organisation import Organisation
from portal.records.region import Region
from portal.records.regions import within

SUBJECTS = ("contract", "round", "notice")
PURCHASER = aliased(Organisation, name="purchaser")
CONTRACTOR = aliased(Organisation, name="contractor")
REGION = func.coalesce(Contract.region_code, Notice.region_code)
SEARCHED = func.coalesce(
    Contract.search_text + "\n" + PURCHASER.search_text + "\n" + CONTRACTOR.search_text,
    Notice.search_text,
)
SOURCE = (
    FindingRecord.__table__.outerjoin(Contract.__table__, Contract.id == FindingRecord.contract_id)
    .outerjoin(PURCHASER, PURCHASER.id == Contract.purchaser_id)
    .outerjoin(CONTRACTOR, CONTRACTOR.id == Contract.contractor_id)
    .outerjoin(
        Round.__table__,
        and_(Round.id == FindingRecord.round_id, Round.state == RoundState.PUBLISHED),
    )
    .outerjoin(Notice.__table__, Notice.id == FindingRecord.notice_id)
    .outerjoin(Region.__table__, Region.code == REGION)
)
_NAME = re.compile(r"[A-Za-z0-9._-]{1,80}")


class FindingFilter(DatedFilter):
    """Words, clause, rule, outcome, weight, record, region and days (of the act)."""

    clause: str | None = None
    rule: str | None = None
    place: str | None = None
    subject: str | None = None
    outcome: str | None = None
    severity: str | None = None
    contract: str | None = None
    evaluation: str | None = None
    notice: str | None = None

    @field_validator("clause")
    @classmethod
    def _clause(cls, value: str | None) -> str | None:
        if value and value not in installed().citations:
            raise InvalidInputError("clause: no clause has the id {value}", value=value[:40])
        return value

    @field_validator("rule")
    @classmethod
    def _rule(cls, value: str | None) -> str | None:
        if value and not _NAME.fullmatch(value):
            raise InvalidInputError("rule: the id of a rule is expected, not {value}",
                                    value=value[:40])  # fmt: skip
        return value

    @field_validator("place")
    @classmethod
    def _place(cls, value: str | None) -> str | None:
        return value and one_of("place", value, installed().packs)

    @field_validator("subject")
    @classmethod
    def _subject(cls, value: str | None) -> str | None:
        return value and one_of("subject", value, SUBJECTS)

    @field_validator("outcome")
    @classmethod
    def _outcome(cls, value: str | None) -> str | None:
        return value and one_of("outcome", value, OUTCOMES)

    @field_validator("severity")
    @classmethod
    def _severity(cls, value: str | None) -> str | None:
        return value and one_of("severity", value, list(Severity))

    @field_validator("contract", "evaluation", "notice")
    @classmethod
    def _record(cls, value: str | None) -> str | None:
        if value and not is_id(value):
            raise InvalidInputError("{value} is not the id of a record", value=value[:40])
        return value

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """The conditions that a public row has to meet."""
        kept = FindingRecord
        conditions = [
            *self.between(kept.acted_on),  # type: ignore[arg-type] # a mapped attribute
            *self.mentions(SEARCHED),
        ]
        if self.region and (inside := within(REGION, self.region)) is not None:
            conditions.append(inside)
        if self.clause:
            on = select(FindingClause.finding_id).where(FindingClause.clause_id == self.clause)
            conditions.append(kept.id.in_(on))
        chosen = (
            (kept.rule_id, self.rule),
            (kept.place, self.place),
            (kept.subject, self.subject),
            (kept.outcome, self.outcome),
            (kept.severity, self.severity),
            (kept.contract_id, self.contract),
            (kept.round_id, self.evaluation),
            (kept.notice_id, self.notice),
        )
        return [*conditions, *(name == value for name, value in chosen if value)]


FINDINGS = PublicTable(
    name="findings",
    source=SOURCE,
    public=or_(FindingRecord.notice_id.is_(None), Notice.state == NoticeState.ISSUED),
    order_on=FindingRecord.acted_on,  # type: ignore[arg-type] # mapped attributes are column expressions
    order_id=FindingRecord.id,  # type: ignore[arg-type] # as above
    columns=(
        column("id", FindingRecord.id, Kind.TEXT, "编号", "Id", ("永久编号", "permanent")),
        column("subject", FindingRecord.subject, Kind.TEXT, "核查对象", "Subject",
               ("contract 合同、round 评价轮次、notice 公告", "contract, round or notice")),
        column("contract", FindingRecord.contract_id, Kind.TEXT, "合同永久编号", "Contract's id",
               ("合同及其评价轮次", "of a contract and of its rounds")),
        column("evaluation", Round.id, Kind.TEXT, "评价永久编号", "Evaluation's id",
               ("评价轮次的结果已公布时填写", "of a round whose result is public")),
        column("notice", FindingRecord.notice_id, Kind.TEXT, "公告永久编号", "Notice's id",
               ("核查对象为公告时填写", "where the subject is a notice")),
        column("title", func.coalesce(Contract.title, Notice.title), Kind.TEXT, "名称", "Title",
               ("合同或公告的名称", "of the contract or notice")),
        column("purchaser", func.coalesce(PURCHASER.name, Notice.purchaser_name), Kind.TEXT,
               "购买主体", "Purchaser", ("合同或公告的购买主体", "of the contract or notice")),
        column("contractor", CONTRACTOR.name, Kind.TEXT, "承接主体", "Contractor",
               ("合同的承接主体", "the contract's contractor")),
        column("region_code", REGION, Kind.TEXT, "区划代码", "Region code",
               ("GB/T 2260，乡镇为9位", "GB/T 2260; 9 digits for a township")),
        column("region", Region.path, Kind.TEXT, "行政区划", "Region",
               ("从省到县或乡镇", "from the province down")),
        column("place", FindingRecord.place, Kind.TEXT, "依据文件", "Governing document",
               ("规则包的代号", "the id of its rule pack")),
        column("rule", FindingRecord.rule_id, Kind.TEXT, "规则", "Rule",
               ("规则的代号", "its id in the packs")),
        column("rule_zh", FindingRecord.rule_zh, Kind.TEXT, "规则名称", "Rule in Chinese",
               ("中文名称", "its title in Chinese")),
        column("rule_en", FindingRecord.rule_en, Kind.TEXT, "规则名称（英文）", "Rule in English",
               ("英文名称", "its title in English")),
        column("clauses", FindingRecord.clauses, Kind.TEXT, "条款", "Clauses",
               ("所依据条款的编号，以空格分隔", "ids of the clauses, parted by spaces")),
        column("outcome", FindingRecord.outcome, Kind.TEXT, "结论", "Outcome",
               ("met 符合、not_met 不符合、doubtful 存疑、not_recorded 没有登记；不适用的不列",
                "met, not_met, doubtful or not_recorded; what does not apply is left out")),
        column("severity", FindingRecord.severity, Kind.TEXT, "轻重", "Severity",
               ("error 应当、warning 需说明理由、hint 提示", "error, warning or hint")),
        column("sentence_zh", FindingRecord.sentence_zh, Kind.TEXT, "结论说明",
               "Sentence in Chinese", ("中文说明", "why, in Chinese")),
        column("sentence_en", FindingRecord.sentence_en, Kind.TEXT, "结论说明（英文）",
               "Sentence in English", ("英文说明", "why, in English")),
        column("reason", FindingRecord.reason, Kind.TEXT, "购买主体的理由", "Reason given",
               ("不符合时购买主体公布的理由", "published by the purchaser where it is not met")),
        column("acted_on", FindingRecord.acted_on, Kind.DATE, "行为日期", "Day of the act",
               ("适用这一天的规则", "the rules of this day count")),
        column("judged_on", FindingRecord.judged_on, Kind.DATE, "核查日期", "Judged on",
               ("本站最近一次核查的日期", "when the portal last judged it")),
        column("demonstration", func.coalesce(Contract.is_demo, Notice.is_demo), Kind.BOOLEAN,
               "演示数据", "Demonstration data",
               ("为 true 的行是虚构的", "rows with true are invented")),
    ),
)  # fmt: skip


def count_outcomes(session: Session, wanted: FindingFilter) -> Mapping[str, int]:
    """Outcome → how many findings meet the filter, whatever outcome it names."""
    every = wanted.model_copy(update={"outcome": None})
    rows = session.execute(
        select(FindingRecord.outcome, func.count(FindingRecord.id).label("findings"))
        .select_from(FINDINGS.source)
        .where(FINDINGS.public, *every.conditions())
        .group_by(FindingRecord.outcome)
    )
    found = {each.outcome: each.findings for each in rows}
    return {each: found[each] for each in OUTCOMES if each in found}
