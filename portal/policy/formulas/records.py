"""Formulas about what has to be recorded, chosen or left out."""

from portal.locale import marked
from portal.policy.facts import Facts
from portal.policy.formulas.formula import (
    FactName,
    FactNames,
    Formula,
    ListName,
    Moment,
    Verdict,
    Vocabulary,
    failed,
    passed,
)


class Recorded(Formula):
    """``recorded``: each of these facts has been recorded."""

    facts: FactNames

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails with the titles of what is missing."""
        del moment
        missing = [name for name in self.facts if not facts.has(name)]
        count = {"recorded": len(self.facts) - len(missing), "asked": len(self.facts)}
        if missing:
            return failed(marked("not recorded: {missing}"), count, missing=words.titles(missing))
        return passed(marked("recorded: {facts}"), count, facts=words.titles(self.facts))


class IsTrue(Formula):
    """``is_true``: a yes-or-no fact says what it has to say (``wanted``, yes if absent)."""

    fact: FactName
    wanted: bool = True

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails if the opposite was recorded."""
        del moment
        found = facts.yes(self.fact)
        answer = {"zh": "是", "en": "yes"} if found else {"zh": "否", "en": "no"}
        said = {"fact": words.title(self.fact), "answer": answer}
        template = marked("{fact}: {answer}")
        return passed(template, **said) if found == self.wanted else failed(template, **said)


class AmongList(Formula):
    """``among``: every recorded code is an allowed one of a list on the day of the act."""

    fact: FactName
    list: ListName

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails with the codes that are not on the list."""
        allowed = set(words.lists[self.list].codes(moment.on))
        outside = [each for each in facts.codes(self.fact) if each not in allowed]
        said = {"fact": words.title(self.fact), "list": words.lists[self.list].title.labels()}
        if outside:
            codes = [words.item(self.list, each) for each in outside]
            return failed(marked("{fact}: {codes} is not on “{list}”"), codes=codes, **said)
        codes = [words.item(self.list, each) for each in facts.codes(self.fact)]
        return passed(marked("{fact}: {codes} is on “{list}”"), codes=codes, **said)


class NoneOfList(Formula):
    """``none_of``: no recorded code is on a list on the day of the act.

    Where a list marks items as forbidden, only those are meant: the others say “none of them”.
    """

    fact: FactName
    list: ListName

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails with the codes that are forbidden; with any code if none is marked so."""
        listed = words.lists[self.list]
        barred = {*listed.codes(moment.on, "forbidden")} or {*listed.codes(moment.on)}
        found = [each for each in facts.codes(self.fact) if each in barred]
        said = {"fact": words.title(self.fact), "list": words.lists[self.list].title.labels()}
        if found:
            codes = [words.item(self.list, each) for each in found]
            return failed(marked("{fact}: {codes} is on “{list}”"), codes=codes, **said)
        return passed(marked("{fact}: nothing is on “{list}”"), **said)


class Includes(Formula):
    """``includes``: the recorded codes contain every allowed code of a list."""

    fact: FactName
    list: ListName

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails with the codes that are missing."""
        recorded = set(facts.codes(self.fact))
        asked = list(words.lists[self.list].codes(moment.on))
        missing = [each for each in asked if each not in recorded]
        said = {"fact": words.title(self.fact)}
        if missing:
            codes = [words.item(self.list, each) for each in missing]
            return failed(marked("{fact}: {codes} is missing"), codes=codes, **said)
        codes = [words.item(self.list, each) for each in asked]
        return passed(marked("{fact}: {codes}"), codes=codes, **said)
