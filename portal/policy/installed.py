"""The packs this portal runs with: its own, and those of the folder named in the settings."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from portal.policy.checking import check
from portal.policy.library import NATIONAL, Library
from portal.policy.model import Pack
from portal.policy.reading import HEAD, KNOWN, PackError, PackFault, read_pack
from portal.settings import get_settings

SHIPPED = Path(__file__).with_name("packs")
ORDER = (NATIONAL, "deyang", "guangdong", "dawukou", "zunyi", "inner-mongolia")
"""Reading order of the packs that ship; others follow by name"""


def installed() -> Library:
    """Every pack in use; PackError if one of them may not be used."""
    return read_library(get_settings().packs)


@cache
def read_library(extra: Path | None = None) -> Library:
    """The shipped packs and those in ``extra``, read once; PackError names every fault."""
    library, faults = gather([SHIPPED] + ([extra] if extra else []))
    faults = faults or check(library)
    if faults:
        raise PackError(faults)
    return library


def gather(folders: list[Path]) -> tuple[Library, list[PackFault]]:
    """The packs that could be read, and what is wrong with the others.

    A folder is one pack or holds several; a folder named twice is read once.
    """
    packs: dict[str, Pack] = {}
    faults: list[PackFault] = []
    for folder in dict.fromkeys(each.resolve() for each in _packs_in(folders)):
        try:
            pack = read_pack(folder)
        except PackError as error:
            faults += error.faults
            continue
        if pack.id in packs:
            faults.append(PackFault(f"{folder.name}/{HEAD}", "id", "a pack of this name exists"))
        else:
            packs[pack.id] = pack
    return Library(packs), faults


def _packs_in(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        if looks_like_pack(folder):
            yield folder
            continue
        inside = [each for each in folder.iterdir() if looks_like_pack(each)]
        yield from sorted(inside, key=lambda each: (_rank(each.name), each.name))


def looks_like_pack(folder: Path) -> bool:
    """Whether a folder holds a file of a pack; one whose head is missing is an error to name."""
    return any((folder / name).is_file() for name in KNOWN)


def _rank(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)
