"""Formulas about posts: how many people a norm allows, and where a document places them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, StrictInt, model_validator

from portal.locale import marked
from portal.policy.facts import Facts
from portal.policy.formulas.formula import (
    FACT,
    FactName,
    Figure,
    Formula,
    Moment,
    Verdict,
    Vocabulary,
    failed,
    passed,
)

People = Annotated[StrictInt, Field(ge=0, le=100_000)]


class PostsPerUnit(Formula):
    """``posts_per_unit``: so many posts at the bureau (``low`` to ``high``) and ``each`` per unit.

    Ningxia as Dawukou quotes it: 2 to 3 for the county bureau, 1 for each township (part 3 (2)).
    """

    fact: FactName
    units: FactName
    low: People
    high: People
    each: People

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError("low must not be above high")
        return self

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails below and above the norm; both ends are within it."""
        del moment
        posts, per_unit = facts.number(self.fact), facts.number(self.units) * self.each
        low, high = self.low + per_unit, self.high + per_unit
        said = {
            "fact": words.title(self.fact),
            "figure": str(posts),
            "low": str(low),
            "high": str(high),
        }
        figures = {"low": low, "high": high, "above": max(posts - high, Decimal(0))}
        verdict = passed if low <= posts <= high else failed
        if low == high:
            template = marked("{fact} is {figure}; it comes to {asked}")
            return verdict(template, figures, asked=str(low), **said)
        return verdict(marked("{fact} is {figure}; the norm is {low} to {high}"), figures, **said)


class TableIs(Formula):
    """``table_is``: each figure is the one the document prints (Dawukou part 3 (2): 16 posts)."""

    table: Annotated[Mapping[str, People], FACT, Field(min_length=1)]

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails with the rows that differ; a row nobody recorded leaves the whole table open."""
        del moment
        found = {name: facts.number(name) for name in self.table}
        differing = [name for name, asked in self.table.items() if found[name] != asked]
        asked, there = sum(self.table.values()), sum(found.values(), Decimal(0))
        figures: dict[str, Figure] = {"asked": asked, "found": there}
        said = {"found": str(there), "asked": str(asked)}
        if differing:
            return failed(
                marked("{rows} differ from the plan; {found} in all, planned {asked}"),
                figures,
                rows=words.titles(differing),
                **said,
            )
        return passed(marked("as planned: {found} in all"), figures, **said)
