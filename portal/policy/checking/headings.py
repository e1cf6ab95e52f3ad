"""Whether what stands under the headings of the notices' formats fits the rest of the packs."""

from collections import Counter

from portal.policy.checking.report import Check
from portal.policy.headings import Part
from portal.policy.model import CodeList, Item, Pack

KINDS = {"date": "date", "fen": "fen", "yes_no": "yes_no", "code": "code"}
"""Kind of a part → kind of the fact it may state"""


def check_headings(found: Check, pack: Pack) -> None:
    """Parts have names of their own, take codes from known lists and state known facts."""
    for codes in pack.lists:
        _columns(found, pack, codes)
        for item in codes.items:
            key = f"lists[{codes.id}].items[{item.code}].parts"
            _names(found, pack, key, item)
            for part in item.parts:
                _list(found, pack, f"{key}[{part.code or item.code}]", part)
                _fact(found, pack, f"{key}[{part.code or item.code}]", part)


def _columns(found: Check, pack: Pack, codes: CodeList) -> None:
    """One part fills a column of the public table; of two, the second would be lost."""
    filled = Counter(part.column for item in codes.items for part in item.parts if part.column)
    for column, many in filled.items():
        if many > 1:
            found.say(
                pack, "lists.toml", f"lists[{codes.id}]", f"several parts fill the column {column}"
            )


def _names(found: Check, pack: Pack, key: str, item: Item) -> None:
    for name, many in Counter(part.code for part in item.parts).items():
        if many > 1:
            found.say(pack, "lists.toml", f"{key}[{name or item.code}]", "is there more than once")
        if name is None and len(item.parts) > 1:
            found.say(pack, "lists.toml", key, "several parts need a code each")


def _list(found: Check, pack: Pack, key: str, part: Part) -> None:
    if (part.kind == "code") != (part.list is not None):
        found.say(pack, "lists.toml", f"{key}.list", "codes come from a list, and only codes")
        return
    if part.list is None:
        return
    codes = found.library.lists(pack.id).get(part.list)
    if codes is None:
        found.say(pack, "lists.toml", f"{key}.list", f"no list is called {part.list}")
        return
    known = {each.code for each in codes.items}
    for code in part.among:
        if code not in known:
            found.say(pack, "lists.toml", f"{key}.among", f"{code} is not on the list {part.list}")


def _fact(found: Check, pack: Pack, key: str, part: Part) -> None:
    if part.states is None:
        return
    fact = found.library.facts(pack.id).get(part.states)
    if fact is None:
        found.say(pack, "lists.toml", f"{key}.states", f"no fact is called {part.states}")
    elif KINDS.get(part.kind) != fact.kind:
        found.say(
            pack, "lists.toml", f"{key}.states", f"{part.states} is a {fact.kind}, not {part.kind}"
        )
