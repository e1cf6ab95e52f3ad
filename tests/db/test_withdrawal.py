"""Withdrawal: what led to a person is gone from every table, list, file, feed and from the disk."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from portal.disclosure.attachments import ATTACHMENTS, NoticePartFilter, find_file
from portal.disclosure.erasing import erase_everywhere
from portal.disclosure.export import export
from portal.disclosure.feeds import FEEDS, read_entries
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.pages import find_row
from portal.disclosure.whole.keeping import Keeper
from portal.disclosure.withdrawals import (
    WITHDRAWALS,
    WithdrawalFilter,
    find_withdrawal,
    find_withdrawal_of_file,
)
from portal.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from portal.notices import erasing
from portal.notices.content import entered_from
from portal.notices.drafting import discard_draft
from portal.notices.emptying import KEPT
from portal.notices.erasing import erase, sweep_notices
from portal.notices.service import Outcome
from portal.notices.withdrawal import (
    Why,
    withdraw_attachment,
    withdraw_notice,
    withdraw_version,
)
from portal.records.audit import AuditEntry
from portal.records.notice import Notice, NoticeState, NoticeVersion
from portal.records.project import Project
from portal.records.publishing import NoticeDraft, Withdrawal
from portal.records.session import writing
from tests.db import forensics
from tests.db.office import PDF, Office
from tests.db.printed import a_row, keep
from tests.db.reading import csv_rows
from tests.db.town import OPERATOR, PROJECT

LEAKED = "孟庆霜"
"""Somebody's name; no other text of the tests holds it"""
NUMBER = "XQZJ7741"
"""A Latin word that the index of words cuts into fours"""
BASIS = "《中华人民共和国个人信息保护法》第四十七条"
WHY = Why("正文含有服务对象的个人信息。", BASIS)
TEXTS = f"{LEAKED} {NUMBER}"


def withdrawn(office: Office, notice_id: str, who: str = "officer-1") -> erasing.Erased:
    """Withdraw as an officer does, and erase."""
    hashes = office.town.act(who, lambda s, person: withdraw_notice(s, person, notice_id, WHY))
    return erase(office.town.engine, office.storage, hashes)


def held_in(engine: Engine, words: list[str]) -> set[str]:
    """Which of the words are in any row of any table that we made."""
    rows = [row for each in forensics.everything(engine).values() for row in each]
    return {word for word in words if any(word in row for row in rows)}


def on_disk(engine: Engine, words: list[str]) -> set[str]:
    """Which of the words are in the files of the tables a notice stands in, indexes included."""
    return forensics.found_in(forensics.files(engine, (*erasing.TABLES,)), words)


def test_a_notice_issued_here_is_gone_from_everywhere_at_once(office: Office) -> None:
    engine = office.town.engine
    draft_id = office.draft(title=f"{TEXTS}终止公告", reason__text=f"{LEAKED}已退出。")
    file_id = office.attach(draft_id, f"{LEAKED}.pdf", PDF)
    office.withhold(draft_id, attachment_name=f"{LEAKED}的体检表", ground="personal_privacy")
    notice_id = office.issue(draft_id)
    assert held_in(engine, [LEAKED, NUMBER]) == {LEAKED, NUMBER}
    assert on_disk(engine, [LEAKED]) == {LEAKED}

    erased = withdrawn(office, notice_id)

    assert erased == erasing.Erased(1, is_swept=True)
    assert held_in(engine, [LEAKED, NUMBER]) == set()
    assert on_disk(engine, [LEAKED, NUMBER]) == set()
    assert list(office.storage.kept()) == []
    with Session(engine) as session:
        assert find_row(session, NOTICES, notice_id) is None
        assert find_file(session, file_id) is None
        for q in (LEAKED, NUMBER, "终止"):
            assert NOTICES.count(session, NoticeFilter(q=q)) == 0
        told = find_withdrawal(session, notice_id=notice_id)
        assert told
        assert (told.reason, told.basis) == (WHY.reason, BASIS)
        of_file = find_withdrawal_of_file(session, file_id)
        assert of_file is not None
        assert of_file.id == told.id
    assert csv_rows(engine, NOTICES, NoticeFilter()) == []
    assert csv_rows(engine, ATTACHMENTS, NoticePartFilter()) == []


def test_the_index_of_words_keeps_no_piece_of_what_was_withdrawn(office: Office) -> None:
    engine = office.town.engine
    notice_id = office.issue(office.draft(title=f"{NUMBER}终止公告"))
    held = forensics.files(engine, ("notice",))
    if engine.dialect.name == "sqlite":
        assert forensics.found_in(held, ["xqzj"]) == {"xqzj"}

    withdrawn(office, notice_id)

    held = forensics.files(engine, ("notice",))
    assert forensics.found_in(held, ["xqzj", "qzj7", "XQZJ", "zj77"]) == set()


