"""Office documents and OFD files, which are zip packages: their kind, and what none may hold."""

import re
import xml.parsers.expat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO, Final

from portal.errors import InvalidInputError

MOST_PARTS = 5_000
MOST_UNPACKED = 300 * 2**20
"""Bytes; a small package that unpacks to more is made to fill a memory"""
LARGEST_SMALL_PART = 4 * 2**20
MOST_RELATIONS = 16 * 2**20
"""Bytes of all the lists together of what a package refers to"""
_CONTENT_TYPES = "[Content_Types].xml"
_MAIN_PARTS: Final[Mapping[str, str]] = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}
_MACROS = re.compile(
    r"vbaproject|vbadata|macrosheets/|dialogsheets/|activex/|\.bas$|attachedtoolbars"
)
_OTHER_FILES = re.compile(
    r"/embeddings/|/attachs?/|oleobject|\.(?:exe|dll|js|vbs|bat|cmd|scr|zip)$"
)
_FETCHED = frozenset({"attachedtemplate", "oleobject", "frame", "subdocument"})


@contextmanager
def opened(file: BinaryIO) -> Iterator[zipfile.ZipFile]:
    """The package; whatever is broken in it is told in one sentence."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            yield package
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError,
        UnicodeDecodeError, ValueError,
    ):  # fmt: skip
        raise InvalidInputError("the file is damaged or not whole") from None


def tell_package(file: BinaryIO) -> str:
    """``docx``, ``xlsx``, ``pptx`` or ``ofd``; InvalidInputError for any other zip file."""
    with opened(file) as package:
        _check_parts(package.infolist())
        names = set(package.namelist())
        if "OFD.xml" in names:
            return "ofd"
        kind = next((code for part, code in _MAIN_PARTS.items() if part in names), None)
        if kind is None or _CONTENT_TYPES not in names:
            raise InvalidInputError(
                "archives cannot be attached, because nobody could look through them; attach each "
                "file by itself"
            )
        if b"macroenabled" in small_part(package, _CONTENT_TYPES).lower():
            raise InvalidInputError("it holds macros; save it without them")
        _check_relations(package)
        return kind


def small_part(package: zipfile.ZipFile, name: str) -> bytes:
    """A part that only tells what others are; a large one is no such part."""
    if package.getinfo(name).file_size > LARGEST_SMALL_PART:
        raise InvalidInputError("a part of it is larger than such a part can be")
    return package.read(name)


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise InvalidInputError("it unpacks to more than can be looked through")
    if len({part.filename for part in parts}) < len(parts):
        raise InvalidInputError("it holds two parts of one name")
    for part in parts:
        name = part.filename.lower()
        if part.flag_bits & 0x1:
            raise InvalidInputError("it is locked with a password")
        if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise InvalidInputError("it is packed in a way that is not read here")
        if name.startswith("/") or "\\" in name or ".." in name.split("/"):
            raise InvalidInputError("the file is damaged or not whole")
        if _MACROS.search(name):
            raise InvalidInputError("it holds macros; save it without them")
        if _OTHER_FILES.search(name):
            raise InvalidInputError(
                "it holds another file, for example the workbook behind a chart; attach that by "
                "itself, or put the chart in as a picture"
            )


def _check_relations(package: zipfile.ZipFile) -> None:
    lists = [part for part in package.infolist() if part.filename.endswith(".rels")]
    if sum(part.file_size for part in lists) > MOST_RELATIONS:
        raise InvalidInputError("it unpacks to more than can be looked through")
    for part in lists:
        _refuse_fetching(small_part(package, part.filename))


def _refuse_fetching(relations: bytes) -> None:
    """Read by a parser of XML and in one piece, so that its time grows with its length only."""

    def start(_: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("Type", "").strip().rpartition("/")[2].lower()
        is_outside = attributes.get("TargetMode", "").strip().lower() == "external"
        if is_outside and kind in _FETCHED:
            raise InvalidInputError("it fetches parts from elsewhere when it is opened")

    def refuse(*_: object) -> None:
        raise InvalidInputError("the file is damaged or not whole")

    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = start, refuse
    try:
        parser.Parse(relations, True)
    except xml.parsers.expat.ExpatError:
        raise InvalidInputError("the file is damaged or not whole") from None
