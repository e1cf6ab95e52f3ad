import json
from pathlib import Path

import pytest

from portal.notices.parse.files import FIRST_DATA, FIRST_DATA_SET, parse_file
from portal.notices.parse.model import ParsedNotice, Reject

RELEASE = {"ocid": "ocds-abc123-1", "id": "1", "tag": ["tender"], "tender": {"title": "x"}}


def only(path: Path) -> ParsedNotice | Reject:
    (found,) = parse_file(path)
    return found


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n" * 5000, "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"PK\x03\x04rest", "is an Excel workbook or a ZIP archive; save it as CSV in UTF-8"),
        (b"\x1f\x8b\x08", "is compressed with gzip; unpack it first"),
        (b"%PDF-1.7", "is a PDF document"),
        (b"<!doctype html>", "is a web page or XML, not CSV or JSON"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "the file holds binary data; save it as CSV in UTF-8"),
    ],
)
def test_a_file_that_is_neither_csv_nor_json_is_rejected_with_advice(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    path = write(tmp_path / "notices.csv", data)
    assert only(path) == Reject(file=str(path), reason=reason)


def test_a_folder_and_a_missing_file_are_rejected(tmp_path: Path) -> None:
    assert only(tmp_path) == Reject(file=str(tmp_path), reason="is a folder, not a file")
    missing = tmp_path / "none.csv"
    reason = "cannot be read: No such file or directory"
    assert only(missing) == Reject(file=str(missing), reason=reason)


def test_json_is_recognised_by_its_content_whatever_the_name(tmp_path: Path) -> None:
    path = write(tmp_path / "notices.csv", b"\xef\xbb\xbf\n " + json.dumps(RELEASE).encode())
    found = only(path)
    assert isinstance(found, ParsedNotice)
    assert (found.key.ocid, found.file, found.line) == ("ocds-abc123-1", str(path), 2)


def test_a_json_file_that_holds_no_json_is_told_so(tmp_path: Path) -> None:
    found = only(write(tmp_path / "broken.json", b"null"))
    assert isinstance(found, Reject)
    assert found.reason == "not JSON: an object or a list was expected"


def test_the_data_set_is_the_file_name_unless_one_is_given(tmp_path: Path) -> None:
    path = write(tmp_path / "xiji-2026.csv", b"id,title\nA1,x\n")
    by_name, given = only(path), next(parse_file(path, dataset="d", publisher="西吉县民政局"))
    assert isinstance(by_name, ParsedNotice)
    assert isinstance(given, ParsedNotice)
    assert by_name.key.dataset == "xiji-2026"
    assert (given.key.dataset, given.key.publisher) == ("d", "西吉县民政局")
    assert given.key.publisher_stated


def test_the_first_data_is_the_data_set_it_was_gathered_in() -> None:
    first = next(parse_file(FIRST_DATA, dataset=FIRST_DATA_SET))
    assert isinstance(first, ParsedNotice)
    assert (first.key.dataset, first.key.item) == ("notices-real", "N001")


def test_the_first_data_names_no_telephone_number_and_no_mail_address() -> None:
    text = FIRST_DATA.read_text("utf-8")
    assert "@" not in text
    assert not [
        word for word in text.split(",") if word.strip().startswith("1") and len(word) == 11
    ]
