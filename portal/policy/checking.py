"""Whether the packs fit together: known names, sums, and days that do not overlap."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

from pydantic import ValidationError

from portal.errors import InvalidInputError
from portal.policy.facts import read_value
from portal.policy.formulas import FORMULAS
from portal.policy.library import Library
from portal.policy.model import Cited, Clause, Duty, Fact, Pack, Risk, Rule, Status
from portal.policy.promise import broken_promise
from portal.policy.reading import HEAD, SCHEME, PackFault

_ACTS = {Status.ENFORCED, Status.COMPUTED, Status.DISCLOSED, Status.RECORDED}
"""Statuses that have to name what embodies the clause"""
_EXPLAINED = {Status.NOT_YET, Status.OUTSIDE}
"""Statuses that have to say why"""


@dataclass(frozen=True)
class Known:
    """What the portal has, for the references that point out of the packs; None = not looked at."""

    pages: frozenset[str] | None = None
    columns: frozenset[str] | None = None


@dataclass
class _Check:
    library: Library
    known: Known
    faults: list[PackFault] = field(default_factory=list)

    def say(self, pack: Pack, file: str, key: str, reason: str) -> None:
        self.faults.append(PackFault(f"{pack.id}/{file}", key, reason))


def check(library: Library, known: Known | None = None) -> list[PackFault]:
    """Every error that shows only when the packs are seen together, in reading order."""
    found = _Check(library, known or Known())
    for pack in library.packs.values():
        _place(found, pack)
    if found.faults:
        return found.faults
    for pack in library.packs.values():
        for look in (_instruments, _clauses, _rules, _lists, _facts, _duties, _scheme):
            look(found, pack)
    _unique_over_packs(found)
    return found.faults


def _place(found: _Check, pack: Pack) -> None:
    seen = set[str]()
    at: str | None = pack.place.extends
    while at is not None:
        if at not in found.library.packs:
            found.say(pack, HEAD, "extends", f"no pack is called {at}")
            return
        if at in seen or at == pack.id:
            found.say(pack, HEAD, "extends", "leads back to itself")
            return
        seen.add(at)
        at = found.library.packs[at].place.extends


def _instruments(found: _Check, pack: Pack) -> None:
    for each in pack.place.instruments:
        key = f"instruments[{each.id}]"
        replaced = [each.replaced_by] if each.replaced_by else []
        for other in [*each.basis, *replaced]:
            name = "basis" if other in each.basis else "replaced_by"
            if other not in found.library.instruments:
                found.say(pack, HEAD, f"{key}.{name}", f"no instrument is called {other}")
        if each.begins and each.until and each.until < each.begins:
            found.say(pack, HEAD, f"{key}.until", "ends before it begins")


def _clauses(found: _Check, pack: Pack) -> None:
    named = {each.id for each in pack.place.instruments}
    _unique(found, pack, "clauses.toml", "clauses", [each.id for each in pack.clauses])
    for clause in pack.clauses:
        key = f"clauses[{clause.id}]"
        if not clause.id.startswith(f"{pack.place.prefix}-"):
            found.say(pack, "clauses.toml", key, f"must begin with {pack.place.prefix}-")
        if clause.instrument and clause.instrument not in named:
            reason = f"no instrument of this pack is called {clause.instrument}"
            found.say(pack, "clauses.toml", f"{key}.instrument", reason)
        _status(found, pack, clause, key)
        for where in clause.where:
            if lost := unknown_reference(found.library, found.known, pack.id, where):
                found.say(pack, "clauses.toml", f"{key}.where", f"{where}: {lost}")


def _status(found: _Check, pack: Pack, clause: Clause, key: str) -> None:
    if clause.status in _ACTS and not clause.where:
        found.say(pack, "clauses.toml", f"{key}.where", f"{clause.status} names what embodies it")
    if clause.status in _EXPLAINED and clause.note is None:
        found.say(pack, "clauses.toml", f"{key}.note", f"{clause.status} says why")
    if reason := broken_promise(found.library, pack, clause):
        found.say(pack, "clauses.toml", f"{key}.status", reason)


def unknown_reference(library: Library, known: Known, place: str, where: str) -> str | None:
    """Why a ``where`` leads nowhere; None if it leads somewhere."""
    kind, _, name = where.partition(":")
    names: Mapping[str, Callable[[], Iterable[str] | None]] = {
        "rule": lambda: (each.id for pack in library.packs.values() for each in pack.rules),
        "risk": lambda: (each.id for pack in library.packs.values() for each in pack.risks),
        "list": lambda: library.lists(place),
        "duty": lambda: library.duties(place),
        "fact": lambda: library.facts(place),
        "scheme": lambda: (each.id for each in library.packs.values() if each.scheme),
        "page": lambda: known.pages,
        "column": lambda: known.columns,
    }
    if kind not in names:
        return f"must begin with one of {', '.join(names)}"
    existing = names[kind]()
    return None if existing is None or name in set(existing) else f"there is no such {kind}"


def _cites(found: _Check, pack: Pack, file: str, key: str, clauses: Iterable[str]) -> bool:
    unknown = [each for each in clauses if each not in found.library.citations]
    for each in unknown:
        found.say(pack, file, key, f"no clause is known as {each}")
    return not unknown


def _rules(found: _Check, pack: Pack) -> None:
    _versions(found, pack, "rules.toml", "rules", pack.rules)
    _versions(found, pack, "rules.toml", "risks", pack.risks)
    for rule in pack.rules:
        key = f"rules[{rule.id}]"
        _cites(found, pack, "rules.toml", f"{key}.clauses", rule.clauses)
        _when(found, pack, key, rule)
        _formula(found, pack, key, rule)
    for risk in pack.risks:
        key = f"risks[{risk.id}]"
        _cites(found, pack, "rules.toml", f"{key}.clauses", risk.clauses)
        _cites(found, pack, "rules.toml", f"{key}.by", risk.by)
        _when(found, pack, key, risk)


def _when(found: _Check, pack: Pack, key: str, entry: Rule | Risk) -> None:
    facts = found.library.facts(pack.id)
    for name, wanted in entry.when.items():
        if name not in facts:
            found.say(pack, "rules.toml", f"{key}.when", f"no fact is known as {name}")
            continue
        for value in wanted if isinstance(wanted, list) else [wanted]:
            _value(found, pack, f"{key}.when.{name}", facts[name], value)


def _value(found: _Check, pack: Pack, key: str, fact: Fact, value: object) -> None:
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


def _formula(found: _Check, pack: Pack, key: str, rule: Rule) -> None:
    if rule.formula not in FORMULAS:
        reason = f"no formula is called {rule.formula}; there are {', '.join(sorted(FORMULAS))}"
        found.say(pack, "rules.toml", f"{key}.formula", reason)
        return
    try:
        formula = FORMULAS[rule.formula].model_validate(dict(rule.given))
    except ValidationError as error:
        for each in error.errors():
            where = ".".join([f"{key}.with", *(str(part) for part in each["loc"])])
            found.say(pack, "rules.toml", where, str(each["msg"]).removeprefix("Value error, "))
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


def _lists(found: _Check, pack: Pack) -> None:
    _unique(found, pack, "lists.toml", "lists", [each.id for each in pack.lists])
    for each in pack.lists:
        key = f"lists[{each.id}]"
        cited = [*each.clauses, *(clause for item in each.items for clause in item.clauses)]
        _cites(found, pack, "lists.toml", key, cited)
        by_code = defaultdict(list)
        for item in each.items:
            by_code[item.code].append((item.begins, item.until))
        for code, spans in by_code.items():
            if _overlap(spans):
                found.say(pack, "lists.toml", f"{key}.items[{code}]", "its days overlap")


def _facts(found: _Check, pack: Pack) -> None:
    _unique(found, pack, "facts.toml", "facts", [each.name for each in pack.facts])
    above = {
        name: fact.kind
        for other in list(found.library.chain(pack.id))[1:]
        for name, fact in ((each.name, each) for each in other.facts)
    }
    for fact in pack.facts:
        key = f"facts[{fact.name}]"
        if (fact.kind in {"code", "codes"}) != (fact.list is not None):
            found.say(pack, "facts.toml", f"{key}.list", "codes come from a list, and only codes")
        if fact.list and fact.list not in found.library.lists(pack.id):
            found.say(pack, "facts.toml", f"{key}.list", f"no list is called {fact.list}")
        if fact.name in above:
            found.say(pack, "facts.toml", key, "is already a fact of a pack it extends")


def _duties(found: _Check, pack: Pack) -> None:
    _unique(found, pack, "duties.toml", "duties", [each.id for each in pack.duties])
    for duty in pack.duties:
        key = f"duties[{duty.id}]"
        _cites(found, pack, "duties.toml", f"{key}.clauses", duty.clauses)
        _calendar_of(found, pack, key, duty)
        for each in duty.fields:
            where = f"{key}.fields[{each.name}]"
            if (each.kind in {"code", "codes"}) != (each.list is not None):
                found.say(pack, "duties.toml", where, "codes come from a list, and only codes")
            elif each.list and each.list not in found.library.lists(pack.id):
                found.say(pack, "duties.toml", where, f"no list is called {each.list}")


def _calendar_of(found: _Check, pack: Pack, key: str, duty: Duty) -> None:
    if duty.due:
        try:
            date.fromisoformat(f"2024-{duty.due}")
        except ValueError:
            found.say(pack, "duties.toml", f"{key}.due", f"{duty.due} is no day of a year")
    if (duty.due or duty.months) and duty.every != "year":
        found.say(pack, "duties.toml", f"{key}.every", "a day or months belong to a yearly duty")


def _scheme(found: _Check, pack: Pack) -> None:
    """Weights are checked here as far as the sums go; the scheme's own room checks the rest."""
    if pack.scheme is None:
        return
    parties = pack.scheme.get("parties", [])
    _weights(found, pack, "parties", parties)
    by_party = defaultdict(list)
    for each in pack.scheme.get("indicators", []):
        by_party[each.get("party")].append(each)
    for party, indicators in by_party.items():
        _weights(found, pack, f"indicators of {party}", indicators)


