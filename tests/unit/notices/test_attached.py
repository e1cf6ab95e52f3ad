"""What may be attached: told by the content, whatever the name says, from small files made here."""

import io
import struct
import zipfile
import zlib

import pytest

from portal.errors import InvalidInputError
from portal.notices.parse.attached import kinds, packages, texts
from portal.notices.parse.attached.kinds import KINDS, FileKind, tell_kind
from portal.notices.parse.attached.names import tidy_name
from portal.notices.parse.attached.texts import passages, private_places

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MOBILE = "13812345678"
IDENTITY = "11010519491231002X"
WORD = "word/document.xml"
TYPES = "[Content_Types].xml"


def package(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def docx(body: str = "<w:p><w:r><w:t>正文</w:t></w:r></w:p>", /, **more: str | bytes) -> bytes:
    document = f'<w:document xmlns:w="w"><w:body>{body}</w:body></w:document>'
    return package({TYPES: "<Types/>", WORD: document, **more})


def xlsx(sheet: str, /, **more: str) -> bytes:
    return package(
        {
            TYPES: "<Types/>",
            "xl/workbook.xml": '<workbook xmlns:r="r"><sheets>'
            '<sheet name="封面" r:id="r2"/><sheet name="名单" state="hidden" r:id="r1"/>'
            "</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": "<Relationships>"
            '<Relationship Id="r1" Type="t" Target="worksheets/sheet1.xml"/>'
            '<Relationship Id="r2" Type="t" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{sheet}</sheetData></worksheet>",
            "xl/worksheets/sheet2.xml": "<worksheet><sheetData/></worksheet>",
            **more,
        }
    )


def chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def png(*more: bytes, behind: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + pixels + chunk(b"IEND", b"") + behind


def exif(*tags: int) -> bytes:
    """The directory of a picture's own facts, in which a tag may lead to where it was taken."""
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, 0) for tag in tags)
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + b"\0\0\0\0"


def jpeg(facts: bytes = b"", behind: bytes = b"") -> bytes:
    about = b""
    if facts:
        content = b"Exif\0\0" + facts
        about = b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content
    scan = b"\xff\xda\x00\x02\x00\x11\x22\xff\xd9"
    return b"\xff\xd8\xff\xe0\x00\x04\x00\x00" + about + scan + behind


def compound(*names: str, main: bytes = b"") -> bytes:
    """A compound file (OLE) with these streams; the first one holds ``main``."""
    content = main.ljust(4096, b"\0")
    sectors = len(content) // 512
    entries = b"".join(
        _entry(name, 2, start=2 if at == 0 else 0xFFFFFFFE, size=len(content) if at == 0 else 0)
        for at, name in enumerate(names)
    )
    directory = (_entry("Root Entry", 5) + entries).ljust(512, b"\0")
    table = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, sectors + 2), 0xFFFFFFFE]
    table += [0xFFFFFFFF] * (128 - len(table))
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HH", header, 24, 0x3E, 3)
    struct.pack_into("<HH", header, 28, 0xFFFE, 9)
    struct.pack_into("<I", header, 44, 1)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<II", header, 68, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    return bytes(header) + struct.pack("<128I", *table) + directory + content


def _entry(name: str, kind: int, start: int = 0xFFFFFFFE, size: int = 0) -> bytes:
    spelled = (name + "\0").encode("utf-16-le")
    entry = bytearray(128)
    entry[: len(spelled)] = spelled
    struct.pack_into("<HBB", entry, 64, len(spelled), kind, 1)
    struct.pack_into("<II", entry, 116, start, size)
    return bytes(entry)


def sheets(*records: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(said)) + said for kind, said in records)


def told(content: bytes, name: str) -> FileKind:
    return tell_kind(io.BytesIO(content), name)


def places(content: bytes, name: str) -> list[tuple[str, str]]:
    kind = told(content, name)
    return [
        (each.place["en"], each.kind["zh"]) for each in private_places(io.BytesIO(content), kind)
    ]


