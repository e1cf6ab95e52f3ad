"""Formulas about money in parts: a share of a sum, and the rest of it, exact to the fen (分)."""

from decimal import ROUND_HALF_UP, Decimal

from portal.locale import marked
from portal.policy.facts import Facts
from portal.policy.formulas.figures import shown
from portal.policy.formulas.formula import (
    Exact,
    FactName,
    FactNames,
    Formula,
    Moment,
    Verdict,
    Vocabulary,
    failed,
    open_,
    passed,
)


class Sum(Formula):
    """An amount that follows from others; the subclasses compute it."""

    fact: FactName

    def amount(self, facts: Facts) -> Decimal:
        """What the fact has to be."""
        raise NotImplementedError

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails on any difference; while nothing is recorded it says what the amount will be."""
        del moment
        asked, kind = self.amount(facts), words.facts[self.fact].kind
        said = {"fact": words.title(self.fact), "asked": shown(asked, kind)}
        if not facts.has(self.fact):
            return open_(marked("{fact} comes to {asked}"), {"amount": asked}, **said)
        found = facts.number(self.fact)
        verdict = passed if found == asked else failed
        template = marked("{fact} is {figure}; it comes to {asked}")
        return verdict(template, {"amount": asked}, figure=shown(found, kind), **said)


class Exactly(Sum):
    """``exactly``: a figure is the one the document prints, such as 3 instalments or 16 posts."""

    number: Exact

    def amount(self, facts: Facts) -> Decimal:
        """The printed figure."""
        del facts
        return self.number


class ShareIs(Sum):
    """``share_is``: an amount is a share or a multiple of another, half a fen rounded up.

    30% of the total (Dawukou part 7, item 4) or twice the minimum wage (part 3 (4)).
    """

    of: FactName
    share: Exact

    def amount(self, facts: Facts) -> Decimal:
        """The share in whole fen."""
        exact = facts.number(self.of) * self.share
        return exact.quantize(Decimal(1), ROUND_HALF_UP)


class RestIs(Sum):
    """``rest_is``: the last part is what the earlier ones left, never a rounded share of its own.

    So the parts always add up to the whole (Dawukou part 7, item 4: 剩余经费).
    """

    whole: FactName
    less: FactNames

    def amount(self, facts: Facts) -> Decimal:
        """The whole less the parts."""
        return facts.number(self.whole) - sum(map(facts.number, self.less), Decimal(0))