def test_the_public_is_told_when_why_and_on_which_basis_and_not_by_whom(office: Office) -> None:
    notice_id = office.issue(office.draft(title=f"{LEAKED}公告"))

    withdrawn(office, notice_id)

    (row,) = csv_rows(office.town.engine, WITHDRAWALS, WithdrawalFilter())
    assert {name: row[name] for name in ("kind", "notice", "reason", "basis", "purchaser")} == {
        "kind": "notice",
        "notice": notice_id,
        "reason": WHY.reason,
        "basis": BASIS,
        "purchaser": "示例区民政局",
    }
    assert LEAKED not in json.dumps(row, ensure_ascii=False)
    assert not {each.name for each in WITHDRAWALS.columns} & {"account", "account_id", "officer"}


def test_a_feed_reader_gets_an_entry_in_place_of_the_one_it_holds(office: Office) -> None:
    notice_id = office.issue(office.draft(title=f"{LEAKED}公告"))
    withdrawn(office, notice_id)

    with Session(office.town.engine) as session:
        (entry,) = read_entries(session, FEEDS["notices"], NoticeFilter(type="termination"))
        assert read_entries(session, FEEDS["notices"], NoticeFilter(type="tender")) == []
        assert read_entries(session, FEEDS["notices"], NoticeFilter(q=LEAKED)) == []

    assert entry.id == notice_id
    assert WHY.reason in entry.summary[0]
    assert LEAKED not in repr(entry)


def test_the_audit_trail_names_the_officer_and_nothing_of_the_content(office: Office) -> None:
    notice_id = office.issue(office.draft(title=f"{LEAKED}公告"))
    withdrawn(office, notice_id)

    with Session(office.town.engine) as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "withdraw")).one()
        assert entry.actor.endswith("#officer-1")
        assert entry.object_id == notice_id


def test_corrections_of_the_notice_repeat_it_and_go_with_it(office: Office) -> None:
    notice_id = office.issue(office.draft(reason__text=f"{LEAKED}退出。"))
    office.issue(
        office.begin_correction(notice_id, "示例项目终止公告", "改正", reason__text="一人退出。")
    )
    with Session(office.town.engine) as session:
        correction = session.scalars(select(Notice).where(Notice.corrects_id == notice_id)).one()
        assert LEAKED in (correction.fields or "")

    withdrawn(office, notice_id)

    assert held_in(office.town.engine, [LEAKED]) == set()
    with Session(office.town.engine) as session:
        assert set(session.scalars(select(Notice.state))) == {NoticeState.WITHDRAWN}
        assert session.query(Withdrawal).count() == 2


def test_an_earlier_version_goes_with_the_correction_that_quotes_it_and_the_notice_stays(
    office: Office,
) -> None:
    notice_id = office.issue(office.draft(reason__text=f"{LEAKED}退出。"))
    with pytest.raises(ConflictError, match="the one that stands now"):
        office.town.act("officer-1", lambda s, who: withdraw_version(s, who, notice_id, 1, WHY))
    office.issue(
        office.begin_correction(notice_id, "示例项目终止公告", "改正", reason__text="一人退出。")
    )
    office.issue(office.begin_correction(notice_id, "终止公告", "标题", reason__text="一人退出。"))

    office.town.act("officer-1", lambda s, who: withdraw_version(s, who, notice_id, 1, WHY))
    assert erase(office.town.engine, office.storage, ()).is_swept

    assert held_in(office.town.engine, [LEAKED]) == set()
    assert on_disk(office.town.engine, [LEAKED]) == set()
    with Session(office.town.engine) as session:
        row = find_row(session, NOTICES, notice_id)
        assert row is not None
        assert row["title"] == "终止公告"
        states = session.scalars(select(Notice.state).where(Notice.corrects_id == notice_id)).all()
        assert sorted(states) == ["issued", "withdrawn"]
        gone = session.get_one(NoticeVersion, (notice_id, 1))
        assert (gone.content, gone.is_withdrawn, len(gone.content_hash)) == ("", True, 64)
        assert find_withdrawal(session, notice_id=notice_id) is None
        assert find_withdrawal(session, notice_id=notice_id, version=1) is not None
    with pytest.raises(ConflictError, match="withdrawn already"):
        office.town.act("officer-1", lambda s, who: withdraw_version(s, who, notice_id, 1, WHY))


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_two_versions_go_one_after_the_other_with_every_correction_that_quotes_them(
    office: Office, order: tuple[int, int]
) -> None:
    notice_id = office.issue(office.draft("第一版", reason__text="甲退出。"))
    for title, text_ in (("第二版", f"{LEAKED}退出。"), ("第三版", "一人退出。")):
        office.issue(office.begin_correction(notice_id, title, "改正", reason__text=text_))

    first, second = order
    act = office.town.act
    act("officer-1", lambda s, who: withdraw_version(s, who, notice_id, first, WHY))
    act("officer-1", lambda s, who: withdraw_version(s, who, notice_id, second, WHY))

    assert held_in(office.town.engine, [LEAKED]) == set()
    with Session(office.town.engine) as session:
        states = session.scalars(select(Notice.state).where(Notice.corrects_id == notice_id)).all()
        assert states == ["withdrawn", "withdrawn"]
        assert session.get_one(Notice, notice_id).title == "第三版"


