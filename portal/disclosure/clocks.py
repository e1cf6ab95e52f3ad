"""The public table of statutory clocks (法定时限): one row for each, met or not."""

from collections.abc import Sequence
from typing import Any

from pydantic import field_validator
from sqlalchemy import ColumnElement, case, literal, true

from portal.disclosure.columns import Kind, column
from portal.disclosure.parameters import DatedFilter, one_of
from portal.disclosure.table import PublicTable
from portal.errors import InvalidInputError
from portal.policy.installed import installed
from portal.records.base import is_id
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.records.publishing import Clock
from portal.records.region import Region
from portal.records.regions import within

MET, MISSED, OPEN = "met", "missed", "open"
OUTCOME: ColumnElement[Any] = case(
    (Clock.is_met.is_(True), literal(MET)),
    (Clock.is_met.is_(False), literal(MISSED)),
    else_=literal(OPEN),
)
SOURCE = (
    Clock.__table__.join(Project.__table__, Project.id == Clock.project_id)
    .outerjoin(Organisation.__table__, Organisation.id == Clock.purchaser_id)
    .outerjoin(Region.__table__, Region.code == Clock.region_code)
)


def clock_ids() -> list[str]:
    """The rules that the installed packs call clocks."""
    rules = (rule for pack in installed().packs.values() for rule in pack.rules)
    return sorted({rule.id for rule in rules if rule.clock})


class ClockFilter(DatedFilter):
    """Words, region, rule, purchaser and days (on which they are due) that narrow the clocks."""

    rule: str | None = None
    purchaser: str | None = None

    @field_validator("rule")
    @classmethod
    def _rule(cls, value: str | None) -> str | None:
        return value and one_of("rule", value, clock_ids())

    @field_validator("purchaser")
    @classmethod
    def _purchaser(cls, value: str | None) -> str | None:
        if value and not is_id(value):
            raise InvalidInputError("{value} is not the id of an organisation", value=value[:40])
        return value

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """The conditions that a public row has to meet; words look for the purchaser's name."""
        conditions = self.mentions(Organisation.search_text)  # type: ignore[arg-type] # a mapped attribute
        conditions += self.between(Clock.due_on)  # type: ignore[arg-type] # a mapped attribute
        if self.region and (inside := within(Clock.region_code, self.region)) is not None:
            conditions.append(inside)
        if self.rule:
            conditions.append(Clock.rule_id == self.rule)
        if self.purchaser:
            conditions.append(Clock.purchaser_id == self.purchaser)
        return conditions


CLOCKS = PublicTable(
    name="clocks",
    source=SOURCE,
    public=true(),
    order_on=Clock.due_on,  # type: ignore[arg-type] # mapped attributes are column expressions
    order_id=Clock.id,  # type: ignore[arg-type] # as above
    columns=(
        column("id", Clock.id, Kind.TEXT, "编号", "Id", ("永久编号", "permanent")),
        column("rule", Clock.rule_id, Kind.TEXT, "规则", "Rule",
               ("规则包中的代号", "its id in the rule packs")),
        column("clause", Clock.clause_id, Kind.TEXT, "条款", "Clause",
               ("所依据的首要条款，见 /policies?clause=",
                "what it rests on; see /policies?clause=")),
        column("project", Project.title, Kind.TEXT, "项目", "Project",
               ("所属项目的名称", "the project it belongs to")),
        column("project_no", Project.number, Kind.TEXT, "项目编号", "Project number",
               ("所属项目的编号", "of the project it belongs to")),
        column("notice", Clock.notice_id, Kind.TEXT, "公告编号", "Notice",
               ("满足该时限的公告；期间类时限为其所涉公告",
                "the notice that met it; of a period the one it is about")),
        column("contract", Clock.contract_id, Kind.TEXT, "合同编号", "Contract",
               ("该时限所针对的合同；针对整个采购的为空",
                "the contract it runs for; empty where it runs for the purchase")),
        column("purchaser", Organisation.name, Kind.TEXT, "购买主体", "Purchaser",
               ("对该时限负责的购买主体", "who has to keep it")),
        column("purchaser_id", Clock.purchaser_id, Kind.TEXT, "购买主体永久编号",
               "Purchaser's id", ("本站的永久编号", "permanent here")),
        column("region_code", Clock.region_code, Kind.TEXT, "区划代码", "Region code",
               ("GB/T 2260，乡镇为9位", "GB/T 2260; 9 digits for a township")),
        column("region", Region.path, Kind.TEXT, "行政区划", "Region",
               ("从省到县或乡镇", "from the province down")),
        column("starts_on", Clock.starts_on, Kind.DATE, "起算日", "Starts on",
               ("该日本身不计入（民法典第二百零一条）",
                "not counted itself (Civil Code Art. 201)")),
        column("due_on", Clock.due_on, Kind.DATE, "最后一日", "Due on",
               ("期间类时限为期间足够长的第一天",
                "of a period the first day on which it is long enough")),
        column("met_on", Clock.met_on, Kind.DATE, "实际日期", "Met on",
               ("在法定媒体首次发布的日期；期间类时限为其结束之日；未登记为空",
                "first publication on a statutory medium; of a period its end; empty if unknown")),
        column("outcome", OUTCOME, Kind.TEXT, "结果", "Outcome",
               ("met 按时，missed 迟了或期限不足，open 尚无结果；due_on 早于当日的 open 即为逾期",
                "met, missed, or open; an open one whose due_on has passed is overdue")),
        column("missed_by", Clock.missed_by, Kind.INTEGER, "相差天数", "Missed by",
               ("迟了多少个工作日；期间类时限为短少的天数，按其自身的计算单位",
                "working days late; of a period the days it was too short, in its own unit"),
               unit=("天", "days")),
        column("period", Clock.is_period, Kind.BOOLEAN, "期间类时限", "Is a period",
               ("为 true 的是应当持续的期间，不会逾期",
                "true for a period to be kept, which is never overdue")),
        column("counted", Clock.counts, Kind.BOOLEAN, "计入统计", "Counted",
               ("为 false 的只是提示：原则性要求，或者依据尚待核实",
                "false for a hint: asked in principle, or not verified")),
        column("provisional", Clock.is_provisional, Kind.BOOLEAN, "暂定", "Provisional",
               ("推算到节假日安排尚未公布的年份",
                "counting met a year whose holidays are not announced")),
        column("demonstration", Clock.is_demo, Kind.BOOLEAN, "演示数据", "Demonstration data",
               ("为 true 的行是虚构的", "rows with true are invented")),
    ),
)  # fmt: skip
