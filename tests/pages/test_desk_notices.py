"""Desk: drafts of notices, from the first word to the public, never all by one person."""

from datetime import date

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from portal.demo.projects import demo_others, demo_projects
from portal.identity.acting import acting_for
from portal.locale import gettext
from portal.notices.about import form_of
from portal.notices.content import entered_from
from portal.notices.drafting import Writing, save_draft
from portal.notices.formats import format_of
from portal.notices.service import import_notice
from portal.notices.starting import NewNotice, start_draft
from portal.notices.steps import mark
from portal.records.audit import AuditEntry
from portal.records.notice import Notice, NoticeState
from portal.records.project import Project
from portal.records.publishing import DraftState, NoticeDraft
from portal.records.session import reading, writing
from portal.settings import Settings
from portal.ui.desk_notices import writing_form
from tests.db.printed import a_row
from tests.db.town import OPERATOR
from tests.pages.test_desk_clicks import breaks_off
from tests.pages.visiting import (
    content,
    errors,
    links,
    open_screen,
    press,
    signed_in,
    submit,
    words,
)
from tests.unit.notices.written import typed_in

WRITER, REVIEWER, OPERATOR_ACCOUNT = "demo-officer-1", "demo-officer-2", "demo-operator-1"
PROJECT = demo_projects()[0]
OTHER = next(each for each in demo_others() if each.waiting)


@pytest.fixture
def waiting(own_demo: Settings) -> str:
    """The demonstration's draft that waits for its review."""
    del own_demo
    with reading() as session:
        return session.scalars(
            select(NoticeDraft.id).where(NoticeDraft.state == DraftState.IN_REVIEW)
        ).one()


@pytest.fixture
def draft(own_demo: Settings) -> str:
    """A tender notice that an officer has just begun."""
    with writing() as session:
        me = acting_for(session, own_demo.account_issuer, WRITER)
        return start_draft(session, me, NewNotice(project_id(), "tender")).id


def project_id() -> str:
    with reading() as session:
        return session.scalars(select(Project.id).where(Project.number == PROJECT.number)).one()


def desk(draft_id: str, subject: str = WRITER) -> AppTest:
    return open_screen("desk", draft=draft_id, user=signed_in(subject))


def stored(draft_id: str) -> NoticeDraft:
    with reading() as session:
        return session.get_one(NoticeDraft, draft_id)


def drafts() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(NoticeDraft)) or 0


def saved(draft_id: str) -> int:
    """How often the draft was stored."""
    with reading() as session:
        found = select(func.count()).where(
            AuditEntry.object_id == draft_id, AuditEntry.action == "save_draft"
        )
        return session.scalar(found) or 0


def fill_in(visit: AppTest, draft_id: str) -> None:
    """Type something in every field that is empty, as an officer would."""
    form = format_of("tender", PROJECT.place)
    key = f"draft-{draft_id}-0"
    for field in form:
        said, widget = typed_in(form, field), f"{key}-{field.key}"
        match field.part.kind:
            case "date":
                visit.date_input(key=widget).set_value(date.fromisoformat(str(said)))
            case "yes_no":
                visit.selectbox(key=widget).set_value("no")
            case "code":
                visit.selectbox(key=widget).set_value(said)
            case "lines":
                visit.text_area(key=widget).set_value(str(said))
            case _:
                visit.text_input(key=widget).set_value(str(said))


def send(visit: AppTest, draft_id: str, button: str) -> AppTest:
    return press(visit, f"{button}-{draft_id}")


def test_the_board_says_what_each_officer_can_do(demo: Settings) -> None:
    del demo
    theirs = words(open_screen("desk", user=signed_in(REVIEWER)))
    assert OTHER.title in theirs
    assert gettext("You can review it") in theirs
    mine = words(open_screen("desk", user=signed_in(WRITER)))
    assert OTHER.title in mine
    assert gettext("You can review it") not in mine
    assert gettext("Issued here") in mine


def test_a_notice_of_a_known_project_begins_with_what_is_known(own_demo: Settings) -> None:
    del own_demo
    before = drafts()
    visit = open_screen(
        "desk", new="notice", type="result", project=project_id(), user=signed_in(WRITER)
    )
    visit = press(visit, "notice-begin")
    assert drafts() == before + 1
    assert gettext("The draft is begun, and what is known already stands in it.") in words(visit)
    with reading() as session:
        newest = session.scalars(
            select(NoticeDraft).order_by(NoticeDraft.changed_at.desc()).limit(1)
        ).one()
    assert newest.type == "result"
    assert visit.query_params["draft"] == newest.id
    assert visit.text_input(key=f"draft-{newest.id}-0-number").value == PROJECT.number


