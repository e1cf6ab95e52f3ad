"""What the words of one formula consist of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portal.locale import Marked


@dataclass(frozen=True)
class Plain:
    """One formula for people who read no formulas."""

    title: Marked
    about: Marked
    """How it judges, why so, and what it does not see"""
    sentence: Callable[[Any], Marked]
    """The template for one use of it; its gaps are the parameters of the formula"""


def always(template: Marked) -> Callable[[Any], Marked]:
    """The same sentence for every use of a formula."""
    return lambda _: template
