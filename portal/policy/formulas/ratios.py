"""Formulas about one figure measured by another: shares, unit costs, changes."""

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Annotated

from pydantic import Field

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

_WHOLE = Decimal(1)
_CENT = Decimal("0.01")


class ShareOfSum(Formula):
    """``share_of_sum``: at least a share of several figures together, in whole people.

    Deyang: handling staff of at least 2‰ of allowance recipients and extreme-poverty persons
    (Art. 35). The share is exact and rounded up once, because part of a person is no person.
    """

    fact: FactName
    of: Annotated[FactNames, Field(min_length=1)]
    share: Exact

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails below the number asked for."""
        del moment
        together = sum((facts.number(name) for name in self.of), Decimal(0))
        asked = (together * self.share).to_integral_value(ROUND_CEILING)
        found = facts.number(self.fact)
        said = {
            "of": words.titles(self.of),
            "sum": shown(together, "count"),
            "asked": shown(asked, "count"),
            "fact": words.title(self.fact),
            "figure": shown(found, "count"),
        }
        verdict = passed if found >= asked else failed
        template = marked("{of}: {sum} together, which asks for at least {asked}; {fact}: {figure}")
        return verdict(template, {"asked": asked}, **said)


class Measured(Formula):
    """A figure that is shown and not judged, because the document lays no number down."""

    fact: FactName
    by: FactName

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Never passes or fails; nothing can be measured by 0."""
        del moment
        figure, measure = facts.number(self.fact), facts.number(self.by)
        said = {"fact": words.title(self.fact), "by": words.title(self.by)}
        if not measure:
            return open_(marked("{by} is 0"), **said)
        return self.measured(figure, measure, words.facts[self.fact].kind, said)

    def measured(
        self, figure: Decimal, measure: Decimal, kind: str, said: Mapping[str, object]
    ) -> Verdict:
        """The verdict with the figure; ``measure`` is not 0."""
        raise NotImplementedError


class Per(Measured):
    """``per``: one figure for each of another; money to the fen, half a fen up.

    Deyang asks for an analysis of cost against benefit (Art. 26).
    """

    def measured(
        self, figure: Decimal, measure: Decimal, kind: str, said: Mapping[str, object]
    ) -> Verdict:
        """The quotient."""
        step = _WHOLE if kind == "fen" else _CENT
        each = (figure / measure).quantize(step, ROUND_HALF_UP)
        template = marked("{fact} for each of {by}: {figure}; nothing is laid down for it")
        return open_(template, {"per": each}, figure=shown(each, kind), **said)


class ShareShown(Measured):
    """``share_shown``: what share of another figure this one is.

    Deyang puts people with social-work education or qualification first (Art. 36).
    """

    def measured(
        self, figure: Decimal, measure: Decimal, kind: str, said: Mapping[str, object]
    ) -> Verdict:
        """The share in percent, to two decimals."""
        del kind
        percent = (figure * 100 / measure).quantize(_CENT, ROUND_HALF_UP)
        template = marked("{fact} is {percent}% of {by}; no share is laid down")
        return open_(template, {"percent": percent}, percent=str(percent), **said)


class Change(Measured):
    """``change``: by how much a figure differs from the one before.

    Deyang raises funding step by step (Art. 22) and names no rate.
    """

    def measured(
        self, figure: Decimal, measure: Decimal, kind: str, said: Mapping[str, object]
    ) -> Verdict:
        """The difference and its share of the figure before."""
        percent = ((figure - measure) * 100 / measure).quantize(_CENT, ROUND_HALF_UP)
        template = marked("{fact} is {figure}, {by} {before}: {percent}%; no rate is laid down")
        return open_(
            template,
            {"change": figure - measure, "percent": percent},
            figure=shown(figure, kind),
            before=shown(measure, kind),
            percent=f"{percent:+f}",
            **said,
        )
