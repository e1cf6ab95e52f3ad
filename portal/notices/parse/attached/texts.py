"""The words of attached files with the place where they stand, to be looked through.

Whatever has no words that can be read here (PDF, older office files, pictures) is said to be so.
"""

import posixpath
import re
import xml.parsers.expat
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from portal.errors import InvalidInputError
from portal.notices.parse.attached.kinds import FileKind, text_encoding
from portal.notices.parse.attached.packages import opened
from portal.policy.privacy import private_numbers

MOST_READ = 80 * 2**20
"""Bytes of text in one package; more is not looked through, and that is said"""
MOST_PLACES = 20
_PIECE = 1 << 16
_WORDS = frozenset({"t", "delText"})
"""What was struck out with changes tracked is still in the file"""
_ENOUGH_DIGITS = re.compile(r"\d(?:[ \-‐‑‒–—―−﹣－\s]?\d){10}")
"""No private number has fewer than eleven; most passages are passed over by this"""


@dataclass(frozen=True)
class Passage:
    """Some words and where they stand."""

    place: Mapping[str, str]
    text: str


@dataclass(frozen=True)
class PrivatePlace:
    """Where a number stands that looks like a person's, and of which kind it is."""

    place: Mapping[str, str]
    kind: Mapping[str, str]


def private_places(file: BinaryIO, kind: FileKind) -> list[PrivatePlace]:
    """The first such places of a file; those of kinds that cannot be read have none."""
    found: list[PrivatePlace] = []
    for passage in passages(file, kind):
        if _ENOUGH_DIGITS.search(passage.text):
            found += [
                PrivatePlace(passage.place, each.kind) for each in private_numbers(passage.text)
            ]
        if len(found) >= MOST_PLACES:
            break
    return found[:MOST_PLACES]


def passages(file: BinaryIO, kind: FileKind) -> Iterator[Passage]:
    """Every line, paragraph or cell."""
    if kind.code in {"csv", "txt"}:
        yield from _lines(file)
    elif kind.is_searchable:
        with opened(file) as package:
            _check_size(package)
            yield from _READERS[kind.code](package)


def _lines(file: BinaryIO) -> Iterator[Passage]:
    encoding = text_encoding(file) or "utf-8-sig"
    file.seek(0)
    for number, line in enumerate(file, start=1):
        yield Passage(
            {"zh": f"第{number}行", "en": f"line {number}"}, line.decode(encoding, "replace")
        )


def _check_size(package: zipfile.ZipFile) -> None:
    read = sum(part.file_size for part in package.infolist() if part.filename.endswith(".xml"))
    if read > MOST_READ:
        raise InvalidInputError("it unpacks to more than can be looked through")


def _docx(package: zipfile.ZipFile) -> Iterator[Passage]:
    parts = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
    for name in sorted(filter(parts.fullmatch, package.namelist())):
        where = posixpath.splitext(posixpath.basename(name))[0]
        for number, text in enumerate(_joined(package, name, within="p", of=_WORDS), start=1):
            yield Passage(
                {"zh": f"{where} 第{number}段", "en": f"{where}, paragraph {number}"}, text
            )


def _pptx(package: zipfile.ZipFile) -> Iterator[Passage]:
    parts = re.compile(r"ppt/(?:slides/slide|notesSlides/notesSlide)(\d+)\.xml")
    for name in sorted(package.namelist()):
        if found := parts.fullmatch(name):
            place = {"zh": f"第{found[1]}张", "en": f"slide {found[1]}"}
            for text in _joined(package, name, within="p", of=_WORDS):
                yield Passage(place, text)


def _ofd(package: zipfile.ZipFile) -> Iterator[Passage]:
    parts = re.compile(r".*/(?:Pages|Tpls)/(?:[^/]*[^/\d])?(\d+)/Content\.xml", re.IGNORECASE)
    for name in sorted(package.namelist()):
        if found := parts.fullmatch(name):
            page = int(found[1]) + 1
            place = {"zh": f"第{page}页", "en": f"page {page}"}
            yield Passage(
                place,
                "".join(_joined(package, name, within="TextCode", of=frozenset({"TextCode"}))),
            )
            for text in _joined(package, name, within="TextCode", of=frozenset({"TextCode"})):
                yield Passage(place, text)


