"""Taking typed fields out of an OCDS object, whatever its publisher put there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from portal.notices.parse.cells import calendar_day, currency_code, fen_from_number, fen_from_words
from portal.notices.parse.model import Amount, Day, Period
from portal.notices.parse.text import DESCRIPTION_LIMIT, WORDS_LIMIT, TextError, clean_text

FindRegion = Callable[[str], str | None]
"""Gives the code of the one region these exact words name, or None."""

_MAX_REMARKS = 50


class FieldError(ValueError):
    """A field that makes the whole notice unfit to import; ``field`` is its path."""

    def __init__(self, field_path: str | None, reason: str) -> None:
        super().__init__(reason)
        self.field = field_path


@dataclass(slots=True)
class Remarks:
    """What was odd about a notice; a flood of it is cut short."""

    said: list[str] = field(default_factory=list)

    def add(self, remark: str) -> None:
        """Keep a remark once."""
        if remark not in self.said and len(self.said) < _MAX_REMARKS:
            self.said.append(remark)


@dataclass(frozen=True, slots=True)
class Node:
    """A JSON object with its path; a field of the wrong type is left out with a remark."""

    value: dict[str, object]
    path: str
    remarks: Remarks

    def at(self, name: str) -> str:
        """The path of a field."""
        return f"{self.path}.{name}" if self.path else name

    def text(self, name: str, limit: int = WORDS_LIMIT, *, lines: bool = False) -> str | None:
        """A text, or a number as text; None when absent or empty.

        Raises:
            FieldError: too long, or not Unicode text.

        """
        raw = self.value.get(name)
        if raw is None:
            return None
        if isinstance(raw, bool) or not isinstance(raw, str | int | Decimal):
            self.remarks.add(f"{self.at(name)} is not text and was left out")
            return None
        try:
            clean = clean_text(str(raw), limit=limit, lines=lines)
        except TextError as error:
            raise FieldError(self.at(name), str(error)) from error
        for remark in clean.remarks:
            self.remarks.add(f"{self.at(name)}: {remark}")
        return clean.text

    def first_text(self, *names: str, limit: int = WORDS_LIMIT) -> str | None:
        """The first of the fields that says something."""
        return next((text for name in names if (text := self.text(name, limit))), None)

    def child(self, name: str) -> "Node":
        """An object; an absent one and one of another type read as empty."""
        raw = self.value.get(name)
        if not isinstance(raw, dict):
            if raw is not None:
                self.remarks.add(f"{self.at(name)} is not an object and was left out")
            raw = {}
        return Node(raw, self.at(name), self.remarks)

    def children(self, name: str) -> list["Node"]:
        """A list of objects; a single object stands for a list of one, as Paraguay writes it."""
        raw = self.value.get(name)
        if raw is None:
            return []
        items = raw if isinstance(raw, list) else [raw]
        if not all(isinstance(item, dict) for item in items):
            self.remarks.add(f"{self.at(name)} holds something else than objects, left out")
        path = self.at(name)
        return [
            Node(item, f"{path}[{i}]", self.remarks)
            for i, item in enumerate(items)
            if isinstance(item, dict)
        ]

    def listed(self, name: str) -> list["Node"]:
        """As ``children``, without what a portal derived from the notice's own headings."""
        return [node for node in self.children(name) if "derivedFrom" not in node.value]

    def row_id(self) -> str | None:
        """The id of a row of a list; one that a portal gave it is none of the source's."""
        return self.text("statedID" if self.value.get("idIsLocal") is True else "id")

    def words(self, name: str) -> tuple[str, ...]:
        """A list of short texts; one text stands for a list of one, as Taiwan writes it."""
        raw = self.value.get(name)
        items = raw if isinstance(raw, list) else [raw]
        found = [Node({name: item}, self.path, self.remarks).text(name) for item in items]
        return tuple(text for text in found if text)

    def amount(self, name: str) -> Amount:
        """A value ``{"amount": …, "currency": …}``; a figure that is no price keeps its words."""
        node = self.child(name)
        raw = node.value.get("amount")
        currency = node.currency()
        if words := node.text("amountDetails", DESCRIPTION_LIMIT):  # our own extension
            fen = fen_from_words(words)
            return Amount(fen=fen, text=words if fen is None else None, currency=currency)
        if raw is None:
            return Amount()
        fen = _fen(raw)
        if fen is not None:
            return Amount(fen=fen, currency=currency)
        words = node.text("amount")
        if words is None:
            return Amount()
        self.remarks.add(f"{node.at('amount')} is not an exact price and was kept as words")
        return Amount(text=f"{words} {currency}" if currency else words, currency=currency)

    def currency(self) -> str | None:
        """The currency of a value, if it is one."""
        words = self.first_text("currency", "currencyDetails")
        code = currency_code(words) if words else None
        if words and code is None:
            self.remarks.add(f"{self.at('currency')} is not an ISO 4217 code and was left out")
        return code

    def day(self, name: str) -> Day:
        """A day of the calendar (see ``calendar_day``), or its words."""
        words = self.first_text(name, f"{name}Details")
        on = calendar_day(words) if words else None
        return Day(on=on, text=None if on else words)

    def period(self, name: str) -> Period:
        """A period; both its dates are kept only if both are exact and in order."""
        node = self.child(name)
        details = node.text("details", DESCRIPTION_LIMIT)  # our own extension
        start, end = node.day("startDate"), node.day("endDate")
        says = [str(d.on) if d.on else d.text for d in (start, end)]
        if not any(says):
            return Period(text=details)
        text = details or "/".join(s or "" for s in says)
        if start.on is None or end.on is None or end.on < start.on:
            return Period(text=text)
        return Period(starts_on=start.on, ends_on=end.on, text=text)


def _fen(raw: object) -> int | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | Decimal):
        return fen_from_number(Decimal(raw))
    return fen_from_words(raw) if isinstance(raw, str) else None
