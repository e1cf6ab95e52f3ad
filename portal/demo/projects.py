"""The invented projects of the demonstration, read from their file."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

DATA = Path(__file__).with_name("data")


class DemoRound(BaseModel):
    """A round: the finished one has ballots or a file of answers, the open one has neither."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    period: tuple[date, date]
    frame: str
    served: int
    published_on: date | None = None
    invited: int = 0
    ballots: int = 0
    mood: float = 4.0
    """Mean level that the invented ballots scatter around"""
    answers: str | None = None
    remark: str | None = None


class DemoProject(BaseModel):
    """One invented project of one place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: str
    region: str
    serial: str
    number: str
    title: str
    purchaser: str
    contractor: str
    budget_yuan: int
    amount_yuan: int
    notice_on: date
    awarded_on: date
    signed_on: date
    contract: tuple[date, date]
    finished: DemoRound
    open: DemoRound
    scores: Mapping[str, Mapping[str, str]]


class DemoOther(BaseModel):
    """A project that came to another end than a contract, at the purchaser of another one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: str
    number: str
    title: str
    budget_yuan: int
    notice_on: date
    types: tuple[str, ...]
    """The types of its notices, in their order"""
    waiting: str = ""
    """The type of a draft that waits for its review"""

    @property
    def _beside(self) -> DemoProject:
        return next(each for each in demo_projects() if each.place == self.place)

    @property
    def region(self) -> str:
        """Where it is."""
        return self._beside.region

    @property
    def serial(self) -> str:
        """What the codes of its organisations end in."""
        return self._beside.serial

    @property
    def purchaser(self) -> str:
        """Who buys."""
        return self._beside.purchaser

    @property
    def contractor(self) -> str:
        """Who would serve."""
        return self._beside.contractor


@cache
def _said() -> Mapping[str, Any]:
    return tomllib.loads((DATA / "projects.toml").read_text(encoding="utf-8"))


@cache
def demo_others() -> tuple[DemoOther, ...]:
    """The invented projects without a contract."""
    return tuple(DemoOther.model_validate(each) for each in _said()["others"])


@cache
def demo_projects() -> tuple[DemoProject, ...]:
    """All invented projects, one for each place."""
    return tuple(DemoProject.model_validate(each) for each in _said()["projects"])
