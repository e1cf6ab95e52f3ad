"""Files of notices: attached while a draft is written, looked through, public with the notice."""

import hashlib
import os
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.disclosure.attachments import ATTACHMENTS, NoticePartFilter, find_file, list_files
from portal.disclosure.export import export
from portal.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from portal.notices import attachments
from portal.notices.attachments import detach, find_for_reading, forget_unnamed, list_attachments
from portal.notices.drafting import discard_draft
from portal.notices.erasing import sweep_files
from portal.notices.storage import ABANDONED_SECONDS, ARRIVING
from portal.records.publishing import Attachment, NoticeDraft
from portal.records.session import writing
from tests.db.office import PDF, Office, workbook
from tests.db.reading import csv_rows

MOBILE = "13812345678"


def test_a_file_becomes_public_with_its_notice_and_not_before(office: Office) -> None:
    draft_id = office.draft()
    file_id = office.attach(draft_id, "采购文件.pdf", PDF)
    with Session(office.town.engine) as session:
        assert find_file(session, file_id) is None

    notice_id = office.issue(draft_id)

    with Session(office.town.engine) as session:
        (found,) = list_files(session, notice_id)
    digest = hashlib.sha256(PDF).hexdigest()
    assert (found.id, found.name, found.size, found.sha256) == (
        file_id, "采购文件.pdf", len(PDF), digest,
    )  # fmt: skip
    assert csv_rows(office.town.engine, ATTACHMENTS, NoticePartFilter(notice=notice_id)) == [
        {
            "id": file_id,
            "notice": notice_id,
            "name": "采购文件.pdf",
            "media_type": "application/pdf",
            "size": str(len(PDF)),
            "sha256": digest,
            "address": f"/files/{file_id}",
            "demonstration": "false",
        }
    ]
    assert office.storage.path_of(digest).read_bytes() == PDF


def test_equal_contents_lie_on_the_disk_once_and_stay_as_long_as_one_is_named(
    office: Office,
) -> None:
    first, second = office.draft("第一份"), office.draft("第二份")
    kept = office.attach(first, "a.pdf", PDF)
    gone = office.attach(second, "b.pdf", PDF)
    assert len(list(office.storage.kept())) == 1

    hashed = office.town.act("officer-1", lambda s, who: detach(s, who, gone))
    with writing(office.town.engine) as session:
        assert forget_unnamed(session, office.storage, [hashed]) == []
    hashed = office.town.act("officer-1", lambda s, who: detach(s, who, kept))
    with writing(office.town.engine) as session:
        assert forget_unnamed(session, office.storage, [hashed]) == [hashed]

    assert list(office.storage.kept()) == []


def test_a_file_that_is_refused_leaves_nothing_on_the_disk(office: Office) -> None:
    draft_id = office.draft()

    with pytest.raises(InvalidInputError, match="programs cannot be attached"):
        office.attach(draft_id, "附件.pdf", b"MZ\x90\x00")

    assert [path for path in office.storage.folder.rglob("*") if path.is_file()] == []
    with Session(office.town.engine) as session:
        assert session.scalars(select(Attachment)).all() == []


def test_a_file_is_too_large_as_soon_as_it_is(office: Office) -> None:
    with office.storage.arriving(100) as arrival:
        arrival.write(b"a" * 100)
        with pytest.raises(InvalidInputError, match="larger than"):
            arrival.write(b"a")


def test_nobody_adds_a_file_after_the_draft_was_handed_in(office: Office) -> None:
    draft_id = office.draft()
    office.submit(draft_id)

    with pytest.raises(ConflictError, match="waiting for its review"):
        office.attach(draft_id, "a.pdf", PDF)


def test_whoever_adds_a_file_wrote_in_the_draft_and_does_not_review_it(office: Office) -> None:
    draft_id = office.draft()
    office.attach(draft_id, "a.pdf", PDF, who="officer-2")
    office.submit(draft_id)

    with pytest.raises(ForbiddenError, match="another officer does"):
        office.review(draft_id)


