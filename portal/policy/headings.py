"""What stands under a heading of a notice's format, for whoever writes such a notice."""

from typing import Literal

from pydantic import Field, StrictBool

from portal.policy.entry import Code, Entry, FactName, Id, Line, Text

PartKind = Literal[
    "text", "lines", "lots", "date", "month", "time", "fen", "yes_no", "code", "uscc", "region"
]
"""``lines`` is a text of several lines, ``lots`` one of a line for each lot (lot；supplier；
address；yuan), ``fen`` an amount, ``uscc`` a social credit code"""
Column = Literal[
    "project_no",
    "project",
    "method",
    "budget",
    "ceiling",
    "award",
    "lots",
    "supplier",
    "supplier_code",
    "agency",
    "service_period",
    "event",
    "facts",
]
"""What it fills in the public table of notices"""


class Part(Entry):
    """One thing that is entered under a heading; without a code it is all there is to it."""

    code: Code | None = Field(default=None)
    title: Text | None = None
    kind: PartKind = "text"
    required: StrictBool = False
    contact: StrictBool = False
    """A contact that the format demands: a mobile number may stand here and nowhere else"""
    states: FactName | None = None
    """The fact it states, from which deadlines are counted"""
    column: Column | None = None
    list: Id | None = None
    """Where its code comes from"""
    among: tuple[Code, ...] = ()
    """The codes of the list that this format admits; empty for all of them"""
    usual: Line | None = None
    """What usually stands there, offered to whoever writes it"""
    help: Text | None = None
