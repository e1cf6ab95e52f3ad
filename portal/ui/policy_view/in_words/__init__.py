"""Every registered formula in words that need no school: what it asks, why so, and its limits."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portal.locale import gettext, listed, pick
from portal.policy.formulas.figures import shown
from portal.policy.formulas.formula import Formula, Vocabulary
from portal.policy.library import formula_of
from portal.policy.model import Risk, Rule
from portal.ui import words
from portal.ui.policy_view.in_words.days import DAYS
from portal.ui.policy_view.in_words.figures import FIGURES
from portal.ui.policy_view.in_words.plain import Plain
from portal.ui.policy_view.in_words.records import RECORDS
from portal.ui.policy_view.values import fact_title, item_title, quoted, wanted_value

PLAIN: Mapping[str, Plain] = {**RECORDS, **FIGURES, **DAYS}
"""Name of a registered formula → its words; a test proves that none is missing"""


def say_rule(rule: Rule, vocabulary: Vocabulary) -> str:
    """What a rule asks for, as one sentence with its parameters filled in."""
    formula = formula_of(rule)
    template = PLAIN[rule.formula].sentence(formula)
    return gettext(template).format(**_slots(formula, vocabulary))


def conditions(entry: Rule | Risk, vocabulary: Vocabulary) -> Iterator[str]:
    """The facts that have to be so for a rule to apply at all."""
    for name, wanted in entry.when.items():
        fact = vocabulary.facts[name]
        values = wanted if isinstance(wanted, list) else [wanted]
        yield gettext("{fact} is: {values}").format(
            fact=quoted(fact.title.labels()),
            values=listed(wanted_value(vocabulary, fact, each) for each in values),
        )


def _slots(formula: Formula, vocabulary: Vocabulary) -> dict[str, str]:
    """Each parameter as words; what names facts or lists becomes their titles."""
    facts = {key for key, _ in formula.names("fact")}
    lists = {key for key, _ in formula.names("list")}
    said: dict[str, str] = {}
    for key, value in formula:
        if key in facts:
            said[key] = _facts(vocabulary, value)
        elif key in lists:
            said[key] = quoted(vocabulary.lists[value].title.labels())
        else:
            said[key] = _parameter(vocabulary, formula, key, value)
    return said


def _facts(vocabulary: Vocabulary, value: Any) -> str:
    if isinstance(value, Mapping):
        return listed(f"{fact_title(vocabulary, name)} {many}" for name, many in value.items())
    names = (value,) if isinstance(value, str) else value
    return listed(fact_title(vocabulary, name) for name in names)


def _parameter(vocabulary: Vocabulary, formula: Formula, key: str, value: Any) -> str:
    match value:
        case str():
            return _code(vocabulary, formula, value)
        case date():
            return words.day(value) or ""
        case Decimal():
            return _number(vocabulary, formula, key, value)
        case Mapping():
            return _pairs(vocabulary, formula, value)
        case tuple():
            return listed(_band(each) for each in value)
    return str(value)


def _number(vocabulary: Vocabulary, formula: Formula, key: str, value: Decimal) -> str:
    """A share in percent; any other number in the unit of what it is held against."""
    if key == "share":
        return words.percent(value)
    figure = shown(value, _kind(vocabulary, formula))
    return figure if isinstance(figure, str) else pick(figure)


def _kind(vocabulary: Vocabulary, formula: Formula) -> str:
    """The kind of figure a limit is: that of the fact, or of the first part, it is held against."""
    parts = getattr(formula, "parts", ())
    names = [getattr(formula, name, None) for name in ("fact", "amount")]
    fact = vocabulary.facts.get(next(filter(None, [*names, *parts]), ""))
    return fact.kind if fact else "number"


def _code(vocabulary: Vocabulary, formula: Formula, code: str) -> str:
    """A procurement method by its title."""
    fact = vocabulary.facts.get(getattr(formula, "method", ""))
    return item_title(vocabulary.lists.get(fact.list) if fact and fact.list else None, code)


def _band(band: tuple[int, int]) -> str:
    start, many = band
    return gettext("from {start} on {many}").format(start=f"{start:,}", many=many)


def _pairs(vocabulary: Vocabulary, formula: Formula, pairs: Mapping[str, str]) -> str:
    def title(parameter: str, code: str) -> str:
        fact = vocabulary.facts.get(getattr(formula, parameter, ""))
        codes = vocabulary.lists.get(fact.list) if fact and fact.list else None
        return item_title(codes, code)

    return listed(f"{title('by', by)} → {title('fact', to)}" for by, to in pairs.items())
