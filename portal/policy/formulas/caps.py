"""Formulas about shares: what may be spent out of money that comes in several parts."""

from decimal import Decimal

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
    passed,
)


class AtMostShareOfSum(Formula):
    """``at_most_share_of_sum``: a figure is not above a share of several figures together.

    Inner Mongolia caps the year's purchases at 2% of last year's central and regional subsidies
    (NM-1.3.4). The cap is exact, in fen; the cap itself is allowed (Civil Code Art. 1259).
    """

    fact: FactName
    parts: FactNames
    share: Exact

    def judge(self, facts: Facts, moment: Moment, words: Vocabulary) -> Verdict:
        """Fails above the cap; all parts have to be recorded, none counts as nought."""
        del moment
        whole = sum((facts.number(each) for each in self.parts), Decimal(0))
        cap, found = whole * self.share, facts.number(self.fact)
        kind = words.facts[self.fact].kind
        said = {
            "fact": words.title(self.fact),
            "figure": shown(found, kind),
            "share": f"{(self.share * 100).normalize():f}%",
            "parts": words.titles(self.parts),
            "cap": shown(cap, kind),
        }
        template = marked("{fact} is {figure}; {share} of {parts} is {cap}")
        verdict = passed if found <= cap else failed
        return verdict(template, {"limit": cap, "whole": whole}, **said)