@pytest.mark.parametrize("who", ["officer-elsewhere", "evaluator-1", "contractor-1"])
def test_others_neither_add_nor_see_the_files_of_a_draft(office: Office, who: str) -> None:
    draft_id = office.draft()
    file_id = office.attach(draft_id, "a.pdf", PDF)

    with pytest.raises(ForbiddenError):
        office.attach(draft_id, "b.pdf", PDF + b"\n%%EOF", who=who)
    with pytest.raises(NotFoundError):
        office.town.act(who, lambda s, person: list_attachments(s, person, draft_id))
    with pytest.raises(NotFoundError):
        office.town.act(who, lambda s, person: find_for_reading(s, person, file_id))
    with pytest.raises(ForbiddenError):
        office.town.act(who, lambda s, person: detach(s, person, file_id))


def test_the_reviewer_reads_a_file_before_it_is_public(office: Office) -> None:
    draft_id = office.draft()
    file_id = office.attach(draft_id, "a.pdf", PDF)
    office.submit(draft_id)

    found = office.town.act("officer-2", lambda s, who: find_for_reading(s, who, file_id))

    assert found.name == "a.pdf"


def test_a_notice_has_so_many_files_and_none_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_id = office.draft()
    office.attach(draft_id, "a.pdf", PDF)
    with pytest.raises(ConflictError, match="attached already"):
        office.attach(draft_id, "b.pdf", PDF)
    with pytest.raises(ConflictError, match="attached already"):
        office.attach(draft_id, "a.pdf", PDF + b"%%EOF")
    monkeypatch.setattr(attachments, "MOST_FILES", 1)
    with pytest.raises(ConflictError, match="may have 1 attachments"):
        office.attach(draft_id, "b.pdf", PDF + b"%%EOF")


def test_a_private_number_in_a_workbook_stops_the_notice_and_names_the_cell(
    office: Office,
) -> None:
    draft_id = office.draft()
    office.attach(draft_id, "名单.xlsx", workbook("姓名 电话", f"张三 {MOBILE}"))

    with pytest.raises(InvalidInputError) as refused:
        office.submit(draft_id)

    assert "名单.xlsx" in str(refused.value)
    assert "sheet “名单” A2" in str(refused.value)
    assert MOBILE not in str(refused.value)


def test_a_reviewer_lets_a_number_in_a_file_pass_with_a_reason_and_not_without(
    office: Office,
) -> None:
    draft_id = office.draft(title="示例项目终止公告")
    office.attach(draft_id, "联系方式.csv", f"采购代理机构,{MOBILE}\n".encode())
    with pytest.raises(InvalidInputError, match="give a reason"):
        office.submit(draft_id)
    office.explain(draft_id, "代理机构对外公布的业务电话。")
    office.submit(draft_id)

    with pytest.raises(InvalidInputError, match="say why it may be published"):
        office.review(draft_id)
    office.review(draft_id, override="系机构对外公布的业务电话。")

    notice_id = office.issue_reviewed(draft_id)
    with Session(office.town.engine) as session:
        assert len(list_files(session, notice_id)) == 1


@pytest.mark.parametrize("name", ["13812345678.pdf", "名单 11010519491231002X.pdf"])
def test_a_private_number_in_a_name_stops_the_file(office: Office, name: str) -> None:
    draft_id = office.draft()

    with pytest.raises(InvalidInputError, match="name of the attachment"):
        office.attach(draft_id, name, PDF)


def test_a_correction_adds_files_and_keeps_those_that_are_public(office: Office) -> None:
    draft_id = office.draft()
    office.attach(draft_id, "原文.pdf", PDF)
    notice_id = office.issue(draft_id)

    draft_id = office.begin_correction(notice_id, "示例项目终止公告", "补充附件")
    office.attach(draft_id, "补充.csv", "项目,金额\n".encode())
    assert office.issue(draft_id) == notice_id

    with Session(office.town.engine) as session:
        assert [each.name for each in list_files(session, notice_id)] == ["原文.pdf", "补充.csv"]


