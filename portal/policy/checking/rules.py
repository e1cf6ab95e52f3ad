"""Whether rules and risks cite, ask and compute what exists, each for its own days."""

from collections import defaultdict
from collections.abc import Iterable

from pydantic import ValidationError

from portal.errors import InvalidInputError
from portal.policy.checking.report import Check, cite, overlap
from portal.policy.facts import read_value
from portal.policy.formulas import FORMULAS
from portal.policy.model import NOTICE_TYPES, Cited, Fact, Pack, Risk, Rule
from portal.policy.reading import reason_of


def check_rules(found: Check, pack: Pack) -> None:
    """Rules and risks cite, ask and compute what exists."""
    versions(found, pack, "rules.toml", "rules", pack.rules)
    versions(found, pack, "rules.toml", "risks", pack.risks)
    for rule in pack.rules:
        key = f"rules[{rule.id}]"
        cite(found, pack, "rules.toml", f"{key}.clauses", rule.clauses)
        _when(found, pack, key, rule)
        _formula(found, pack, key, rule)
        _clock(found, pack, key, rule)
    for risk in pack.risks:
        key = f"risks[{risk.id}]"
        cite(found, pack, "rules.toml", f"{key}.clauses", risk.clauses)
        cite(found, pack, "rules.toml", f"{key}.by", risk.by)
        _when(found, pack, key, risk)


def _when(found: Check, pack: Pack, key: str, entry: Rule | Risk) -> None:
    facts = found.library.facts(pack.id)
    for name, wanted in entry.when.items():
        if name not in facts:
            found.say(pack, "rules.toml", f"{key}.when", f"no fact is known as {name}")
            continue
        for value in wanted if isinstance(wanted, list) else [wanted]:
            _value(found, pack, f"{key}.when.{name}", facts[name], value)


def _value(found: Check, pack: Pack, key: str, fact: Fact, value: object) -> None:
    try:
        if read_value(fact, value) is None:
            found.say(pack, "rules.toml", key, "names no value")
    except InvalidInputError as error:
        found.say(pack, "rules.toml", key, str(error))
        return
    if fact.kind in {"code", "codes"} and fact.list:
        items = found.library.lists(pack.id).get(fact.list)
        if items and value not in {each.code for each in items.items}:
            found.say(pack, "rules.toml", key, f"{value} is not a code of the list {fact.list}")


def _formula(found: Check, pack: Pack, key: str, rule: Rule) -> None:
    if rule.formula not in FORMULAS:
        reason = f"no formula is called {rule.formula}; there are {', '.join(sorted(FORMULAS))}"
        found.say(pack, "rules.toml", f"{key}.formula", reason)
        return
    try:
        formula = FORMULAS[rule.formula].model_validate(dict(rule.given))
    except ValidationError as error:
        for each in error.errors():
            where = ".".join([f"{key}.with", *(str(part) for part in each["loc"])])
            found.say(pack, "rules.toml", where, reason_of(each))
        return
    words = found.library.vocabulary(pack.id)
    for what, names in (("fact", words.facts), ("list", words.lists)):
        for where, name in formula.names(what):
            if name not in names:
                reason = f"no {what} is known as {name}"
                found.say(pack, "rules.toml", f"{key}.with.{where}", reason)
                return
    for where, reason in formula.applies_to(words.facts):
        found.say(pack, "rules.toml", f"{key}.with.{where}", reason)


def _clock(found: Check, pack: Pack, key: str, rule: Rule) -> None:
    """A clock stands at the step of a type of notice, and its formula counts out a day."""
    if rule.clock is None or rule.formula not in FORMULAS:
        return
    types = found.library.lists(pack.id).get(NOTICE_TYPES)
    if types is None or rule.clock not in {each.code for each in types.items}:
        found.say(pack, "rules.toml", f"{key}.clock", f"{rule.clock} is no type of notice")
    if FORMULAS[rule.formula].is_period is None:
        found.say(pack, "rules.toml", f"{key}.clock", f"{rule.formula} counts out no day")


def versions(found: Check, pack: Pack, file: str, table: str, entries: Iterable[Cited]) -> None:
    """An id may come again for other days: the versions of one rule; never for the same day."""
    spans = defaultdict(list)
    for each in entries:
        if each.clauses[0] in found.library.citations:
            spans[each.id].append(found.library.span(each))
    for name, days in spans.items():
        if overlap(days):
            found.say(pack, file, f"{table}[{name}]", "its days overlap with another of this id")
