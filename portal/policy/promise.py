"""What a status may promise: which rules judge a clause, and whose failures cost something.

Read by the check of the packs, so that no clause is called enforced because an officer said yes.
"""

from collections.abc import Iterator

from portal.policy.findings import Severity, severity
from portal.policy.library import Library
from portal.policy.model import Clause, Fact, Pack, Rule, Status

ANSWERED = frozenset({"contract", "contractor", "scheme"})
"""Subjects whose failures stop an act or need a reason that is published; what is found of other
subjects (a round, a unit's year, a notice) is shown and stops nothing"""
A_WORD = frozenset({"recorded", "is_true"})
"""Formulas that ask whether something was said, or said yes"""
SHOWN = frozenset({"per", "share_shown", "change", "permitted_from"})
"""Formulas that show a figure and never fail"""
CODES = frozenset({"among", "none_of", "includes"})
"""Formulas that compare codes, and count nothing"""
UNANSWERED = frozenset({"not_in_a_row"})
"""Formulas that fail only while something is missing, which stops nothing and needs no reason"""
NOTHING = "none"
"""The one allowed answer of a list that asks an officer to say that nothing of it is there"""


def broken_promise(library: Library, pack: Pack, clause: Clause) -> str | None:
    """Why a clause may not be called enforced or computed; None if it may."""
    rules = list(_rules(library, clause))
    match clause.status:
        case Status.ENFORCED if not any(is_enforced(library, pack, each) for each in rules):
            return (
                "enforced needs a rule that cites the clause, judges a contract, contractor or "
                "scheme by more than an officer's word, and whose failure weighs more than a hint"
            )
        case Status.COMPUTED if not any(each.formula not in A_WORD | CODES for each in rules):
            return "computed needs a rule that cites the clause and counts out a day or a figure"
    return None


def is_enforced(library: Library, pack: Pack, rule: Rule) -> bool:
    """Whether a failure is possible, is more than an officer's own no, and has a consequence."""
    return (
        rule.subject in ANSWERED
        and rule.formula not in SHOWN | UNANSWERED
        and not _takes_a_word(library, pack, rule)
        and severity(library, rule) != Severity.HINT
    )


def _rules(library: Library, clause: Clause) -> Iterator[Rule]:
    """The rules the clause names that name it in turn, so that a finding leads to it."""
    named = {each.removeprefix("rule:") for each in clause.where if each.startswith("rule:")}
    return (
        rule
        for pack in library.packs.values()
        for rule in pack.rules
        if rule.id in named and clause.id in rule.clauses and rule.clauses[0] in library.citations
    )


def _takes_a_word(library: Library, pack: Pack, rule: Rule) -> bool:
    """Whether all it asks is a yes, or a code of a list on which everything passes."""
    if rule.formula in A_WORD:
        return True
    if rule.formula not in {"among", "none_of"}:
        return False
    listed = library.lists(pack.id).get(str(rule.given.get("list")))
    fact = library.facts(pack.id).get(str(rule.given.get("fact")))
    if listed is None or fact is None:
        return False
    allowed = {each.code for each in listed.items if each.meaning == "allowed"}
    if allowed == {NOTHING}:
        return True
    return rule.formula == "among" and _answers(library, pack, fact) <= allowed


def _answers(library: Library, pack: Pack, fact: Fact) -> set[str]:
    """Every code that may be entered for a fact."""
    listed = library.lists(pack.id).get(fact.list or "")
    return {each.code for each in listed.items} if listed else set()
