"""Formulas about several days that have to follow one another."""

from itertools import pairwise
from typing import Annotated, ClassVar

from pydantic import Field

from portal.locale import marked
from portal.policy.facts import Facts
from portal.policy.formulas.formula import (
    FactNames,
    Formula,
    Moment,
    Verdict,
    Vocabulary,
    failed,
    passed,
)

_A_PAIR = 2


class InOrder(Formula):
    """``in_order``: steps are taken in the order of the document; the same day is allowed.

    Deyang's procedure is plan, disclosure, contract, acceptance (Art. 14), and budget,
    implementation plan, purchase (Art. 16). A step that is not recorded is left out; two recorded
    ones are needed to judge.
    """

    may_lack: ClassVar[frozenset[str]] = frozenset({"steps"})

    steps: Annotated[FactNames, Field(min_length=_A_PAIR)]

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails with the first two that are the wrong way round."""
        del moment
        recorded = [name for name in self.steps if facts.has(name)]
        if len(recorded) < _A_PAIR:
            facts.day(next(name for name in self.steps if name not in recorded))
        for earlier, later in pairwise(recorded):
            if facts.day(later) < facts.day(earlier):
                return failed(
                    marked("{fact}: {day}; {earlier}: {before}"),
                    fact=words.title(later),
                    day=facts.day(later),
                    earlier=words.title(earlier),
                    before=facts.day(earlier),
                )
        return passed(marked("in this order: {steps}"), steps=words.titles(recorded))
