"""A deadline that the document prints as a day, and one that lay before its publication."""

from datetime import date

from portal.policy.facts import Facts, Value
from portal.policy.formulas.formula import Moment, Outcome, Verdict, Vocabulary
from portal.policy.formulas.printed import ByDay
from portal.policy.model import Fact

PUBLISHED = date(2023, 3, 14)
DONE = "unit.done_on"
WORDS = Vocabulary(
    {
        DONE: Fact.model_validate(
            {"name": DONE, "kind": "date", "title": {"zh": "完成日期", "en": "Day it was done"}}
        )
    },
    {},
)


def judged(due: date, *, today: date, known: date | None = PUBLISHED, **said: Value) -> Verdict:
    facts = Facts({f"unit.{name}": value for name, value in said.items()})
    return ByDay(done=DONE, due=due).judge(facts, Moment(today, today, known), WORDS)


END_OF_MARCH = date(2023, 3, 31)
LATER = date(2023, 12, 31)


def test_the_printed_day_itself_is_in_time() -> None:
    assert judged(END_OF_MARCH, today=LATER, done_on=END_OF_MARCH).outcome == Outcome.PASS
    assert judged(END_OF_MARCH, today=LATER, done_on=date(2023, 4, 1)).outcome == Outcome.FAIL


def test_nobody_is_late_by_a_document_that_was_published_after_its_own_deadline() -> None:
    due = date(2023, 3, 5)
    for said in ({}, {"done_on": date(2023, 5, 1)}):
        found = judged(due, today=LATER, **said)
        assert found.outcome == Outcome.NOT_APPLICABLE
        assert found.values["published"] == PUBLISHED
        assert found.figures == {"due_on": due}


def test_a_deadline_on_the_day_of_publication_counts() -> None:
    assert judged(PUBLISHED, today=LATER).outcome == Outcome.FAIL


def test_what_is_not_recorded_is_open_until_the_day_has_passed() -> None:
    assert judged(END_OF_MARCH, today=END_OF_MARCH).outcome == Outcome.NOT_APPLICABLE
    assert judged(END_OF_MARCH, today=date(2023, 4, 1)).outcome == Outcome.FAIL
