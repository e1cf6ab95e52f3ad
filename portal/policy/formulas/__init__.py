"""Every formula a rule may name, registered here by hand: one visible list, no discovery."""

from collections.abc import Mapping

from portal.policy.formulas.days import (
    DaysAfter,
    LastsAtLeast,
    MonthsAfter,
    NotBefore,
    TermAtMost,
    Within,
    WorkingDaysAfter,
    YearsAfter,
)
from portal.policy.formulas.figures import AtLeast, AtMost, Bands, Largest, SumIs
from portal.policy.formulas.formula import Formula
from portal.policy.formulas.records import AmongList, Includes, IsTrue, NoneOfList, Recorded

FORMULAS: Mapping[str, type[Formula]] = {
    "recorded": Recorded,
    "is_true": IsTrue,
    "among": AmongList,
    "none_of": NoneOfList,
    "includes": Includes,
    "at_most": AtMost,
    "at_least": AtLeast,
    "bands": Bands,
    "sum_is": SumIs,
    "largest": Largest,
    "working_days_after": WorkingDaysAfter,
    "days_after": DaysAfter,
    "months_after": MonthsAfter,
    "years_after": YearsAfter,
    "lasts_at_least": LastsAtLeast,
    "not_before": NotBefore,
    "term_at_most": TermAtMost,
    "within": Within,
}
"""Name in a pack's ``formula`` → what it does and which parameters it takes"""
