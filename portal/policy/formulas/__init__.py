"""Every formula a rule may name, registered here by hand: one visible list, no discovery."""

from collections.abc import Mapping

from portal.policy.formulas.agreed import DoneBy
from portal.policy.formulas.bans import NotDuring
from portal.policy.formulas.caps import AtMostShareOfSum
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
from portal.policy.formulas.instalments import Exactly, RestIs, ShareIs
from portal.policy.formulas.methods import MethodBelow, MethodFrom, PermittedFrom
from portal.policy.formulas.order import OnlyAfter, YearsWindow
from portal.policy.formulas.posts import PostsPerUnit, TableIs
from portal.policy.formulas.printed import ByDay
from portal.policy.formulas.ratios import Change, Per, ShareOfSum, ShareShown
from portal.policy.formulas.records import AmongList, Includes, IsTrue, NoneOfList, Recorded
from portal.policy.formulas.rhythm import EveryMonths, MonthsAtMost, NotInARow, TimesInYear
from portal.policy.formulas.sequence import InOrder
from portal.policy.formulas.shares import Follows, ShareWithin
from portal.policy.formulas.spans import RunsAtLeast, RunsAtMost, TookAtMost
from portal.policy.formulas.stated import StatedDaysAfter
from portal.policy.formulas.terms import LongerNeeds

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
    "longer_needs": LongerNeeds,
    "within": Within,
    "took_at_most": TookAtMost,
    "runs_at_least": RunsAtLeast,
    "runs_at_most": RunsAtMost,
    "stated_days_after": StatedDaysAfter,
    "in_order": InOrder,
    "not_during": NotDuring,
    "share_of_sum": ShareOfSum,
    "per": Per,
    "share_shown": ShareShown,
    "change": Change,
    "by_day": ByDay,
    "at_most_share_of_sum": AtMostShareOfSum,
    "method_below": MethodBelow,
    "method_from": MethodFrom,
    "permitted_from": PermittedFrom,
    "done_by": DoneBy,
    "exactly": Exactly,
    "share_is": ShareIs,
    "rest_is": RestIs,
    "posts_per_unit": PostsPerUnit,
    "table_is": TableIs,
    "every_months": EveryMonths,
    "months_at_most": MonthsAtMost,
    "not_in_a_row": NotInARow,
    "times_in_year": TimesInYear,
    "only_after": OnlyAfter,
    "years_window": YearsWindow,
    "share_within": ShareWithin,
    "follows": Follows,
}
"""Name in a pack's ``formula`` → what it does and which parameters it takes"""
