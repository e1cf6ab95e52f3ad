"""The coverage register: of every clause, what the portal does with it and where."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portal.policy.library import Library
from portal.policy.model import Clause, Status

ACTED_ON = (Status.ENFORCED, Status.COMPUTED, Status.DISCLOSED, Status.RECORDED)


@dataclass(frozen=True)
class Covered:
    """One row of the register."""

    place: str
    clause: Clause

    def as_json(self) -> Mapping[str, object]:
        """``{"id", "status", "where", "note"}`` and the place."""
        note = self.clause.note.labels() if self.clause.note else None
        return {
            "id": self.clause.id,
            "place": self.place,
            "status": self.clause.status.value,
            "where": list(self.clause.where),
            "note": note,
        }


def coverage(library: Library, *, extra: bool = False) -> Iterator[Covered]:
    """The counted clauses of the places, in reading order; ``extra`` adds the others."""
    return (
        Covered(pack.id, clause)
        for pack in library.packs.values()
        for clause in pack.clauses
        if extra or not clause.extra
    )


def counts(rows: Iterator[Covered]) -> Mapping[Status, int]:
    """How many clauses have each status, all of them named."""
    found = Counter(each.clause.status for each in rows)
    return {status: found[status] for status in Status}
