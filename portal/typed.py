"""Text from outside made fit to be stored and shown, without changing what it says."""

import re
import unicodedata

# Controls but tab and newline, halves of characters, signs without a shape, and the marks that can
# make text read backwards on screen.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff]"
)
# Choose among the shapes of a character and have none themselves.
_VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\x85")


def tidied(raw: str, *, lines: bool = False) -> tuple[str, int]:
    """The text in normal form C, its white space folded unless ``lines`` are kept.

    With it comes how many characters that nobody sees were left out.
    """
    text, unseen = _UNSEEN.subn("", _LINE_ENDS.sub("\n", raw))
    text = unicodedata.normalize("NFC", text)
    return text.strip() if lines else " ".join(text.split()), unseen


def is_seen(text: str) -> bool:
    """Whether nothing in it is unseen or breaks its one line."""
    return not (_UNSEEN.search(text) or _LINE_ENDS.search(text) or {"\n", "\t"} & {*text})


def searchable(*texts: str | None) -> str:
    """The texts as they are searched: widths and cases alike, and nothing in between unseen."""
    said = unicodedata.normalize("NFKC", "\n".join(filter(None, texts))).casefold()
    said = _VARIANTS.sub("", said)
    return "".join(each for each in said if each.isprintable() or each == "\n")
