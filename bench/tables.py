"""Figures side by side, as text."""

import sys
from dataclasses import dataclass, field
from unicodedata import east_asian_width


@dataclass
class Table:
    """A title, a head and rows of words; the first column says what is measured.

    ``figures`` are what a program reads: a name without spaces, and a number.
    """

    title: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)

    def add(self, *cells: str) -> None:
        """One more row; missing cells at its end are empty."""
        self.rows.append(cells + ("",) * (len(self.head) - len(cells)))

    def lines(self) -> str:
        """The figures as ``name=number``, one to a line."""
        return "\n".join(f"{name}={figure:.2f}" for name, figure in self.figures.items())

    def __str__(self) -> str:
        lines = [self.head, *self.rows]
        widths = [max(_width(line[at]) for line in lines) for at in range(len(self.head))]
        shown = [
            "  ".join(_padded(cell, widths[at], right=at > 0) for at, cell in enumerate(line))
            for line in lines
        ]
        return "\n".join([f"\n{self.title}", *(line.rstrip() for line in shown)])


def _padded(cell: str, width: int, *, right: bool) -> str:
    space = " " * (width - _width(cell))
    return space + cell if right else cell + space


def _width(cell: str) -> int:
    """How many columns of a terminal the words take; Chinese takes two each."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in cell)


def note(words: str) -> None:
    """Progress, beside the figures."""
    print(words, file=sys.stderr, flush=True)
