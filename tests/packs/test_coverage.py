"""The register accounts for each of the 375 clauses of the five documents, once and truly."""

import json
from collections import Counter

from click.testing import CliRunner

from portal.commands import portal
from portal.commands.policy import known
from portal.policy.checking import check
from portal.policy.checking.clauses import unknown_reference
from portal.policy.coverage import ACTED_ON, counts, coverage
from portal.policy.installed import read_library
from portal.policy.model import Status

LIBRARY = read_library()
ROWS = list(coverage(LIBRARY))
IN_THE_DOCUMENTS = {
    "deyang": 107,
    "guangdong": 68,
    "dawukou": 64,
    "zunyi": 95,
    "inner-mongolia": 41,
}


def test_each_document_has_all_its_clauses() -> None:
    assert Counter(row.place for row in ROWS) == IN_THE_DOCUMENTS
    assert len({row.clause.id for row in ROWS}) == 375


def test_everything_that_a_clause_names_exists() -> None:
    lost = [
        (row.clause.id, where)
        for row in coverage(LIBRARY, extra=True)
        for where in row.clause.where
        if unknown_reference(LIBRARY, known(), row.place, where)
    ]
    assert lost == []
    assert check(LIBRARY, known()) == []


def test_at_least_three_in_five_are_acted_on() -> None:
    found = counts(iter(ROWS))
    assert sum(found[each] for each in ACTED_ON) >= 0.6 * 375


def test_what_is_not_done_says_what_is_missing_or_why() -> None:
    silent = [
        row.clause.id
        for row in ROWS
        if row.clause.status in {Status.NOT_YET, Status.OUTSIDE} and row.clause.note is None
    ]
    assert silent == []


def test_every_clause_carries_the_words_of_its_document_and_a_plain_demand() -> None:
    for row in ROWS:
        assert row.clause.words
        assert row.clause.demand.zh != row.clause.demand.en


def test_the_command_prints_the_register_as_json() -> None:
    done = CliRunner().invoke(portal, ["policy", "coverage", "--json"])

    assert done.exit_code == 0
    clauses = json.loads(done.output)["clauses"]
    assert len(clauses) == 375
    assert all({"id", "status", "where", "note"} <= each.keys() for each in clauses)


def test_the_command_sums_up_the_statuses() -> None:
    done = CliRunner().invoke(portal, ["policy", "coverage"])

    assert done.exit_code == 0
    assert "of 375 clauses are enforced, computed, disclosed or recorded" in done.output
