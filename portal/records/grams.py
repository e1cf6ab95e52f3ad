"""The index of words in notices: each character, each pair of neighbours, on both databases.

The index belongs to the database, not to the code that writes notices: a trigger keeps it on
SQLite, an index over an expression on PostgreSQL, so that no way of writing can pass it by. It
answers which notices *may* hold a word; whoever asks looks at their text as well.

Two digits stand together in nearly every notice, so that pairs would find no project number: four
ASCII signs in a row are in the index as one gram. Type, method and region are in it too: two things
that are common each by itself may be rare together.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    bindparam,
    collate,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql import column

from portal.records.notice import Notice
from portal.records.regions import NATION, stem

OBJECTS = "notice_gram"
"""How the names of all that the index consists of begin; none of it is among the models"""
FUNCTION = "notice_grams"
MARK = "\ue000"
STEMS = (2, 4, 6, 9)
"""How many digits of a code name the province, the prefecture, the county, the township"""
MOST_GRAMS = 24
"""More pairs than this of one question make it no narrower"""

# SQLite's tokenizer parts words at every ASCII sign that is neither letter nor digit. Moved to
# characters that no searched text has, each of them becomes part of a word.
_SIGNS = {code: ord(MARK) + code for code in range(0x21, 0x7F) if not chr(code).isalnum()}

_FOUR = re.compile("(?=([!-~]{4}))")

_KEYS = table("notice_gram_key", column("no"), column("notice_id"))
_GRAMS = table("notice_gram", column("rowid"))


def spelled_grams(
    searched: str | None,
    type_: str | None = None,
    method: str | None = None,
    region: str | None = None,
) -> str:
    """The grams of a notice as words for SQLite's tokenizer."""
    words = (searched or "").split()
    grams = {*"".join(words), *(gram for word in words for gram in (*_pairs(word), *_fours(word)))}
    stems = [region[:length] for length in STEMS] if region else []
    return " ".join(grams | _marks(type_, method, stems)).translate(_SIGNS)


def asked_grams(
    words: Iterable[str],
    type_: str | None = None,
    method: str | None = None,
    region: str | None = None,
) -> list[str]:
    """What the index has to hold of a notice that contains the words and meets the filters."""
    grams = dict.fromkeys(gram for word in words for gram in _of_word(word))
    narrowest = sorted(grams, key=len, reverse=True)[:MOST_GRAMS]
    stems = [stem(region)] if region and region != NATION else []
    return [*narrowest, *sorted(_marks(type_, method, stems))]


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
    if dialect == "postgresql" and up_to is None:
        return _holds(grams)
    found = hits(dialect, grams).limit(up_to)
    if dialect == "postgresql":
        return Notice.id.in_(found)
    return Notice.id.in_(select(_KEYS.c.notice_id).where(_KEYS.c.no.in_(found)))


def _holds(grams: Sequence[str]) -> ColumnElement[bool]:
    held = func.notice_grams(Notice.search_text, Notice.type, Notice.method, Notice.region_code)
    return collate(held, "C").bool_op("@>")(bindparam(None, grams, type_=ARRAY(Text)))


def _marks(type_: str | None, method: str | None, stems: Iterable[str]) -> set[str]:
    """Type, method and region as grams: with a sign before them that no searched text has."""
    said = [("t", type_), ("m", method), *(("r", each) for each in stems)]
    return {f"{MARK}{kind}{value}" for kind, value in said if value}


def _of_word(word: str) -> Iterator[str]:
    if len(word) == 1:
        yield word
    yield from _fours(word)
    yield from (pair for pair in _pairs(word) if not pair.isascii() or len(word) < 4)


def _pairs(word: str) -> Iterator[str]:
    return (a + b for a, b in pairwise(word))


def _fours(word: str) -> Iterator[str]:
    return (four[1] for four in _FOUR.finditer(word))
