"""Desk: what this month asks of an officer, and an entry into the public register of duties."""

from datetime import date

import pytest
from sqlalchemy import func, select
from streamlit.testing.v1 import AppTest

from portal.demo.projects import demo_projects
from portal.identity.acting import console
from portal.identity.grants import grant_role, revoke_role
from portal.locale import gettext, pick
from portal.policy.installed import installed
from portal.records.account import Role
from portal.records.compliance import DutyRecord
from portal.records.contract import Contract
from portal.records.project import Project
from portal.records.region import Region
from portal.records.session import reading, writing
from portal.settings import Settings
from portal.today import today
from portal.ui import words as said
from tests.pages.visiting import errors, links, open_screen, signed_in, submit, words

OFFICER, CITIZEN, EVALUATOR = "demo-officer-2", "demo-beneficiary-1", "demo-evaluator-1"
PLACE, REGION, DUTY = "dawukou", "640202", "dw-training"
EVIDENCE = "（演示）大民培〔2026〕9号"


def open_register(subject: str = OFFICER, **query: str) -> AppTest:
    return open_screen("desk", query, view="duties", user=signed_in(subject))


def choose(visit: AppTest, duty: str = DUTY, place: str = PLACE) -> str:
    """Choose a duty as the officer does; its key among the choices."""
    title = pick(installed().duties(place)[duty].title.labels())
    with reading() as session:
        region = session.get_one(Region, _region(place)).name
    (name,) = (
        each
        for each in visit.selectbox(key="duty").options
        if each.startswith(f"{region} · {title}")
    )
    visit.selectbox(key="duty").select(name).run()
    assert not visit.exception
    (field,) = (each.key for each in visit.text_input if (each.key or "").startswith("evidence-"))
    return str(field).removeprefix("evidence-")


def _region(place: str) -> str:
    return next(each.region for each in demo_projects() if each.place == place)


def fill(
    visit: AppTest, key: str, done: date | None = date(2026, 5, 8), /, **changes: str
) -> AppTest:
    """Every field of the training, with figures that fit together."""
    visit.date_input(key=f"done-{key}").set_value(done)
    visit.text_input(key=f"evidence-{key}").set_value(changes.get("evidence", EVIDENCE))
    visit.text_input(key=f"region-{key}").set_value(changes.get("region", REGION))
    for field in installed().duties(PLACE)[DUTY].fields:
        at = f"duty-{key}-{field.name}"
        listed = installed().lists(PLACE)[field.list].items if field.list else ()
        match field.kind:
            case "code":
                visit.selectbox(key=at).select(pick(listed[0].title.labels()))
            case "codes":
                visit.multiselect(key=at).select(pick(listed[0].title.labels()))
            case _:
                visit.text_input(key=at).set_value(changes.get(field.name, "16"))
    return visit


def record(visit: AppTest) -> AppTest:
    return submit(visit, "duty-form", "Record")


def entries() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(DutyRecord)) or 0


def test_the_register_asks_for_each_place_the_officer_works_in(demo: Settings) -> None:
    del demo
    visit = open_register()
    shown = words(visit)
    for place in installed().places:
        assert said.place(place) in shown
        address = f"/policies?place={place}&view=duties&region={_region(place)}"
        assert address in links(visit)
    assert shown.count(gettext("What is due by the end of this month and not recorded:")) == len(
        installed().places
    )


def test_a_duty_is_recorded_and_the_register_is_one_link_away(own_demo: Settings) -> None:
    del own_demo
    before = entries()
    visit = open_register()
    key = choose(visit)
    assert visit.text_input(key=f"region-{key}").value == REGION
    visit = record(fill(visit, key))
    assert not errors(visit)
    assert entries() == before + 1
    with reading() as session:
        kept = session.scalars(select(DutyRecord).where(DutyRecord.evidence == EVIDENCE)).one()
        assert (kept.duty_id, kept.region_code, kept.done_on) == (DUTY, REGION, date(2026, 5, 8))
        assert kept.is_demo
    assert gettext("Recorded. The public register shows it.") in words(visit)
    address = f"/policies?place={PLACE}&view=duties&region={REGION}&year=2026"
    assert address in links(visit)
    shown = words(open_screen("policies", place=PLACE, view="duties", region=REGION, year="2026"))
    assert EVIDENCE in shown


def test_a_second_click_enters_nothing_twice(own_demo: Settings) -> None:
    del own_demo
    visit = open_register()
    visit = record(fill(visit, choose(visit)))
    before = entries()
    visit = record(visit)
    assert not errors(visit)
    assert entries() == before