PRESENTATION = "ppt/presentation.xml"
WORKBOOK = sheets(
    (0x0809, bytes(16)), (0x0085, struct.pack("<IBB", 0, 0, 0) + b"\3\0abc"), (0x0A, b"")
)
GOOD = [
    ("采购文件.pdf", PDF, "pdf"),
    ("合同.docx", docx(), "docx"),
    ("清单.xlsx", xlsx(""), "xlsx"),
    ("说明.pptx", package({TYPES: "<Types/>", PRESENTATION: "<p/>"}), "pptx"),
    ("公文.ofd", package({"OFD.xml": "<ofd:OFD/>"}), "ofd"),
    ("旧文.doc", compound("WordDocument", main=bytes(600)), "doc"),
    ("旧文.wps", compound("WordDocument", main=bytes(600)), "doc"),
    ("旧表.xls", compound("Workbook", main=WORKBOOK), "xls"),
    ("旧表.et", compound("Book", main=WORKBOOK), "xls"),
    ("旧片.ppt", compound("PowerPoint Document"), "ppt"),
    ("章.png", png(), "png"),
    ("照片.jpg", jpeg(), "jpeg"),
    ("照片.JPEG", jpeg(exif(0x010F)), "jpeg"),
    ("表.csv", "项目,金额\r\n照护,1\r\n".encode(), "csv"),
    ("表.csv", "项目,金额\r\n照护,1\r\n".encode("gb18030"), "csv"),
    ("说明.txt", b"\xef\xbb\xbf" + "说明".encode(), "txt"),
]


@pytest.mark.parametrize(("name", "content", "code"), GOOD)
def test_a_file_of_each_kind_is_told_by_its_content(name: str, content: bytes, code: str) -> None:
    kind = told(content, tidy_name(name))

    assert kind is KINDS[code]
    assert (kind.label["zh"], kind.label["en"]) != ("", "")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", PDF),
        ("a.pdf", docx()),
        ("a.xlsx", docx()),
        ("a.doc", docx()),
        ("a.xls", compound("WordDocument")),
        ("a.png", jpeg()),
        ("a.jpg", png()),
        ("a.csv", PDF),
    ],
)
def test_a_name_that_says_something_else_is_refused_with_the_kind_it_is(
    name: str, content: bytes
) -> None:
    with pytest.raises(InvalidInputError, match="the content is that of another kind of file"):
        told(content, name)


