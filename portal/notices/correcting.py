"""What a correction changes, word by word, and the notice (更正公告) that says so."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from portal.notices.content import Public
from portal.notices.formats import Format
from portal.records.notice import Notice

GENERATED = (
    "basics",
    "corrections.what",
    "corrections.content",
    "corrections.why",
    "corrections.on",
)
"""Beginnings of the keys that a correction's own notice fills by itself"""
EMPTY = "（空）"
TITLE = "标题"


class Change(NamedTuple):
    """One field that reads otherwise, in the words of the notice's own language."""

    label: str
    before: str
    after: str


def changes(notice: Notice, new: Public, form: Format) -> list[Change]:
    """What differs from the notice as it stands, in the format's order."""
    before: Mapping[str, str] = json.loads(notice.fields or "{}")
    hidden = {each["field"] for each in new.withheld}
    found = [Change(TITLE, notice.title or EMPTY, new.title or EMPTY)]
    found += [
        Change(field.labels["zh"], said(form, field.key, before), said(form, field.key, new.fields))
        for field in form
        if field.key not in hidden
    ]
    return [each for each in found if each.before != each.after]


def said(form: Format, key: str, fields: Mapping[str, str]) -> str:
    """What stands under a heading, as a Chinese notice prints it."""
    value, field = fields.get(key, ""), form.by_key[key]
    if not value:
        return EMPTY
    match field.part.kind:
        case "fen" if value.isdecimal():
            return f"{int(value) // 100:,}.{int(value) % 100:02d}元"
        case "yes_no":
            return {"yes": "是", "no": "否"}.get(value, value)
        case "code":
            title = form.options(field).get(value)
            return title.zh if title else value
    return value


def own_fields(notice: Notice, new: Public, changed: Sequence[Change], on: date) -> dict[str, str]:
    """Everything that the correction's own notice says."""
    listed = [f"{each.label}：原为“{each.before}”，更正为“{each.after}”。" for each in changed]
    first = notice.notice_on.isoformat() if notice.notice_on else on.isoformat()
    return {
        **new.own,
        "basics.number": notice.project_no or "无",
        "basics.name": notice.title or "无",
        "basics.first": first,
        "corrections.what": "、".join(each.label for each in changed) or "附件",
        "corrections.content": "\n".join(listed) or "附件有变化，见附件清单。",
        "corrections.why": new.reason or "",
        "corrections.on": on.isoformat(),
    }
