"""The public table of attached files (附件), and what a notice's page says of them."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from pydantic import field_validator
from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.orm import Session

from portal.disclosure.columns import Kind, column
from portal.disclosure.parameters import DatedFilter
from portal.disclosure.table import PublicTable
from portal.errors import InvalidInputError
from portal.records.base import is_id
from portal.records.notice import UNDATED, Notice, NoticeState
from portal.records.publishing import Attachment
from portal.records.regions import within

FILES = "/files/"
BYTES = ("字节", "bytes")


class NoticePartFilter(DatedFilter):
    """The words, region and days of the notices, or one notice by its id."""

    notice: str | None = None

    @field_validator("notice")
    @classmethod
    def _notice(cls, value: str | None) -> str | None:
        if value and not is_id(value):
            raise InvalidInputError("notice: the id of a notice is expected")
        return value

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """The conditions that a public row has to meet."""
        conditions = self.mentions(Notice.search_text)  # type: ignore[arg-type] # a mapped attribute
        if self.from_on or self.to_on:
            on: Any = Notice.sort_on
            conditions += [on > UNDATED, *self.between(on)]
        if self.region and (inside := within(Notice.region_code, self.region)) is not None:
            conditions.append(inside)
        if self.notice:
            conditions.append(Notice.id == self.notice)
        return conditions


ATTACHMENTS = PublicTable(
    name="attachments",
    source=Attachment.__table__.join(Notice.__table__, Notice.id == Attachment.notice_id),
    public=(Notice.state == NoticeState.ISSUED) & Attachment.is_withdrawn.is_(False),
    order_on=Notice.sort_on,  # type: ignore[arg-type] # mapped attributes are column expressions
    order_id=Attachment.id,  # type: ignore[arg-type] # as above
    columns=(
        column("id", Attachment.id, Kind.TEXT, "编号", "Id", ("永久编号", "permanent")),
        column("notice", Attachment.notice_id, Kind.TEXT, "公告", "Notice",
               ("所属公告的编号", "id of the notice it belongs to")),
        column("name", Attachment.name, Kind.TEXT, "名称", "Name",
               ("下载时的文件名", "under which it is downloaded")),
        column("media_type", Attachment.media_type, Kind.TEXT, "媒体类型", "Media type",
               ("按内容判定，不看扩展名", "as its content shows, whatever its name says")),
        column("size", Attachment.size, Kind.INTEGER, "大小", "Size",
               ("文件的长度", "how long the file is"), unit=BYTES),
        column("sha256", Attachment.sha256, Kind.TEXT, "校验值（SHA-256）", "SHA-256",
               ("下载后可据此核对", "to check a download against")),
        column("address", literal(FILES) + Attachment.id, Kind.TEXT, "地址", "Address",
               ("本站内的地址", "on this portal")),
        column("demonstration", Notice.is_demo, Kind.BOOLEAN, "演示数据", "Demonstration data",
               ("为 true 的行是虚构的", "rows with true are invented")),
    ),
)  # fmt: skip


def file_address(attachment: Attachment) -> str:
    """Where a file can be had; its id alone leads there as well."""
    return f"{FILES}{attachment.id}/{quote(attachment.name, safe='')}"


def list_files(session: Session, notice_id: str) -> Sequence[Attachment]:
    """The files of a public notice in their order."""
    return session.scalars(
        select(Attachment)
        .join(Notice, Notice.id == Attachment.notice_id)
        .where(Attachment.notice_id == notice_id, ATTACHMENTS.public)
        .order_by(Attachment.position, Attachment.id)
    ).all()


def find_file(session: Session, attachment_id: str) -> Attachment | None:
    """A file that is public; None for any other."""
    if not is_id(attachment_id):
        return None
    return session.scalar(
        select(Attachment)
        .join(Notice, Notice.id == Attachment.notice_id)
        .where(Attachment.id == attachment_id, ATTACHMENTS.public)
    )
