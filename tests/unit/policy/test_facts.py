"""A fact is read as its kind, or refused with its name and what it must be."""

from datetime import date
from decimal import Decimal

import pytest

from portal.errors import InvalidInputError
from portal.policy.facts import Facts, NotRecordedError, read_facts, read_value
from portal.policy.model import Fact


def fact(kind: str, name: str = "contract.x") -> Fact:
    listed = {"list": "methods"} if kind in {"code", "codes"} else {}
    title = {"zh": "事项", "en": "Matter"}
    return Fact.model_validate({"name": name, "kind": kind, "title": title, **listed})


@pytest.mark.parametrize(
    ("kind", "said", "read"),
    [
        ("text", " 服务 ", "服务"),
        ("yes_no", "是", True),
        ("yes_no", False, False),
        ("date", "2026-03-01", date(2026, 3, 1)),
        ("date", date(2026, 3, 1), date(2026, 3, 1)),
        ("fen", 100, 100),
        ("fen", "1,234.5", 123450),
        ("fen", "12，000", 1200000),
        ("count", "16", 16),
        ("number", "63.218", Decimal("63.218")),
        ("code", " open ", "open"),
        ("codes", "T1, T2", ("T1", "T2")),
        ("codes", ["T1"], ("T1",)),
    ],
)
def test_a_value_is_read_as_its_kind(kind: str, said: object, read: object) -> None:
    assert read_value(fact(kind), said) == read


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("text", "长" * 2001),
        ("yes_no", "perhaps"),
        ("date", "2026-02-30"),
        ("date", 20260301),
        ("fen", "1.005"),
        ("fen", -1),
        ("count", "1.5"),
        ("count", True),
        ("count", -1),
        ("number", "NaN"),
        ("number", "1e99"),
        ("code", 3),
        ("codes", [1]),
        ("codes", 5),
    ],
)
def test_anything_else_is_refused_by_name(kind: str, said: object) -> None:
    with pytest.raises(InvalidInputError, match="Matter must be"):
        read_value(fact(kind), said)


@pytest.mark.parametrize("empty", [None, "", [], ()])
def test_nothing_said_is_nothing_recorded(empty: object) -> None:
    assert read_value(fact("codes"), empty) is None


def test_facts_outside_the_vocabulary_are_refused() -> None:
    with pytest.raises(InvalidInputError, match=r"no fact is known as contract\.y"):
        read_facts({"contract.x": fact("text")}, {"contract.y": "1"})


def test_a_missing_fact_is_missing_and_a_wrong_kind_is_a_mistake_of_ours() -> None:
    facts = Facts({"contract.a": "text", "contract.b": ""})
    with pytest.raises(NotRecordedError):
        facts.get("contract.b")
    with pytest.raises(TypeError):
        facts.day("contract.a")
    with pytest.raises(TypeError):
        facts.number("contract.a")
    assert facts.codes("contract.a") == ("text",)
