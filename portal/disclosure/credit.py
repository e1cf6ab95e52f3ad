"""The public table of credit records (信用记录): what is shown today, and nothing else."""

from collections.abc import Sequence
from datetime import date

from pydantic import field_validator
from sqlalchemy import ColumnElement, Date, and_, bindparam, literal
from sqlalchemy.orm import Session

from portal.credit.kinds import Tier
from portal.disclosure.columns import Kind, column
from portal.disclosure.pages import Row
from portal.disclosure.parameters import DatedFilter, one_of
from portal.disclosure.table import PublicTable
from portal.errors import InvalidInputError
from portal.policy.identifiers import normalise_uscc
from portal.records.credit import CreditRecord, CreditState
from portal.records.organisation import Organisation
from portal.records.region import Region
from portal.records.regions import within
from portal.today import today

# Asked for at each reading, so that a record is gone with the first moment after its last day.
THIS_DAY: ColumnElement[date] = bindparam("this_day", callable_=lambda: today(), type_=Date)  # noqa: PLW0108 - found anew each time, so that a test may set the day
SHOWN = and_(CreditRecord.state == CreditState.IN_EFFECT, CreditRecord.shown_until_on >= THIS_DAY)
IN_FORCE, REPAIRABLE = "ban", "repairable"
STANDINGS = (IN_FORCE, REPAIRABLE)


class CreditFilter(DatedFilter):
    """Words or code, region, class, standing and days (of the decision) that narrow the records."""

    tier: str | None = None
    state: str | None = None
    organisation: str | None = None

    @field_validator("tier")
    @classmethod
    def _tier(cls, value: str | None) -> str | None:
        return value and one_of("tier", value, [each.value for each in Tier])

    @field_validator("state")
    @classmethod
    def _state(cls, value: str | None) -> str | None:
        return value and one_of("state", value, STANDINGS)

    @field_validator("organisation")
    @classmethod
    def _organisation(cls, value: str | None) -> str | None:
        code = normalise_uscc(value) if value else None
        if code is not None and not (code.isascii() and code.isalnum() and len(code) == 18):
            raise InvalidInputError("organisation: a social credit code of 18 signs is expected")
        return code

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """The conditions that a public row has to meet."""
        conditions = [
            *self.between(CreditRecord.decided_on),  # type: ignore[arg-type] # a mapped attribute
            *self.mentions(CreditRecord.search_text),  # type: ignore[arg-type] # as above
            *self.coarse(),
        ]
        if self.organisation:
            conditions.append(Organisation.uscc == self.organisation)
        match self.state:
            case "ban":
                conditions += [
                    CreditRecord.ban_first_on <= THIS_DAY,
                    CreditRecord.ban_last_on >= THIS_DAY,
                ]
            case "repairable":
                conditions.append(CreditRecord.repair_from_on <= THIS_DAY)
        return conditions

    def coarse(self) -> list[ColumnElement[bool]]:
        """The conditions that lead to no organisation: region and class."""
        conditions: list[ColumnElement[bool]] = []
        if self.region and (inside := within(CreditRecord.region_code, self.region)) is not None:
            conditions.append(inside)
        if self.tier:
            conditions.append(CreditRecord.tier == self.tier)
        return conditions


