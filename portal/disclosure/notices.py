"""The public table of notices (公告)."""

from collections.abc import Sequence

from pydantic import field_validator
from sqlalchemy import ColumnElement, func

from portal.disclosure.columns import Kind, column
from portal.disclosure.finding import RowIndex
from portal.disclosure.parameters import DatedFilter, one_of
from portal.disclosure.table import PublicTable
from portal.notices.types import NoticeType, ProcurementMethod
from portal.records.grams import Marks, asked_grams, hits, may_be_found
from portal.records.notice import UNDATED, Notice, NoticeState
from portal.records.regions import within


class NoticeFilter(DatedFilter):
    """Words, region, type, method and days (of the notice) by which notices can be narrowed."""

    type: str | None = None
    method: str | None = None

    @field_validator("type")
    @classmethod
    def _type(cls, value: str | None) -> str | None:
        return value and one_of("type", value, [each.value for each in NoticeType])

    @field_validator("method")
    @classmethod
    def _method(cls, value: str | None) -> str | None:
        return value and one_of("method", value, [each.value for each in ProcurementMethod])

    def grams(self) -> list[str]:
        """What the index has to hold of a notice that meets the filter, but for its day."""
        return asked_grams(self.words(), Marks(self.type, self.method, self.region))

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """The conditions that a public row has to meet."""
        conditions = self.mentions(Notice.search_text)  # type: ignore[arg-type] # a mapped attribute
        if self.from_on or self.to_on:
            # The day under which a notice is sorted is its own, and the index is in its order.
            dated = Notice.sort_on > UNDATED
            conditions += [dated, *self.between(Notice.sort_on)]  # type: ignore[arg-type] # as above
        if self.region and (inside := within(Notice.region_code, self.region)) is not None:
            conditions.append(inside)
        if self.type:
            conditions.append(Notice.type == self.type)
        if self.method:
            conditions.append(Notice.method == self.method)
        return conditions


