"""The input that suits a field of a notice's format."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from portal.locale import gettext, pick
from portal.notices.formats import Field, Format
from portal.notices.rules.reading import MOST_LINES, MOST_TEXT
from portal.ui.fact_input import ask_day

EXAMPLES = {"month": "2026-09", "time": "09:30", "region": "510603"}
LINES_HEIGHT = 96


def ask_field(form: Format, field: Field, kept: str | None, key: str) -> object:
    """The input with what is kept in it; hands back what is typed, amounts in yuan."""
    typed = _ask(form, field, kept, key)
    if field.part.help:
        st.caption(pick(field.part.help.labels()))
    return typed


def _ask(form: Format, field: Field, kept: str | None, key: str) -> object:
    label = _label(field)
    match field.part.kind:
        case "date":
            return ask_day(label, _day(kept), key)
        case "yes_no":
            said = {"yes": gettext("Yes"), "no": gettext("No")}
            return _choose(label, said, kept, key)
        case "code":
            titles = {code: pick(each.labels()) for code, each in form.options(field).items()}
            return _choose(label, titles, kept, key)
        case "fen":
            named = gettext("{label} (yuan)").format(label=label)
            return st.text_input(named, yuan(kept), key=key, max_chars=30)
        case "lines" | "lots":
            return st.text_area(
                label, kept or "", key=key, max_chars=MOST_LINES, height=LINES_HEIGHT
            )
    return st.text_input(
        label,
        kept or "",
        key=key,
        max_chars=MOST_TEXT,
        placeholder=EXAMPLES.get(field.part.kind),
    )


def ask_fields(
    form: Format, kept: Mapping[str, str], key: str, *, hidden: tuple[str, ...] = ()
) -> dict[str, object]:
    """The inputs of a whole format, heading by heading; ``hidden`` are beginnings of keys."""
    typed: dict[str, object] = {}
    for heading in form.headings:
        asked = [each for each in heading.fields if not each.key.startswith(hidden or ("\0",))]
        if not asked:
            continue
        if len(asked) > 1 or asked[0].part.title:
            st.markdown(f"**{pick(heading.title.labels())}**")
        for field in asked:
            typed[field.key] = ask_field(form, field, kept.get(field.key), f"{key}-{field.key}")
    return typed


def yuan(kept: str | None) -> str:
    """An amount kept in fen, as it is typed."""
    if not kept or not kept.isdecimal():
        return ""
    return f"{int(kept) // 100}.{int(kept) % 100:02d}"


def _label(field: Field) -> str:
    label = pick(field.title.labels())
    if field.part.required:
        return label
    return gettext("{label} (may stay empty)").format(label=label)


def _day(kept: str | None) -> date | None:
    try:
        return date.fromisoformat(kept or "")
    except ValueError:
        return None


def _choose(label: str, titles: Mapping[str, str], kept: str | None, key: str) -> object:
    options = list(titles)
    return st.selectbox(
        label,
        options,
        index=options.index(kept) if kept and kept in titles else None,
        format_func=titles.__getitem__,
        placeholder=gettext("Choose"),
        key=key,
    )
