"""The input that suits the kind of a fact, for the officer's forms."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from portal.compliance.evidence import kept
from portal.locale import gettext, pick
from portal.policy.facts import TEXT_LIMIT
from portal.policy.installed import installed
from portal.policy.model import Fact

FIRST_DAY, LAST_DAY = date(1949, 10, 1), date(2099, 12, 31)
"""Streamlit would offer ten years around today"""


def ask(
    fact: Fact,
    recorded: str | None,
    place: str,
    on: date | None,
    key: str,
    *,
    optional: bool = False,
) -> object:
    """The input with what is recorded in it; it offers the codes of the day, without one all."""
    label = pick(fact.title.labels())
    if optional:
        label = gettext("{label} (may stay empty)").format(label=label)
    match fact.kind:
        case "yes_no":
            return _choose(label, {"yes": gettext("Yes"), "no": gettext("No")}, recorded, key)
        case "date":
            return ask_day(label, date.fromisoformat(recorded) if recorded else None, key)
        case "code":
            return _choose(label, _codes(place, fact, on, recorded), recorded, key)
        case "codes":
            titles = _codes(place, fact, on, recorded)
            before = recorded.split(",") if recorded else []
            return st.multiselect(
                label, list(titles), before, format_func=titles.__getitem__, key=key,
                placeholder=gettext("Choose"),
            )  # fmt: skip
        case "fen":
            yuan = _yuan(recorded)
            return st.text_input(gettext("{label} (yuan)").format(label=label), yuan, key=key)
    return st.text_input(label, recorded or "", key=key, max_chars=TEXT_LIMIT)


def ask_day(label: str, value: date | None, key: str) -> date | None:
    """A day, or none."""
    chosen = st.date_input(
        label, value, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD", key=key
    )
    return chosen if isinstance(chosen, date) else None


def as_shown(fact: Fact, recorded: str | None) -> str:
    """What is recorded as the input shows it, to be compared with what it hands back."""
    return _yuan(recorded) if fact.kind == "fen" else recorded or ""


def as_entered(value: object) -> str:
    """What an input hands back, as a text."""
    match value:
        case None:
            return ""
        case list():
            return ",".join(value)
        case date():
            return kept(value)
    return str(value)


def _yuan(recorded: str | None) -> str:
    return f"{int(recorded) // 100}.{int(recorded) % 100:02d}" if recorded else ""


def _choose(label: str, titles: Mapping[str, str], recorded: str | None, key: str) -> Any:
    options = list(titles)
    return st.selectbox(
        label,
        options,
        index=options.index(recorded) if recorded else None,
        format_func=titles.__getitem__,
        placeholder=gettext("Choose"),
        key=key,
    )


def _codes(place: str, fact: Fact, on: date | None, recorded: str | None) -> dict[str, str]:
    """The codes of the day, and what is recorded even if the list has dropped it since."""
    listed = {
        each.code: pick(each.title.labels())
        for each in installed().lists(place)[fact.list or ""].items
        if on is None or each.holds_on(on)
    }
    return {**{code: code for code in (recorded or "").split(",") if code}, **listed}
