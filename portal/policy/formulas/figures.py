"""Formulas about figures: limits, shares, sums, bands."""

from decimal import ROUND_CEILING, Decimal
from typing import Annotated

from pydantic import Field, model_validator

from portal.locale import marked
from portal.policy.facts import Facts
from portal.policy.formulas.formula import (
    Exact,
    FactName,
    FactNames,
    Figure,
    Formula,
    Moment,
    Verdict,
    Vocabulary,
    failed,
    passed,
)


class Limit(Formula):
    """A figure against a limit: a number of the clause, or a fact (``of``), or a share of a fact.

    ``limit = 16``, ``of = "contract.posts"``, or ``share = "0.02"`` with ``of``; money is in fen.
    """

    fact: FactName
    limit: Exact | None = None
    of: FactName | None = None
    share: Exact = Decimal(1)

    @model_validator(mode="after")
    def _one_limit(self) -> "Limit":
        if (self.limit is None) == (self.of is None):
            raise ValueError("needs either limit or of")
        return self

    def bound(self, facts: Facts) -> Decimal:
        """The limit for this record, exact."""
        whole = facts.number(self.of) if self.of else self.limit or Decimal(0)
        return whole * self.share

    def _said(self, facts: Facts, words: Vocabulary) -> dict[str, object]:
        fact = words.facts[self.fact]
        return {
            "fact": fact.title.labels(),
            "figure": shown(facts.number(self.fact), fact.kind),
            "limit": shown(self.bound(facts), fact.kind),
        }


class AtMost(Limit):
    """``at_most``: not above the limit, which itself is allowed (Civil Code Art. 1259)."""

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails above the limit."""
        del moment
        said, bound = self._said(facts, words), self.bound(facts)
        figures: dict[str, Figure] = {"limit": bound}
        if facts.number(self.fact) > bound:
            return failed(marked("{fact} is {figure}, above the limit of {limit}"), figures, **said)
        return passed(marked("{fact} is {figure}, within the limit of {limit}"), figures, **said)


class AtLeast(Limit):
    """``at_least``: the figure is not below the limit; people are rounded up (``whole = true``)."""

    whole: bool = False

    def bound(self, facts: Facts) -> Decimal:
        """The limit; a share of people is rounded up to whole ones."""
        exact = super().bound(facts)
        return exact.to_integral_value(ROUND_CEILING) if self.whole else exact

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails below the limit."""
        del moment
        said, bound = self._said(facts, words), self.bound(facts)
        figures: dict[str, Figure] = {"limit": bound}
        if facts.number(self.fact) < bound:
            return failed(
                marked("{fact} is {figure}, below the {limit} asked for"), figures, **said
            )
        return passed(marked("{fact} is {figure}, and {limit} are asked for"), figures, **said)


class Bands(Formula):
    """``bands``: how many are asked for depends on the band a figure lies in.

    ``bands = [[0, 2], [3000, 4], …]``: from this figure on (itself included) this many. Where a
    document's bands overlap at their ends, 至少 decides for the higher number.
    """

    of: FactName
    fact: FactName
    bands: Annotated[tuple[tuple[int, int], ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _rising(self) -> "Bands":
        starts = [start for start, _ in self.bands]
        if starts != sorted(set(starts)):
            raise ValueError("the bands must rise")
        return self

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails if there are fewer than the band asks for."""
        del moment
        measure, found = facts.number(self.of), facts.number(self.fact)
        asked = max((many for start, many in self.bands if measure >= start), default=0)
        said = {
            "of": words.title(self.of),
            "measure": shown(measure, words.facts[self.of].kind),
            "fact": words.title(self.fact),
            "figure": shown(found, words.facts[self.fact].kind),
            "asked": str(asked),
        }
        template = marked("{of} {measure} asks for at least {asked}; {fact}: {figure}")
        verdict = passed if found >= asked else failed
        return verdict(template, {"asked": asked}, **said)


class SumIs(Formula):
    """``sum_is``: parts add up exactly to a fact (``whole``) or to a number (``total``)."""

    parts: FactNames
    whole: FactName | None = None
    total: Exact | None = None

    @model_validator(mode="after")
    def _one_whole(self) -> "SumIs":
        if (self.whole is None) == (self.total is None):
            raise ValueError("needs either whole or total")
        return self

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails on any difference."""
        del moment
        found = sum((facts.number(each) for each in self.parts), Decimal(0))
        whole = facts.number(self.whole) if self.whole else self.total or Decimal(0)
        kind = words.facts[self.parts[0]].kind
        said = {
            "parts": words.titles(self.parts),
            "sum": shown(found, kind),
            "whole": shown(whole, kind),
        }
        verdict = passed if found == whole else failed
        return verdict(
            marked("{parts} add up to {sum}; asked for is {whole}"), {"sum": found}, **said
        )


class Largest(Formula):
    """``largest``: one figure is larger than each of the others that were recorded (侧重)."""

    fact: FactName
    others: FactNames

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails with the others that are not smaller."""
        del moment
        found = facts.number(self.fact)
        above = [name for name in self.others if facts.has(name) and facts.number(name) >= found]
        said = {"fact": words.title(self.fact), "figure": shown(found, words.facts[self.fact].kind)}
        if above:
            return failed(
                marked("{fact} ({figure}) is not larger than {others}"),
                others=words.titles(above),
                **said,
            )
        return passed(marked("{fact} ({figure}) is the largest"), **said)


def shown(figure: Decimal, kind: str) -> str | dict[str, str]:
    """A figure as a sentence carries it: fen as yuan, without trailing noughts."""
    if kind == "fen":
        yuan = f"{figure / 100:,.2f}"
        return {"zh": f"{yuan}元", "en": f"{yuan} yuan"}
    return format(figure.normalize(), "f") if figure else "0"
