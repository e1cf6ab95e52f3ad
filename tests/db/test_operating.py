"""The commands of an operator when something goes wrong: one sentence, and nothing left behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from sqlalchemy import Connection, event, func, select
from sqlalchemy.orm import Session

from portal.errors import UnavailableError
from portal.records.evaluation import Invitation
from portal.records.session import get_engine
from portal.settings import get_settings
from tests.db.printed import configured, run
from tests.db.town import Town


@pytest.fixture(autouse=True)
def _database(town: Town, tmp_path: Path) -> Iterator[None]:
    with configured(town.engine, tmp_path / "var"):
        yield


def invited(town: Town) -> int:
    with Session(town.engine) as session:
        return session.scalar(select(func.count()).select_from(Invitation)) or 0


def test_codes_that_do_not_count_are_not_left_in_a_file(town: Town, tmp_path: Path) -> None:
    """The database goes away at the very end, when all codes are in the file."""
    round_id, out = town.plan(), tmp_path / "codes.txt"

    def away(_: Connection) -> None:
        assert out.read_text(encoding="utf-8").count("\n") == 3
        raise UnavailableError("the database cannot be reached, or is not migrated")

    event.listen(get_engine(), "commit", away)
    done = run("invite", round_id, "--count", "3", "--out", out)
    event.remove(get_engine(), "commit", away)

    assert (done.exit_code, out.exists()) == (1, False)
    assert "the database cannot be reached" in done.stderr
    assert invited(town) == 0


@pytest.mark.parametrize("out", ["no/such/folder/codes.txt", "."])
def test_a_place_where_no_file_can_be_is_named_in_one_sentence(
    town: Town, tmp_path: Path, out: str
) -> None:
    done = run("invite", town.plan(), "--count", "3", "--out", tmp_path / out)

    assert done.exit_code == 1
    assert done.stderr.startswith("Error: ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.output


def test_a_list_of_people_that_is_no_text_is_named_in_one_sentence(
    town: Town, tmp_path: Path
) -> None:
    people = tmp_path / "people.txt"
    people.write_bytes("甲\n".encode("gb18030"))

    done = run("invite", town.plan(), "--subjects", people)

    assert done.exit_code == 1
    assert "byte 1 is not UTF-8" in done.stderr


def test_the_portal_is_served_where_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    served: dict[str, object] = {}
    monkeypatch.setattr(uvicorn, "run", lambda *_, **given: served.update(given))
    monkeypatch.setenv("PORTAL_HOST", "[::1]")
    monkeypatch.setenv("PORTAL_PORT", "9123")
    monkeypatch.chdir(".")

    done = run("serve")
    get_settings.cache_clear()

    assert done.exit_code == 0
    assert (served["host"], served["port"]) == ("::1", 9123)
    assert "http://[::1]:9123" in done.stdout


def test_what_the_command_line_says_goes_before_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    served: dict[str, object] = {}
    monkeypatch.setattr(uvicorn, "run", lambda *_, **given: served.update(given))
    monkeypatch.setenv("PORTAL_PORT", "9123")
    monkeypatch.chdir(".")

    run("serve", "--port", "9124")
    get_settings.cache_clear()

    assert served["port"] == 9124
