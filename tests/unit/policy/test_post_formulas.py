"""Posts: a norm per unit with two ends, and a table that a document prints."""

from datetime import date

import pytest
from pydantic import ValidationError

from portal.policy.facts import Facts, NotRecordedError
from portal.policy.formulas.formula import Moment, Outcome, Verdict, Vocabulary
from portal.policy.formulas.posts import PostsPerUnit, TableIs
from portal.policy.model import Fact

DAY = date(2019, 4, 10)
POSTS, UNITS, BUREAU, TOWN = "unit.posts", "unit.units", "unit.bureau", "unit.town"
WORDS = Vocabulary(
    {
        name: Fact.model_validate(
            {"name": name, "kind": "count", "title": {"zh": name, "en": name}}
        )
        for name in (POSTS, UNITS, BUREAU, TOWN)
    },
    {},
)
NORM = PostsPerUnit(fact=POSTS, units=UNITS, low=2, high=3, each=1)
TABLE = TableIs(table={BUREAU: 3, TOWN: 2})


def judged(formula: PostsPerUnit | TableIs, **said: int) -> Verdict:
    facts = Facts({f"unit.{name}": value for name, value in said.items()})
    return formula.judge(facts, Moment(DAY, DAY), WORDS)


@pytest.mark.parametrize(
    ("posts", "outcome"),
    [(12, Outcome.FAIL), (13, Outcome.PASS), (14, Outcome.PASS), (15, Outcome.FAIL)],
)
def test_both_ends_of_a_norm_are_within_it(posts: int, outcome: Outcome) -> None:
    assert judged(NORM, posts=posts, units=11).outcome == outcome


def test_what_lies_above_the_norm_is_counted() -> None:
    assert judged(NORM, posts=16, units=11).figures == {"low": 13, "high": 14, "above": 2}


def test_a_norm_of_one_figure_is_said_as_one_figure() -> None:
    one = PostsPerUnit(fact=POSTS, units=UNITS, low=2, high=2, each=1)
    verdict = judged(one, posts=14, units=11)
    assert verdict.outcome == Outcome.FAIL
    assert verdict.values["asked"] == "13"


def test_a_norm_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ValidationError):
        PostsPerUnit(fact=POSTS, units=UNITS, low=3, high=2, each=1)


def test_a_table_with_the_right_sum_in_the_wrong_rows_fails_by_name() -> None:
    verdict = judged(TABLE, bureau=2, town=3)
    assert verdict.outcome == Outcome.FAIL
    assert verdict.figures == {"asked": 5, "found": 5}
    assert verdict.values["rows"] == [{"zh": BUREAU, "en": BUREAU}, {"zh": TOWN, "en": TOWN}]


def test_a_table_with_an_empty_row_is_not_judged() -> None:
    with pytest.raises(NotRecordedError):
        judged(TABLE, bureau=3)


def test_the_rows_of_a_table_are_names_that_a_pack_has_to_know() -> None:
    assert list(TABLE.names("fact")) == [("table", BUREAU), ("table", TOWN)]
