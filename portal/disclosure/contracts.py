"""The public table of contracts (合同)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Self

from pydantic import field_validator, model_validator
from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import aliased

from portal.disclosure.choices import Method
from portal.disclosure.columns import Kind, column
from portal.disclosure.parameters import DatedFilter, ordered, yuan
from portal.disclosure.table import PublicTable
from portal.errors import InvalidInputError
from portal.records.base import is_id
from portal.records.contract import UNSIGNED, Contract
from portal.records.evaluation import Round, RoundState
from portal.records.notice import Notice, NoticeState
from portal.records.organisation import Organisation
from portal.records.project import Project
from portal.records.region import Region
from portal.records.regions import within

PURCHASER = aliased(Organisation, name="purchaser")
CONTRACTOR = aliased(Organisation, name="contractor")
SOURCE = (
    Contract.__table__.join(Project.__table__, Project.id == Contract.project_id)
    .join(PURCHASER, PURCHASER.id == Contract.purchaser_id)
    .join(CONTRACTOR, CONTRACTOR.id == Contract.contractor_id)
    .outerjoin(Region.__table__, Region.code == Contract.region_code)
)
SEARCHED = Contract.search_text + "\n" + PURCHASER.search_text + "\n" + CONTRACTOR.search_text
# Said so that the notices of the project are looked up, not all notices in the order of the list.
IS_PUBLIC = func.coalesce(Notice.state, NoticeState.DRAFT) == NoticeState.ISSUED
METHOD = (
    select(Notice.method)
    .where(
        Notice.project_id == Contract.project_id,
        IS_PUBLIC,
        Notice.method.is_not(None),
    )
    .order_by(Notice.sort_on.desc(), Notice.id.desc())
    .limit(1)
    .correlate(Contract)
    .scalar_subquery()
)
"""The way it was bought, as the newest notice of its project says it"""
EVALUATED = (
    select(func.count(Round.id))
    .where(Round.contract_id == Contract.id, Round.state == RoundState.PUBLISHED)
    .correlate(Contract)
    .scalar_subquery()
)


class ContractFilter(DatedFilter):
    """Words, region, method, parties, amount and days (of signing) that narrow the contracts."""

    method: Method = None
    contractor: str | None = None
    purchaser: str | None = None
    amount_from: Decimal | None = None
    amount_to: Decimal | None = None

    @field_validator("contractor", "purchaser")
    @classmethod
    def _organisation(cls, value: str | None) -> str | None:
        if value and not is_id(value):
            raise InvalidInputError("{value} is not the id of an organisation", value=value[:40])
        return value

    @field_validator("amount_from", "amount_to", mode="before")
    @classmethod
    def _amount(cls, value: Any) -> Decimal | None:
        return yuan(value)

    @model_validator(mode="after")
    def _amounts_in_order(self) -> Self:
        ordered(self.amount_from, self.amount_to)
        return self

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """The conditions that a public row has to meet."""
        conditions = self.mentions(SEARCHED)
        if self.from_on or self.to_on:
            conditions += [Contract.sort_on > UNSIGNED, *self.between(Contract.sort_on)]  # type: ignore[arg-type] # a mapped attribute
        if self.region and (inside := within(Contract.region_code, self.region)) is not None:
            conditions.append(inside)
        if self.method:
            conditions.append(METHOD == self.method)  # noqa: SIM300 - SQL, not a constant
        if self.contractor:
            conditions.append(Contract.contractor_id == self.contractor)
        if self.purchaser:
            conditions.append(Contract.purchaser_id == self.purchaser)
        if self.amount_from is not None:
            conditions.append(Contract.amount_fen >= int(self.amount_from * 100))
        if self.amount_to is not None:
            conditions.append(Contract.amount_fen <= int(self.amount_to * 100))
        return conditions


CONTRACTS = PublicTable(
    name="contracts",
    source=SOURCE,
    public=true(),
    order_on=Contract.sort_on,  # type: ignore[arg-type] # mapped attributes are column expressions
    order_id=Contract.id,  # type: ignore[arg-type] # as above
    columns=(
        column("id", Contract.id, Kind.TEXT, "编号", "Id", ("永久编号", "permanent")),
        column("title", Contract.title, Kind.TEXT, "合同名称", "Title", ("合同的名称", "its name")),
        column("number", Contract.number, Kind.TEXT, "合同编号", "Contract number",
               ("购买主体登记的编号", "as the purchaser recorded it")),
        column("project_no", Project.number, Kind.TEXT, "项目编号", "Project number",
               ("所属项目的编号", "of the project it belongs to")),
        column("purchaser", PURCHASER.name, Kind.TEXT, "购买主体", "Purchaser",
               ("合同的购买主体", "the contract's purchaser")),
        column("purchaser_id", PURCHASER.id, Kind.TEXT, "购买主体永久编号", "Purchaser's id",
               ("本站的永久编号", "permanent here")),
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
        column("method", METHOD, Kind.TEXT, "采购方式", "Procurement method",
               ("同一项目最新公告所述的方式", "as the newest notice of its project says")),
        column("currency", Contract.currency, Kind.TEXT, "币种", "Currency", ("ISO 4217",) * 2),
        column("amount", Contract.amount_fen, Kind.MONEY, "合同金额", "Amount",
               ("合同约定的金额", "as agreed in the contract")),
        column("signed_on", Contract.signed_on, Kind.DATE, "签订日期", "Signed on",
               ("合同签订的日期", "the day it was signed")),
        column("starts_on", Contract.starts_on, Kind.DATE, "服务开始", "Starts on",
               ("含当日", "included")),
        column("ends_on", Contract.ends_on, Kind.DATE, "服务结束", "Ends on",
               ("含当日", "included")),
        column("place", Project.place, Kind.TEXT, "依据文件", "Governing document",
               ("规则包的代号", "the id of its rule pack")),
        column("evaluations", EVALUATED, Kind.INTEGER, "已公布评价数", "Published evaluations",
               ("本合同已公布的评价结果数", "results of this contract that are public"),
               unit=("项", "results")),
        column("demonstration", Contract.is_demo, Kind.BOOLEAN, "演示数据", "Demonstration data",
               ("为 true 的行是虚构的", "rows with true are invented")),
    ),
)  # fmt: skip
