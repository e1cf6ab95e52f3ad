"""The text of a notice under the headings of its format, for its page and its reviewers."""

from collections.abc import Mapping

from portal.locale import gettext, pick
from portal.notices.formats import Field, Format
from portal.ui import words
from portal.ui.frame import record
from portal.ui.markup import Child, Html, tag


def show_text(
    form: Format, fields: Mapping[str, str], withheld: Mapping[str, Child] | None = None
) -> Html:
    """Heading by heading; what is empty and was not asked for is left out.

    ``withheld`` says what stands in place of a field that the public does not see.
    """
    hidden = withheld or {}
    parts: list[Html] = []
    alone: list[tuple[str, Child]] = []
    for heading in form.headings:
        rows = [
            (_label(field), hidden.get(field.key) or value_of(form, field, fields[field.key]))
            for field in heading.fields
            if field.key in hidden or fields.get(field.key)
        ]
        if len(heading.fields) == 1:  # its heading says all that its label would
            alone += rows
            continue
        parts += _together(alone)
        if rows:
            parts += [tag("h3", pick(heading.title.labels()), class_="name"), record(rows)]
    return tag("div", *parts, *_together(alone), class_="notice-text")


def _together(rows: list[tuple[str, Child]]) -> list[Html]:
    """The rows of headings that hold one thing each, once; then there are none any more."""
    found = [record(rows)] if rows else []
    rows.clear()
    return found


def value_of(form: Format, field: Field, value: str) -> Child:
    """One value as people read it."""
    match field.part.kind:
        case "text" if field.part.column == "service_period":
            return words.service_period(value)
        case "fen" if value.isdecimal():
            return words.money(int(value), "CNY")
        case "date":
            return words.iso_day(value)
        case "yes_no":
            return {"yes": gettext("Yes"), "no": gettext("No")}.get(value, value)
        case "code":
            title = form.options(field).get(value)
            return pick(title.labels()) if title else value
    return value


def _label(field: Field) -> str:
    return pick(field.title.labels())