NOTICES = PublicTable(
    name="notices",
    source=Notice.__table__,
    public=Notice.state == NoticeState.ISSUED,
    order_on=Notice.sort_on,  # type: ignore[arg-type] # mapped attributes are column expressions
    order_id=Notice.id,  # type: ignore[arg-type] # as above
    index=RowIndex(
        hits=hits,
        may_be_found=may_be_found,
        public=func.coalesce(Notice.state, NoticeState.DRAFT) == NoticeState.ISSUED,
    ),
    columns=(
        column("id", Notice.id, Kind.TEXT, "编号", "Id", ("永久编号", "permanent")),
        column("type", Notice.type, Kind.TEXT, "公告类型", "Notice type",
               ("财办库〔2020〕50号13种格式之一，或 other", "one of the 13 formats, or other")),
        column("type_text", Notice.type_text, Kind.TEXT, "公告类型原文", "Type as printed",
               ("来源所用的名称；类型为 other 时以此为准",
                "the source's own words; what counts where the type is other")),
        column("title", Notice.title, Kind.TEXT, "标题", "Title",
               ("来源中的标题", "as the source gives it")),
        column("project_no", Notice.project_no, Kind.TEXT, "项目编号", "Project number",
               ("来源中的编号，可能部分隐去", "as the source gives it, perhaps partly masked")),
        column("purchaser", Notice.purchaser_name, Kind.TEXT, "购买主体", "Purchaser",
               ("公告所称的采购人或购买主体", "as the notice names it")),
        column("region_code", Notice.region_code, Kind.TEXT, "区划代码", "Region code",
               ("GB/T 2260，乡镇为9位", "GB/T 2260; 9 digits for a township")),
        column("region", Notice.region_text, Kind.TEXT, "行政区划", "Region",
               ("来源中的名称；没有时用区划代码的名称",
                "as the source names it, else the name of the code")),
        column("method", Notice.method, Kind.TEXT, "采购方式", "Procurement method",
               ("法定采购方式之一，或 other", "one of the statutory methods, or other")),
        column("method_text", Notice.method_text, Kind.TEXT, "采购方式原文", "Method as printed",
               ("来源所用的名称", "the source's own words")),
        column("currency", Notice.currency, Kind.TEXT, "币种", "Currency", ("ISO 4217",) * 2),
        column("budget", Notice.budget_fen, Kind.MONEY, "预算", "Budget",
               ("来源给出的单一金额；各包金额不相加",
                "a single amount of the source; lots are never added up")),
        column("budget_text", Notice.budget_text, Kind.TEXT, "预算原文", "Budget as printed",
               ("原文不是单一金额时保留原文", "kept when the source gives no single amount")),
        column("ceiling", Notice.ceiling_fen, Kind.MONEY, "最高限价", "Ceiling price",
               ("来源给出的单一金额；各包金额不相加",
                "a single amount of the source; lots are never added up")),
        column("ceiling_text", Notice.ceiling_text, Kind.TEXT, "最高限价原文",
               "Ceiling as printed",
               ("原文不是单一金额时保留原文", "kept when the source gives no single amount")),
        column("award", Notice.award_fen, Kind.MONEY, "中标（成交）金额", "Award",
               ("来源给出的单一金额；各包金额不相加",
                "a single amount of the source; lots are never added up")),
        column("award_text", Notice.award_text, Kind.TEXT, "中标（成交）金额原文",
               "Award as printed",
               ("原文不是单一金额时保留原文", "kept when the source gives no single amount")),
        column("suppliers", Notice.supplier_names, Kind.TEXT, "中标（成交）供应商", "Suppliers",
               ("按来源顺序，以“；”分隔", "in the order of the source, parted by ；")),
        column("agency", Notice.agency_name, Kind.TEXT, "采购代理机构", "Agency",
               ("公告所称", "as the notice names it")),
        column("notice_on", Notice.notice_on, Kind.DATE, "公告日期", "Date of the notice",
               ("公告自己的日期", "the notice's own day")),
        column("notice_on_text", Notice.notice_on_text, Kind.TEXT, "公告日期原文",
               "Date as printed",
               ("日期读不出时保留原文", "kept when the day cannot be read")),
        column("event", Notice.event_text, Kind.TEXT, "关键时间", "Key dates",
               ("来源所述的投标、开标等时间", "opening and other times, as the source says them")),
        column("service_period", Notice.service_period_text, Kind.TEXT, "服务期限", "Period",
               ("来源所述的期限", "as the source says it")),
        column("facts", Notice.facts, Kind.TEXT, "要点", "Facts",
               ("来源所述内容的摘要", "what the source says, in short")),
        column("source_url", Notice.source_url, Kind.TEXT, "来源网址", "Source address",
               ("所转载公告的网址", "where the reprinted notice stands")),
        column("source", Notice.source_text, Kind.TEXT, "来源", "Source",
               ("转载自何处", "where it was reprinted from")),
        column("seen", Notice.seen, Kind.TEXT, "收录范围", "Readable part",
               ("收录时能读到来源的多少内容", "how much of the source could be read")),
        column("ocid", Notice.ocid, Kind.TEXT, "开放合同编号", "OCID",
               ("开放合同数据标准的过程编号",
                "contracting process by the Open Contracting Data Standard")),
        column("publisher", Notice.publisher, Kind.TEXT, "发布者", "Publisher",
               ("来源的发布机构；未写明时为 ocid 前缀",
                "whose source it is; the prefix of the ocid if unstated")),
        column("service_item", Notice.service_item, Kind.TEXT, "服务事项", "Service item",
               ("规则包与其清单中的代号，由购买主体填写",
                "pack and code in its list of services, as the purchaser states it")),
        column("index_no", Notice.index_no, Kind.TEXT, "索引号", "Index number",
               ("政府信息公开条例第十二条", "政府信息公开条例 Art. 12")),
        column("openness", Notice.openness, Kind.TEXT, "公开方式", "Way of disclosure",
               ("proactive 主动公开、on_request 依申请公开",
                "proactive or on_request")),
        column("issuer", Notice.issuer_name, Kind.TEXT, "发布机构", "Issuing body",
               ("在本站发布的机构；转载为空", "who issued it here; empty for a reprint")),
        column("made_on", Notice.made_on, Kind.DATE, "生成日期", "Made on",
               ("公告形成的日期；转载为空", "when it was made; empty for a reprint")),
        column("media", Notice.media_name, Kind.TEXT, "法定媒体", "Statutory medium",
               ("首次发布的法定媒体；为空表示未登记",
                "where it was first published; empty if not recorded")),
        column("media_url", Notice.media_url, Kind.TEXT, "法定媒体网址", "Address there",
               ("法定媒体上的网址", "its address on the statutory medium")),
        column("media_at", Notice.media_at, Kind.MOMENT, "首次发布时间", "First published there",
               ("在该媒体首次发布的时间（北京时间）；法定时限以法定媒体上的这一时间为准",
                "the moment in Beijing time; on a statutory medium it is what moves the clocks")),
        column("media_statutory", Notice.media_is_statutory, Kind.BOOLEAN, "属于法定媒体",
               "Medium is statutory",
               ("登记时在规则包的法定媒体清单上；为 false 的不影响时限",
                "on the packs' list of statutory media when registered; else no clock is moved")),
        column("withheld", Notice.withheld, Kind.TEXT, "不予公开的内容", "Withheld",
               ("不予公开的栏目代号，以逗号分隔；理由见公告页",
                "codes of withheld fields, parted by commas; the notice's page says why")),
        column("version", Notice.version, Kind.INTEGER, "版本号", "Version",
               ("来源每改动一次加一", "grows by one with each change of the source")),
        column("reprint", Notice.is_reprint, Kind.BOOLEAN, "转载", "Reprint",
               ("首次发布在别处", "first published elsewhere")),
        column("demonstration", Notice.is_demo, Kind.BOOLEAN, "演示数据", "Demonstration data",
               ("为 true 的行是虚构的", "rows with true are invented")),
    ),
)  # fmt: skip
