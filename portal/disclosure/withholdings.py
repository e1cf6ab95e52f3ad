"""The public table of what is withheld (不予公开), and why; never by whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.disclosure.columns import Kind, column
from portal.disclosure.table import PublicTable
from portal.notices.formats import format_of
from portal.notices.withholding import GROUNDS
from portal.records.notice import Notice, NoticeState
from portal.records.project import Project
from portal.records.publishing import Withholding

WITHHOLDINGS = PublicTable(
    name="withholdings",
    source=Withholding.__table__.join(Notice.__table__, Notice.id == Withholding.notice_id),
    public=(Notice.state == NoticeState.ISSUED) & Withholding.ended_at.is_(None),
    order_on=Notice.sort_on,  # type: ignore[arg-type] # mapped attributes are column expressions
    order_id=Withholding.id,  # type: ignore[arg-type] # as above
    columns=(
        column("id", Withholding.id, Kind.TEXT, "编号", "Id", ("永久编号", "permanent")),
        column("notice", Withholding.notice_id, Kind.TEXT, "公告", "Notice",
               ("所属公告的编号", "id of the notice it belongs to")),
        column("field", Withholding.field, Kind.TEXT, "栏目", "Field",
               ("不予公开的栏目代号；附件则为空", "the field's code; empty for a document")),
        column("attachment", Withholding.attachment_name, Kind.TEXT, "附件", "Document",
               ("不予公开的附件是什么，不透露内容", "what it is, and nothing of its content")),
        column("ground", Withholding.ground, Kind.TEXT, "理由类别", "Ground",
               ("trade_secret 商业秘密、personal_privacy 个人隐私",
                "trade_secret or personal_privacy; state secrets are never entered here")),
        column("basis", Withholding.basis, Kind.TEXT, "法律依据", "Legal basis",
               ("不予公开所依据的法律或约定", "the law or agreement it rests on")),
        column("reason", Withholding.reason, Kind.TEXT, "说明", "Reason",
               ("不予公开的理由", "why it is not shown")),
        column("demonstration", Notice.is_demo, Kind.BOOLEAN, "演示数据", "Demonstration data",
               ("为 true 的行是虚构的", "rows with true are invented")),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Withheld:
    """One thing that a public notice withholds."""

    notice_id: str
    field: str | None
    attachment: str | None
    label: Mapping[str, str]
    """What it is called"""
    ground: str
    ground_label: Mapping[str, str]
    basis: str
    reason: str


def list_withholdings(session: Session, notice_ids: Iterable[str]) -> Sequence[Withheld]:
    """What these public notices withhold now, in the order in which it was entered."""
    rows = session.execute(
        select(Withholding, Notice.type, Project.place)
        .join(Notice, Notice.id == Withholding.notice_id)
        .outerjoin(Project, Project.id == Notice.project_id)
        .where(Withholding.notice_id.in_(tuple(notice_ids)), WITHHOLDINGS.public)
        .order_by(Withholding.notice_id, Withholding.withheld_at, Withholding.id)
    ).all()
    return [_withheld(row.Withholding, row.type, row.place) for row in rows]


def _withheld(row: Withholding, notice_type: str, place: str | None) -> Withheld:
    name = row.attachment_name or row.field or ""
    label: Mapping[str, str] = {"zh": name, "en": name}
    if row.field and (field := format_of(notice_type, place).by_key.get(row.field)):
        label = field.labels
    return Withheld(
        row.notice_id or "",
        row.field,
        row.attachment_name,
        label,
        row.ground.value,
        GROUNDS[row.ground],
        row.basis,
        row.reason,
    )
