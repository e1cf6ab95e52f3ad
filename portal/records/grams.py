"""The index of words in notices: each character, each pair of neighbours, on both databases.

The index belongs to the database, not to the code that writes notices: a trigger keeps it on
SQLite, an index over an expression on PostgreSQL, so that no way of writing can pass it by. It
answers which notices *may* hold a word; whoever asks looks at their text as well.

Two digits stand together in nearly every notice, so that pairs would find no project number: four
ASCII signs in a row are in the index as one gram. Type, method, region, service item, purchaser and
the power of ten of the amount are in it too: two things that are common each by itself may be rare
together. The grams of title and project number stand there once more, marked: a word that is common
in the texts may be rare in titles.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    any_,
    bindparam,
    collate,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql import column

from portal.records.notice import HEADLINE_FEN, PURCHASER_KEY, Notice
from portal.records.regions import NATION, stem

OBJECTS = "notice_gram"
"""How the names of all that the index consists of begin; none of it is among the models"""
FUNCTION = "notice_grams"
MARK = "\ue000"
HEADING_LINES = 2
"""The searched text begins with the title and the project number, on a line each"""
STEMS = (2, 4, 6, 9)
"""How many digits of a code name the province, the prefecture, the county, the township"""
POWERS = range(13)
"""Amounts are known by the powers of ten, in yuan, that they reach and that they stay below"""
MOST_GRAMS = 24
"""More pairs than this of one question make it no narrower"""

# SQLite's tokenizer parts words at every ASCII sign that is neither letter nor digit. Moved to
# characters that no searched text has, each of them becomes part of a word.
_SIGNS = {code: ord(MARK) + code for code in range(0x21, 0x7F) if not chr(code).isalnum()}

_FOUR = re.compile("(?=([!-~]{4}))")

_PLACE: ColumnElement[Any] = literal_column("notice.ctid")
_KEYS = table("notice_gram_key", column("no"), column("notice_id"))
_GRAMS = table("notice_gram", column("rowid"))


@dataclass(frozen=True)
class Marks:
    """What a notice is besides its words, or what is asked of it."""

    type: str | None = None
    method: str | None = None
    region: str | None = None
    service: str | None = None
    purchaser: str | None = None
    """Id of the organisation, or the name alone"""


def spelled_grams(
    searched: str | None,
    type_: str | None = None,
    method: str | None = None,
    region: str | None = None,
    service: str | None = None,
    purchaser: str | None = None,
    fen: int | None = None,
) -> str:
    """The grams of a notice as words for SQLite's tokenizer."""
    text = searched or ""
    grams = set(_of_text(text))
    heading = "\n".join(text.split("\n")[:HEADING_LINES])
    grams |= {_in_heading(gram) for gram in _of_text(heading)}
    stems = [region[:length] for length in STEMS] if region else []
    marks = _marks(Marks(type_, method, None, service, purchaser), stems)
    if fen is not None:
        marks |= {_reaches(power) for power in POWERS if fen >= _fen(power)}
        marks |= {_stays_below(power) for power in POWERS if fen < _fen(power)}
    return " ".join(grams | marks).translate(_SIGNS)


def asked_grams(
    words: Iterable[str],
    marks: Marks | None = None,
    *,
    least: int | None = None,
    most: int | None = None,
) -> list[str]:
    """What the index has to hold of a notice with these words and marks.

    ``least`` and ``most`` bound its amount in fen.
    """
    grams = dict.fromkeys(gram for word in words for gram in _of_word(word))
    narrowest = sorted(grams, key=len, reverse=True)[:MOST_GRAMS]
    marks = marks or Marks()
    stems = [stem(marks.region)] if marks.region and marks.region != NATION else []
    reached = [power for power in POWERS if least is not None and _fen(power) <= least]
    above = [power for power in POWERS if most is not None and _fen(power) > most]
    amounts = [_reaches(max(reached))] if reached else []
    amounts += [_stays_below(min(above))] if above else []
    return [*narrowest, *sorted(_marks(marks, stems)), *amounts]


def heading_grams(words: Iterable[str]) -> list[str]:
    """What the index has to hold of a notice with these words in title and project number."""
    grams = dict.fromkeys(_in_heading(gram) for word in words for gram in _of_word(word))
    return sorted(grams, key=len, reverse=True)[:MOST_GRAMS]


def hits(dialect: str, grams: Sequence[str]) -> Select[Any]:
    """Something for every notice of which the index holds each gram."""
    if dialect == "postgresql":
        return select(Notice.id).where(_holds(grams))
    question = " AND ".join(f'"{each.translate(_SIGNS)}"' for each in grams)
    asked = literal_column(_GRAMS.name).bool_op("MATCH")(question)
    return select(_GRAMS.c.rowid).where(asked)


def may_be_found(
    dialect: str, grams: Sequence[str], up_to: int | None = None
) -> ColumnElement[bool]:
    """The condition that a notice is one of the hits, or of so many first ones."""
    found = hits(dialect, grams).limit(up_to)
    if dialect == "postgresql":
        # Where the rows lie, found before anything else is asked of them: else the planner also
        # reads the whole index of the order for a region or a method, which takes longer.
        places = found.with_only_columns(_PLACE).correlate(None)
        return any_(func.array(places.scalar_subquery())) == _PLACE
    return Notice.id.in_(select(_KEYS.c.notice_id).where(_KEYS.c.no.in_(found)))


def _holds(grams: Sequence[str]) -> ColumnElement[bool]:
    held = func.notice_grams(
        Notice.search_text,
        Notice.type,
        Notice.method,
        Notice.region_code,
        Notice.service_item,
        PURCHASER_KEY,
        HEADLINE_FEN,
    )
    return collate(held, "C").bool_op("@>")(bindparam(None, grams, type_=ARRAY(Text)))


def _marks(marks: Marks, stems: Iterable[str]) -> set[str]:
    """As grams: with a sign before them that no searched text has."""
    # A name is of any length and has spaces in it.
    buyer = (
        hashlib.md5(marks.purchaser.encode(), usedforsecurity=False) if marks.purchaser else None
    )
    said = [
        ("t", marks.type),
        ("m", marks.method),
        *(("r", each) for each in stems),
        ("s", marks.service),
        ("p", buyer and buyer.hexdigest()),
    ]
    return {f"{MARK}{kind}{value}" for kind, value in said if value}


def _reaches(power: int) -> str:
    return f"{MARK}a{power}"


def _stays_below(power: int) -> str:
    return f"{MARK}b{power}"


def _fen(power: int) -> int:
    return int(10 ** (power + 2))


def _of_text(text: str) -> Iterator[str]:
    words = text.split()
    yield from "".join(words)
    for word in words:
        yield from _pairs(word)
        yield from _fours(word)


def _in_heading(gram: str) -> str:
    return f"{MARK}w{gram}"


def _of_word(word: str) -> Iterator[str]:
    if len(word) == 1:
        yield word
    yield from _fours(word)
    yield from (pair for pair in _pairs(word) if not pair.isascii() or len(word) < 4)


def _pairs(word: str) -> Iterator[str]:
    return (a + b for a, b in pairwise(word))


def _fours(word: str) -> Iterator[str]:
    return (four[1] for four in _FOUR.finditer(word))
