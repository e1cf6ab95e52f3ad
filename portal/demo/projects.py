"""The invented projects of the demonstration, read from their file."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

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


@cache
def demo_projects() -> tuple[DemoProject, ...]:
    """All invented projects, one for each place."""
    text = (DATA / "projects.toml").read_text(encoding="utf-8")
    return tuple(DemoProject.model_validate(each) for each in tomllib.loads(text)["projects"])
