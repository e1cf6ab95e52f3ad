"""The public table of contractors (承接主体): who has a contract here or was named as supplier."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Date, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from portal.disclosure.columns import Kind, column
from portal.disclosure.contracts import IS_PUBLIC
from portal.disclosure.pages import Row
from portal.disclosure.parameters import DatedFilter
from portal.disclosure.table import PublicTable
from portal.records.contract import UNSIGNED, Contract
from portal.records.evaluation import Result, Round, RoundState
from portal.records.notice import Notice, NoticeState, NoticeSupplier
from portal.records.organisation import Organisation
from portal.records.region import Region
from portal.records.regions import within

MOST_NAMED = 100
"""Notices that name one contractor and are listed on its page; the rest is in the files"""
_OWN = Contract.contractor_id == Organisation.id
_NAMED = (
    NoticeSupplier.organisation_id == Organisation.id,
    Notice.id == NoticeSupplier.notice_id,
    IS_PUBLIC,
)
CONTRACTS = select(func.count(Contract.id)).where(_OWN).correlate(Organisation).scalar_subquery()
NOTICES = (
    select(func.count(Notice.id.distinct())).where(*_NAMED).correlate(Organisation)
).scalar_subquery()
RESULTS = (
    select(func.count(Result.round_id))
    .where(_OWN, Round.contract_id == Contract.id, Result.round_id == Round.id)
    .where(Round.state == RoundState.PUBLISHED)
    .correlate(Organisation)
    .scalar_subquery()
)
_LAST_CONTRACT = select(func.max(Contract.sort_on)).where(_OWN).correlate(Organisation)
_LAST_NOTICE = select(func.max(Notice.sort_on)).where(*_NAMED).correlate(Organisation)
NEWEST: ColumnElement[object] = func.coalesce(
    _LAST_CONTRACT.scalar_subquery(), _LAST_NOTICE.scalar_subquery(), literal(UNSIGNED, Date)
)
"""The day of its newest contract or, without one, of the newest notice that names it"""


class ContractorFilter(DatedFilter):
    """Words, region (of its registration) and days (of its newest contract or notice)."""

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """The conditions that a public row has to meet."""
        conditions = self.mentions(Organisation.search_text)  # type: ignore[arg-type] # a mapped attribute
        if self.from_on or self.to_on:
            conditions += [NEWEST > UNSIGNED, *self.between(NEWEST)]
        if self.region and (inside := within(Organisation.region_code, self.region)) is not None:
            conditions.append(inside)
        return conditions


CONTRACTORS = PublicTable(
    name="contractors",
    source=Organisation.__table__.outerjoin(
        Region.__table__, Region.code == Organisation.region_code
    ),
    public=or_(
        exists().where(_OWN).correlate(Organisation),
        exists().where(*_NAMED).correlate(Organisation),
    ),
    order_on=NEWEST,  # type: ignore[arg-type] # a date
    order_id=Organisation.id,  # type: ignore[arg-type] # a mapped attribute
    columns=(
        column("id", Organisation.id, Kind.TEXT, "编号", "Id", ("永久编号", "permanent")),
        column("name", Organisation.name, Kind.TEXT, "名称", "Name",
               ("首次登记时的名称", "as it was first recorded")),
        column("uscc", Organisation.uscc, Kind.TEXT, "统一社会信用代码", "Credit code",
               ("GB 32100，已核对两个校验位", "by GB 32100, both check digits verified")),
        column("region_code", Organisation.region_code, Kind.TEXT, "区划代码", "Region code",
               ("代码所示的登记地", "where it is registered, by its credit code")),
        column("region", Region.path, Kind.TEXT, "行政区划", "Region",
               ("从省到县", "from the province down")),
        column("contracts", CONTRACTS, Kind.INTEGER, "本站合同数", "Contracts here",
               ("本站登记的合同", "recorded in this portal"), unit=("份", "contracts")),
        column("evaluations", RESULTS, Kind.INTEGER, "已公布评价数", "Published evaluations",
               ("其合同已公布的评价结果", "published results of its contracts"),
               unit=("项", "results")),
        column("notices", NOTICES, Kind.INTEGER, "提及的公告数", "Notices that name it",
               ("以供应商提及它的公开公告", "public notices that name it as supplier"),
               unit=("份", "notices")),
        column("newest_on", func.nullif(NEWEST, literal(UNSIGNED, Date), type_=Date), Kind.DATE,
               "最近日期", "Newest",
               ("最近合同的签订日期；没有合同时为最近公告的日期",
                "day of its newest contract or, without one, of the newest notice")),
        column("demonstration", Organisation.is_demo, Kind.BOOLEAN, "演示数据",
               "Demonstration data", ("为 true 的行是虚构的", "rows with true are invented")),
    ),
)  # fmt: skip


def notices_naming(session: Session, contractor_id: str) -> Sequence[Row]:
    """The public notices that name a contractor as supplier, newest first."""
    statement = (
        select(
            Notice.id,
            Notice.type,
            Notice.type_text,
            Notice.title,
            Notice.notice_on,
            Notice.currency,
            Notice.award_fen.label("award"),
            Notice.award_text,
            Notice.is_demo.label("demonstration"),
        )
        .where(
            Notice.state == NoticeState.ISSUED,
            Notice.id.in_(
                select(NoticeSupplier.notice_id).where(
                    NoticeSupplier.organisation_id == contractor_id
                )
            ),
        )
        .order_by(Notice.sort_on.desc(), Notice.id.desc())
        .limit(MOST_NAMED)
    )
    return session.execute(statement).mappings().all()


def suppliers_of(session: Session, notice_id: str) -> Sequence[tuple[str, str | None]]:
    """The suppliers of a notice in its order: name, and id where the credit code is known."""
    rows = session.execute(
        select(NoticeSupplier.name, NoticeSupplier.organisation_id)
        .where(NoticeSupplier.notice_id == notice_id)
        .order_by(NoticeSupplier.position)
    )
    return [(name, organisation_id) for name, organisation_id in rows]