def test_a_public_file_is_not_taken_off(office: Office) -> None:
    draft_id = office.draft()
    file_id = office.attach(draft_id, "a.pdf", PDF)
    office.issue(draft_id)

    with pytest.raises(ConflictError, match="only be withdrawn"):
        office.town.act("officer-1", lambda s, who: detach(s, who, file_id))


def test_the_sweep_takes_what_nobody_names_and_what_was_never_finished(office: Office) -> None:
    draft_id = office.draft()
    office.attach(draft_id, "a.pdf", PDF)
    orphan = office.storage.folder / "ab" / ("ab" + "0" * 62)
    orphan.parent.mkdir()
    orphan.write_bytes(b"left by a crash")
    broken = office.storage.folder / ARRIVING / "half"
    broken.write_bytes(b"half")
    old = time.time() - ABANDONED_SECONDS - 60
    os.utime(broken, (old, old))
    arriving = office.storage.folder / ARRIVING / "now"
    arriving.write_bytes(b"on its way")

    assert sweep_files(office.town.engine, office.storage) == 2

    assert not orphan.exists()
    assert not broken.exists()
    assert arriving.exists()
    assert len(list(office.storage.kept())) == 1


def test_an_export_holds_the_files_and_loses_those_that_are_not_public_any_more(
    office: Office, tmp_path: Path
) -> None:
    draft_id = office.draft()
    file_id = office.attach(draft_id, "采购文件.pdf", PDF)
    office.issue(draft_id)
    folder = tmp_path / "export"

    list(export(office.town.engine, folder, "http://127.0.0.1:8501"))
    copy = folder / "files" / file_id / "采购文件.pdf"
    assert copy.read_bytes() == PDF
    assert f"files/{file_id}/采购文件.pdf" in (folder / "SHA256SUMS").read_text()

    with writing(office.town.engine) as session:
        session.get_one(Attachment, file_id).is_withdrawn = True
    list(export(office.town.engine, folder, "http://127.0.0.1:8501"))
    assert not copy.parent.exists()


def test_a_file_that_was_withdrawn_is_not_attached_again(office: Office) -> None:
    draft_id = office.draft()
    file_id = office.attach(draft_id, "a.pdf", PDF)
    office.issue(draft_id)
    with writing(office.town.engine) as session:
        session.get_one(Attachment, file_id).is_withdrawn = True
    again = office.draft("另一份")

    with pytest.raises(ConflictError, match="withdrawn before"):
        office.attach(again, "b.pdf", PDF)

    with Session(office.town.engine) as session:
        assert session.get_one(NoticeDraft, again).state == "draft"


def test_a_discarded_draft_gives_its_files_up(office: Office) -> None:
    first, second = office.draft("第一份"), office.draft("第二份")
    office.attach(first, "a.pdf", PDF)
    kept = office.attach(second, "b.pdf", PDF + b"%%EOF")

    hashes = office.town.act("officer-1", lambda s, who: discard_draft(s, who, first))

    assert hashes == {hashlib.sha256(PDF).hexdigest()}
    with writing(office.town.engine) as session:
        assert forget_unnamed(session, office.storage, hashes) == list(hashes)
    assert len(list(office.storage.kept())) == 1
    with Session(office.town.engine) as session:
        assert [each.id for each in session.scalars(select(Attachment))] == [kept]


def test_a_file_that_goes_while_somebody_attaches_the_same_comes_back(office: Office) -> None:
    """One act waits for the other: no row ever names a file that is not there."""
    first, second = office.draft("第一份"), office.draft("第二份")
    gone = office.attach(first, "a.pdf", PDF)
    hashed = office.town.act("officer-1", lambda s, who: detach(s, who, gone))
    attached = threading.Thread(target=office.attach, args=(second, "b.pdf", PDF))

    with writing(office.town.engine) as session:
        assert forget_unnamed(session, office.storage, [hashed]) == [hashed]
        attached.start()
        attached.join(0.3)
        assert attached.is_alive()
        assert not office.storage.path_of(hashed).exists()
    attached.join(20)

    assert office.storage.path_of(hashed).read_bytes() == PDF
    with Session(office.town.engine) as session:
        assert [each.name for each in session.scalars(select(Attachment))] == ["b.pdf"]