def test_a_version_that_is_withdrawn_leaves_the_drafts_of_the_others_alone(office: Office) -> None:
    notice_id = office.issue(office.draft("第一版"))
    drafts = []
    for title in ("第二版", "第三版", "第四版"):
        drafts.append(office.begin_correction(notice_id, title, "改正"))
        office.issue(drafts[-1])

    office.town.act("officer-1", lambda s, who: withdraw_version(s, who, notice_id, 1, WHY))

    with Session(office.town.engine) as session:
        kept = [entered_from(session.get_one(NoticeDraft, each).content) for each in drafts]
    assert [each.title for each in kept] == ["", "第三版", "第四版"]
    assert [each.base for each in kept] == [1, 2, 3]


def test_a_draft_that_was_given_up_keeps_nothing_of_a_version_that_is_withdrawn(
    office: Office,
) -> None:
    notice_id = office.issue(office.draft(title=f"{LEAKED}终止公告"))
    given_up = office.begin_correction(notice_id, f"{LEAKED}公告", f"{LEAKED}的名字")
    office.town.act("officer-1", lambda s, who: discard_draft(s, who, given_up))
    office.issue(office.begin_correction(notice_id, "终止公告", "标题"))

    office.town.act("officer-1", lambda s, who: withdraw_version(s, who, notice_id, 1, WHY))

    assert held_in(office.town.engine, [LEAKED]) == set()


def test_a_file_goes_without_its_notice_and_from_every_other_notice(office: Office) -> None:
    drafts = [office.draft("第一份"), office.draft("第二份")]
    first, second = (office.attach(each, "a.pdf", PDF) for each in drafts)
    other = office.attach(drafts[1], "b.pdf", PDF + b"%%EOF")
    notices = [office.issue(each) for each in drafts]

    hashes = office.town.act("officer-2", lambda s, who: withdraw_attachment(s, who, first, WHY))
    erased = erase(office.town.engine, office.storage, hashes)

    assert erased.files == 1
    assert len(list(office.storage.kept())) == 1
    with Session(office.town.engine) as session:
        for notice_id, file_id in zip(notices, (first, second), strict=True):
            assert find_file(session, file_id) is None
            assert find_row(session, NOTICES, notice_id) is not None
            told = find_withdrawal_of_file(session, file_id)
            assert told
            assert (told.notice_id, told.attachment_id) == (notice_id, file_id)
        assert find_file(session, other) is not None
    with pytest.raises(ConflictError, match="withdrawn already"):
        office.town.act("officer-2", lambda s, who: withdraw_attachment(s, who, first, WHY))
    with pytest.raises(ConflictError, match="withdrawn already"):
        office.town.act("officer-2", lambda s, who: withdraw_attachment(s, who, second, WHY))
    assert len(csv_rows(office.town.engine, WITHDRAWALS, WithdrawalFilter())) == 2


def test_a_withdrawn_file_does_not_come_back_with_a_draft_that_had_it_before(
    office: Office,
) -> None:
    public, waiting = office.draft("第一份"), office.draft("第二份")
    file_id = office.attach(public, "a.pdf", PDF)
    again = office.attach(waiting, "另一名称.pdf", PDF)
    office.issue(public)
    office.submit(waiting)
    office.review(waiting)
    office.town.act("officer-2", lambda s, who: withdraw_attachment(s, who, file_id, WHY))

    with pytest.raises(ConflictError, match=r"另一名称\.pdf: this very file was withdrawn before"):
        office.issue_reviewed(waiting)

    with Session(office.town.engine) as session:
        assert find_file(session, again) is None
        assert session.get_one(NoticeDraft, waiting).notice_id is None


