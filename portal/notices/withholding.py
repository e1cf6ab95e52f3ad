"""Withholding (不予公开): a field or an attachment that the public does not see, and why not.

What is withheld is not kept here: the portal holds only what may be shown. There is no ground for
state secrets, because those are never entered.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.identity import audit
from portal.identity.acting import Acting
from portal.locale import Marked, marked
from portal.notices.about import form_of, is_import
from portal.notices.attachments import write_in
from portal.notices.content import entered_from
from portal.notices.judging import withheld_of
from portal.policy.privacy import refuse_private
from portal.records.account import Role
from portal.records.base import is_id, new_id, utc_now
from portal.records.notice import Notice
from portal.records.publishing import NoticeDraft, Withholding, WithholdingGround

GROUNDS: Mapping[WithholdingGround, Mapping[str, str]] = {
    WithholdingGround.TRADE_SECRET: {"zh": "商业秘密", "en": "trade secret"},
    WithholdingGround.PERSONAL_PRIVACY: {"zh": "个人隐私", "en": "personal privacy"},
}
BASES = (
    "《中华人民共和国政府信息公开条例》第十五条",
    "《中华人民共和国政府采购法》第十一条",
    "《中华人民共和国政府采购法实施条例》第五十条",
)
"""The provisions on which a withholding mostly rests"""
LIMITS = {"attachment_name": 200, "basis": 300, "reason": 1_000}
_LABELS: Mapping[str, Mapping[str, str]] = {
    "attachment_name": {"zh": "不予公开的附件", "en": "withheld attachment"},
    "basis": {"zh": "法律依据", "en": "legal basis"},
    "reason": {"zh": "理由", "en": "reason"},
}
STILL_EMPTY: Marked = marked(
    "what was withheld is not here; publish it by a correction, and the withholding ends with it"
)


@dataclass(frozen=True)
class NewWithholding:
    """What an officer enters; one of ``field`` and ``attachment_name``."""

    ground: str
    basis: str
    reason: str
    field: str | None = None
    """Key of the field in the format of the notice"""
    attachment_name: str | None = None
    """What the document is, in words that give nothing away"""


def withhold(
    session: Session, acting: Acting, draft_id: str, entered: NewWithholding
) -> Withholding:
    """Keep a field or a document of a draft from the public; what stood in the field is struck."""
    draft = write_in(session, acting, draft_id)
    if is_import(session, draft):
        raise ConflictError("the words of a reprint are its source's; nothing of them is withheld")
    ground = _ground(entered.ground)
    if bool(entered.field) == bool(entered.attachment_name):
        raise InvalidInputError("name either a field or an attachment that is withheld")
    if entered.field:
        _check_field(session, draft, entered.field)
    texts = {
        "basis": entered.basis.strip(),
        "reason": entered.reason.strip(),
        **({"attachment_name": entered.attachment_name.strip()} if entered.attachment_name else {}),
    }
    _check_texts(texts)
    if entered.field and any(each.field == entered.field for each in withheld_of(session, draft)):
        raise ConflictError("the field is withheld already")
    row = Withholding(
        id=new_id(),
        draft_id=draft.id,
        field=entered.field,
        attachment_name=texts.get("attachment_name"),
        ground=ground,
        basis=texts["basis"],
        reason=texts["reason"],
        account_id=acting.account_id,
    )
    session.add(row)
    if entered.field:
        draft.content = _without(draft.content, entered.field)
        draft.changed_at = utc_now()
    session.flush()
    audit.record(
        session, acting, "withhold", ("notice_draft", draft.id), withholding=row.id, ground=ground
    )
    return row


def end_withholding(session: Session, acting: Acting, withholding_id: str) -> None:
    """Take a withholding back: in a draft it goes; of a public notice it ends once it is filled."""
    row = session.get(Withholding, withholding_id) if is_id(withholding_id) else None
    if row is None:
        raise NotFoundError("no withholding has the id {id}", id=withholding_id[:40])
    if row.notice_id is None:
        if row.draft_id is None:
            raise NotFoundError("no withholding has the id {id}", id=withholding_id[:40])
        write_in(session, acting, row.draft_id)
        session.delete(row)
    else:
        notice = session.get_one(Notice, row.notice_id)
        acting.require(Role.PURCHASER, Role.OPERATOR, organisation_id=notice.purchaser_id)
        if row.ended_at is not None:
            raise ConflictError("the withholding has ended already")
        if row.field and not fields_of(notice).get(row.field, "").strip():
            raise ConflictError(STILL_EMPTY)
        row.ended_at = utc_now()
        session.flush()
        note_withheld(session, notice)
    audit.record(
        session, acting, "end_withholding", ("withholding", withholding_id), notice=row.notice_id
    )


def note_withheld(session: Session, notice: Notice) -> None:
    """Write into the notice's own row what of it is withheld now, as the files tell it."""
    rows = session.scalars(
        select(Withholding)
        .where(Withholding.notice_id == notice.id, Withholding.ended_at.is_(None))
        .order_by(Withholding.withheld_at, Withholding.id)
    )
    names = [row.field or (row.attachment_name or "").replace(",", "，") for row in rows]
    notice.withheld = ",".join(names) or None


def fields_of(notice: Notice) -> dict[str, str]:
    """What stands under the headings of a notice's format."""
    return json.loads(notice.fields) if notice.fields else {}


def _ground(text: str) -> WithholdingGround:
    try:
        return WithholdingGround(text)
    except ValueError:
        raise InvalidInputError(
            "something can be withheld as a trade secret or as personal privacy; state secrets "
            "are never entered"
        ) from None


def _check_field(session: Session, draft: NoticeDraft, key: str) -> None:
    form = form_of(session, draft)
    if key not in form.by_key:
        raise InvalidInputError(
            "there is no field {code}; this notice has {known}",
            code=key[:80],
            known=[field.labels for field in form],
        )


def _check_texts(texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        if not text:
            raise InvalidInputError("{field}: say it in words", field=_LABELS[name])
        if len(text) > LIMITS[name]:
            raise InvalidInputError(
                "{field}: at most {limit} characters are accepted",
                field=_LABELS[name],
                limit=LIMITS[name],
            )
        refuse_private(_LABELS[name], text)


def _without(content: str, key: str) -> str:
    """The entered content with nothing in a field."""
    entered = entered_from(content)
    fields = {name: text for name, text in entered.fields.items() if name != key}
    return replace(entered, fields=fields).as_json()
