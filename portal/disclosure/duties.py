"""The public table of the duty register (履职台账)."""

from collections.abc import Sequence

from pydantic import field_validator
from sqlalchemy import ColumnElement

from portal.disclosure.columns import Kind, column
from portal.disclosure.parameters import DatedFilter, one_of
from portal.disclosure.table import PublicTable
from portal.errors import InvalidInputError
from portal.policy.installed import installed
from portal.records.base import is_id
from portal.records.compliance import DutyRecord
from portal.records.organisation import Organisation
from portal.records.region import Region
from portal.records.regions import within

SOURCE = DutyRecord.__table__.join(
    Organisation.__table__, Organisation.id == DutyRecord.organisation_id
).outerjoin(Region.__table__, Region.code == DutyRecord.region_code)


class DutyFilter(DatedFilter):
    """Words (of the purchaser), place, duty, region and days on which a duty was done."""

    place: str | None = None
    duty: str | None = None

    @field_validator("place")
    @classmethod
    def _place(cls, value: str | None) -> str | None:
        return value and one_of("place", value, installed().packs)

    @field_validator("duty")
    @classmethod
    def _duty(cls, value: str | None) -> str | None:
        if value and not is_id(value):
            raise InvalidInputError("no duty is known as {name}", name=value[:80])
        return value

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """The conditions that a public row has to meet."""
        conditions = [
            *self.between(DutyRecord.done_on),  # type: ignore[arg-type] # a mapped attribute
            *self.mentions(Organisation.search_text),  # type: ignore[arg-type] # as above
        ]
        if self.region and (inside := within(DutyRecord.region_code, self.region)) is not None:
            conditions.append(inside)
        if self.place:
            conditions.append(DutyRecord.place == self.place)
        if self.duty:
            conditions.append(DutyRecord.duty_id == self.duty)
        return conditions


DUTIES = PublicTable(
    name="duties",
    source=SOURCE,
    public=DutyRecord.id.is_not(None),
    order_on=DutyRecord.done_on,  # type: ignore[arg-type] # mapped attributes are column expressions
    order_id=DutyRecord.id,  # type: ignore[arg-type] # as above
    columns=(
        column("id", DutyRecord.id, Kind.TEXT, "编号", "Id", ("永久编号", "permanent")),
        column("place", DutyRecord.place, Kind.TEXT, "依据文件", "Governing document",
               ("规则包的代号", "the id of its rule pack")),
        column("duty", DutyRecord.duty_id, Kind.TEXT, "职责", "Duty",
               ("职责的代号，含义见政策规定页", "its id; the page of the rules says what it is")),
        column("region_code", DutyRecord.region_code, Kind.TEXT, "区划代码", "Region code",
               ("履行职责的单位所在地，GB/T 2260", "of the unit that owes it, GB/T 2260")),
        column("region", Region.path, Kind.TEXT, "行政区划", "Region",
               ("从省到县或乡镇", "from the province down")),
        column("purchaser", Organisation.name, Kind.TEXT, "登记单位", "Recorded by",
               ("登记这一条的购买主体", "the purchaser whose officer recorded it")),
        column("period", DutyRecord.period, Kind.TEXT, "期间", "Period",
               ("2026、2026-H1、2026-Q3、2026-05 或 once", "2026, 2026-H1, 2026-Q3 or once")),
        column("done_on", DutyRecord.done_on, Kind.DATE, "履行日期", "Done on",
               ("履行职责的日期", "the day it was done")),
        column("figures", DutyRecord.figures, Kind.TEXT, "数据", "Figures",
               ("JSON：职责要求登记的各项数据", "JSON: the figures that the duty asks for")),
        column("evidence", DutyRecord.evidence, Kind.TEXT, "佐证", "Evidence",
               ("登记单位所述", "as its recorder describes it")),
        column("demonstration", DutyRecord.is_demo, Kind.BOOLEAN, "演示数据",
               "Demonstration data", ("为 true 的行是虚构的", "rows with true are invented")),
    ),
)  # fmt: skip
