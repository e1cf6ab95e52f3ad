"""The public tables of published evaluations and of the scores they consist of."""

from collections.abc import Sequence

from pydantic import field_validator
from sqlalchemy import ColumnElement, String, cast, func, literal
from sqlalchemy.orm import aliased

from portal.disclosure.columns import Column, Kind, column
from portal.disclosure.parameters import DatedFilter, one_of
from portal.disclosure.table import PublicTable
from portal.errors import InvalidInputError
from portal.records.base import is_id
from portal.records.contract import Contract
from portal.records.evaluation import Result, ResultScore, Round, RoundState, Scheme
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.records.region import Region
from portal.records.regions import within

PEOPLE = ("人", "people")
GRADES = ("优", "良", "中", "差")
PURCHASER = aliased(Organisation, name="purchaser")
CONTRACTOR = aliased(Organisation, name="contractor")
SOURCE = (
    Result.__table__.join(Round.__table__, Round.id == Result.round_id)
    .join(Contract.__table__, Contract.id == Round.contract_id)
    .join(Project.__table__, Project.id == Contract.project_id)
    .join(Scheme.__table__, Scheme.id == Round.scheme_id)
    .join(PURCHASER, PURCHASER.id == Contract.purchaser_id)
    .join(CONTRACTOR, CONTRACTOR.id == Contract.contractor_id)
    .outerjoin(Region.__table__, Region.code == Contract.region_code)
)


class EvaluationFilter(DatedFilter):
    """Words, region, grade, contract, contractor and days (of publication) that narrow results."""

    grade: str | None = None
    contract: str | None = None
    contractor: str | None = None

    @field_validator("grade")
    @classmethod
    def _grade(cls, value: str | None) -> str | None:
        return value and one_of("grade", value, GRADES)

    @field_validator("contract", "contractor")
    @classmethod
    def _record(cls, value: str | None) -> str | None:
        if value and not is_id(value):
            raise InvalidInputError("{value} is not the id of a record", value=value[:40])
        return value

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """The conditions that a public row has to meet."""
        conditions = [
            *self.between(Result.published_on),  # type: ignore[arg-type] # a mapped attribute
            *self.mentions(Result.search_text),  # type: ignore[arg-type] # as above
        ]
        if self.region and (inside := within(Contract.region_code, self.region)) is not None:
            conditions.append(inside)
        if self.grade:
            conditions.append(Result.grade == self.grade)
        if self.contract:
            conditions.append(Round.contract_id == self.contract)
        if self.contractor:
            conditions.append(Contract.contractor_id == self.contractor)
        return conditions


class ScoreFilter(EvaluationFilter):
    """The filters of the evaluations, or one evaluation by its id."""

    evaluation: str | None = None

    @field_validator("evaluation")
    @classmethod
    def _evaluation(cls, value: str | None) -> str | None:
        if value and not (value.isascii() and value.isalnum()):
            raise InvalidInputError("evaluation: the id of an evaluation is expected")
        return value

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """The conditions that a public row has to meet."""
        chosen = [Result.round_id == self.evaluation] if self.evaluation else []
        return [*super().conditions(), *chosen]


def _about_contract() -> tuple[Column, ...]:
    return (
        column("contract", Contract.title, Kind.TEXT, "合同", "Contract",
               ("合同名称", "its title")),
        column("contract_id", Contract.id, Kind.TEXT, "合同永久编号", "Contract's id",
               ("contracts 表中的编号", "its id in the table contracts")),
        column("purchaser", PURCHASER.name, Kind.TEXT, "购买主体", "Purchaser",
               ("合同的购买主体", "the contract's purchaser")),
        column("contractor", CONTRACTOR.name, Kind.TEXT, "承接主体", "Contractor",
               ("合同的承接主体", "the contract's contractor")),
        column("contractor_id", CONTRACTOR.id, Kind.TEXT, "承接主体永久编号", "Contractor's id",
               ("contractors 表中的编号", "its id in the table contractors")),
        column("contractor_uscc", CONTRACTOR.uscc, Kind.TEXT, "统一社会信用代码", "Credit code",
               ("承接主体的代码，GB 32100", "the contractor's, by GB 32100")),
        column("region_code", Contract.region_code, Kind.TEXT, "区划代码", "Region code",
               ("GB/T 2260，乡镇为9位", "GB/T 2260; 9 digits for a township")),
        column("region", Region.path, Kind.TEXT, "行政区划", "Region",
               ("从省到县或乡镇", "from the province down")),
        column("period_from", Round.period_from, Kind.DATE, "评价期间起", "Period from",
               ("含当日", "included")),
        column("period_to", Round.period_to, Kind.DATE, "评价期间止", "Period to",
               ("含当日", "included")),
    )  # fmt: skip


