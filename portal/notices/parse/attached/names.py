"""Names of attached files: tidied, without a path, short, and leading to nobody."""

import re
import unicodedata
from pathlib import PurePosixPath

from portal.errors import InvalidInputError
from portal.policy.privacy import refuse_private

FIELD = {"zh": "附件名称", "en": "name of the attachment"}
MOST_CHARACTERS = 100
MOST_BYTES = 240
"""File systems keep names of 255 bytes, and a Chinese character has three"""
_AWKWARD = re.compile(r'[<>:"|?*%#&;`$]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def tidy_name(name: str) -> str:
    """The name as it is kept and shown; InvalidInputError where none can be made of it.

    Signs that nobody sees go, also those that turn the direction of writing and make ``exe.pdf``
    of ``fdp.exe``.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(" " if sign.isspace() else sign for sign in last if _is_seen(sign))
    tidy = " ".join(_AWKWARD.sub("_", seen).split()).strip(". ")
    path = PurePosixPath(tidy)
    if not path.suffix or not path.stem.strip("._ "):
        raise InvalidInputError("an attachment needs a name with an ending, such as contract.pdf")
    tidy = f"{path.stem.rstrip('. ')}{path.suffix.lower()}"
    if len(tidy) > MOST_CHARACTERS or len(tidy.encode()) > MOST_BYTES:
        raise InvalidInputError(
            "the name of an attachment may have {limit} characters, about 70 if they are Chinese; "
            "this one has {found}",
            limit=MOST_CHARACTERS,
            found=len(tidy),
        )
    if _RESERVED.fullmatch(path.stem):
        raise InvalidInputError("{name}: some computers cannot keep a file of this name", name=tidy)
    refuse_private(FIELD, tidy)
    return tidy


def ending_of(name: str) -> str:
    """What stands behind the last point, with it."""
    return PurePosixPath(name).suffix.lower()


def _is_seen(sign: str) -> bool:
    return sign.isspace() or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
