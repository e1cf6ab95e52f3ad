"""What an officer typed under a heading, as a notice keeps it: text, whatever it stands for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from portal.errors import InvalidInputError
from portal.notices.formats import Field, Format
from portal.policy.entry import Text
from portal.policy.facts import KINDS, read_value
from portal.policy.identifiers import parse_uscc
from portal.policy.model import Fact
from portal.typed import tidied

MOST_TEXT, MOST_LINES = 500, 10_000
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_REGION = re.compile(r"\d{6}(\d{3})?")
_SHAPES = {"month": _MONTH, "time": _TIME, "region": _REGION}
_LOOKS: Mapping[str, Mapping[str, str]] = {
    **KINDS,
    "text": {"zh": f"不超过{MOST_TEXT}字的文字", "en": f"a text of at most {MOST_TEXT} signs"},
    "lines": {"zh": f"不超过{MOST_LINES}字的文字", "en": f"a text of at most {MOST_LINES} signs"},
    "month": {"zh": "年月，如2026-09", "en": "a month such as 2026-09"},
    "time": {"zh": "时间，如09:30", "en": "a time such as 09:30"},
    "region": {"zh": "6位或者9位区划代码", "en": "a region code of 6 or 9 digits"},
    "uscc": {"zh": "有效的统一社会信用代码", "en": "a valid social credit code"},
    "lots": {
        "zh": "每行一个包：包名；供应商；地址；金额（元）",
        "en": "a lot a line: lot；supplier；address；yuan",
    },
    "code": {"zh": "清单上的一项", "en": "an item of the list"},
}
LOT_BREAK = "；"
_ANY = Text(zh="公告", en="notice")


def read_fields(form: Format, said: Mapping[str, object]) -> dict[str, str]:
    """What was typed, as it is kept; InvalidInputError names the field that cannot be right.

    Amounts are typed in yuan and kept in fen. What is empty is left out.
    """
    unknown = [key for key in said if key not in form.by_key]
    if unknown:
        raise InvalidInputError("this notice has no heading {name}", name=unknown[0][:80])
    read = {key: read_field(form, form.by_key[key], value) for key, value in said.items()}
    return {key: value for key, value in read.items() if value}


def read_field(form: Format, field: Field, said: object) -> str:
    """One value as it is kept; empty for none."""
    if said is None or (isinstance(said, str) and not said.strip()):
        return ""
    read = _read(form, field, said)
    if read is None:
        raise InvalidInputError(
            "{name} must be {kind}, not {value}",
            name=field.labels,
            kind=_LOOKS[field.part.kind],
            value=str(said)[:60],
        )
    return read


def is_kept(form: Format, field: Field, value: str) -> bool:
    """Whether a value is one that the field could have kept."""
    if field.part.kind == "fen":
        return value.isdecimal() and value.isascii()
    try:
        return read_field(form, field, value) == value
    except InvalidInputError:
        return False


def _read(form: Format, field: Field, said: object) -> str | None:
    kind = field.part.kind
    if kind in ("date", "fen", "yes_no"):
        return _as_fact(kind, said)
    if not isinstance(said, str):
        return None
    word = said.strip()
    match kind:
        case "text" | "lines":
            text = tidied(said, lines=kind == "lines")[0]
            read = text if len(text) <= (MOST_LINES if kind == "lines" else MOST_TEXT) else None
        case "lots":
            lots = read_lots(said)
            read = None if lots is None else "\n".join(map(str, lots))
        case "uscc":
            read = _code_of(said)
        case "code":
            read = word if word in form.options(field) else None
        case _:
            read = word if _SHAPES[kind].fullmatch(word) else None
    return read


@dataclass(frozen=True)
class Lot:
    """One lot of a result, as a line says it."""

    title: str
    supplier: str
    address: str
    fen: int

    def __str__(self) -> str:
        yuan = f"{self.fen // 100}.{self.fen % 100:02d}"
        return LOT_BREAK.join((self.title, self.supplier, self.address, yuan))


def read_lots(said: str) -> list[Lot] | None:
    """A lot from each line (lot；supplier；address；yuan); None if a line is something else."""
    lots = []
    for line in filter(None, tidied(said, lines=True)[0].splitlines()):
        parts = [each.strip() for each in line.replace(";", LOT_BREAK).split(LOT_BREAK)]
        fen = _as_fact("fen", parts[-1])
        if len(parts) != len(fields(Lot)) or not all(parts) or fen is None:
            return None
        lots.append(Lot(parts[0], parts[1], parts[2], int(fen)))
    return lots if len(said) <= MOST_LINES else None


def _as_fact(kind: str, said: object) -> str | None:
    fact = Fact.model_validate({"name": "notice.said", "kind": kind, "title": _ANY})
    try:
        value = read_value(fact, said)
    except InvalidInputError:
        return None
    match value:
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
    return None if value is None else str(value)


def _code_of(said: str) -> str | None:
    try:
        return parse_uscc(said).code
    except InvalidInputError:
        return None