def test_a_project_begins_with_its_first_notice(own_demo: Settings) -> None:
    del own_demo
    before = drafts()
    visit = open_screen("desk", new="notice", type="intention", user=signed_in(WRITER))
    visit.selectbox(key="notice-project").set_value("-").run()
    visit = submit(visit, "project-form", "Begin the notice")
    assert gettext("Choose a type, a purchaser and a governing document.") in errors(visit)
    visit.text_input(key="project-title").set_value("新的照护项目")
    visit.selectbox(key="project-purchaser").select_index(0)
    visit.text_input(key="project-region").set_value("999999")
    visit.selectbox(key="project-place").select_index(0)
    visit = submit(visit, "project-form", "Begin the notice")
    assert len(errors(visit)) == 1
    assert drafts() == before
    visit.text_input(key="project-region").set_value("510603")
    visit = submit(visit, "project-form", "Begin the notice")
    assert not errors(visit)
    assert drafts() == before + 1


def test_the_form_asks_for_every_field_of_the_format_in_both_languages(draft: str) -> None:
    for language in ("zh", "en"):
        visit = open_screen("desk", draft=draft, lang=language, user=signed_in(WRITER))
        labels = [
            each.label
            for kind in (visit.text_input, visit.text_area, visit.date_input, visit.selectbox)
            for each in kind
        ]
        for field in format_of("tender", PROJECT.place):
            title = field.title.labels()[language]
            assert any(title in label for label in labels), title


def test_the_checks_name_what_is_missing_in_plain_words(draft: str) -> None:
    shown = words(desk(draft))
    assert gettext("Checks") in shown
    for field in ("项目概况", "获取招标文件 · 开始日期"):
        assert gettext("{field} is missing").format(field=field) in shown


def test_what_is_typed_is_kept_although_it_is_not_finished(draft: str) -> None:
    visit = desk(draft)
    visit.text_area(key=f"draft-{draft}-0-overview").set_value("项目的概况")
    visit.text_input(key=f"draft-{draft}-0-basics.budget").set_value("480,000.5")
    visit = send(visit, draft, "save")
    assert not errors(visit)
    assert gettext("Saved.") in words(visit)
    fields = entered_from(stored(draft).content).fields
    assert fields["overview"] == "项目的概况"
    assert fields["basics.budget"] == "48000050"
    assert stored(draft).state == DraftState.DRAFT


def test_a_value_that_cannot_be_right_is_named_and_stays_in_the_form(draft: str) -> None:
    visit = desk(draft)
    visit.text_input(key=f"draft-{draft}-0-basics.budget").set_value("四十八万")
    visit = send(visit, draft, "save")
    (error,) = errors(visit)
    assert "预算金额" in error
    assert visit.text_input(key=f"draft-{draft}-0-basics.budget").value == "四十八万"
    assert saved(draft) == 0


def test_an_unfinished_draft_is_saved_and_not_handed_in(draft: str) -> None:
    visit = desk(draft)
    visit.text_area(key=f"draft-{draft}-0-overview").set_value("项目的概况")
    visit = send(visit, draft, "submit")
    assert len(errors(visit)) == 1
    assert stored(draft).state == DraftState.DRAFT
    assert saved(draft) == 1


def test_a_whole_draft_goes_on_to_another_officer_who_reviews_and_issues(draft: str) -> None:
    visit = desk(draft)
    fill_in(visit, draft)
    visit = send(visit, draft, "submit")
    assert not errors(visit)
    assert stored(draft).state == DraftState.IN_REVIEW
    assert gettext("Handed in. Another officer reviews it now.") in words(visit)
    assert "起草过公告的人不得审查或者发布该公告" in words(visit)

    reviewer = desk(draft, REVIEWER)
    assert gettext("What will be public") in words(reviewer)
    key = f"review-{draft}-0"
    reviewer = press(reviewer, f"record-{key}")
    assert gettext("Choose a result.") in errors(reviewer)
    reviewer.radio(key=f"{key}-outcome").set_value("passed")
    reviewer = press(reviewer, f"record-{key}")
    assert stored(draft).state == DraftState.REVIEWED

    assert reviewer.button(key=f"issue-{draft}-1").disabled
    reviewer.checkbox(key=f"sure-issue-{draft}-1").check().run()
    reviewer = press(reviewer, f"issue-{draft}-1")
    assert not errors(reviewer)
    notice_id = stored(draft).notice_id
    assert f"/notice?id={notice_id}" in links(reviewer)
    public = words(open_screen("notice", id=str(notice_id)))
    for said in ("第一行", gettext("Index number"), gettext("Review before publication")):
        assert said in public


def test_what_is_sent_back_shows_its_opinion_to_the_writer(waiting: str) -> None:
    visit = desk(waiting, REVIEWER)
    key = f"review-{waiting}-0"
    visit.radio(key=f"{key}-outcome").set_value("returned")
    visit = press(visit, f"record-{key}")
    assert len(errors(visit)) == 1
    visit.text_area(key=f"{key}-opinion").set_value("请补充服务人数")
    visit = press(visit, f"record-{key}")
    assert not errors(visit)
    writer = desk(waiting)
    assert "请补充服务人数" in words(writer)
    assert f"save-{waiting}" in [each.key for each in writer.button]


