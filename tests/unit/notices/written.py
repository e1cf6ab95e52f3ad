"""A notice of each format with every field filled in, for tests that then change one thing."""

from typing import Any

from portal.notices.formats import Field, Format
from portal.notices.rules.reading import read_fields
from portal.notices.rules.remarks import OF_CONTRACT, Text
from portal.policy.identifiers import make_uscc

TYPED: dict[str, object] = {
    "text": "示例内容",
    "lines": "第一行\n第二行",
    "lots": "二包；示例乙中心；示例路2号；1,200.5",
    "date": "2026-03-02",
    "month": "2026-04",
    "time": "09:30",
    "fen": "480,000.00",
    "yes_no": "是",
    "uscc": make_uscc("52", "510603", "0201"),
    "region": "510603",
}
"""Kind → what an officer types"""


def typed_in(form: Format, field: Field) -> object:
    """What an officer types in a field."""
    if field.part.kind == "code":
        return next(iter(form.options(field)))
    return TYPED[field.part.kind]


def all_typed(form: Format) -> dict[str, object]:
    """What an officer types in every field of a format."""
    return {field.key: typed_in(form, field) for field in form}


def whole(form: Format, **changes: Any) -> Text:
    """A notice that meets every check, but for the changes."""
    said: dict[str, Any] = {
        "form": form,
        "title": "某服务项目公告",
        "fields": read_fields(form, all_typed(form)),
        "contract_id": "contract" if form.type in OF_CONTRACT else None,
    }
    return Text(**(said | changes))
