"""A server for all walks, a browser for each file, and people who visit."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.e2e.scene import Scene, plan
from tests.e2e.server import Server, free_port
from tests.e2e.visitor import Visitors

PlanRound = Callable[[str], Scene]
BEGINNINGS = (date(2030, 1, 1) + timedelta(days=28 * number) for number in count())


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demonstration, installed by its own commands and served by a process of its own.

    When all walks are done its log may hold the line it began with, and nothing else: every page
    was shown without a fault, and no visit left a trace.
    """
    server = Server(tmp_path_factory.mktemp("portal"), free_port())
    server.command("migrate")
    server.command("demo")
    with server.running():
        yield server
    assert server.log.read_text().splitlines() == [f"阳光救助 · Sunlight: {server.url}"]


@pytest.fixture(scope="session")
def passes() -> dict[str, Any]:
    """Signed-in browsers, kept so that only the tests of signing in sign in each time."""
    return {}


@pytest.fixture
def visitors(portal: Server, chromium: Browser, passes: dict[str, Any]) -> Iterator[Visitors]:
    """People with a browser each; a script error, dialog or policy violation fails the test."""
    people = Visitors(portal.url, chromium, passes)
    yield people
    people.leave()


@pytest.fixture
def plan_round(portal: Server) -> PlanRound:
    """A new round of a place's invented contract, for this test alone."""
    return lambda place: plan(portal, place, next(BEGINNINGS))