def test_a_writer_takes_a_draft_back_as_often_as_needed(waiting: str) -> None:
    visit = desk(waiting)
    for _ in range(2):
        visit = press(visit, f"take-back-{waiting}")
        assert stored(waiting).state == DraftState.DRAFT
        visit = send(visit, waiting, "submit")
        assert stored(waiting).state == DraftState.IN_REVIEW
    assert saved(waiting) == 1


def test_a_draft_is_discarded_after_a_second_thought(draft: str) -> None:
    visit = desk(draft)
    assert visit.button(key=f"discard-{draft}").disabled
    visit.checkbox(key=f"sure-discard-{draft}").check().run()
    press(visit, f"discard-{draft}")
    assert stored(draft).state == DraftState.DISCARDED


def test_what_somebody_else_wrote_meanwhile_is_shown_and_nothing_is_lost(
    own_demo: Settings, draft: str
) -> None:
    visit = desk(draft)
    with writing() as session:
        other = acting_for(session, own_demo.account_issuer, REVIEWER)
        record = session.get_one(NoticeDraft, draft)
        form_of(session, record)
        said = Writing("同事的标题", {"overview": "同事的概况"})
        save_draft(session, other, draft, said, seen=mark(record))
    overview = f"draft-{draft}-0-overview"
    visit.text_area(key=overview).set_value("我的概况")
    visit = send(visit, draft, "save")
    assert len(errors(visit)) == 1
    assert visit.text_area(key=overview).value == "我的概况"
    assert entered_from(stored(draft).content).fields["overview"] == "同事的概况"
    assert "同事的概况" in content(visit)
    visit = press(visit, f"mine-draft-shown-{draft}")
    assert visit.text_area(key=overview).value == "我的概况"
    visit = send(visit, draft, "save")
    assert not errors(visit)
    assert entered_from(stored(draft).content).fields["overview"] == "我的概况"


def test_the_newer_text_can_be_taken_instead(own_demo: Settings, draft: str) -> None:
    visit = desk(draft)
    with writing() as session:
        other = acting_for(session, own_demo.account_issuer, REVIEWER)
        seen = mark(session.get_one(NoticeDraft, draft))
        save_draft(session, other, draft, Writing("同事的标题", {}), seen=seen)
    visit.run()
    visit = press(visit, f"newer-draft-shown-{draft}")
    assert visit.text_input(key=f"draft-{draft}-1-title").value == "同事的标题"


def test_a_correction_begins_at_its_notice(own_demo: Settings) -> None:
    del own_demo
    with reading() as session:
        notice = session.scalars(
            select(Notice.id).where(Notice.type == "contract", Notice.project_no == PROJECT.number)
        ).one()
    visit = open_screen("desk", notice=notice, user=signed_in(WRITER))
    assert gettext("What comes next") in words(visit)
    assert any("type=acceptance" in each for each in links(visit))
    visit = press(visit, f"correct-{notice}")
    draft_id = str(visit.query_params["draft"])
    assert stored(draft_id).notice_id == notice
    assert gettext("Reason of the correction") in [each.label for each in visit.text_area]


def test_an_imported_notice_is_taken_on_and_handed_in(own_demo: Settings) -> None:
    del own_demo
    with writing() as session:
        import_notice(session, OPERATOR, a_row(title="待审的转载公告"), as_draft=True)
        kept = session.scalars(select(Notice.id).where(Notice.state == NoticeState.DRAFT)).one()
    board = open_screen("desk", user=signed_in(WRITER))
    assert f"/desk?imported={kept}" in links(board)
    visit = open_screen("desk", imported=kept, user=signed_in(WRITER))
    visit = press(visit, "import-take-on")
    assert len(errors(visit)) == 1
    visit.selectbox(key="import-purchaser").select_index(0).run()
    visit = press(visit, "import-take-on")
    draft_id = str(visit.query_params["draft"])
    visit = send(visit, draft_id, "submit")
    assert not errors(visit)
    assert stored(draft_id).state == DraftState.IN_REVIEW
    assert "待审的转载公告" in words(desk(draft_id, REVIEWER))


def test_a_second_click_stores_nothing_twice(
    own_demo: Settings, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    del own_demo
    visit = desk(draft)
    visit.text_area(key=f"draft-{draft}-0-overview").set_value("项目的概况")
    came = breaks_off(monkeypatch, "save_draft", writing_form)
    visit = send(visit, draft, "save")
    assert came == ["save_draft"]
    assert saved(draft) == 1
    assert not errors(visit)


@pytest.mark.parametrize("name", ["draft", "notice", "imported"])
@pytest.mark.parametrize("value", ["unknown", "'; DROP TABLE notice; --", "x" * 3000])
def test_an_unknown_id_is_a_calm_page(demo: Settings, name: str, value: str) -> None:
    del demo
    visit = open_screen("desk", {name: value}, user=signed_in(WRITER))
    assert not visit.exception
    assert len(words(visit)) < 500


@pytest.mark.parametrize("subject", ["demo-finance-1", "demo-beneficiary-1", "demo-evaluator-1"])
def test_nobody_else_sees_a_draft(own_demo: Settings, waiting: str, subject: str) -> None:
    del own_demo
    assert OTHER.title not in words(desk(waiting, subject))
