"""No clause is called enforced or computed unless a rule keeps the promise."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from portal.policy.checking import check
from portal.policy.installed import SHIPPED, gather, read_library
from portal.policy.model import Status
from portal.policy.promise import broken_promise, is_enforced
from tests.packs import sixth

LIBRARY = read_library()
FACTS = """
[[facts]]
name = "contract.sixth_answer"
kind = "code"
list = "sixth-answers"
title = { zh = "答复", en = "Answer" }

[[facts]]
name = "contract.sixth_yes"
kind = "yes_no"
title = { zh = "是否做到", en = "Whether it was done" }
"""
NAMED = """
[[lists]]
id = "sixth-answers"
title = { zh = "答复", en = "Answers" }
clauses = ["SX-1"]

[[lists.items]]
code = "first"
title = { zh = "第一种", en = "The first" }
"""
FORBIDDEN = """
[[lists.items]]
code = "second"
title = { zh = "第二种", en = "The second" }
meaning = "forbidden"
"""
AMONG = (
    ('formula = "term_at_most"', 'formula = "among"'),
    (
        'with = { start = "contract.starts_on", end = "contract.ends_on", years = 2 }',
        'with = { fact = "contract.sixth_answer", list = "sixth-answers" }',
    ),
)
A_YES = (
    (
        AMONG[0][0],
        'formula = "is_true"',
    ),
    (AMONG[1][0], 'with = { fact = "contract.sixth_yes" }'),
)
OF_A_ROUND = ('subject = "contract"', 'subject = "round"')
COMPUTED = sixth.CLAUSES.replace('"enforced"', '"computed"')


def rules(*changes: tuple[str, str]) -> str:
    text = sixth.RULES
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def faults(folder: Path, changed: Mapping[str, str]) -> list[str]:
    pack = sixth.write_sixth(folder, **{"rules": sixth.RULES, **changed})
    for name in ("facts", "lists"):
        (pack / f"{name}.toml").write_text(changed.get(name, ""), encoding="utf-8")
    library, unread = gather([SHIPPED, folder])
    return [str(each) for each in unread or check(library)]


UNKEPT = {
    "a yes": {"rules": rules(*A_YES), "facts": FACTS, "lists": NAMED},
    "a list on which everything passes": {
        "rules": rules(*AMONG),
        "facts": FACTS,
        "lists": NAMED,
    },
    "a list that takes only none": {
        "rules": rules(*AMONG),
        "facts": FACTS,
        "lists": NAMED.replace('"first"', '"none"') + FORBIDDEN,
    },
    "a finding on a round": {"rules": rules(OF_A_ROUND)},
    "a permission": {"clauses": sixth.CLAUSES.replace('"must"', '"may"', 1)},
    "a document known from memory": {
        "pack": sixth.PACK.replace('sure = "read"', 'sure = "memory"')
    },
    "a rule that cites another clause": {"rules": rules(('["SX-1"]', '["SX-2"]'))},
    "a yes that is called computed": {
        "rules": rules(*A_YES),
        "clauses": COMPUTED,
        "facts": FACTS,
        "lists": NAMED,
    },
}


@pytest.mark.parametrize("changed", UNKEPT.values(), ids=UNKEPT)
def test_a_promise_that_no_rule_keeps_is_refused(
    changed: Mapping[str, str], tmp_path: Path
) -> None:
    found = faults(tmp_path, changed)
    assert [each for each in found if "clauses[SX-1].status: " in each], found


KEPT = {
    "a term that a contract may break": {},
    "a list that leaves something out": {
        "rules": rules(*AMONG),
        "facts": FACTS,
        "lists": NAMED + FORBIDDEN,
    },
    "a figure of a round that is only computed": {
        "rules": rules(OF_A_ROUND),
        "clauses": COMPUTED,
    },
}


@pytest.mark.parametrize("changed", KEPT.values(), ids=KEPT)
def test_a_promise_that_a_rule_keeps_is_accepted(
    changed: Mapping[str, str], tmp_path: Path
) -> None:
    assert faults(tmp_path, changed) == []


def test_every_enforced_clause_names_a_rule_whose_failure_costs_something() -> None:
    enforced = [
        (pack, clause)
        for pack in LIBRARY.packs.values()
        for clause in pack.clauses
        if clause.status == Status.ENFORCED
    ]
    assert enforced
    assert [clause.id for pack, clause in enforced if broken_promise(LIBRARY, pack, clause)] == []


def test_a_units_year_is_judged_and_enforces_nothing() -> None:
    of_units = [
        (pack, rule)
        for pack in LIBRARY.packs.values()
        for rule in pack.rules
        if rule.subject == "unit"
    ]
    assert of_units
    assert not any(is_enforced(LIBRARY, pack, rule) for pack, rule in of_units)