EVALUATIONS = PublicTable(
    name="evaluations",
    source=SOURCE,
    public=Round.state == RoundState.PUBLISHED,
    order_on=Result.published_on,  # type: ignore[arg-type] # mapped attributes are column expressions
    order_id=Result.round_id,  # type: ignore[arg-type] # as above
    columns=(
        column("id", Result.round_id, Kind.TEXT, "编号", "Id", ("永久编号", "permanent")),
        *_about_contract(),
        column("served", Round.served, Kind.INTEGER, "服务人数", "People served",
               ("评价期间接受服务的人数", "in the period of the evaluation"), unit=PEOPLE),
        column("invited", Result.invited, Kind.INTEGER, "邀评人数", "People invited",
               ("收到邀请的服务对象", "of the people served"), unit=PEOPLE),
        column("ballots", Result.ballots, Kind.INTEGER, "评价人数", "People who rated",
               ("有效评价票数", "ballots that count"), unit=PEOPLE),
        column("frame", Round.frame, Kind.TEXT, "邀评方式", "How the invited were picked",
               ("all 全部邀请、random 随机抽取、chosen 人工挑选",
                "all: everyone served; random: a sample; chosen: by hand")),
        column("composite", Result.composite_hundredths, Kind.SCORE, "综合得分", "Composite",
               ("0至100分；不公布时为空", "0 to 100 points; empty when withheld")),
        column("low", Result.low_hundredths, Kind.SCORE, "区间下限", "Interval, low",
               ("仅为抽样波动", "the play of chance only")),
        column("high", Result.high_hundredths, Kind.SCORE, "区间上限", "Interval, high",
               ("仅为抽样波动", "the play of chance only")),
        column("grade", Result.grade, Kind.TEXT, "等级", "Grade",
               ("优、良、中、差", "优 excellent, 良 good, 中 fair, 差 poor")),
        column("withheld", Result.withheld, Kind.TEXT, "不公布的原因", "Why withheld",
               ("公布得分时为空", "empty when there is a score")),
        column("place", Project.place, Kind.TEXT, "依据文件", "Governing document",
               ("规则包的代号", "the id of its rule pack")),
        column("scheme", Scheme.id, Kind.TEXT, "评价方案", "Scheme",
               ("评价方案的代号", "its id")),
        column("scheme_digest", Round.scheme_digest, Kind.TEXT, "方案校验值",
               "Digest of the scheme",
               ("评分前固定的方案内容的 SHA-256",
                "SHA-256 of the scheme, fixed before any rating")),
        column("remark", Round.remark, Kind.TEXT, "说明", "Remark",
               ("公众需要知道的情况", "what the public should know")),
        column("published_on", Result.published_on, Kind.DATE, "公布日期", "Published on",
               ("结果公布的日期", "the day the result became public")),
        column("demonstration", Result.is_demo, Kind.BOOLEAN, "演示数据", "Demonstration data",
               ("为 true 的行是虚构的", "rows with true are invented")),
    ),
)  # fmt: skip

SCORE_ID = (
    Result.round_id + literal("-") + func.substr(cast(ResultScore.position + 1000, String), 2)
)

EVALUATION_SCORES = PublicTable(
    name="evaluation_scores",
    source=SOURCE.join(ResultScore.__table__, ResultScore.round_id == Result.round_id),
    public=Round.state == RoundState.PUBLISHED,
    order_on=Result.published_on,  # type: ignore[arg-type] # mapped attributes are column expressions
    order_id=SCORE_ID,
    columns=(
        column("id", SCORE_ID, Kind.TEXT, "编号", "Id", ("永久编号", "permanent")),
        column("evaluation", Result.round_id, Kind.TEXT, "评价编号", "Evaluation",
               ("evaluations 表中的编号", "its id in the table evaluations")),
        *_about_contract(),
        column("party", ResultScore.party, Kind.TEXT, "评价主体", "Party",
               ("评分的一方", "who scored")),
        column("indicator", ResultScore.indicator, Kind.TEXT, "指标", "Indicator",
               ("该主体的总分一行为空", "empty on the row of the party as a whole")),
        column("dimension", ResultScore.dimension, Kind.TEXT, "评价内容", "Dimension",
               ("指标所属的内容", "what the indicator belongs to")),
        column("weight", ResultScore.weight, Kind.TEXT, "权重", "Weight",
               ("小数，按方案原样", "a decimal as the scheme writes it")),
        column("answered", ResultScore.answered, Kind.INTEGER, "作答人数", "People who answered",
               ("不适用的不计", "without those it does not apply to"), unit=PEOPLE),
        column("score", ResultScore.score_hundredths, Kind.SCORE, "得分", "Score",
               ("0至100分", "0 to 100 points")),
        column("published_on", Result.published_on, Kind.DATE, "公布日期", "Published on",
               ("结果公布的日期", "the day the result became public")),
        column("demonstration", Result.is_demo, Kind.BOOLEAN, "演示数据", "Demonstration data",
               ("为 true 的行是虚构的", "rows with true are invented")),
    ),
)  # fmt: skip
