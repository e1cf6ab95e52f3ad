"""Loading the administrative divisions that ship with the portal, and reading their codes."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypedDict

from sqlalchemy import ColumnElement, and_, func, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.errors import InvalidInputError
from portal.records.region import Region

SHIPPED = Path(__file__).with_name("regions.csv")
"""Divisions from province to township as of mid-2023, in codes of GB/T 2260 and GB/T 10114"""
NATION = "100000"
BATCH = 5_000
FILLERS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
"""Names of the code book's empty levels, which nobody says"""


class RegionRow(TypedDict):
    """A division as it is stored."""

    code: str
    name: str
    level: str
    parent_code: str | None
    path: str


def load_regions(session: Session, source: Path = SHIPPED) -> int:
    """Store the divisions once; how many were added."""
    if session.scalar(select(func.count()).select_from(Region)):
        return 0
    rows = list(read_regions(source))
    for start in range(0, len(rows), BATCH):
        session.execute(insert(Region), rows[start : start + BATCH])
    return len(rows)


def read_regions(source: Path = SHIPPED) -> Iterator[RegionRow]:
    """Every division, each with the path of names that leads to it."""
    with source.open(encoding="utf-8", newline="") as lines:
        rows = {row["code"]: row for row in csv.DictReader(lines)}
    for code, row in rows.items():
        yield RegionRow(
            code=code,
            name=row["name"],
            level=row["level"],
            parent_code=row["parent_code"] or None,
            path=_path(rows, code),
        )


def within(
    column: InstrumentedAttribute[str | None] | ColumnElement[str], code: str
) -> ColumnElement[bool] | None:
    """The condition that a region code lies in ``code`` or below; None when that is everything.

    Codes nest by prefix (51 = Sichuan, 5106 = Deyang, 510603 = Jingyang, 510603001 = a township),
    so the whole subtree is one range of an ordinary index.
    """
    if len(code) not in (6, 9) or not code.isascii() or not code.isdigit():
        raise InvalidInputError(
            "a region is a code of 6 digits, or 9 for a township, not {code}", code=code[:40]
        )
    if code == NATION:
        return None
    prefix = stem(code)
    return and_(column >= prefix, column <= prefix.ljust(9, "9"))


def lies_in(code: str, outer: str) -> bool:
    """Whether a region is another one or lies in it, by their codes."""
    return outer == NATION or code.startswith(stem(outer))


def stem(code: str) -> str:
    """The beginning that the codes of a region and of all that lies in it share."""
    if len(code) == 9:
        return code
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def _path(rows: Mapping[str, Mapping[str, str]], code: str) -> str:
    names: list[str] = []
    while code and code != NATION:
        if rows[code]["name"] not in FILLERS:
            names.append(rows[code]["name"])
        code = rows[code]["parent_code"]
    return "".join(reversed(names)) or rows[NATION]["name"]
