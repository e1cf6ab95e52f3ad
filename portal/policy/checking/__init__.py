"""Whether the packs fit together: known names, sums, and days that do not overlap."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from portal.policy.checking.clauses import check_clauses, check_instruments, check_place
from portal.policy.checking.headings import check_headings
from portal.policy.checking.lists import check_duties, check_facts, check_lists, check_scheme
from portal.policy.checking.report import Check, Known
from portal.policy.checking.rules import check_rules
from portal.policy.library import Library
from portal.policy.model import Pack
from portal.policy.reading import HEAD, PackFault

LOOKS: tuple[Callable[[Check, Pack], None], ...] = (
    check_instruments,
    check_clauses,
    check_rules,
    check_lists,
    check_headings,
    check_facts,
    check_duties,
    check_scheme,
)
"""What is looked at in each pack, once it is clear which pack it extends"""


def check(library: Library, known: Known | None = None) -> list[PackFault]:
    """Every error that shows only when the packs are seen together, in reading order."""
    found = Check(library, known or Known())
    for pack in library.packs.values():
        check_place(found, pack)
    if found.faults:
        return found.faults
    for pack in library.packs.values():
        for look in LOOKS:
            look(found, pack)
    check_names(found)
    return found.faults


def check_names(found: Check) -> None:
    """Ids that have to be the only one of their kind over all packs."""
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