def _xlsx(package: zipfile.ZipFile) -> Iterator[Passage]:
    names = set(package.namelist())
    shared: list[str] = []
    if "xl/sharedStrings.xml" in names:
        shared = list(_joined(package, "xl/sharedStrings.xml", within="si", of=_WORDS))
    for title, name in _sheets(package, names):
        for cell, text in _cells(package, name, shared):
            yield Passage({"zh": f"工作表“{title}” {cell}", "en": f"sheet “{title}” {cell}"}, text)
    for name in sorted(each for each in names if re.fullmatch(r"xl/comments\d*\.xml", each)):
        for text in _joined(package, name, within="comment", of=_WORDS):
            yield Passage({"zh": "批注", "en": "a comment"}, text)


_READERS: Mapping[str, Callable[[zipfile.ZipFile], Iterator[Passage]]] = {
    "docx": _docx,
    "pptx": _pptx,
    "ofd": _ofd,
    "xlsx": _xlsx,
}


def _sheets(package: zipfile.ZipFile, names: set[str]) -> Iterator[tuple[str, str]]:
    """The sheets by name, hidden ones too, and any that the workbook does not list."""
    titles: dict[str, str] = {}
    targets: dict[str, str] = {}
    for element in _elements(package, "xl/workbook.xml"):
        if element.name == "sheet":
            titles[element.attributes.get("r:id", "")] = element.attributes.get("name", "?")
    relations = "xl/_rels/workbook.xml.rels"
    for element in _elements(package, relations) if relations in names else ():
        target = element.attributes.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        targets[posixpath.normpath(path)] = element.attributes.get("Id", "")
    for name in sorted(each for each in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", each)):
        fallback = posixpath.splitext(posixpath.basename(name))[0]
        yield titles.get(targets.get(name, ""), fallback), name


def _cells(package: zipfile.ZipFile, name: str, shared: list[str]) -> Iterator[tuple[str, str]]:
    place, is_shared = "", False
    for element in _elements(package, name):
        if element.name == "c":
            place = element.attributes.get("r", "?")
            is_shared = element.attributes.get("t") == "s"
        elif element.name == "v" and is_shared:
            number = element.text.strip()
            if number.isdecimal() and int(number) < len(shared):
                yield place, shared[int(number)]
        elif element.name in {"v", "t"}:
            yield place, _whole(element.text)


def _whole(number: str) -> str:
    """A number as it is shown: spreadsheets keep 13812345678 as 1.3812345678E10."""
    try:
        value = float(number)
    except ValueError:
        return number
    return str(int(value)) if value.is_integer() and abs(value) < 1e19 else number


def _joined(
    package: zipfile.ZipFile, name: str, *, within: str, of: frozenset[str]
) -> Iterator[str]:
    """The words of each element ``within``, which text editors cut into pieces as they like."""
    pieces: list[str] = []
    for element in _elements(package, name):
        if element.name in of:
            pieces.append(element.text)
        if element.name == within and pieces:
            yield "".join(pieces)
            pieces = []
    if pieces:
        yield "".join(pieces)


@dataclass
class _Element:
    name: str
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)


def _elements(package: zipfile.ZipFile, name: str) -> Iterator[_Element]:
    """The elements of a part as they end, but a cell as it begins; names without their prefix.

    A part may define nothing of its own (DTD): what is defined can be made to grow without end.
    The parser begins a tag anew with every piece until it is whole; therefore the pieces of a long
    one grow.
    """
    done: list[_Element] = []
    open_: list[_Element] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        open_.append(_Element(tag.rpartition(":")[2], attributes))
        if open_[-1].name == "c":
            done.append(open_[-1])

    def end(_: str) -> None:
        if (element := open_.pop()).name != "c":
            done.append(element)

    def hear(words: str) -> None:
        if open_:
            open_[-1].pieces.append(words)

    def refuse(*_: object) -> None:
        raise InvalidInputError("the file is damaged or not whole")

    parser = xml.parsers.expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = hear, refuse
    try:
        with package.open(name) as part:
            size = _PIECE
            while piece := part.read(size):
                before = parser.CurrentByteIndex
                parser.Parse(piece)
                size = _PIECE if parser.CurrentByteIndex > before else 2 * size
                yield from done
                done.clear()
            parser.Parse(b"", True)
            yield from done
    except xml.parsers.expat.ExpatError:
        raise InvalidInputError("the file is damaged or not whole") from None
