"""Formulas about the procurement method that an amount asks for."""

from typing import ClassVar

from portal.locale import marked
from portal.policy.facts import Facts
from portal.policy.formulas.figures import shown
from portal.policy.formulas.formula import (
    Exact,
    FactName,
    Formula,
    Moment,
    Verdict,
    Vocabulary,
    failed,
    open_,
    passed,
)


class MethodByAmount(Formula):
    """An amount in fen against a limit, and the method that belongs to its side of it."""

    amount: FactName
    limit: Exact
    method: FactName
    expected: str

    def said(self, facts: Facts, words: Vocabulary) -> dict[str, object]:
        """The amount, the limit and the method that was used, as a sentence carries them."""
        kind = words.facts[self.amount].kind
        fact = words.facts[self.method]
        code = facts.codes(self.method)[0]
        return {
            "fact": words.title(self.amount),
            "figure": shown(facts.number(self.amount), kind),
            "limit": shown(self.limit, kind),
            "method": words.item(fact.list, code) if fact.list else code,
        }

    def is_expected(self, facts: Facts) -> bool:
        """Whether the method is the one this side of the limit asks for."""
        return facts.codes(self.method) == (self.expected,)


class MethodBelow(MethodByAmount):
    """``method_below``: below the limit one method is expected; the limit itself is not below."""

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails with the method that was used instead."""
        del moment
        said = self.said(facts, words)
        if facts.number(self.amount) >= self.limit:
            return open_(marked("{fact} is {figure}, not below {limit}"), **said)
        template = marked("{fact} is {figure}, below {limit}; the method is: {method}")
        return passed(template, **said) if self.is_expected(facts) else failed(template, **said)


class PermittedFrom(MethodByAmount):
    """``permitted_from``: from the limit on, itself included, a method may (可) be used.

    A permission is never broken: where another method was used it only does not apply. What
    national law and the region's catalogue ask at that amount is for their own rules.
    """

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Passes where the permission was used, and says nothing of any other purchase."""
        del moment
        said = self.said(facts, words)
        if facts.number(self.amount) < self.limit:
            return open_(marked("{fact} is {figure}, below {limit}"), **said)
        if self.is_expected(facts):
            return passed(
                marked("{fact} is {figure}, from {limit} on; the method is: {method}"), **said
            )
        listed = words.facts[self.method].list
        may = words.item(listed, self.expected) if listed else self.expected
        return open_(
            marked("{fact} is {figure}, from {limit} on; {may} may be used and is not asked for"),
            may=may,
            **said,
        )


class MethodFrom(MethodByAmount):
    """``method_from``: from the limit on, itself included, one method is a must.

    Another method needs an approval (``approved``) before the purchase began (``began``), as
    Procurement Law Art. 27 has it; a purchase that began before the rule was known is not judged.
    """

    may_lack: ClassVar[frozenset[str]] = frozenset({"approved"})

    approved: FactName
    began: FactName

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails with another method that was not approved, or approved too late."""
        said = self.said(facts, words)
        if facts.number(self.amount) < self.limit:
            return open_(marked("{fact} is {figure}, below {limit}"), **said)
        if moment.known_since and facts.has(self.began):
            began = facts.day(self.began)
            if began < moment.known_since:
                return open_(
                    marked("begun on {began}, before the rule itself of {known}"),
                    began=began,
                    known=moment.known_since,
                )
        if self.is_expected(facts):
            return passed(
                marked("{fact} is {figure}, from {limit} on; the method is: {method}"), **said
            )
        return self._approved(facts, words, said)

    def _approved(self, facts: Facts, words: Vocabulary, said: dict[str, object]) -> Verdict:
        if not facts.has(self.approved):
            return failed(
                marked("{fact} is {figure}, from {limit} on; {method} was used without approval"),
                **said,
            )
        approved, began = facts.day(self.approved), facts.day(self.began)
        days = {"approved": approved, "start": words.title(self.began), "began": began}
        if approved > began:
            return failed(
                marked("approved on {approved}, after the purchase began: {start} {began}"), **days
            )
        return passed(marked("another method was approved on {approved}; {start}: {began}"), **days)