REFUSED = [
    ("a.pdf", b"", "the file is empty"),
    ("a.pdf", b"MZ\x90\x00", "programs cannot be attached"),
    ("a.txt", b"\x7fELF\x02", "programs cannot be attached"),
    ("a.txt", b"#!/bin/sh\n", "programs cannot be attached"),
    ("a.txt", b"<!DOCTYPE html><p>x", "web pages"),
    ("a.csv", b"\n  <script>x</script>", "web pages"),
    ("a.png", b'\xef\xbb\xbf<svg xmlns="x"/>', "web pages"),
    ("a.zip", package({"a.txt": "x"}), "archives cannot be attached"),
    ("a.docx", package({"a.txt": "x"}), "archives cannot be attached"),
    ("a.pdf", b"Rar!\x1a\x07\x00", "archives cannot be attached"),
    ("a.csv", b"\x1f\x8b\x08\x00", "archives cannot be attached"),
    ("a.txt", b"text\0with zeros", "no file of a kind"),
    ("a.txt", b"\xff\xfe" + "a".encode("utf-16-le"), "no file of a kind"),
    ("a.exe", b"plain words", "no file of a kind"),
    ("a.pdf", PDF.replace(b"%%EOF", b""), "damaged or not whole"),
    ("a.pdf", PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript /JS(x)>>"), "scripts"),
    ("a.pdf", PDF.replace(b"/Catalog", b"/EmbeddedFiles 3 0 R"), "scripts"),
    ("a.pdf", b"%PDF-1.7\n" + b" " * 65_520 + b"/Launch " + PDF, "scripts"),
    ("a.docx", docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    ("a.xlsx", xlsx("", **{"xl/macrosheets/sheet1.xml": "<x/>"}), "macros"),
    ("a.docx", docx(**{"word/embeddings/Microsoft_Excel_Sheet.xlsx": b"x"}), "another file"),
    ("a.docx", docx(**{"word/activeX/activeX1.xml": "<x/>"}), "macros"),
    ("a.docx", docx(**{"../evil.xml": "x"}), "damaged"),
    ("a.docx", docx()[:-30], "damaged"),
    ("a.docx", b"PK\x03\x04" + b"\0" * 60, "damaged"),
    ("a.doc", compound("WordDocument", "Macros"), "macros"),
    ("a.xls", compound("Workbook", "_VBA_PROJECT_CUR"), "macros"),
    ("a.doc", compound("EncryptedPackage"), "password"),
    ("a.doc", compound("WordDocument", "\x01Ole10Native"), "another file"),
    ("a.doc", compound("Contents"), "no document of Word"),
    ("a.doc", compound("WordDocument", main=bytes(10) + b"\0\1"), "password"),
    ("a.xls", compound("Workbook", main=sheets((0x2F, b"\0\0"))), "password"),
    (
        "a.xls",
        compound("Workbook", main=sheets((0x85, struct.pack("<IBB", 0, 0, 1)))),
        "macros",
    ),
    ("a.doc", compound("WordDocument")[:700], "damaged"),
    ("a.png", png()[:-6], "damaged"),
    ("a.png", png(behind=b"PK\x03\x04"), "hidden behind"),
    ("a.png", png(chunk(b"eXIf", exif(0x8825))), "where it was taken"),
    ("a.jpg", jpeg(exif(0x010F, 0x8825)), "where it was taken"),
    ("a.jpg", jpeg(behind=b"....ftypmp42" * 9), "hidden behind its end"),
    ("a.jpg", b"\xff\xd8\xff\xd9", "damaged"),
]


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED)
def test_what_may_not_be_attached_is_refused_with_the_reason(
    name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(InvalidInputError, match=sentence) as refused:
        told(content, name)

    assert str(refused.value).startswith(f"{name}: ")


def test_a_package_locked_with_a_password_is_refused() -> None:
    content = bytearray(docx())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 1)

    with pytest.raises(InvalidInputError, match="password"):
        told(bytes(content), "a.docx")


def test_a_package_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(packages, "MOST_UNPACKED", 1_000_000)
    bomb = docx(**{"word/media/a.xml": b"0" * 2_000_000})
    assert len(bomb) < 10_000

    with pytest.raises(InvalidInputError, match="unpacks to more"):
        told(bomb, "a.docx")


def test_a_package_of_very_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_PARTS", 3)

    with pytest.raises(InvalidInputError, match="unpacks to more"):
        told(docx(a="", b="", c=""), "a.docx")


def test_two_parts_of_one_name_could_show_one_reader_this_and_the_other_that() -> None:
    held = io.BytesIO(docx())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(held, "a") as archive:
        archive.writestr(WORD, "<x/>")

    with pytest.raises(InvalidInputError, match="two parts of one name"):
        told(held.getvalue(), "a.docx")


def test_a_document_that_fetches_its_template_from_elsewhere_is_refused() -> None:
    relation = (
        '<Relationships><Relationship Id="r1" Type="http://s/attachedTemplate" '
        'Target="http://elsewhere.example/t.dotm" TargetMode="External"/></Relationships>'
    )
    link = relation.replace("attachedTemplate", "hyperlink")

    assert told(docx(**{"word/_rels/settings.xml.rels": link}), "a.docx").code == "docx"
    with pytest.raises(InvalidInputError, match="fetches parts"):
        told(docx(**{"word/_rels/settings.xml.rels": relation}), "a.docx")
    for encoding in ("utf-16", "utf-8-sig"):  # as an office program reads it, too
        with pytest.raises(InvalidInputError, match="fetches parts"):
            told(docx(**{"word/_rels/settings.xml.rels": relation.encode(encoding)}), "a.docx")


def test_a_long_list_of_relations_is_read_once_whatever_stands_in_it() -> None:
    """With a search that begins anew at every place, a megabyte of this never ended."""
    begun = '<Type="/frame" ' * 70_000
    one_tag = "<Relationship " + " ".join(f'a{each}="/frame"' for each in range(60_000)) + "/>"
    inner = '<Relationship Type="http://s/frame" Target="a.xml"/>'
    outer = '<Relationship Type="http://s/frame" Target="http://a" TargetMode="External"/>'
    whole = f"<Relationships>{inner * 20_000}{one_tag}</Relationships>"

    def sent(relations: str) -> FileKind:
        return told(docx(**{"word/_rels/document.xml.rels": relations}), "a.docx")

    with pytest.raises(InvalidInputError, match="damaged"):
        sent(begun)
    assert sent(whole).code == "docx"
    with pytest.raises(InvalidInputError, match="fetches parts"):
        sent(whole.replace("</Relationships>", f"{outer}</Relationships>"))
    with pytest.raises(InvalidInputError, match="damaged"):
        sent(f'<!DOCTYPE r [<!ENTITY a "b">]>{whole}')


def test_many_long_lists_of_relations_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_RELATIONS", 40)

    assert told(docx(**{"a.rels": "<Relationships/>"}), "a.docx").code == "docx"
    with pytest.raises(InvalidInputError, match="unpacks to more"):
        told(docx(**{f"{each}.rels": "<Relationships/>" for each in "abc"}), "a.docx")


def test_the_words_behind_a_very_long_tag_and_on_an_oddly_named_page_are_read() -> None:
    note = "x" * (6 * 2**20)
    body = f'<w:p w:note="{note}"><w:r><w:t>{MOBILE}</w:t></w:r></w:p>'
    (place,) = private_places(io.BytesIO(docx(body)), KINDS["docx"])
    assert place.place["en"] == "document, paragraph 1"

    page = f"<Page><TextCode>{MOBILE}</TextCode></Page>"
    digits = "1" * 60_000  # a name that a search could try at every digit
    ofd = package(
        {
            "OFD.xml": "<OFD/>",
            f"Doc_0/Pages/{digits}": "",
            "Doc_0/Pages/Page_12/Content.xml": page,
        }
    )
    found = private_places(io.BytesIO(ofd), KINDS["ofd"])
    assert {each.place["en"] for each in found} == {"page 13"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("采购文件.PDF", "采购文件.pdf"),
        (r"C:\Users\王某\桌面\合同.docx", "合同.docx"),
        ("../../etc/合同.docx", "合同.docx"),
        ("  合同 \t 定稿 .docx ", "合同 定稿.docx"),
        ("a\u202efdp.pdf", "afdp.pdf"),
        ('a<b>:"|?*.pdf', "a_b______.pdf"),
        (".合同.pdf", "合同.pdf"),
        ("e\u0301.pdf", "é.pdf"),
    ],
)
def test_a_name_is_tidied(given: str, kept: str) -> None:
    assert tidy_name(given) == kept
    assert tidy_name(kept) == kept


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("合同", "needs a name with an ending"),
        ("", "needs a name with an ending"),
        ("....pdf", "needs a name with an ending"),
        ("x" * 200 + ".pdf", "may have 100 characters"),
        ("合" * 90 + ".pdf", "may have 100 characters"),
        ("CON.pdf", "some computers cannot"),
        (f"名单{MOBILE}.pdf", "a mobile number"),
        (f"{IDENTITY}.pdf", "a resident identity number"),
    ],
)
def test_a_name_that_cannot_be_kept_is_refused(name: str, sentence: str) -> None:
    with pytest.raises(InvalidInputError, match=sentence):
        tidy_name(name)


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.csv", f"姓名,电话\n张三,{MOBILE}\n".encode(), [("line 2", "手机号码")]),
        ("a.csv", f"姓名\n{IDENTITY}\n".encode("gb18030"), [("line 2", "居民身份证号码")]),
        ("a.txt", "１３８１２３４５６７８".encode(), [("line 1", "手机号码")]),
        (
            "a.docx",
            docx(
                f"<w:p><w:t>无</w:t></w:p><w:p><w:t>{MOBILE[:5]}</w:t><w:t>{MOBILE[5:]}</w:t></w:p>"
            ),
            [("document, paragraph 2", "手机号码")],
        ),
        (
            "a.docx",
            docx(f"<w:p><w:del><w:delText>{MOBILE}</w:delText></w:del></w:p>"),
            [("document, paragraph 1", "手机号码")],
        ),
        (
            "a.docx",
            docx(**{"word/comments.xml": f'<w:c xmlns:w="w"><w:p><w:t>{MOBILE}</w:t></w:p></w:c>'}),
            [("comments, paragraph 1", "手机号码")],
        ),
        (
            "a.xlsx",
            xlsx(f'<row><c r="B7" t="inlineStr"><is><t>{IDENTITY}</t></is></c></row>'),
            [("sheet “名单” B7", "居民身份证号码")],
        ),
        (
            "a.xlsx",
            xlsx(
                '<row><c r="A1" t="s"><v>1</v></c><c r="A2" t="s"><v>9</v></c></row>',
                **{
                    "xl/sharedStrings.xml": f"<sst><si><t>无</t></si><si><r><t>{MOBILE[:4]}</t></r>"
                    f"<r><t>{MOBILE[4:]}</t></r></si></sst>"
                },
            ),
            [("sheet “名单” A1", "手机号码")],
        ),
        (
            "a.xlsx",
            xlsx('<row><c r="C3"><v>1.3812345678E10</v></c></row>'),
            [("sheet “名单” C3", "手机号码")],
        ),
        (
            "a.xlsx",
            xlsx("", **{"xl/comments1.xml": f"<x><comment><t>{MOBILE}</t></comment></x>"}),
            [("a comment", "手机号码")],
        ),
        (
            "a.pptx",
            package(
                {
                    TYPES: "<Types/>",
                    PRESENTATION: "<p/>",
                    "ppt/slides/slide4.xml": f'<p xmlns:a="a"><a:p><a:t>{MOBILE}</a:t></a:p></p>',
                }
            ),
            [("slide 4", "手机号码")],
        ),
        ("a.pdf", PDF + MOBILE.encode() + b"\n%%EOF", []),
        ("a.csv", "金额,462000.00\n编号,2026-000123-0045\n".encode(), []),
    ],
)
def test_private_numbers_are_found_with_their_place(
    name: str, content: bytes, found: list[tuple[str, str]]
) -> None:
    assert places(content, name) == found


