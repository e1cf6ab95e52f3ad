"""What a watchdog learns: whether the portal lives, and whether it can do its work."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from portal.records.migrate import downgrade, upgrade
from portal.records.session import get_engine
from portal.settings import get_settings

PointAt = Callable[[str], TestClient]
TRACES = ("traceback", "sqlalchemy", "sqlite3", "psycopg", "password", "/var/")


@pytest.fixture
def point_at(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, build_site: Callable[[], TestClient]
) -> Iterator[PointAt]:
    """The site on a database of the test's choice."""

    def build(url: str) -> TestClient:
        monkeypatch.setenv("PORTAL_VAR_DIR", str(tmp_path / "var"))
        monkeypatch.setenv("PORTAL_DATABASE_URL", url)
        get_settings.cache_clear()
        get_engine.cache_clear()
        return build_site()

    yield build
    get_engine().dispose()
    get_settings.cache_clear()
    get_engine.cache_clear()


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_the_demonstration_is_alive_and_ready(site: TestClient) -> None:
    for address, text in (("/healthz", "ok\n"), ("/readyz", "ready\n")):
        response = site.get(address)
        assert (response.status_code, response.text) == (200, text)
        assert site.head(address).status_code == 200
        assert site.post(address).status_code == 405


def test_a_database_that_falls_behind_is_not_ready_until_it_is_migrated(
    database_url: str, point_at: PointAt
) -> None:
    site = point_at(database_url)
    assert site.get("/readyz").status_code == 200
    get_engine().dispose()
    downgrade(database_url)
    behind = site.get("/readyz")
    assert behind.status_code == 503
    assert "portal migrate" in behind.text
    upgrade(database_url)
    assert site.get("/readyz").status_code == 200


@pytest.mark.parametrize("broken", ["a file that is no database", "a folder", "no server there"])
def test_without_its_database_the_portal_lives_but_is_not_ready(
    broken: str, point_at: PointAt, tmp_path: Path
) -> None:
    file = tmp_path / "portal.db"
    match broken:
        case "a file that is no database":
            file.write_bytes(b"not a database " * 1000)
            site = point_at(f"sqlite:///{file}")
        case "a folder":
            file.mkdir()
            site = point_at(f"sqlite:///{file}")
        case _:
            address = f"portal:password@127.0.0.1:{closed_port()}/portal?connect_timeout=2"
            site = point_at(f"postgresql://{address}")
    assert site.get("/healthz").status_code == 200
    for address in ("/readyz", "/notice?id=x", "/evaluation?id=x", "/data/notices.csv"):
        response = site.get(address)
        assert response.status_code == 503, address
        assert not [trace for trace in TRACES if trace in response.text.lower()]


def test_a_page_without_its_database_says_when_to_come_back(
    point_at: PointAt, tmp_path: Path
) -> None:
    (tmp_path / "portal.db").write_bytes(b"not a database " * 1000)
    response = point_at(f"sqlite:///{tmp_path / 'portal.db'}").get("/notice?id=x&lang=en")
    assert response.headers["retry-after"] == "60"
    assert "please try again soon" in response.text
    assert '<html lang="en">' in response.text
