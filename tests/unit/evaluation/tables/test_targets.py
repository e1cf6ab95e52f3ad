"""A missed target with full marks is told; what cannot be compared is left alone."""

import pytest

from portal.evaluation.tables.targets import is_met
from tests.unit.evaluation.tables.printed import Cells, faults_of, indicator, said_by


@pytest.mark.parametrize(
    ("target", "actual", "met"),
    [
        (">=4754人", "4604人", False),
        ("≥4754人", "4754人", True),
        ("≥4,754人", "4,800人", True),
        ("≧90％", "89.9％", False),
        ("<=5300元/户", "5830元/户", False),
        ("≤5300元/户", "5300元/户", True),
        (">7人", "7人", False),
        ("＜3起", "2起", True),
        ("=42个", "41个", False),
        ("不低于95%", "95%", True),
        ("不超过 20 万元", "200001元", False),
        ("<=202.6万元", "132.9", True),
        ("<=1亿元", "9900万元", True),
        ("90%以上", "90%", True),
        ("3起以下", "4起", False),
        ("100%", "98%", False),
        ("100%", "100%", True),
        (">=100%", "100", True),
        ("≥90%", "未完成", False),
        ("按时提交", "未达标", False),
        # What has no direction, no number or another unit cannot be compared
        ("20万元", "18万元", None),
        ("100人", "90人", None),
        ("95%", "90%", None),
        (">=100%", "1", None),
        ("≥59人次", "60户", None),
        ("90%-95%", "80%", None),
        ("2022年12月底前", "2023年1月", None),
        ("显著提升", "显著提升", None),
        ("≥95%", "≥95%", None),
        ("≥95%", "", None),
        ("约100人", "90人", None),
    ],
)
def test_a_result_meets_its_target_or_not_or_cannot_be_compared(
    target: str, actual: str, met: bool | None
) -> None:
    assert is_met(target, actual) is met


def test_a_missed_target_with_full_marks_is_told() -> None:
    row = indicator(points=5, target="≥4754人", actual="4604人", score=5)

    assert faults_of(row) == [
        (
            "full-marks-for-missed-target",
            "4604人 misses the target ≥4754人 and has full marks, 5 of 5",
        )
    ]


@pytest.mark.parametrize(
    "cells",
    [
        {"points": 5, "target": "≥100人", "actual": "90人", "score": "4.5"},
        {"points": 5, "target": "≥100人", "actual": "100人", "score": 5},
    ],
)
def test_marks_lost_or_earned_are_no_fault(cells: Cells) -> None:
    assert said_by("targets", {"level3": "甲", **cells}) == []


@pytest.mark.parametrize(
    "cells",
    [
        {"points": 5, "target": "≥100人", "actual": "90人"},
        {"points": 0, "target": "≥100人", "actual": "90人", "score": 0},
        {"points": 5, "target": "效果明显", "actual": "达成预期指标", "score": 5},
    ],
)
def test_a_target_without_marks_or_figures_is_not_tested(cells: Cells) -> None:
    assert said_by("targets", {"level3": "甲", **cells}) == (
        "no scored target can be compared with its result"
    )


def test_a_result_with_the_sign_of_a_target_is_no_measurement() -> None:
    assert faults_of(indicator(target="≥95%", actual="≥95%")) == [
        ("target-as-result", "the result ≥95% has the sign of a target, so nothing was measured")
    ]
    assert said_by("results", indicator(target="≥95%", actual="96%")) == []
    assert said_by("results", indicator(target="≥95%")) == "no results are printed"


def execution(name: str = "资金执行率", **cells: object) -> Cells:
    return {"level1": "预算执行率", "level3": name, "points": 10, **cells}


def test_a_rate_of_a_budget_of_zero_is_undefined_and_earns_nothing() -> None:
    told = [
        (
            "zero-budget",
            "a budget of 0 has no rate of execution, yet the score 0 was given for it",
        )
    ]

    assert faults_of(execution("年度资金总额 0/0/0", score=0)) == told
    assert faults_of(execution(target="0", actual="0", score=0, rate="0")) == told
    assert said_by("budget", execution("年度资金总额 0/0/0", rate="100%")) == [
        "a budget of 0 has no rate of execution, yet the score 100% was given for it"
    ]


def test_a_budget_of_zero_without_a_score_is_no_fault() -> None:
    assert said_by("budget", execution("年度资金总额 0/0/0")) == []


def test_a_part_larger_than_the_total_of_funds_is_told() -> None:
    words = "年度资金总额 10/10/9（其中：财政拨款 12/12/9，其他资金 1/1/0）"

    assert faults_of(execution(words, score=9, rate="90%")) == [
        ("funds-disagree", "the total is 10/10/9 while a part of it is 12/12/9")
    ]


def test_a_part_that_is_the_whole_total_passes() -> None:
    assert said_by("budget", execution("总额 10/10/9（其中：财政拨款 10/10/9）", score=9)) == []


@pytest.mark.parametrize(
    ("rate", "told"),
    [
        ("65.59%", []),
        ("65.6%", []),
        ("66%", []),
        ("0.656", []),
        ("100%", ["132.912 of 202.64 is 65.59%, and 100% is printed"]),
    ],
)
def test_a_printed_rate_is_what_was_spent_of_the_budget(rate: str, told: list[str]) -> None:
    row = execution(target="202.64", actual="132.912", rate=rate, score=10)

    assert said_by("budget", row) == told


def test_the_rate_is_of_the_adjusted_budget() -> None:
    row = execution("年度资金总额 202.64/132.912/132.912", rate="100%", score=10)

    assert said_by("budget", row) == []


def test_a_table_without_money_is_not_tested() -> None:
    assert said_by("budget", indicator("1/2/3 期")) == (
        "no budget is printed beside what was spent"
    )