CREDIT_RECORDS = PublicTable(
    name="credit_records",
    source=CreditRecord.__table__.join(
        Organisation.__table__, Organisation.id == CreditRecord.organisation_id
    ).outerjoin(Region.__table__, Region.code == CreditRecord.region_code),
    public=SHOWN,
    order_on=CreditRecord.public_on,  # type: ignore[arg-type] # mapped attributes are column expressions
    order_id=CreditRecord.id,  # type: ignore[arg-type] # as above
    columns=(
        column("id", CreditRecord.id, Kind.TEXT, "编号", "Id", ("永久编号", "permanent")),
        column("organisation", Organisation.name, Kind.TEXT, "单位名称", "Organisation",
               ("决定所针对的单位；不含自然人", "the one the decision is about; never a person")),
        column("uscc", Organisation.uscc, Kind.TEXT, "统一社会信用代码", "Credit code",
               ("国家标准 GB 32100", "GB 32100")),
        column("address", CreditRecord.address, Kind.TEXT, "单位地址", "Address",
               ("严重违法失信行为记录要求载明", "asked for of serious violations")),
        column("region_code", CreditRecord.region_code, Kind.TEXT, "区划代码", "Region code",
               ("作出决定的机关所在地", "where the deciding authority sits")),
        column("region", Region.path, Kind.TEXT, "行政区划", "Region",
               ("从省到县或乡镇", "from the province down")),
        column("tier", CreditRecord.tier, Kind.TEXT, "失信程度", "Class",
               ("minor 轻微、general 一般、serious 严重", "minor, general or serious")),
        column("document_kind", CreditRecord.document_kind, Kind.TEXT, "文书种类",
               "Kind of document",
               ("judgment 裁判、award 仲裁、penalty 行政处罚、ruling 行政决定、named_by_law 其他",
                "judgment, award, penalty, ruling, or named_by_law: another that a law names")),
        column("document_no", CreditRecord.document_no, Kind.TEXT, "决定文书号",
               "Document number", ("文书自己的编号", "the document's own")),
        column("authority", CreditRecord.authority, Kind.TEXT, "作出决定的机关",
               "Deciding authority", ("作出判决、裁决或决定", "who judged or decided")),
        column("decided_on", CreditRecord.decided_on, Kind.DATE, "决定日期", "Decided on",
               ("公示期自次日起算", "the periods run from the day after")),
        column("effective_on", CreditRecord.effective_on, Kind.DATE, "生效日期", "Effective on",
               ("文书生效之日", "when the document took effect")),
        column("facts", CreditRecord.facts, Kind.TEXT, "事实", "Facts",
               ("决定认定的事实", "as the decision finds them")),
        column("result", CreditRecord.result, Kind.TEXT, "处理结果", "Result",
               ("决定的内容", "what was decided")),
        column("basis", CreditRecord.basis, Kind.TEXT, "法律依据", "Legal basis",
               ("决定所依据的条款", "the articles it rests on")),
        column("currency", literal("CNY"), Kind.TEXT, "币种", "Currency", ("ISO 4217",) * 2),
        column("fine", CreditRecord.fine_fen, Kind.MONEY, "罚款", "Fine",
               ("没有罚款时为空", "empty where there is none")),
        column("ban_from", CreditRecord.ban_first_on, Kind.DATE, "禁入开始", "Ban from",
               ("含当日；没有禁入时为空", "included; empty where there is no ban")),
        column("ban_until", CreditRecord.ban_last_on, Kind.DATE, "禁入结束", "Ban until",
               ("含当日；期满后可以再参加", "included; afterwards it may bid again")),
        column("repair_from", CreditRecord.repair_from_on, Kind.DATE, "可申请修复日期",
               "Repair from",
               ("最短公示期届满之日；规定不可修复时为空",
                "when the shortest period is reached; empty where a law excludes repair")),
        column("shown_until", CreditRecord.shown_until_on, Kind.DATE, "公示截止", "Shown until",
               ("含当日；次日起不再公示", "included; gone from the day after")),
        column("shown_because", CreditRecord.shown_because, Kind.TEXT, "公示理由",
               "Why it is shown",
               ("轻微失信原则上不公示，公示须说明理由",
                "a minor breach as a rule is not; a reason is given")),
        column("statement", CreditRecord.statement, Kind.TEXT, "单位陈述申辩", "Statement",
               ("该单位自己的话；没有提出时为空",
                "the organisation's own words; empty where it made none")),
        column("statement_on", CreditRecord.statement_on, Kind.DATE, "陈述日期", "Statement on",
               ("提出之日", "when it was made")),
        column("opinion", CreditRecord.opinion, Kind.TEXT, "录入理由", "Reasons for entering it",
               ("第二名经办人的理由", "the second officer's")),
        column("corrected_on", CreditRecord.corrected_on, Kind.DATE, "更正日期", "Corrected on",
               ("最近一次", "the last time")),
        column("note", CreditRecord.note, Kind.TEXT, "更正说明", "Note on the correction",
               ("为何更正", "why it was corrected")),
        column("source_url", CreditRecord.source_url, Kind.TEXT, "来源网址", "Source address",
               ("作出决定的机关公开文书的网址", "where the authority published the document")),
        column("public_on", CreditRecord.public_on, Kind.DATE, "录入日期", "Entered on",
               ("在本站生效之日", "when it came into effect here")),
        column("demonstration", CreditRecord.is_demo, Kind.BOOLEAN, "演示数据",
               "Demonstration data",
               ("为 true 的行是虚构的", "rows with true are invented")),
    ),
)  # fmt: skip


def list_records_of(session: Session, organisation_id: str) -> Sequence[Row]:
    """The records of one organisation that are shown today."""
    statement = CREDIT_RECORDS.select(CreditFilter()).where(
        CreditRecord.organisation_id == organisation_id
    )
    return session.execute(statement).mappings().all()
