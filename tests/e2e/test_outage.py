"""When the database goes away the portal says so calmly, and works again when it is back."""

from collections.abc import Iterator

import psycopg
import pytest
from playwright.sync_api import Browser, expect
from psycopg import sql

from portal.evaluation.ballots import REFUSED
from portal.evaluation.codes import new_code
from portal.locale import gettext
from tests.e2e.server import Server, free_port
from tests.e2e.visitor import PHONE, Visitor, Visitors
from tools.postgresql import Cluster

DATABASE = "outage"
MOST_GUESSES = 20
TRACES = ("Traceback", "sqlalchemy", "psycopg", "OperationalError", "connection to server")


@pytest.fixture(scope="module")
def on_postgresql(
    postgresql_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The same portal on PostgreSQL, as production runs it."""
    administer(postgresql_cluster, "CREATE DATABASE {}")
    server = Server(
        tmp_path_factory.mktemp("on-postgresql"), free_port(), postgresql_cluster.url(DATABASE)
    )
    server.command("migrate")
    server.command("demo")
    with server.running():
        yield server
    administer(postgresql_cluster, "DROP DATABASE {} WITH (FORCE)")


def administer(cluster: Cluster, statement: str) -> None:
    with psycopg.connect(cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(sql.Identifier(DATABASE)))


def test_the_database_goes_away_and_comes_back(
    on_postgresql: Server, postgresql_cluster: Cluster, chromium: Browser
) -> None:
    portal = on_postgresql
    visitors = Visitors(portal.url, chromium, {})
    citizen = visitors.come(PHONE)
    citizen.open("/evaluations")
    expect(citizen.page.locator(".cards > li")).to_have_count(5)
    notice = citizen.links("/evaluation?id=")[0]

    administer(postgresql_cluster, "ALTER DATABASE {} ALLOW_CONNECTIONS false")
    with psycopg.connect(postgresql_cluster.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [DATABASE]
        )
    for path in ("/readyz", "/data/notices.csv", notice):
        status, text = portal.get(path)
        assert status == 503, path
        assert not [trace for trace in TRACES if trace in text]
    assert portal.get("/healthz") == (200, "ok\n")
    for path in ("/", "/notices", "/evaluations", "/rate"):
        citizen.open(path)
        said = gettext("The portal is not available for a moment")
        if path != "/rate":  # it asks nothing of the database until there is a code
            expect(citizen.page.get_by_role("heading", name=said)).to_be_visible()
        shown = citizen.page.content()
        assert not [trace for trace in TRACES if trace in shown]
        assert citizen.page.locator("header.top").is_visible()

    administer(postgresql_cluster, "ALTER DATABASE {} ALLOW_CONNECTIONS true")
    assert portal.get("/readyz") == (200, "ready\n")
    citizen.open("/evaluations")
    expect(citizen.page.locator(".cards > li")).to_have_count(5)
    visitors.leave()
    assert postgresql_cluster.password not in portal.log.read_text()


def test_whoever_keeps_guessing_codes_has_to_wait(on_postgresql: Server, chromium: Browser) -> None:
    visitors = Visitors(on_postgresql.url, chromium, {})
    guesser = visitors.come()
    guesser.open("/rate")
    answers = [guess(guesser)]
    while answers[-1] == gettext(REFUSED) and len(answers) < MOST_GUESSES:
        answers.append(guess(guesser))
    assert 6 < len(answers) < MOST_GUESSES
    visitors.leave()


def guess(visitor: Visitor) -> str:
    """Try one more code and read what the page says."""
    visitor.page.locator(".st-key-code input").fill(new_code())
    visitor.button("Continue").click()
    visitor.settled()
    return visitor.alert().inner_text()
