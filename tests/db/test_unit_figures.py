"""What a unit's figures come to, as the duty register holds them."""

from datetime import date

from sqlalchemy import select

from portal.compliance.duties import (
    duty_states,
)
from portal.compliance.unit_figures import judge_unit, unit_facts
from portal.policy.formulas.formula import Outcome
from portal.policy.library import Standing
from portal.records.compliance import DutyRecord
from portal.records.session import reading, writing
from tests.db.county import PLACE, STRANGER
from tests.db.register import COUNTY, NEIGHBOUR, PREFECTURE, TOWNSHIP, enter, said, states
from tests.db.town import ELSEWHERE, TODAY, Town


def test_the_newest_figures_of_the_year_are_the_units(lake: Town) -> None:
    for day, persons, staff in ((1, "4000", "9"), (2, "5001", "")):
        enter(
            lake,
            "lk-report",
            {"persons": persons, "staff": staff},
            done_on=date(2025, 9, day),
        )
    with reading(lake.engine) as session:
        facts = unit_facts(session, PLACE, COUNTY, 2025).values
    assert facts == {"unit.persons": 5001, "unit.staff": 9, "unit.lk_report_times": 2}


def test_a_units_staff_is_judged_by_the_registers_figures(lake: Town) -> None:
    enter(lake, "lk-report", {"persons": "5001", "staff": "10"})
    enter(lake)
    with reading(lake.engine) as session:
        found = judge_unit(session, PLACE, COUNTY, 2025, TODAY)
    assert found is not None
    assert found.on == date(2025, 12, 31)
    outcomes = {each.rule.id: each for each in found.findings}
    assert outcomes["lk-staff"].outcome == Outcome.FAIL
    assert outcomes["lk-staff"].figures["asked"] == 11
    assert outcomes["lk-trainings"].outcome == Outcome.FAIL

    enter(lake, "lk-report", {"persons": "5001", "staff": "11"}, done_on=date(2025, 9, 2))
    enter(lake, done_on=date(2025, 12, 1))
    with reading(lake.engine) as session:
        found = judge_unit(session, PLACE, COUNTY, 2025, TODAY)
    assert found is not None
    assert {each.outcome for each in found.findings if each.rule.id.startswith("lk-")} == {
        Outcome.PASS
    }


def test_a_year_under_way_is_judged_by_the_rules_of_today(lake: Town) -> None:
    with reading(lake.engine) as session:
        found = judge_unit(session, PLACE, COUNTY, 2026, TODAY)
        assert found is not None
        assert found.on == TODAY
        assert judge_unit(session, "atlantis", COUNTY, 2026, TODAY) is None
        ended = judge_unit(session, PLACE, COUNTY, 2028, date(2029, 1, 1))
    assert ended is not None
    assert ended.standing == Standing.ENDED
    assert not any(each.rule.id.startswith("lk-") for each in ended.findings)


def test_a_unit_is_judged_by_no_figure_that_another_level_owes(lake: Town) -> None:
    """The training of 2023 was for leagues and cities to hold; no county missed it."""
    with reading(lake.engine) as session:
        found = {
            level: {
                each.rule.id: each.outcome
                for each in judged.findings
                if each.rule.id.startswith("nm-training-2023")
            }
            for level, code in (("county", COUNTY), ("prefecture", PREFECTURE))
            if (judged := judge_unit(session, "inner-mongolia", code, 2023, TODAY)) is not None
        }
    assert found == {"county": {}, "prefecture": {"nm-training-2023": Outcome.FAIL}}


def test_no_unit_and_no_year_has_the_figures_of_another(lake: Town) -> None:
    enter(lake, "lk-report", {"persons": "100", "staff": "1"})
    enter(
        lake,
        "lk-report",
        {"persons": "900000", "staff": "0"},
        who=STRANGER,
        organisation_id=ELSEWHERE,
        region_code="440000",
    )
    with reading(lake.engine) as session:
        own = unit_facts(session, PLACE, COUNTY, 2025).values
        assert own["unit.persons"] == 100
        for region, year in ((NEIGHBOUR, 2025), (TOWNSHIP, 2025), (COUNTY, 2024), (COUNTY, 2026)):
            assert unit_facts(session, PLACE, region, year).values == {}
        assert unit_facts(session, "deyang", COUNTY, 2025).values == {}
        seen = duty_states(session, PLACE, COUNTY, since=date(2025, 1, 1), today=TODAY)
    assert {record.region_code for each in seen for record in each.records} == {COUNTY}


def test_an_entry_of_a_duty_that_the_packs_dropped_harms_nobody(lake: Town) -> None:
    enter(lake, "lk-report", {"persons": "100"})
    with writing(lake.engine) as session:
        record = session.scalars(select(DutyRecord)).one()
        record.duty_id = "lk-dropped"
    with reading(lake.engine) as session:
        assert unit_facts(session, PLACE, COUNTY, 2025).values == {}
        found = judge_unit(session, PLACE, COUNTY, 2025, TODAY)
    assert found is not None
    assert said(states(lake, duty="lk-dropped")) == []
