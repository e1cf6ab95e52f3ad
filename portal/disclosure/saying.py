"""Public values in words, for feeds and for pages that are read without JavaScript."""

from collections.abc import Mapping

from sqlalchemy import RowMapping

from portal.disclosure.columns import Column, Kind
from portal.locale import Marked, gettext, pick
from portal.notices.types import NoticeType, ProcurementMethod

Codes = Mapping[str, Mapping[str, Mapping[str, str] | Marked]]
"""Column → code → what it is called"""


def say(column: Column, row: RowMapping, codes: Codes) -> str:
    """A value in the language in use; empty where there is none."""
    value = row[column.name]
    if value is None:
        return ""
    if column.name in codes:
        labels = codes[column.name].get(value)
        if isinstance(labels, Marked):
            return gettext(labels)
        return pick(labels) if labels else str(value)
    match column.kind:
        case Kind.MONEY:
            amount = f"{value // 100:,}.{value % 100:02}"
            return f"{amount} {row['currency']}" if row["currency"] else amount
        case Kind.SCORE:
            return f"{value // 100}.{value % 100:02}"
        case _:
            return str(value)


def labels_of(terms: type[NoticeType] | type[ProcurementMethod]) -> dict[str, dict[str, str]]:
    """What the codes of a statutory list are called."""
    return {each.value: {"zh": each.term.zh, "en": each.term.en} for each in terms}
