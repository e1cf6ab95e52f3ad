"""What a new notice can take over from the project, its contract and the notices before it."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.notices.formats import Field, Format, format_of
from portal.notices.rules.reading import is_kept
from portal.notices.types import NoticeType
from portal.records.contract import Contract
from portal.records.notice import Notice, NoticeState
from portal.records.organisation import Organisation
from portal.records.project import Project

SAME_BODY = ("purchaser", "supplier", "agency", "person", "phone", "finance")
"""Beginnings of part codes that mean the same body or person in every format"""
LASTING = frozenset(
    {"project_no", "project", "method", "budget", "agency", "supplier", "supplier_code",
     "service_period"}
)  # fmt: skip
"""Columns whose content stays true from one notice of a project to the next"""


TITLES: Mapping[tuple[NoticeType, str], str] = {
    (NoticeType.TENDER, "open"): "公开招标公告",
    (NoticeType.TENDER, "invited"): "邀请招标公告",
    (NoticeType.NEGOTIATION, ""): "采购公告",
    (NoticeType.NEGOTIATION, "negotiation"): "竞争性谈判公告",
    (NoticeType.NEGOTIATION, "consultation"): "竞争性磋商公告",
    (NoticeType.NEGOTIATION, "inquiry"): "询价公告",
    (NoticeType.RESULT, "open"): "中标结果公告",
    (NoticeType.RESULT, "invited"): "中标结果公告",
    (NoticeType.RESULT, "negotiation"): "成交结果公告",
    (NoticeType.RESULT, "consultation"): "成交结果公告",
    (NoticeType.RESULT, "inquiry"): "成交结果公告",
    (NoticeType.RESULT, "single_source"): "成交结果公告",
    (NoticeType.ACCEPTANCE, ""): "验收结果公告",
}
"""Type and method → the words at the end of a title"""


def prefilled(
    session: Session, form: Format, project: Project, contract: Contract | None
) -> dict[str, str]:
    """Key → what is known already; the newest notice counts."""
    earlier = [_known(notice) for notice in _earlier(session, project.id)]
    own = _of_records(session, project, contract)
    found: dict[str, str] = {}
    for field in form:
        value = own.get(_name(field)) or own.get(field.part.column or "")
        value = value or _first(field, earlier) or field.part.usual
        if value and is_kept(form, field, value):
            found[field.key] = value
    return found


def _earlier(session: Session, project_id: str) -> Iterable[Notice]:
    return session.scalars(
        select(Notice)
        .where(
            Notice.project_id == project_id,
            Notice.state == NoticeState.ISSUED,
            Notice.fields.is_not(None),
            Notice.type != NoticeType.CORRECTION,
        )
        .order_by(Notice.sort_on.desc(), Notice.issued_at.desc(), Notice.id)
    )


def _known(notice: Notice) -> dict[str, str]:
    """What a notice says of what lasts, by column and by the body it is about."""
    fields: Mapping[str, str] = json.loads(notice.fields or "{}")
    said: dict[str, str] = {}
    for field in format_of(notice.type):
        value, column = fields.get(field.key), field.part.column
        if value and column and column in LASTING:
            said[column] = value
        if value and _name(field):
            said.setdefault(_name(field), value)
    return said


def _name(field: Field) -> str:
    code = field.part.code or ""
    return code if code.startswith(SAME_BODY) else ""


def _first(field: Field, earlier: Iterable[Mapping[str, str]]) -> str | None:
    column = field.part.column if field.part.column in LASTING else None
    for said in earlier:
        value = said.get(column or "") or said.get(_name(field) or "-")
        if value:
            return value
    return None


def _of_records(
    session: Session, project: Project, contract: Contract | None
) -> dict[str, str | None]:
    purchaser = session.get(Organisation, project.purchaser_id) if project.purchaser_id else None
    known: dict[str, str | None] = {
        "project_no": project.number,
        "project": project.title,
        "purchaser": purchaser.name if purchaser else None,
    }
    if contract is None:
        return known
    begin, end = contract.starts_on, contract.ends_on
    return known | {
        "supplier": contract.contractor.name,
        "supplier_code": contract.contractor.uscc,
        "award": None if contract.amount_fen is None else str(contract.amount_fen),
        "service_period": f"{begin}至{end}" if begin and end else None,
    }


def of_contract(contract: Contract) -> dict[str, str]:
    """What a notice about a contract says of it under headings of its own."""
    said = {
        "contract-number": contract.number,
        "contract-name": contract.title,
        "signed": contract.signed_on.isoformat() if contract.signed_on else None,
    }
    return {key: value for key, value in said.items() if value}


def method_before(session: Session, project_id: str, *, besides: str = "") -> str | None:
    """The method that the newest other public notice of a project states."""
    return session.scalars(
        select(Notice.method)
        .where(
            Notice.project_id == project_id,
            Notice.id != besides,
            Notice.state == NoticeState.ISSUED,
            Notice.method.is_not(None),
        )
        .order_by(Notice.sort_on.desc(), Notice.issued_at.desc(), Notice.id)
    ).first()


def usual_title(kind: NoticeType, project: str, method: str | None) -> str:
    """A title as such notices bear it; the method decides where the format serves several."""
    words = TITLES.get((kind, method or ""), TITLES.get((kind, ""), kind.term.zh))
    return f"{project}{words}"
