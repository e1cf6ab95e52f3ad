"""All public tables in one place; what is not named here cannot be downloaded."""

from dataclasses import dataclass

from portal.disclosure.evaluations import (
    EVALUATION_SCORES,
    EVALUATIONS,
    EvaluationFilter,
    ScoreFilter,
)
from portal.disclosure.notices import NOTICES, NoticeFilter
from portal.disclosure.parameters import AddressFilter
from portal.disclosure.table import PublicTable


@dataclass(frozen=True)
class Published:
    """A table with the filter its page and its files share."""

    table: PublicTable
    filter: type[AddressFilter]


TABLES = {
    published.table.name: published
    for published in (
        Published(NOTICES, NoticeFilter),
        Published(EVALUATIONS, EvaluationFilter),
        Published(EVALUATION_SCORES, ScoreFilter),
    )
}
