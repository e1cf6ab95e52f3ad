"""Making foreign text safe to store and show, without changing what it says."""

import re
import unicodedata
from dataclasses import dataclass

from portal.typed import is_seen, tidied

KEY_LIMIT = 200
TITLE_LIMIT = 500
NAME_LIMIT = 300
WORDS_LIMIT = 1_000
LINK_LIMIT = 2_000
DESCRIPTION_LIMIT = 20_000

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_UNDECODED_BYTE = re.compile("[\udc80-\udcff]")
_REPLACED = "\N{REPLACEMENT CHARACTER}"


class TextError(ValueError):
    """The text cannot be kept; ``str(error)`` completes the sentence "<field> …"."""


@dataclass(frozen=True, slots=True)
class CleanText:
    """Text in normal form C, None when nothing is left, and what was odd about it."""

    text: str | None
    remarks: tuple[str, ...] = ()


def clean_text(raw: str, *, limit: int, lines: bool = False) -> CleanText:
    """Normalise to NFC, drop unseen characters, and fold white space unless ``lines`` are kept.

    Markup is kept as it stands: it is text, and whoever shows it escapes it.

    Raises:
        TextError: longer than ``limit`` characters, or not Unicode text.

    """
    _refuse(raw, limit)
    text, unseen = tidied(raw, lines=lines)
    _refuse(text, limit)
    remarks = []
    if unseen:
        remarks.append(f"{unseen} control or direction characters were removed")
    if _REPLACED in text:
        remarks.append("contains replacement characters: it was damaged before it came here")
    return CleanText(text or None, tuple(remarks))


def clean_key(raw: str) -> str:
    """An identifier exactly as given but for outer white space; two keys must never melt into one.

    Raises:
        TextError: empty, too long, or with characters that cannot be seen.

    """
    key = raw.strip()
    if not key:
        raise TextError("is empty")
    _refuse(key, KEY_LIMIT)
    if not is_seen(key):
        raise TextError("contains control characters")
    return unicodedata.normalize("NFC", key)


def _refuse(text: str, limit: int) -> None:
    if len(text) > limit:
        raise TextError(f"is {len(text):,} characters long; at most {limit:,} are accepted")
    if _UNDECODED_BYTE.search(text):
        raise TextError("contains bytes that are not valid in the file's encoding")
    if _LONE_SURROGATE.search(text):
        raise TextError("contains half of a surrogate pair, which is not a character")


def shown(raw: str, limit: int = 100) -> str:
    """Foreign text fit to be quoted in a message: short, on one line, every character printable."""
    text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in raw[: limit + 1])
    return text if len(raw) <= limit else text[:limit] + "…"
