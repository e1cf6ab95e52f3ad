"""Formulas about terms that are longer than usual, and what they then have to rest on."""

from portal.locale import marked
from portal.policy.facts import Facts
from portal.policy.formulas.days import Many, last_day_of_term
from portal.policy.formulas.formula import (
    FactName,
    Formula,
    ListName,
    Moment,
    Verdict,
    Vocabulary,
    failed,
    passed,
)


class LongerNeeds(Formula):
    """``longer_needs``: a term of more than so many years has every allowed code of a list.

    MOF Order 102 Art. 24: one year as a rule, longer only on conditions. The days of the contract
    decide whether they are asked for; nobody has to declare that the contract is a long one.
    """

    start: FactName
    end: FactName
    years: Many
    fact: FactName
    list: ListName

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails with the conditions that a longer term lacks, all of them if none is recorded."""
        start, end = facts.day(self.start), facts.day(self.end)
        latest = last_day_of_term(start, self.years)
        said = {"start": start, "end": end, "latest": latest, "years": self.years}
        if end <= latest:
            template = marked("from {start} to {end}; {years} years at most end on {latest}")
            return passed(template, {"latest": latest}, **said)
        recorded = set(facts.codes(self.fact)) if facts.has(self.fact) else set()
        asked = list(words.lists[self.list].codes(moment.on))
        missing = [words.item(self.list, each) for each in asked if each not in recorded]
        said["fact"] = words.title(self.fact)
        if missing:
            template = marked(
                "from {start} to {end}, longer than {years} years; {fact}: {codes} is missing"
            )
            return failed(template, {"latest": latest}, codes=missing, **said)
        template = marked("from {start} to {end}, longer than {years} years; {fact}: {codes}")
        codes = [words.item(self.list, each) for each in asked]
        return passed(template, {"latest": latest}, codes=codes, **said)
