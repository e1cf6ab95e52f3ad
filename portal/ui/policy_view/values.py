"""Facts, figures and codes of the packs as a reader takes them in."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from portal.locale import gettext, listed, pick
from portal.policy.facts import Value, read_value
from portal.policy.formulas.formula import Vocabulary
from portal.policy.model import CodeList, Fact
from portal.ui import words


def say_value(kind: str, value: Value, codes: CodeList | None = None) -> str:
    """One recorded value in the language in use."""
    match value:
        case bool():
            return gettext("Yes") if value else gettext("No")
        case tuple():
            return listed(item_title(codes, each) for each in value)
        case str():
            return item_title(codes, value)
        case date():
            return words.day(value) or ""
    return _figure(kind, value)


def _figure(kind: str, value: int | Decimal) -> str:
    if isinstance(value, Decimal):
        return words.plain(value)
    return (words.money(value, "CNY") or "") if kind == "fen" else f"{value:,}"


def item_title(codes: CodeList | None, code: str) -> str:
    """What a code of a list is called; an unknown one by itself."""
    found = [each.title for each in codes.items if each.code == code] if codes else []
    return pick(found[0].labels()) if found else code


def quoted(title: Mapping[str, str]) -> str:
    """The title of a fact or a list inside a sentence."""
    return f"“{pick(title)}”"


def fact_title(vocabulary: Vocabulary, name: str) -> str:
    """A fact by its title, as a sentence carries it; one that no pack knows by its name."""
    fact = vocabulary.facts.get(name)
    return quoted(fact.title.labels()) if fact else name


def wanted_value(vocabulary: Vocabulary, fact: Fact, value: object) -> str:
    """A value that a rule asks of a fact, read as an officer's entry would be."""
    read = read_value(fact, value)
    codes = vocabulary.lists.get(fact.list) if fact.list else None
    return say_value(fact.kind, read, codes) if read is not None else str(value)
