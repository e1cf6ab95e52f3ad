"""Every check of a published evaluation table by name, and the inspection that runs them all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from portal.evaluation.tables.bands import check_bands, check_grade
from portal.evaluation.tables.model import Fault, NotTested, Table, Verdict
from portal.evaluation.tables.sums import (
    check_bounds,
    check_form,
    check_points,
    check_scores,
)
from portal.evaluation.tables.targets import check_budget, check_measurements, check_targets
from portal.evaluation.tables.weights import check_weighting, check_weights
from portal.locale import marked

Check = Callable[[Table], Verdict]

CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        marked("points"): check_points,
        marked("scores"): check_scores,
        marked("form"): check_form,
        marked("bounds"): check_bounds,
        marked("weights"): check_weights,
        marked("weighting"): check_weighting,
        marked("budget"): check_budget,
        marked("targets"): check_targets,
        marked("results"): check_measurements,
        marked("bands"): check_bands,
        marked("grade"): check_grade,
    }
)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What all the checks say of one table."""

    table: Table
    verdicts: Mapping[str, Verdict]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault, in the order of the checks."""
        found = (each for each in self.verdicts.values() if not isinstance(each, NotTested))
        return tuple(fault for faults in found for fault in faults)

    @property
    def tested(self) -> tuple[str, ...]:
        """The checks that could be made."""
        return tuple(
            name for name, each in self.verdicts.items() if not isinstance(each, NotTested)
        )

    @property
    def not_tested(self) -> Mapping[str, NotTested]:
        """The checks that do not apply, with the reason."""
        return {name: each for name, each in self.verdicts.items() if isinstance(each, NotTested)}


def inspect(table: Table) -> Inspection:
    """Run every check on a table."""
    return Inspection(table, {name: check(table) for name, check in CHECKS.items()})
