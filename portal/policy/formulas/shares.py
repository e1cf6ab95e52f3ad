"""Formulas about shares and choices: what was paid against what is done, who decides for whom."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from portal.locale import marked
from portal.policy.entry import Code
from portal.policy.facts import Facts
from portal.policy.formulas.figures import shown
from portal.policy.formulas.formula import (
    FactName,
    Formula,
    Moment,
    Verdict,
    Vocabulary,
    failed,
    open_,
    passed,
)

_CENT = Decimal("0.01")


class ShareWithin(Formula):
    """``share_within``: a part of a whole is not above a percentage that was recorded.

    Zunyi pays by the progress of the project (ZY-14.3): paid ≤ amount × progress, compared
    exactly; ``percent`` is a figure such as 40 for 40%. Only the sentence rounds.
    """

    part: FactName
    whole: FactName
    percent: FactName

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails when the share is above the percentage."""
        del moment
        part, whole = facts.number(self.part), facts.number(self.whole)
        percent = facts.number(self.percent)
        if not whole:
            return open_(marked("{whole} is 0"), whole=words.title(self.whole))
        bound = whole * percent / 100
        said = {
            "part": words.title(self.part),
            "figure": shown(part, words.facts[self.part].kind),
            "share": f"{(part * 100 / whole).quantize(_CENT)}%",
            "percent": words.title(self.percent),
            "limit": f"{percent:f}%",
        }
        verdict = passed if part * 100 <= whole * percent else failed
        return verdict(
            marked("{part}: {figure}, or {share}; {percent}: {limit}"), {"limit": bound}, **said
        )


class Follows(Formula):
    """``follows``: one code follows from another, as who decides follows from who pays (ZY-7.2).

    ``pairs = { government = "bureau", … }``; what has no pair is left open.
    """

    by: FactName
    fact: FactName
    pairs: Annotated[Mapping[Code, Code], Field(min_length=1)]

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails when another code was recorded."""
        del moment
        given = facts.codes(self.by)[0]
        said = {"by": words.title(self.by), "given": self._item(words, self.by, given)}
        if given not in self.pairs:
            return open_(marked("{by}: {given}; nothing is laid down for this"), **said)
        found, wanted = facts.codes(self.fact)[0], self.pairs[given]
        said |= {
            "fact": words.title(self.fact),
            "found": self._item(words, self.fact, found),
            "wanted": self._item(words, self.fact, wanted),
        }
        verdict = passed if found == wanted else failed
        return verdict(marked("{by}: {given}; {fact}: {found}; laid down is {wanted}"), **said)

    @staticmethod
    def _item(words: Vocabulary, fact: str, code: str) -> Mapping[str, str]:
        list_id = words.facts[fact].list
        return words.item(list_id, code) if list_id else {"zh": code, "en": code}
