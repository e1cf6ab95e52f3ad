"""Which files may be attached to a notice, told by their content and never by their name alone."""

import codecs
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from portal.errors import InvalidInputError
from portal.notices.parse.attached.compound import tell_compound
from portal.notices.parse.attached.names import ending_of
from portal.notices.parse.attached.packages import tell_package
from portal.notices.parse.attached.pictures import check_jpeg, check_png

BLOCK = 1 << 16
_OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class FileKind:
    """One kind of file that may be attached."""

    code: str
    media_type: str
    endings: tuple[str, ...]
    label: Mapping[str, str]
    is_searchable: bool = False
    """Whether the words in it can be read here and looked through for private numbers"""


KINDS: Mapping[str, FileKind] = {
    kind.code: kind
    for kind in (
        FileKind("pdf", "application/pdf", (".pdf",), {"zh": "PDF", "en": "PDF"}),
        FileKind("ofd", "application/ofd", (".ofd",), {"zh": "OFD 版式文件", "en": "OFD"}, True),
        FileKind(
            "docx", f"{_OFFICE}wordprocessingml.document", (".docx",),
            {"zh": "Word 文档", "en": "Word document"}, True,
        ),
        FileKind(
            "xlsx", f"{_OFFICE}spreadsheetml.sheet", (".xlsx",),
            {"zh": "Excel 表格", "en": "Excel workbook"}, True,
        ),
        FileKind(
            "pptx", f"{_OFFICE}presentationml.presentation", (".pptx",),
            {"zh": "PowerPoint 演示文稿", "en": "PowerPoint slides"}, True,
        ),
        FileKind(
            "doc", "application/msword", (".doc", ".wps"),
            {"zh": "Word 97 或 WPS 文档", "en": "Word 97 or WPS document"},
        ),
        FileKind(
            "xls", "application/vnd.ms-excel", (".xls", ".et"),
            {"zh": "Excel 97 或 WPS 表格", "en": "Excel 97 or WPS workbook"},
        ),
        FileKind(
            "ppt", "application/vnd.ms-powerpoint", (".ppt", ".dps"),
            {"zh": "PowerPoint 97 或 WPS 演示", "en": "PowerPoint 97 or WPS slides"},
        ),
        FileKind("png", "image/png", (".png",), {"zh": "PNG 图片", "en": "PNG picture"}),
        FileKind(
            "jpeg", "image/jpeg", (".jpg", ".jpeg"), {"zh": "JPEG 图片", "en": "JPEG picture"},
        ),
        FileKind("csv", "text/csv", (".csv",), {"zh": "CSV 表格", "en": "CSV table"}, True),
        FileKind("txt", "text/plain", (".txt",), {"zh": "纯文本", "en": "plain text"}, True),
    )
}  # fmt: skip
ENDINGS = tuple(ending for kind in KINDS.values() for ending in kind.endings)
BY_MEDIA_TYPE: Mapping[str, FileKind] = {kind.media_type: kind for kind in KINDS.values()}

_PROGRAMS = (
    b"MZ", b"\x7fELF", b"#!", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe", b"\x00asm", b"dex\n", b"L\x00\x00\x00\x01\x14\x02\x00",
)  # fmt: skip
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"(\xb5/\xfd", b"MSCF")
_MARKUP = re.compile(
    rb"\s*<(?:!doctype|!--|\?xml|html|head|body|script|svg|iframe|meta)", re.IGNORECASE
)
# Words by which a PDF runs something or holds another file; compressed parts may hide more.
_LIVELY = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)[\s/(<\[\d]")
_LONGEST_WORD = 20
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def tell_kind(file: BinaryIO, name: str) -> FileKind:
    """The kind of a file by its content; InvalidInputError unless it may be attached.

    Its name has to say the same.
    """
    try:
        kind = KINDS[_tell(file, ending_of(name))]
    except InvalidInputError as reason:
        raise InvalidInputError("{name}: {reason}", name=name, reason=reason) from None
    if ending_of(name) not in kind.endings:
        raise InvalidInputError(
            "{name}: the content is that of another kind of file ({kind}); such a name ends in "
            "{endings}",
            name=name,
            kind=kind.label,
            endings=list(kind.endings),
        )
    return kind


def _tell(file: BinaryIO, ending: str) -> str:
    file.seek(0)
    start = file.read(512)
    if not start:
        raise InvalidInputError("the file is empty")
    if start.startswith(_PROGRAMS):
        raise InvalidInputError("programs cannot be attached")
    if start.startswith(_ARCHIVES):
        raise InvalidInputError(
            "archives cannot be attached, because nobody could look through them; attach each "
            "file by itself"
        )
    for mark, tell in _BY_MARK.items():
        if start.startswith(mark):
            return tell(file)
    if _MARKUP.match(start.removeprefix(codecs.BOM_UTF8)):
        raise InvalidInputError("web pages, SVG pictures and other markup cannot be attached")
    if ending in {".csv", ".txt"} and text_encoding(file):
        return ending[1:]
    raise InvalidInputError(
        "this is no file of a kind that can be attached: {kinds}",
        kinds=[kind.label for kind in KINDS.values()],
    )


def text_encoding(file: BinaryIO) -> str | None:
    """``utf-8-sig`` or ``gb18030`` if the whole file is text in it, else None."""
    return next((each for each in ("utf-8-sig", "gb18030") if _is_text(file, each)), None)


def _is_text(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while block := file.read(BLOCK):
            if _CONTROL.search(decoder.decode(block)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _tell_pdf(file: BinaryIO) -> str:
    """A PDF from its first sign to its end mark, without scripts and without files in it."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 2048))
    if b"%%EOF" not in file.read():
        raise InvalidInputError("the file is damaged or not whole")
    file.seek(0)
    rest = b""
    while block := file.read(BLOCK):
        if _LIVELY.search(rest + block):
            raise InvalidInputError("it runs scripts or holds other files; save it as a plain PDF")
        rest = block[-_LONGEST_WORD:]
    return "pdf"


def _tell_png(file: BinaryIO) -> str:
    check_png(file)
    return "png"


def _tell_jpeg(file: BinaryIO) -> str:
    check_jpeg(file)
    return "jpeg"


_BY_MARK: Mapping[bytes, Callable[[BinaryIO], str]] = {
    b"%PDF-": _tell_pdf,
    b"PK\x03\x04": tell_package,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": tell_compound,
    b"\x89PNG\r\n\x1a\n": _tell_png,
    b"\xff\xd8\xff": _tell_jpeg,
}