def test_what_was_recorded_leaves_the_list_of_the_month(own_demo: Settings) -> None:
    """What last year left undone is asked for until it was entered as often as it is due."""
    del own_demo
    visit = open_register()
    title = pick(installed().duties(PLACE)[DUTY].title.labels())
    listed = words(visit).count(title)
    assert listed
    for month in range(1, 1 + installed().duties(PLACE)[DUTY].at_least):
        assert words(visit).count(title) == listed
        visit = record(fill(visit, choose(visit), date(today().year - 1, month, 8)))
        assert not errors(visit)
    assert words(visit).count(title) == listed - 1


def test_a_missing_day_is_asked_for_and_what_was_typed_stays(own_demo: Settings) -> None:
    del own_demo
    before = entries()
    visit = open_register()
    key = choose(visit)
    visit = record(fill(visit, key, None))
    (sentence,) = errors(visit)
    assert gettext("Done on") in sentence
    assert visit.text_input(key=f"evidence-{key}").value == EVIDENCE
    assert entries() == before


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"staff_in_post": "sixteen"}, "sixteen"),
        ({"staff_in_post": ""}, ""),
        ({"region": "999999"}, "999999"),
        ({"region": ""}, ""),
        ({"evidence": "联系电话13800138000"}, "5"),
    ],
)
def test_what_cannot_be_right_is_refused_with_the_reason(
    own_demo: Settings, changes: dict[str, str], part: str
) -> None:
    del own_demo
    before = entries()
    visit = open_register()
    key = choose(visit)
    visit = record(fill(visit, key, **changes))
    (sentence,) = errors(visit)
    assert part in sentence
    assert "13800138000" not in sentence
    assert entries() == before
    assert visit.text_input(key=f"evidence-{key}").value == changes.get("evidence", EVIDENCE)


def test_a_day_that_has_not_come_is_refused(own_demo: Settings) -> None:
    del own_demo
    visit = open_register()
    (sentence,) = errors(record(fill(visit, choose(visit), date(2099, 1, 1))))
    assert str(said.day(today())) in sentence


def test_an_officer_of_one_purchaser_sees_and_fills_no_other_register(own_demo: Settings) -> None:
    who = {"issuer": own_demo.account_issuer, "subject": OFFICER, "role": Role.PURCHASER}
    with writing() as session:
        purchaser = session.scalars(
            select(Contract.purchaser_id)
            .join(Project, Project.id == Contract.project_id)
            .where(Project.place == PLACE)
        ).first()
        revoke_role(session, console("tests"), **who)  # type: ignore[arg-type] # its own arguments
        grant_role(session, console("tests"), organisation_id=purchaser, **who)  # type: ignore[arg-type] # as above
    before = entries()
    visit = open_register()
    assert said.place(PLACE) in words(visit)
    assert said.place("deyang") not in words(visit)
    visit = record(fill(visit, choose(visit), region="510603"))
    (sentence,) = errors(visit)
    assert "510603" in sentence
    assert entries() == before


def test_an_officer_whose_purchaser_buys_nothing_has_no_register(own_demo: Settings) -> None:
    who = {"issuer": own_demo.account_issuer, "subject": OFFICER, "role": Role.PURCHASER}
    with writing() as session:
        contractor = session.scalars(select(Contract.contractor_id)).first()
        revoke_role(session, console("tests"), **who)  # type: ignore[arg-type] # its own arguments
        grant_role(session, console("tests"), organisation_id=contractor, **who)  # type: ignore[arg-type] # as above
    visit = open_register()
    assert gettext(
        "Your organisation has no contract that a document governs, so no duties."
    ) in words(visit)
    assert not visit.selectbox


@pytest.mark.parametrize("subject", [CITIZEN, EVALUATOR])
def test_who_is_no_officer_enters_nothing(demo: Settings, subject: str) -> None:
    del demo
    visit = open_register(subject)
    assert not visit.selectbox
    assert gettext("Your account has no role for this page. The operator grants roles.") in words(
        visit
    )


def test_a_visitor_is_asked_to_sign_in(demo: Settings) -> None:
    del demo
    visit = open_screen("desk", view="duties")
    assert not visit.selectbox
    assert gettext("Sign in to work here.") in words(visit)


def test_every_duty_of_every_place_has_a_form(demo: Settings) -> None:
    del demo
    visit = open_register()
    choices = visit.selectbox(key="duty").options
    assert len(choices) == len(set(choices))
    assert len(choices) == sum(len(installed().duties(place)) for place in installed().places)


def test_the_register_speaks_english_too(demo: Settings) -> None:
    del demo
    visit = open_register(lang="en")
    assert "What is due by the end of this month and not recorded:" in words(visit)
