"""Whether instruments and clauses fit together, and lead somewhere."""

from collections.abc import Callable, Iterable, Mapping

from portal.policy.checking.report import Check, Known, unique
from portal.policy.library import Library
from portal.policy.model import Clause, Pack, Status
from portal.policy.promise import broken_promise
from portal.policy.reading import HEAD

_ACTS = {Status.ENFORCED, Status.COMPUTED, Status.DISCLOSED, Status.RECORDED}
"""Statuses that have to name what embodies the clause"""
_EXPLAINED = {Status.NOT_YET, Status.OUTSIDE}
"""Statuses that have to say why"""


def check_place(found: Check, pack: Pack) -> None:
    """A pack extends one that exists, and the way up ends."""
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


def check_instruments(found: Check, pack: Pack) -> None:
    """Instruments rest on instruments that are known, and end after they begin."""
    for each in pack.place.instruments:
        key = f"instruments[{each.id}]"
        replaced = [each.replaced_by] if each.replaced_by else []
        for other in [*each.basis, *replaced]:
            name = "basis" if other in each.basis else "replaced_by"
            if other not in found.library.instruments:
                found.say(pack, HEAD, f"{key}.{name}", f"no instrument is called {other}")
        if each.begins and each.until and each.until < each.begins:
            found.say(pack, HEAD, f"{key}.until", "ends before it begins")


def check_clauses(found: Check, pack: Pack) -> None:
    """Clauses are the pack's own, once each, and keep what their status promises."""
    named = {each.id for each in pack.place.instruments}
    unique(found, pack, "clauses.toml", "clauses", [each.id for each in pack.clauses])
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


def _status(found: Check, pack: Pack, clause: Clause, key: str) -> None:
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