def test_a_withdrawal_takes_the_files_of_corrections_that_were_under_way(office: Office) -> None:
    notice_id = office.issue(office.draft())
    correction = office.begin_correction(notice_id, "示例项目终止公告", "补充附件")
    office.attach(correction, f"{LEAKED}.pdf", PDF)

    erased = withdrawn(office, notice_id)

    assert erased.files == 1
    assert list(office.storage.kept()) == []
    assert held_in(office.town.engine, [LEAKED]) == set()


@pytest.mark.parametrize("who", ["officer-elsewhere", "evaluator-1", "contractor-1", "nobody"])
def test_only_the_purchasers_officers_and_the_operator_withdraw(office: Office, who: str) -> None:
    notice_id = office.issue(office.draft())

    with pytest.raises(ForbiddenError):
        withdrawn(office, notice_id, who)

    with Session(office.town.engine) as session:
        assert find_row(session, NOTICES, notice_id) is not None


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        (Why("", BASIS), "reason of the withdrawal: say it in words"),
        (Why("原因", " "), "legal basis: say it in words"),
        (Why("x" * 1001, BASIS), "at most 1000 characters"),
        (Why("其手机号13812345678被公开。", BASIS), "a mobile number"),
    ],
)
def test_the_reason_is_given_and_repeats_no_private_number(
    office: Office, why: Why, sentence: str
) -> None:
    notice_id = office.issue(office.draft())

    with pytest.raises(InvalidInputError, match=sentence):
        office.town.act("officer-1", lambda s, who: withdraw_notice(s, who, notice_id, why))


def test_what_is_not_public_or_gone_already_is_not_withdrawn(office: Office) -> None:
    notice_id = office.issue(office.draft())
    with pytest.raises(NotFoundError):
        withdrawn(office, "no-such-notice")
    withdrawn(office, notice_id)

    with pytest.raises(ConflictError, match="withdrawn already"):
        withdrawn(office, notice_id)


def test_drafts_of_corrections_under_way_are_emptied_and_given_up(office: Office) -> None:
    notice_id = office.issue(office.draft(reason__text=f"{LEAKED}退出。"))
    draft_id = office.begin_correction(notice_id, "终止公告", f"{LEAKED}的名字", reason__text="无")

    withdrawn(office, notice_id)

    with Session(office.town.engine) as session:
        draft = session.get_one(NoticeDraft, draft_id)
        assert (draft.state, draft.content, draft.reason) == ("discarded", '{"base":1}', None)


def test_a_column_added_to_notices_goes_unless_somebody_says_that_it_may_stay() -> None:
    columns = {each.name for each in Notice.__table__.columns}

    assert columns >= KEPT
    for name in ("title", "fields", "facts", "search_text", "supplier_names", "media_url"):
        assert name not in KEPT


# What was imported


def reprint(engine: Engine, **said: Any) -> tuple[Outcome, str]:
    """One reprinted row; what became of it and its id."""
    (outcome,) = keep(engine, a_row("1", **said))
    with Session(engine) as session:
        return outcome, session.scalars(select(Notice.id)).one()


def take_back(engine: Engine, notice_id: str) -> None:
    with writing(engine) as session:
        withdraw_notice(session, OPERATOR, notice_id, WHY)


def test_a_reprint_does_not_come_back_with_the_same_content(engine: Engine) -> None:
    _, notice_id = reprint(engine, title=f"{LEAKED}救助公告")
    take_back(engine, notice_id)

    again = reprint(engine, title=f"{LEAKED}救助公告")

    assert again == (Outcome.UNCHANGED, notice_id)
    assert held_in(engine, [LEAKED]) == set()


def test_the_same_content_under_another_key_is_refused(engine: Engine) -> None:
    _, notice_id = reprint(engine, title=f"{LEAKED}救助公告")
    take_back(engine, notice_id)

    with pytest.raises(ConflictError, match="exactly this content was withdrawn"):
        keep(engine, a_row("2", title=f"{LEAKED}救助公告"))

    assert held_in(engine, [LEAKED]) == set()


def test_new_content_of_a_withdrawn_reprint_waits_for_review(engine: Engine) -> None:
    _, notice_id = reprint(engine, title=f"{LEAKED}救助公告")
    take_back(engine, notice_id)

    outcome, _ = reprint(engine, title="救助公告")

    assert outcome is Outcome.UPDATED
    with Session(engine) as session:
        notice = session.get_one(Notice, notice_id)
        assert (notice.state, notice.title, notice.version) == ("draft", "救助公告", 2)
        assert find_row(session, NOTICES, notice_id) is None
        assert find_withdrawal(session, notice_id=notice_id) is not None


