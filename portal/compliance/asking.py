"""What the desk asks about a contract, in the order an officer thinks of it: topic by topic."""

from collections.abc import Mapping
from datetime import date
from typing import get_args

from portal.compliance.judging import CONTRACT_SUBJECTS
from portal.compliance.recording import facts_asked
from portal.policy.installed import installed
from portal.policy.library import formula_of
from portal.policy.model import Fact, Topic


def asked_by_topic(place: str, day: date) -> Mapping[str, Mapping[str, Fact]]:
    """Topic → the facts its rules read, each fact once: under the first rule that reads it.

    National rules ask a good hundred facts with those of a place; nobody fills in one long form.
    """
    topics = _topics(place, day)
    groups: dict[str, dict[str, Fact]] = {each: {} for each in get_args(Topic)}
    for name, fact in facts_asked(place, day).items():
        groups[topics.get(name, "contract")][name] = fact
    return {topic: facts for topic, facts in groups.items() if facts}


def _topics(place: str, day: date) -> Mapping[str, str]:
    """Fact → topic of the first clause of the first rule that reads it, a place's own first."""
    library = installed()
    found: dict[str, str] = {}
    for rule in (
        each for subject in CONTRACT_SUBJECTS for each in library.rules(place, subject, day)
    ):
        topic = library.citations[rule.clauses[0]].clause.topic
        for name in [*(name for _, name in formula_of(rule).names("fact")), *rule.when]:
            found.setdefault(name, topic)
    for pack in library.chain(place):
        for clause in pack.clauses:
            for where in clause.where:
                found.setdefault(where.removeprefix("fact:"), clause.topic)
    return found
