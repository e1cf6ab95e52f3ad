"""Cells that a spreadsheet program would compute, disarmed with an apostrophe before them."""

from typing import Any

from sqlalchemy import ColumnElement, func, literal_column

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters that make a spreadsheet program compute a cell, full-width ones included"""
_NUMBERS: Any = literal_column(f"({', '.join(str(ord(sign)) for sign in FORMULA_SIGNS)})")


def disarmed(cell: str) -> str:
    """A cell that no spreadsheet program computes, for files written outside the database."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def is_formula(dialect: str, value: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether a text of the database begins with one of the signs.

    No sign lies between A and ＋, where nearly all first letters do. SQLite compares bytes, so that
    it calls the function for few cells; PostgreSQL would compare by language.
    """
    if dialect == "postgresql":
        return func.ascii(value).op("IN", is_comparison=True)(_NUMBERS)
    elsewhere = (value < literal_column("'A'")) | (value >= literal_column("'＋'"))
    return elsewhere & func.unicode(value).op("IN", is_comparison=True)(_NUMBERS)
