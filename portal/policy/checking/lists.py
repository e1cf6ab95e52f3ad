"""Whether lists, facts, duties and the weights of schemes fit together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from portal.policy.checking.report import Check, cite, overlap, unique
from portal.policy.model import NOTICE_TYPES, Duty, Pack
from portal.policy.reading import SCHEME


def check_lists(found: Check, pack: Pack) -> None:
    """Lists cite what is known, and an item's days never overlap."""
    unique(found, pack, "lists.toml", "lists", [each.id for each in pack.lists])
    for each in pack.lists:
        key = f"lists[{each.id}]"
        cited = [*each.clauses, *(clause for item in each.items for clause in item.clauses)]
        cite(found, pack, "lists.toml", key, cited)
        by_code = defaultdict(list)
        for item in each.items:
            by_code[item.code].append((item.begins, item.until))
        for code, spans in by_code.items():
            if overlap(spans):
                found.say(pack, "lists.toml", f"{key}.items[{code}]", "its days overlap")


def check_facts(found: Check, pack: Pack) -> None:
    """Facts are named once over the chain, and codes come from a list."""
    unique(found, pack, "facts.toml", "facts", [each.name for each in pack.facts])
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
        types = found.library.lists(pack.id).get(NOTICE_TYPES)
        known = {each.code for each in types.items} if types else set()
        if fact.published and (fact.kind != "date" or not known.issuperset(fact.published)):
            reason = "names types of notices, and belongs to a day"
            found.say(pack, "facts.toml", f"{key}.published", reason)
        if fact.name in above:
            found.say(pack, "facts.toml", key, "is already a fact of a pack it extends")


def check_duties(found: Check, pack: Pack) -> None:
    """Duties cite what is known, and their calendar and figures make sense."""
    unique(found, pack, "duties.toml", "duties", [each.id for each in pack.duties])
    for duty in pack.duties:
        key = f"duties[{duty.id}]"
        cite(found, pack, "duties.toml", f"{key}.clauses", duty.clauses)
        _calendar_of(found, pack, key, duty)
        for each in duty.fields:
            where = f"{key}.fields[{each.name}]"
            if (each.kind in {"code", "codes"}) != (each.list is not None):
                found.say(pack, "duties.toml", where, "codes come from a list, and only codes")
            elif each.list and each.list not in found.library.lists(pack.id):
                found.say(pack, "duties.toml", where, f"no list is called {each.list}")


def _calendar_of(found: Check, pack: Pack, key: str, duty: Duty) -> None:
    if duty.due:
        try:
            date.fromisoformat(f"2024-{duty.due}")
        except ValueError:
            found.say(pack, "duties.toml", f"{key}.due", f"{duty.due} is no day of a year")
    if (duty.due or duty.months) and duty.every != "year":
        found.say(pack, "duties.toml", f"{key}.every", "a day or months belong to a yearly duty")


def check_scheme(found: Check, pack: Pack) -> None:
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


def _weights(found: Check, pack: Pack, key: str, entries: Sequence[Mapping[str, Any]]) -> None:
    try:
        total = sum((Decimal(each["weight"]) for each in entries), Decimal(0))
    except (KeyError, TypeError, ArithmeticError):
        found.say(pack, SCHEME, key, "each of them needs a weight")
        return
    if total != 1:
        found.say(pack, SCHEME, key, f"the weights sum to {total}, not to 1")