def test_a_project_does_not_keep_the_title_of_a_withdrawn_notice(engine: Engine) -> None:
    keep(engine, a_row("1", title=f"{LEAKED}救助公告", project_no="A-1"))
    keep(engine, a_row("2", title="更名后的公告", project_no="A-1"))
    with Session(engine) as session:
        leaked = session.scalars(select(Notice).where(Notice.title.contains(LEAKED))).one()
        assert leaked.project_id

    take_back(engine, leaked.id)

    assert held_in(engine, [LEAKED]) == set()
    with Session(engine) as session:
        assert session.get_one(Project, leaked.project_id).title == "更名后的公告"


@pytest.mark.parametrize("title", [f"{LEAKED}救助项目", f"{LEAKED}救助项目终止公告（二次）"])
def test_a_project_that_is_named_in_a_withdrawn_notice_loses_its_name(
    office: Office, title: str
) -> None:
    with writing(office.town.engine) as session:
        session.get_one(Project, PROJECT).title = title
    notice_id = office.issue(office.draft(f"{LEAKED}救助项目终止公告"))

    withdrawn(office, notice_id)

    assert held_in(office.town.engine, [LEAKED]) == set()
    with Session(office.town.engine) as session:
        assert session.get_one(Project, PROJECT).title is None


def test_a_project_keeps_the_name_that_another_public_notice_says(office: Office) -> None:
    notice_id = office.issue(office.draft("示例项目终止公告"))
    office.issue(office.draft("示例项目终止公告（二次）"))

    withdrawn(office, notice_id)

    with Session(office.town.engine) as session:
        assert session.get_one(Project, PROJECT).title == "示例项目"


# What lies on the disk


def test_an_export_made_again_has_lost_it(office: Office, tmp_path: Path) -> None:
    draft_id = office.draft(title=f"{LEAKED}公告")
    office.attach(draft_id, f"{LEAKED}.pdf", PDF)
    notice_id = office.issue(draft_id)
    folder = tmp_path / "export"
    list(export(office.town.engine, folder, "http://127.0.0.1:8501"))
    assert LEAKED.encode() in (folder / "data" / "notices.csv").read_bytes()
    withdrawn(office, notice_id)

    list(export(office.town.engine, folder, "http://127.0.0.1:8501"))

    assert forensics.found_in(_held(folder), [LEAKED]) == set()
    assert not [path for path in folder.rglob("*") if LEAKED in path.name]


def test_the_whole_tables_that_lie_ready_are_taken_away(office: Office, tmp_path: Path) -> None:
    engine, folder = office.town.engine, tmp_path / "files"
    keeper = Keeper(engine, folder)
    notice_id = office.issue(office.draft(title=f"{LEAKED}公告"))
    for ending in ("csv", "jsonl"):
        keeper.write("notices", ending).result()
    assert forensics.found_in(_held(folder), [LEAKED]) == {LEAKED}

    act = office.town.act
    hashes = act("officer-1", lambda s, who: withdraw_notice(s, who, notice_id, WHY))
    erase_everywhere(engine, office.storage, keeper, hashes)

    assert not [path for path in folder.iterdir() if path.suffix in {".csv", ".gz", ".jsonl"}]
    assert keeper.open("notices", "csv") is None
    keeper.write("notices", "csv").result()
    whole = keeper.open("notices", "csv")
    assert whole is not None
    with whole.file:
        assert LEAKED.encode() not in whole.file.read()


def _held(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_sweep_that_would_keep_everybody_waiting_is_left_to_the_operator(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    if office.town.engine.dialect.name == "postgresql":
        monkeypatch.setattr(erasing, "SMALL_BYTES", 0)
        expected = False
    else:
        expected = True
    notice_id = office.issue(office.draft(title=f"{LEAKED}公告"))

    assert withdrawn(office, notice_id).is_swept is expected

    assert sweep_notices(office.town.engine, at_any_cost=True)
    assert on_disk(office.town.engine, [LEAKED]) == set()


def test_somebody_who_reads_delays_the_sweep_and_not_the_withdrawal(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr(erasing, "LOCK_TIMEOUT_MS", 100)
    notice_id = office.issue(office.draft(title=f"{LEAKED}公告"))
    with office.town.engine.connect() as connection:
        connection.execute(text("SELECT count(*) FROM notice")).all()
        assert withdrawn(office, notice_id).is_swept is False
        with Session(office.town.engine) as session:
            assert find_row(session, NOTICES, notice_id) is None

    assert sweep_notices(office.town.engine, at_any_cost=True)
    assert on_disk(office.town.engine, [LEAKED]) == set()
