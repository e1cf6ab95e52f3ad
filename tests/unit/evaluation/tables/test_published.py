"""Real published tables: each of their faults is found by name, and nothing else is."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from portal.evaluation.tables.model import FaultName, NotTested
from portal.evaluation.tables.rules import CHECKS, inspect
from portal.evaluation.tables.targets import execution_rates
from tests.unit.evaluation.tables.printed import named, published

FOUND = {
    "ZJ2022": {
        FaultName.POINTS_DO_NOT_SUM: 1,
        FaultName.SCORES_DO_NOT_SUM: 1,
        FaultName.POINTS_DEPART_FROM_FORM: 2,
        FaultName.TARGET_AS_RESULT: 6,
    },
    "SX2019": {FaultName.FULL_MARKS_FOR_MISSED_TARGET: 2},
    "CA2020": {FaultName.WEIGHT_APPLIED_TWICE: 1},
    "TX2022A": {FaultName.ZERO_BUDGET: 1, FaultName.FUNDS_DISAGREE: 1},
    "TX2022B": {FaultName.ZERO_BUDGET: 1, FaultName.FUNDS_DISAGREE: 1},
    "NX2022": {},
    "SD2016": {},
    "PD": {},
    "GY": {},
    "MF242": {},
    "CY10": {},
    "DZ": {FaultName.BANDS_LEAVE_GAP: 3},
    "ZJ2022-note": {},
    "GY-ratio": {},
    "DG2019": {},
}


def test_every_published_table_is_known_here() -> None:
    assert list(published()) == list(FOUND)


@pytest.mark.parametrize("table", FOUND)
def test_a_published_table_has_these_faults_and_no_others(table: str) -> None:
    faults = inspect(published()[table]).faults

    assert Counter(fault.name for fault in faults) == FOUND[table]


@pytest.mark.parametrize("table", FOUND)
def test_every_published_table_says_where_it_comes_from(table: str) -> None:
    assert published()[table].source
    assert published()[table].title


def test_a_hundred_is_printed_where_the_points_add_up_to_a_hundred_and_ten() -> None:
    faults = inspect(published()["ZJ2022"]).faults

    (points,) = named(faults, FaultName.POINTS_DO_NOT_SUM)
    (scores,) = named(faults, FaultName.SCORES_DO_NOT_SUM)
    assert (points.what, points.values) == ("总分", {"sum": "110", "printed": "100"})
    assert (scores.what, scores.values) == ("总分", {"sum": "110", "printed": "100"})


def test_a_table_that_breaks_the_note_of_its_own_form_is_told_where() -> None:
    faults = named(inspect(published()["ZJ2022"]).faults, FaultName.POINTS_DEPART_FROM_FORM)

    assert [(fault.what, fault.values) for fault in faults] == [
        ("产出指标", {"sum": "70", "printed": "50"}),
        ("效益指标", {"sum": "20", "printed": "30"}),
    ]


def test_both_missed_targets_with_full_marks_are_named() -> None:
    faults = inspect(published()["SX2019"]).faults

    assert [(fault.line, fault.what, str(fault)) for fault in faults] == [
        (
            24,
            "特困人员救助供养人数(按月平均)",
            "4604人 misses the target >=4754人 and has full marks, 5 of 5",
        ),
        (
            28,
            "扶贫临时救助标准",
            "5830元/户 misses the target <=5300元/户 and has full marks, 10 of 10",
        ),
    ]


def test_a_weight_applied_twice_leaves_22_and_a_half_of_90() -> None:
    (fault,) = inspect(published()["CA2020"]).faults

    assert fault.values == {"score": "90", "points": "90", "weighted": "22.5"}


def test_a_budget_of_zero_is_told_beside_the_money_that_was_spent() -> None:
    zero, funds = inspect(published()["TX2022B"]).faults

    assert str(zero) == ("a budget of 0 has no rate of execution, yet the score 0 was given for it")
    assert str(funds) == "the total is 0/0/0 while a part of it is 202.64/132.912/132.912"


def test_a_rate_of_execution_says_of_which_budget() -> None:
    total, appropriation = execution_rates(published()["TX2022B"])

    assert total[1:] == (None, None)
    assert appropriation[1:] == (Decimal(100), Decimal("65.59"))


def test_bands_of_whole_numbers_leave_eighty_nine_and_a_half_without_a_grade() -> None:
    faults = inspect(published()["DZ"]).faults

    assert [fault.values["score"] for fault in faults] == ["59.5", "79.5", "89.5"]
    assert faults[-1].what == "良 80-89 | 优 90-100"


@pytest.mark.parametrize("table", ["NX2022", "SD2016", "PD", "GY"])
def test_a_part_of_a_table_is_not_accused_of_adding_up_to_less(table: str) -> None:
    assert isinstance(inspect(published()[table]).verdicts["points"], NotTested)


@pytest.mark.parametrize("table", ["MF242", "CY10", "ZJ2022-note", "GY-ratio"])
def test_sound_bands_pass(table: str) -> None:
    assert inspect(published()[table]).verdicts["bands"] == ()


def test_a_published_score_has_the_grade_of_the_bands_it_is_read_against() -> None:
    tables = published()
    dongguan, half_open = tables["DG2019"], tables["CY10"].rows
    with_bands = replace(dongguan, rows=(*dongguan.rows, *half_open))

    assert isinstance(inspect(dongguan).verdicts["grade"], NotTested)
    assert inspect(with_bands).verdicts["grade"] == ()
    assert inspect(with_bands).faults == ()


def test_the_published_tables_exercise_every_check_but_that_of_plain_weights() -> None:
    verdicts = [inspect(table).verdicts for table in published().values()]
    tested = {
        name
        for each in verdicts
        for name, verdict in each.items()
        if not isinstance(verdict, NotTested)
    }

    assert all(set(each) == set(CHECKS) for each in verdicts)
    assert set(CHECKS) - tested == {"weights", "grade"}