def test_a_page_of_an_ofd_is_read_in_one_even_where_its_words_are_cut() -> None:
    page = (
        f'<ofd:Page xmlns:ofd="o"><ofd:TextCode>{MOBILE[:6]}</ofd:TextCode>'
        f"<ofd:TextCode>{MOBILE[6:]}</ofd:TextCode></ofd:Page>"
    )
    content = package({"OFD.xml": "<x/>", "Doc_0/Pages/Page_0/Content.xml": page})

    assert places(content, "a.ofd") == [("page 1", "手机号码")]


def test_what_defines_words_of_its_own_is_not_read() -> None:
    """A billion laughs: a few definitions that grow without end."""
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    content = docx(**{"word/comments.xml": laughs})
    kind = told(content, "a.docx")

    with pytest.raises(InvalidInputError, match="damaged"):
        list(passages(io.BytesIO(content), kind))


def test_no_more_is_read_than_can_be_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "MOST_READ", 100)
    content = docx("<w:p><w:t>长</w:t></w:p>" * 100)

    with pytest.raises(InvalidInputError, match="more than can be looked through"):
        list(passages(io.BytesIO(content), KINDS["docx"]))


def test_only_the_first_places_are_named() -> None:
    content = f"{MOBILE}\n".encode() * 50

    assert len(places(content, "a.csv")) == texts.MOST_PLACES


def test_every_kind_says_whether_its_words_can_be_read() -> None:
    readable = {code for code, kind in KINDS.items() if kind.is_searchable}

    assert readable == {"ofd", "docx", "xlsx", "pptx", "csv", "txt"}
    assert len(kinds.ENDINGS) == len(set(kinds.ENDINGS))
