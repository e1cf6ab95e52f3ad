"""The line of a project on a notice's page: steps, clocks, remedies, first publication."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.identity.acting import console
from portal.locale import gettext, said_day
from portal.notices.media import NewMedium, register_medium
from portal.policy.calendar import add_working_days
from portal.records.base import utc_now
from portal.records.notice import Notice
from portal.records.project import Project
from portal.records.session import reading, writing
from portal.settings import Settings
from portal.today import SHANGHAI
from tests.pages.visiting import content, ids, links, open_screen, words

RESULT = {"type": "result", "project_no": "DEMO-DY-2022-001"}


def find(**conditions: object) -> Notice:
    with reading() as session:
        statement = select(Notice).filter_by(**conditions).order_by(Notice.id)
        return session.scalars(statement).first() or pytest.fail("no such notice")


def project_of(notice: Notice) -> str:
    assert notice.project_id
    return notice.project_id


def test_a_project_is_one_line_from_its_intention_to_its_archive(demo: Settings) -> None:
    del demo
    notice = find(**RESULT)
    visit = open_screen("notice", id=notice.id)
    shown = words(visit).partition(gettext("The whole project"))[2]
    steps = ("Intention", "Purchase notice", "Award result", "Contract", "Acceptance", "Archive")
    places = [shown.index(gettext(each)) for each in steps]
    assert places == sorted(places)
    with reading() as session:
        others = session.scalars(
            select(Notice.id).where(Notice.project_id == project_of(notice), Notice.id != notice.id)
        ).all()
    assert set(others) <= set(ids(visit, "/notice"))
    assert ids(visit, "/contract")
    assert ids(visit, "/evaluation")
    assert gettext("this notice") in shown


def test_each_clock_leads_to_its_clause(demo: Settings) -> None:
    del demo
    visit = open_screen("notice", id=find(**RESULT).id)
    for clause in ("CN-REG-43.2", "CN-REG-50", "CN-GOI-26", "CN-214-10"):
        assert f"/policies?clause={clause}" in links(visit), clause
    assert gettext("in time") in words(visit)


def test_late_is_said_in_working_days(demo: Settings) -> None:
    del demo
    notice = find(type="result", project_no="DEMO-ZY-2025-001")
    shown = words(open_screen("notice", id=notice.id))
    said = gettext("From {start}, due on {due}; published on {met}, late by {days} working days.")
    assert (
        said.format(start="2025年2月11日", due="2025年2月13日", met="2025年2月17日", days=2)
        in shown
    )


def test_what_is_not_registered_is_overdue_and_says_why(demo: Settings) -> None:
    del demo
    notice = find(type="contract", project_no="DEMO-NM-2025-001")
    shown = words(open_screen("notice", id=notice.id))
    assert gettext("Publication on the statutory medium is not registered.") in shown
    assert gettext("overdue") in shown
    assert gettext("statutory publication not registered") in shown


def test_a_terminated_purchase_says_that_no_contract_came_of_it(demo: Settings) -> None:
    del demo
    shown = words(open_screen("notice", id=find(type="termination", is_demo=True).id))
    assert gettext("This purchase was terminated: no contract came of it.") in shown
    assert gettext("will not come") in shown
    assert gettext("to come") not in shown.replace(gettext("will not come"), "")


def test_a_reprint_has_no_clocks_and_leads_to_its_source_for_remedies(demo: Settings) -> None:
    del demo
    with reading() as session:
        reprint = session.scalars(
            select(Notice)
            .join(Project, Project.id == Notice.project_id)
            .where(Notice.is_reprint)
            .order_by(Notice.id)
        ).first()
    assert reprint
    visit = open_screen("notice", id=reprint.id)
    shown = words(visit)
    assert gettext("Ask, object, complain") in shown
    assert gettext("Whom to turn to") not in shown
    assert 'class="verdict' not in content(visit)
    assert 'id="medium"' not in content(visit)


def test_past_days_to_object_say_that_they_are_over(demo: Settings) -> None:
    del demo
    shown = words(open_screen("notice", id=find(**RESULT).id))
    said = gettext("ended on {day}")
    assert said.format(day="2022年6月15日") in shown
    assert said.format(day="2022年7月15日") in shown


def remedies_of(notice: Notice) -> str:
    shown = words(open_screen("notice", id=notice.id))
    return shown.partition(gettext("Ask, object, complain"))[2]


def test_the_days_of_a_call_are_said_to_be_those_of_its_documents(demo: Settings) -> None:
    del demo
    shown = remedies_of(find(type="negotiation", is_demo=True, is_reprint=False))
    assert gettext("for the documents, by the notice's period: {day}").partition("{")[0] in shown
    assert gettext("ended on {day}").replace("{day}", "") not in shown


def test_a_termination_tells_its_own_day(demo: Settings) -> None:
    del demo
    notice = find(type="termination", is_demo=True)
    assert notice.media_at
    day = said_day(notice.media_at.astimezone(SHANGHAI).date())
    said = gettext("The days run from the publication of the termination: {day}.")
    assert said.format(day=day) in remedies_of(notice)


@pytest.mark.parametrize("kind", ["intention", "single_source"])
def test_about_a_purchase_that_is_not_called_yet_one_can_ask(demo: Settings, kind: str) -> None:
    del demo
    shown = remedies_of(find(type=kind, is_demo=True, is_reprint=False))
    assert gettext("Ask") in shown
    if kind == "single_source":
        assert gettext("Object to the single source") in shown


def test_days_that_still_run_are_told_with_whom_to_turn_to(own_demo: Settings) -> None:
    del own_demo
    notice = find(**RESULT)
    moment = utc_now() - timedelta(hours=1)
    entered = NewMedium("中国政府采购网", "https://www.ccgp.gov.cn/2", moment, "重新发布")
    with writing() as session:
        register_medium(session, console("tests"), notice.id, entered)
    ends = add_working_days(moment.astimezone(SHANGHAI).date(), 1)
    until = said_day(add_working_days(ends.day, 7).day)
    contract = find(type="contract", project_no="DEMO-DY-2022-001")
    for each in (notice, contract):
        shown = words(open_screen("notice", id=each.id))
        assert until in shown
        assert gettext("ended on {day}").format(day=until) not in shown
    assert gettext("Whom to turn to") in shown
    assert f"/notice?id={notice.id}" in links(open_screen("notice", id=contract.id))


def test_the_opinion_of_the_people_served_stands_first_on_an_acceptance(demo: Settings) -> None:
    del demo
    notice = find(type="acceptance", project_no="DEMO-DY-2022-001")
    shown = words(open_screen("notice", id=notice.id))
    opinion = shown.index(gettext("What the people served said"))
    assert opinion < shown.index(gettext("Notice type"))
    assert "希望夏季增加上门次数" in shown


def test_a_changed_first_publication_shows_what_stood_there_before(own_demo: Settings) -> None:
    del own_demo
    notice = find(**RESULT)
    moment = datetime(2022, 6, 1, 3, tzinfo=UTC)
    entered = NewMedium("四川政府采购网", "https://www.ccgp-sichuan.gov.cn/1", moment, "原登记有误")
    with writing() as session:
        register_medium(session, console("tests"), notice.id, entered)
    shown = words(open_screen("notice", id=notice.id))
    assert "四川政府采购网" in shown
    assert "原登记有误" in shown
    assert gettext("Changed {count} times since it was first registered").format(count=1) in shown
