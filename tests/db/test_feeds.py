"""What a feed holds, on both databases: the same entries, the last changed first."""

from datetime import UTC, date, datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from portal.disclosure.entries import ENTRIES, Entry
from portal.disclosure.evaluations import EvaluationFilter
from portal.disclosure.feeds import FEEDS, read_entries
from portal.disclosure.formats.atom import write_atom
from portal.disclosure.notices import NoticeFilter
from portal.identity.acting import console
from portal.locale import gettext
from portal.notices.service import Outcome, import_notice
from portal.records.account import Account
from portal.records.notice import NoticeState
from portal.records.publishing import Withdrawal
from portal.records.session import writing
from tests.db.printed import a_row
from tests.db.reading import shelve

NOTICES = FEEDS["notices"]
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


def entries(engine: Engine) -> list[Entry]:
    with Session(engine) as session:
        return list(read_entries(session, NOTICES, NoticeFilter()))


def test_both_databases_give_the_same_results_feed(both_demos: list[Engine]) -> None:
    feed, written = FEEDS["evaluations"], set()
    for engine in both_demos:
        with Session(engine) as session:
            found = read_entries(session, feed, EvaluationFilter())
        written.add(write_atom(feed, {}, found, "https://a.example"))
    assert len(written) == 1


def test_what_was_recorded_last_comes_first_whatever_its_own_day(engine: Engine) -> None:
    with writing(engine) as session:
        shelve(session, "a", notice_on=date(2026, 5, 1), recorded_at=NEW_YEAR)
        shelve(session, "b", notice_on=None, recorded_at=NEW_YEAR.replace(month=3))
        shelve(session, "c", notice_on=date(2020, 1, 1), recorded_at=NEW_YEAR.replace(month=2))

    found = entries(engine)

    assert [each.id for each in found] == ["b", "c", "a"]
    assert found[0].changed == NEW_YEAR.replace(month=3)
    assert found[0].published is None
    assert found[2].published == datetime(2026, 4, 30, 16, tzinfo=UTC)


def test_new_content_from_the_source_makes_a_notice_the_newest(engine: Engine) -> None:
    old, new = a_row("1", title="旧"), a_row("1", title="新")
    for each in (old, a_row("2")):
        with writing(engine) as session:
            assert import_notice(session, console("tests"), each) is Outcome.IMPORTED
    before = entries(engine)

    with writing(engine) as session:
        assert import_notice(session, console("tests"), new) is Outcome.UPDATED

    after = entries(engine)
    assert [each.id for each in after] == [each.id for each in before][::-1]
    assert after[0].title == "新"
    assert after[0].changed > before[0].changed

    with writing(engine) as session:
        assert import_notice(session, console("tests"), old) is Outcome.UNCHANGED
    assert entries(engine) == after


def test_a_summary_repeats_the_columns_in_words(engine: Engine) -> None:
    with writing(engine) as session:
        shelve(
            session,
            "a",
            title=None,
            method="consultation",
            purchaser_name="民政局",
            budget_fen=123_456_789,
            currency="CNY",
            award_fen=5,
            is_demo=True,
        )

    (entry,) = entries(engine)

    assert entry.title == gettext("Notice without a title in the source")
    assert "购买主体：民政局" in entry.summary
    assert "预算：1,234,567.89 CNY" in entry.summary
    assert "中标（成交）金额：0.05 CNY" in entry.summary
    assert "公告类型：招标公告" in entry.summary
    assert entry.summary[-1].startswith("演示数据")


def changes(engine: Engine, **wanted: str) -> list[Entry]:
    with Session(engine) as session:
        return list(read_entries(session, FEEDS["changes"], NoticeFilter.read(wanted)))


def test_a_new_version_is_a_change_and_a_first_one_is_none(engine: Engine) -> None:
    with writing(engine) as session:
        import_notice(session, console("tests"), a_row("1", title="旧的"))
        import_notice(session, console("tests"), a_row("2", title="别的"))
    assert changes(engine) == []
    with writing(engine) as session:
        import_notice(session, console("tests"), a_row("1", title="新的"))

    (entry,) = changes(engine)

    assert entry.title == "新的"
    assert "版本：2" in entry.summary
    assert any(each.startswith("SHA-256：") and len(each) > 64 for each in entry.summary)
    assert changes(engine, q="新的") == [entry]
    assert changes(engine, q="别的") == []


def test_a_correction_notice_is_a_change(engine: Engine) -> None:
    with writing(engine) as session:
        import_notice(session, console("tests"), a_row("1", title="更正", type="correction"))
    assert [each.title for each in changes(engine)] == ["更正"]
    assert changes(engine, type="tender") == []


def test_a_withdrawal_is_told_without_a_word_of_what_is_gone(engine: Engine) -> None:
    with writing(engine) as session:
        notice = shelve(session, "a", title="张三的住址", region_code="510603")
        session.flush()
        notice.state = NoticeState.WITHDRAWN
        account = Account(id="officer", issuer="i", subject="s")
        session.add(account)
        session.flush()
        session.add(
            Withdrawal(
                id="w",
                notice_id="a",
                reason="误公开个人信息",
                basis="个人信息保护法",
                account_id="officer",
            )
        )
    (entry,) = changes(engine)
    told = " ".join((entry.title, entry.author, *entry.summary))
    assert "张三" not in told
    assert "误公开个人信息" in told
    assert changes(engine, region="510000") == [entry]
    assert changes(engine, region="440000") == []
    assert changes(engine, q="张三") == []


def test_later_pages_of_a_feed_hold_each_change_once(engine: Engine) -> None:
    with writing(engine) as session:
        for number in range(2 * ENTRIES + 7):
            shelve(
                session,
                f"{number:04}",
                recorded_at=NEW_YEAR.replace(day=1 + number % 28, minute=number % 60),
            )
    for feed in (NOTICES,):
        with Session(engine) as session:
            found = [read_entries(session, feed, NoticeFilter(), page) for page in (1, 2, 3, 4)]
        assert [len(each) for each in found] == [ENTRIES, ENTRIES, 7, 0]
        together = [each for page in found for each in page]
        assert len({each.id for each in together}) == 2 * ENTRIES + 7
        assert [each.changed for each in together] == sorted(
            (each.changed for each in together), reverse=True
        )
        written = write_atom(feed, {}, found[1], "https://a.example", 2).decode()
        for rel, address in (
            ("self", "?page=2"), ("first", ""), ("previous", ""), ("next", "?page=3"),
        ):  # fmt: skip
            assert f'rel="{rel}" type="application/atom+xml"' in written
            assert f'href="https://a.example/feeds/notices.atom{address}"' in written
