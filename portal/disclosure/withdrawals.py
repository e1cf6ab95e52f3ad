"""The public table of what was withdrawn (撤回): when, why and on which basis; never what."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pydantic import field_validator
from sqlalchemy import ColumnElement, case, literal, select, true
from sqlalchemy.orm import Session

from portal.disclosure.columns import Kind, column
from portal.disclosure.notices import NoticeFilter
from portal.disclosure.parameters import DatedFilter, one_of
from portal.disclosure.table import PublicTable
from portal.errors import InvalidInputError
from portal.locale import gettext, said_day
from portal.records.base import is_id
from portal.records.notice import Notice, NoticeState
from portal.records.organisation import Organisation
from portal.records.publishing import Attachment, Withdrawal
from portal.records.region import Region
from portal.records.regions import within
from portal.today import today

TOLD_FOR = timedelta(days=90)
"""How long a feed says that a notice was withdrawn; whoever reads it less often takes the file"""
MOST_TOLD = 100
KINDS = ("notice", "version", "attachment")
KIND: ColumnElement[str] = case(
    (Withdrawal.attachment_id.is_not(None), literal("attachment")),
    (Withdrawal.version.is_not(None), literal("version")),
    else_=literal("notice"),
)
"""What was withdrawn: a whole notice, one of its versions, or one of its files"""


class WithdrawalFilter(DatedFilter):
    """Words of the reason, region, days (of the withdrawal), the kind, or one notice by its id."""

    notice: str | None = None
    kind: str | None = None

    @field_validator("notice")
    @classmethod
    def _notice(cls, value: str | None) -> str | None:
        if value and not is_id(value):
            raise InvalidInputError("notice: the id of a notice is expected")
        return value

    @field_validator("kind")
    @classmethod
    def _kind(cls, value: str | None) -> str | None:
        return value and one_of("kind", value, KINDS)

    def conditions(self) -> Sequence[ColumnElement[bool]]:
        """The conditions that a public row has to meet."""
        on: Any = Withdrawal.withdrawn_on
        conditions = [*self.between(on)]
        conditions += [Withdrawal.reason.icontains(each, autoescape=True) for each in self.words()]
        if self.region and (inside := within(Notice.region_code, self.region)) is not None:
            conditions.append(inside)
        if self.notice:
            conditions.append(Withdrawal.notice_id == self.notice)
        if self.kind:
            conditions.append(KIND.in_((self.kind,)))
        return conditions


WITHDRAWALS = PublicTable(
    name="withdrawals",
    source=Withdrawal.__table__.join(Notice.__table__, Notice.id == Withdrawal.notice_id)
    .outerjoin(Organisation.__table__, Organisation.id == Notice.purchaser_id)
    .outerjoin(Region.__table__, Region.code == Notice.region_code),
    public=true(),
    order_on=Withdrawal.withdrawn_on,  # type: ignore[arg-type] # mapped attributes are column expressions
    order_id=Withdrawal.id,  # type: ignore[arg-type] # as above
    columns=(
        column("id", Withdrawal.id, Kind.TEXT, "编号", "Id", ("永久编号", "permanent")),
        column("kind", KIND, Kind.TEXT, "撤回的是", "Withdrawn",
               ("notice 整份公告、version 某一版本、attachment 某一附件",
                "a whole notice, one version, or one attachment")),
        column("notice", Withdrawal.notice_id, Kind.TEXT, "公告", "Notice",
               ("公告编号；整份撤回的公告已打不开",
                "its id; a notice withdrawn as a whole cannot be opened")),
        column("version", Withdrawal.version, Kind.INTEGER, "版本号", "Version",
               ("撤回的版本；其余为空", "the withdrawn version; else empty")),
        column("attachment", Withdrawal.attachment_id, Kind.TEXT, "附件", "Attachment",
               ("撤回的附件编号；其余为空", "id of the withdrawn file; else empty")),
        column("type", Notice.type, Kind.TEXT, "公告类型", "Notice type",
               ("财办库〔2020〕50号13种格式之一，或 other", "one of the 13 formats, or other")),
        column("purchaser", Organisation.name, Kind.TEXT, "购买主体", "Purchaser",
               ("已登记代码的机构名称", "the organisation, where its code is recorded")),
        column("region_code", Notice.region_code, Kind.TEXT, "区划代码", "Region code",
               ("GB/T 2260，乡镇为9位", "GB/T 2260; 9 digits for a township")),
        column("region", Region.path, Kind.TEXT, "行政区划", "Region",
               ("从省到县或乡镇", "from the province down")),
        column("withdrawn_on", Withdrawal.withdrawn_on, Kind.DATE, "撤回日期", "Withdrawn on",
               ("自该日起不再公开", "gone from that day on")),
        column("reason", Withdrawal.reason, Kind.TEXT, "撤回理由", "Reason",
               ("不重复被撤回的内容", "without repeating what was withdrawn")),
        column("basis", Withdrawal.basis, Kind.TEXT, "法律依据", "Legal basis",
               ("撤回所依据的法律", "the law it rests on")),
        column("demonstration", Notice.is_demo, Kind.BOOLEAN, "演示数据", "Demonstration data",
               ("为 true 的行是虚构的", "rows with true are invented")),
    ),
)  # fmt: skip


def find_withdrawal(
    session: Session, *, notice_id: str = "", attachment_id: str = "", version: int | None = None
) -> Withdrawal | None:
    """The withdrawal of a notice that is not public any more, of a version, or of a file.

    A file goes with its notice too.
    """
    if not is_id(notice_id or attachment_id):
        return None
    newest = select(Withdrawal).order_by(Withdrawal.withdrawn_at.desc()).limit(1)
    if attachment_id:
        return session.scalar(newest.where(Withdrawal.attachment_id == attachment_id))
    if version is not None:
        return session.scalar(
            newest.where(Withdrawal.notice_id == notice_id, Withdrawal.version == version)
        )
    return session.scalar(
        newest.join(Notice, Notice.id == Withdrawal.notice_id).where(
            Withdrawal.notice_id == notice_id,
            Notice.state != NoticeState.ISSUED,
            Withdrawal.version.is_(None),
            Withdrawal.attachment_id.is_(None),
        )
    )


def find_withdrawal_of_file(session: Session, attachment_id: str) -> Withdrawal | None:
    """Why a file that was public is gone: withdrawn by itself, or with its notice."""
    attachment = session.get(Attachment, attachment_id) if is_id(attachment_id) else None
    if attachment is None or attachment.notice_id is None or not attachment.is_withdrawn:
        return None
    return find_withdrawal(session, attachment_id=attachment.id) or find_withdrawal(
        session, notice_id=attachment.notice_id
    )


def told(withdrawal: Withdrawal) -> str:
    """When, why and on which basis, in the language in use."""
    return gettext("Withdrawn on {day}. Reason: {reason} Legal basis: {basis}").format(
        day=said_day(withdrawal.withdrawn_on),
        reason=withdrawal.reason,
        basis=withdrawal.basis,
    )


def list_withdrawals(session: Session, notice_id: str) -> Sequence[Withdrawal]:
    """What of a public notice was withdrawn, the newest first."""
    return session.scalars(
        select(Withdrawal)
        .where(Withdrawal.notice_id == notice_id)
        .order_by(Withdrawal.withdrawn_at.desc())
    ).all()


def list_withdrawn(session: Session, wanted: NoticeFilter) -> Sequence[Withdrawal]:
    """Whole notices withdrawn lately, for those who follow a feed and may hold a copy.

    Only under filters that still fit a notice without content: told under a word, it would tell
    that the word stood there.
    """
    if wanted.query().keys() - {"region", "type", "method"}:
        return []
    return session.scalars(
        select(Withdrawal)
        .join(Notice, Notice.id == Withdrawal.notice_id)
        .where(
            Notice.state != NoticeState.ISSUED,
            Withdrawal.version.is_(None),
            Withdrawal.attachment_id.is_(None),
            Withdrawal.withdrawn_on >= today() - TOLD_FOR,
            *wanted.conditions(),
        )
        .order_by(Withdrawal.withdrawn_at.desc())
        .limit(MOST_TOLD)
    ).all()
