"""Looking through attached files, before they are public, for numbers that lead to a person."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from portal.errors import InvalidInputError
from portal.notices.parse.attached.kinds import BY_MEDIA_TYPE, KINDS, FileKind
from portal.notices.parse.attached.texts import PrivatePlace, private_places
from portal.notices.storage import Storage
from portal.records.publishing import Attachment
from portal.settings import get_settings

REMEMBERED = 500
LABELS: Mapping[str, Mapping[str, str]] = {
    media_type: kind.label for media_type, kind in BY_MEDIA_TYPE.items()
}
"""Media type → what people call such a file"""


@dataclass(frozen=True)
class Look:
    """What was found when a file was looked through for numbers that lead to a person."""

    attachment: Attachment
    is_searchable: bool
    """False for PDF, older office files and pictures: a person has to read them"""
    places: Sequence[PrivatePlace]


def storage() -> Storage:
    """Where this installation keeps its attached files."""
    return Storage(get_settings().files_dir)


def look_through(attachments: Iterable[Attachment], kept_in: Storage | None = None) -> list[Look]:
    """Each file with the places where private numbers stand in it."""
    kept_in = kept_in or storage()
    return [_look(each, BY_MEDIA_TYPE[each.media_type], kept_in) for each in attachments]


def private_sentence(look: Look) -> InvalidInputError | None:
    """The first place of a file, without the number; None where nothing was found."""
    if not look.places:
        return None
    first = look.places[0]
    return InvalidInputError(
        "{name}, {place}: this looks like {kind}; what is published here must not lead to "
        "one person",
        name=look.attachment.name,
        place=first.place,
        kind=first.kind,
    )


def _look(attachment: Attachment, kind: FileKind, kept_in: Storage) -> Look:
    """A file that cannot be read here after all has to be read by a person, like a PDF."""
    try:
        places = _places(kept_in, attachment.sha256, kind.code)
    except InvalidInputError:
        return Look(attachment, is_searchable=False, places=())
    return Look(attachment, kind.is_searchable, places)


@lru_cache(maxsize=REMEMBERED)
def _places(kept_in: Storage, sha256: str, code: str) -> Sequence[PrivatePlace]:
    """A content never changes under its hash, so it is looked through once in a process."""
    with kept_in.open(sha256) as file:
        return tuple(private_places(file, KINDS[code]))
