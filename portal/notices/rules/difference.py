"""What differs between two texts, word by word: Chinese by the sign, for it has no spaces."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_TOKEN = re.compile(r"[^\W\d_]+(?<=[A-Za-z])|\d+(?:[.,:/-]\d+)*|\s+|.", re.DOTALL | re.ASCII)
_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]+|[^。；！？\n]+", re.DOTALL)
MOST_COMPARISONS = 4_000_000
"""Tokens times tokens beyond which texts are compared sentence by sentence first"""
SHORT = 2
"""What stays the same between two changes has to be as long as this to be worth reading apart"""


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """A run of text with one fate."""

    kind: Kind
    text: str


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces in reading order.

    The same and the gone together are ``before``, the same and the new together ``after``.
    """
    return tuple(_joined(_readable(list(_joined(_compared(before, after))))))


def _compared(before: str, after: str) -> Iterator[Piece]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    yield Piece(Kind.SAME, "".join(old[:head]))
    yield from _middle(old[head : len(old) - tail], new[head : len(new) - tail])
    yield Piece(Kind.SAME, "".join(old[len(old) - tail :]))


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many tokens are the same from the beginning on."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(old), len(new)))


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    if len(old) * len(new) <= MOST_COMPARISONS:
        yield from _runs(old, new)
        return
    # Too long to compare sign by sign: sentence by sentence.
    sentences = [_SENTENCE.findall("".join(each)) for each in (old, new)]
    if len(sentences[0]) * len(sentences[1]) > MOST_COMPARISONS:
        yield from (Piece(Kind.GONE, "".join(old)), Piece(Kind.NEW, "".join(new)))
        return
    yield from _runs(*sentences)


def _runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece(Kind.SAME, "".join(old[a:b]))
        else:
            yield Piece(Kind.GONE, "".join(old[a:b]))
            yield Piece(Kind.NEW, "".join(new[c:d]))


def _readable(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces without the single signs between two changes that are alike by chance."""
    gone = new = ""
    for at, each in enumerate(pieces):
        is_between = 0 < at < len(pieces) - 1 and len(each.text) < SHORT
        match each.kind:
            case Kind.GONE:
                gone += each.text
            case Kind.NEW:
                new += each.text
            case _ if is_between and (gone or new) and not each.text.isspace():
                gone, new = gone + each.text, new + each.text
            case _:
                yield from (Piece(Kind.GONE, gone), Piece(Kind.NEW, new), each)
                gone = new = ""
    yield from (Piece(Kind.GONE, gone), Piece(Kind.NEW, new))


def _joined(pieces: Sequence[Piece] | Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one piece, and no empty ones."""
    held: Piece | None = None
    for each in pieces:
        if not each.text:
            continue
        if held and held.kind == each.kind:
            held = Piece(held.kind, held.text + each.text)
            continue
        if held:
            yield held
        held = each
    if held:
        yield held
