"""What the pages say of files, of what is withheld, and of what was withdrawn."""

import pytest

from portal.identity.acting import console
from portal.locale import gettext
from portal.notices.withdrawal import Why, withdraw_attachment, withdraw_notice
from portal.notices.withholding import NewWithholding, withhold
from portal.records.notice import Notice
from portal.records.publishing import NoticeDraft, Withholding
from portal.records.session import reading, writing
from portal.settings import Settings
from tests.db.office import BASIS, PDF
from tests.demo_desk import NAME, WRITER, Desk
from tests.pages.visiting import content, errors, links, open_screen, signed_in, submit, words

WHY = Why("附件含有服务对象姓名。", "《中华人民共和国个人信息保护法》第四十七条")


@pytest.fixture
def desk(own_demo: Settings) -> Desk:
    return Desk(own_demo)


def test_a_notice_lists_its_files_with_what_a_reader_needs_to_check_them(desk: Desk) -> None:
    draft_id = desk.draft()
    file_id = desk.attach(draft_id)
    page = open_screen("notice", id=desk.issue(draft_id))

    (way,) = [each for each in links(page) if each.startswith("/files/")]
    assert way.startswith(f"/files/{file_id}/")
    assert f"{len(PDF)} 字节" in words(page)
    assert f"{NAME}' | sha256sum -c" in words(page)


def test_a_notice_says_what_is_withheld_and_why_and_not_by_whom(desk: Desk) -> None:
    draft_id = desk.draft()
    entered = NewWithholding("trade_secret", BASIS, "报价构成。", field="reason.text")
    with writing() as session:
        withhold(session, desk.who(WRITER), draft_id, entered)
    page = open_screen("notice", id=desk.issue(draft_id), lang="en")

    said = words(page)
    assert "Withheld as trade secret. 报价构成。" in said
    assert BASIS in said
    assert "演示经办人" not in content(page).partition("公开前的审查")[0]


def test_a_withdrawn_file_leaves_a_line_on_its_notice(desk: Desk) -> None:
    draft_id = desk.draft()
    file_id = desk.attach(draft_id)
    notice_id = desk.issue(draft_id)
    with writing() as session:
        withdraw_attachment(session, console("tests"), file_id, WHY)

    page = open_screen("notice", id=notice_id)

    assert WHY.reason in words(page)
    assert NAME not in content(page)
    assert not [each for each in links(page) if each.startswith("/files/")]


def test_a_withdrawn_notice_says_when_and_why_and_nothing_of_what_it_was(desk: Desk) -> None:
    notice_id = desk.issue(desk.draft())
    with reading() as session:
        title = session.get_one(Notice, notice_id).title or ""
    with writing() as session:
        withdraw_notice(session, console("tests"), notice_id, WHY)

    page = open_screen("notice", id=notice_id)
    listed = open_screen("withdrawals")
    narrowed = open_screen("withdrawals", notice="0" * 20)

    assert WHY.reason in words(page)
    assert f">{title}<" not in content(page)
    assert "/withdrawals" in links(page)
    assert WHY.reason in words(listed)
    assert gettext("The whole notice") in words(listed)
    assert "/data/withdrawals.csv" in links(listed)
    assert WHY.reason not in words(narrowed)


def test_an_officer_withholds_a_field_at_the_desk(desk: Desk) -> None:
    draft_id = desk.draft()
    page = open_screen("desk", draft=draft_id, user=signed_in(WRITER))
    form = f"withhold-{draft_id}-0"
    assert "国家秘密一律不得录入" in "".join(each.value for each in page.caption)

    submit(page, form, "Withhold it")
    assert errors(page) == [gettext("Choose what is withheld, and on which ground.")]
    page.selectbox(key=f"{form}-field").set_value("reason.text")
    page.radio(key=f"{form}-ground").set_value("trade_secret")
    page.text_area(key=f"{form}-reason").set_value("报价构成。")
    submit(page, form, "Withhold it")

    assert errors(page) == []
    with reading() as session:
        row = session.query(Withholding).filter_by(draft_id=draft_id).one()
        assert (row.field, row.ground) == ("reason.text", "trade_secret")
        assert "需求调整" not in session.get_one(NoticeDraft, draft_id).content
    assert "报价构成。" in words(page)


def test_the_form_to_send_a_file_is_for_whoever_may_write(desk: Desk) -> None:
    draft_id = desk.draft()
    desk.attach(draft_id)
    path = f'action="/desk/files/{draft_id}"'
    assert path in content(open_screen("desk", draft=draft_id, user=signed_in(WRITER)))

    desk.issue(draft_id)

    page = open_screen("desk", draft=draft_id, user=signed_in(WRITER))
    assert path not in content(page)


def test_the_desk_tells_the_reviewer_what_the_portal_cannot_look_into(desk: Desk) -> None:
    draft_id = desk.draft()
    desk.attach(draft_id)
    desk.attach(draft_id, "项目,金额\n照护,1\n".encode(), "表.csv")

    said = words(open_screen("desk", draft=draft_id, user=signed_in(WRITER)))

    assert "平台无法查看这类文件的内容" in said
    assert "没有发现指向个人的号码" in said


def test_nothing_is_withdrawn_without_a_choice_and_a_word_that_it_is_meant(desk: Desk) -> None:
    notice_id = desk.issue(desk.draft())
    page = open_screen("desk", notice=notice_id, user=signed_in(WRITER))
    form = f"withdraw-{notice_id}-1"

    submit(page, form, "Withdraw it now")
    assert errors(page) == [
        gettext("Choose what is withdrawn, and confirm that it cannot be undone.")
    ]
    page.radio(key=f"{form}-what").set_value("notice")
    page.checkbox(key=f"{form}-sure").check()
    page.text_area(key=f"{form}-reason").set_value(WHY.reason)
    submit(page, form, "Withdraw it now")

    assert gettext("This notice is withdrawn.") in words(page)
    with reading() as session:
        assert session.get_one(Notice, notice_id).state == "withdrawn"