def _weights(found: _Check, pack: Pack, key: str, entries: Sequence[Mapping[str, Any]]) -> None:
    try:
        total = sum((Decimal(each["weight"]) for each in entries), Decimal(0))
    except (KeyError, TypeError, ArithmeticError):
        found.say(pack, SCHEME, key, "each of them needs a weight")
        return
    if total != 1:
        found.say(pack, SCHEME, key, f"the weights sum to {total}, not to 1")


def _versions(found: _Check, pack: Pack, file: str, table: str, entries: Iterable[Cited]) -> None:
    """An id may come again for other days: the versions of one rule; never for the same day."""
    spans = defaultdict(list)
    for each in entries:
        if each.clauses[0] in found.library.citations:
            spans[each.id].append(found.library.span(each))
    for name, days in spans.items():
        if _overlap(days):
            found.say(pack, file, f"{table}[{name}]", "its days overlap with another of this id")


def _overlap(spans: Sequence[tuple[date | None, date | None]]) -> bool:
    return any(
        (first[0] or date.min) <= (second[1] or date.max)
        and (second[0] or date.min) <= (first[1] or date.max)
        for first, second in combinations(spans, 2)
    )


def _unique(found: _Check, pack: Pack, file: str, table: str, names: Iterable[str]) -> None:
    for name, many in Counter(names).items():
        if many > 1:
            found.say(pack, file, f"{table}[{name}]", "is there more than once")


def _unique_over_packs(found: _Check) -> None:
    for what, file, names in _names_over_packs(found.library):
        for name, packs in names.items():
            for pack in packs[1:]:
                reason = f"this {what} is in the pack {packs[0].id} as well"
                found.say(pack, file, name, reason)


def _names_over_packs(library: Library) -> Iterator[tuple[str, str, dict[str, list[Pack]]]]:
    kinds: Mapping[str, tuple[str, Callable[[Pack], set[str]]]] = {
        "clause": ("clauses.toml", lambda pack: {each.id for each in pack.clauses}),
        "instrument": (HEAD, lambda pack: {each.id for each in pack.place.instruments}),
        "rule": ("rules.toml", lambda pack: {each.id for each in (*pack.rules, *pack.risks)}),
        "duty": ("duties.toml", lambda pack: {each.id for each in pack.duties}),
    }
    for what, (file, of) in kinds.items():
        names = defaultdict(list)
        for pack in library.packs.values():
            for name in sorted(of(pack)):
                names[name].append(pack)
        yield what, file, names
