"""What rules know of a record: named, typed facts, and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from portal.errors import InvalidInputError
from portal.policy.model import Fact
from portal.typed import tidied

Value = str | bool | int | Decimal | date | tuple[str, ...]
TEXT_LIMIT = 2000


class NotRecordedError(Exception):
    """A formula asks for a fact that nobody recorded; the check then does not apply."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True)
class Facts:
    """The facts of one record, each already of its kind."""

    values: Mapping[str, Value] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether it was recorded; an empty text or list was not."""
        return self.values.get(name) not in (None, "", ())

    def get(self, name: str) -> Value:
        """The value; NotRecordedError if there is none."""
        if not self.has(name):
            raise NotRecordedError(name)
        return self.values[name]

    def day(self, name: str) -> date:
        """A date."""
        value = self.get(name)
        if not isinstance(value, date):
            raise TypeError(name)
        return value

    def number(self, name: str) -> Decimal:
        """An amount in fen, a count or a number."""
        value = self.get(name)
        if not isinstance(value, (int, Decimal)):
            raise TypeError(name)
        return Decimal(value)

    def yes(self, name: str) -> bool:
        """Yes or no."""
        return self.get(name) is True

    def codes(self, name: str) -> tuple[str, ...]:
        """The codes; a single one counts as a list of one."""
        value = self.get(name)
        return value if isinstance(value, tuple) else (str(value),)


def read_facts(known: Mapping[str, Fact], said: Mapping[str, object]) -> Facts:
    """Facts from a form or a file; InvalidInputError names the fact that cannot be right."""
    unknown = [name for name in said if name not in known]
    if unknown:
        raise InvalidInputError("no fact is known as {name}", name=unknown[0][:80])
    values = {name: read_value(known[name], value) for name, value in said.items()}
    return Facts({name: value for name, value in values.items() if value is not None})


def read_value(fact: Fact, said: object) -> Value | None:
    """One value of its fact's kind; None for an empty one.

    ``fen`` is read as whole fen from a number and as yuan from a text, as an officer types it.
    """
    if said is None or said in ("", [], ()):
        return None
    read = _READERS[fact.kind](said)
    if read in ("", ()):
        return None
    if read is None:
        raise InvalidInputError(
            "{name} must be {kind}, not {value}",
            name=fact.title.labels(),
            kind=KINDS[fact.kind],
            value=str(said)[:60],
        )
    return read


def _text(said: object) -> str | None:
    return tidied(said)[0] if isinstance(said, str) and len(said) <= TEXT_LIMIT else None


def _yes_no(said: object) -> bool | None:
    words = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}
    return said if isinstance(said, bool) else words.get(str(said).strip().lower())


def _date(said: object) -> date | None:
    if type(said) is date:
        return said
    written = str(said).strip()
    try:
        return date.fromisoformat(written) if len(written) == len("2026-03-01") else None
    except ValueError:
        return None


def _decimal(said: object) -> Decimal | None:
    if isinstance(said, bool) or not isinstance(said, (str, int, Decimal)):
        return None
    try:
        read = Decimal(str(said).replace(",", "").replace("，", "").strip())
    except InvalidOperation:
        return None
    return read if read.is_finite() and abs(read) < Decimal(10) ** 15 else None


def _count(said: object) -> int | None:
    read = _decimal(said)
    return int(read) if read is not None and read >= 0 and read == int(read) else None


def _fen(said: object) -> int | None:
    read = _decimal(said)
    if read is None or read < 0:
        return None
    fen = read * 100 if isinstance(said, str) else read
    return int(fen) if fen == int(fen) else None


def _code(said: object) -> str | None:
    return said.strip() if isinstance(said, str) and len(said) <= 80 else None


def _codes(said: object) -> tuple[str, ...] | None:
    if isinstance(said, str):
        return tuple(dict.fromkeys(each.strip() for each in said.split(",") if each.strip()))
    if isinstance(said, Iterable):
        codes = tuple(said)
        return tuple(dict.fromkeys(codes)) if all(isinstance(one, str) for one in codes) else None
    return None


_READERS = {
    "text": _text,
    "yes_no": _yes_no,
    "date": _date,
    "fen": _fen,
    "count": _count,
    "number": _decimal,
    "code": _code,
    "codes": _codes,
}
KINDS: Mapping[str, Mapping[str, str]] = {
    "text": {"zh": f"不超过{TEXT_LIMIT}字的文字", "en": f"a text of at most {TEXT_LIMIT} signs"},
    "yes_no": {"zh": "是或否", "en": "yes or no"},
    "date": {"zh": "日期，如2026-03-01", "en": "a day such as 2026-03-01"},
    "fen": {"zh": "金额，最多两位小数", "en": "an amount with at most two decimals"},
    "count": {"zh": "不小于0的整数", "en": "a whole number from 0"},
    "number": {"zh": "数字", "en": "a number"},
    "code": {"zh": "一个代码", "en": "one code"},
    "codes": {"zh": "若干代码", "en": "a list of codes"},
}
"""Kind of a fact → what its value looks like"""
