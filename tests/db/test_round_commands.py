"""``portal round``, ``invite``, ``grant`` and ``revoke`` as an operator types them."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.errors import DatabaseFaultError
from portal.evaluation.ballots import cast_ballot
from portal.evaluation.codes import normalise_code
from portal.evaluation.invitations import by_code, by_subject
from portal.identity.acting import acting_for
from portal.records.account import Role
from portal.records.evaluation import Result as Published
from portal.records.session import writing
from portal.settings import get_settings
from portal.today import today
from tests.db import forensics
from tests.db.printed import configured, run
from tests.db.town import ISSUER, PURCHASER, Town


@pytest.fixture(autouse=True)
def _configured(town: Town, tmp_path: Path) -> Iterator[None]:
    """The commands work on the town's database."""
    with configured(town.engine, tmp_path / "var"):
        yield


@pytest.fixture
def planned(town: Town) -> str:
    return town.plan(codes_expire_on=today())


def invited(town: Town) -> int:
    return len(forensics.everything(town.engine)["invitation"])


def test_a_round_walks_from_its_codes_to_its_publication(
    town: Town, planned: str, tmp_path: Path
) -> None:
    out = tmp_path / "codes.txt"
    assert run("invite", planned, "--count", 12, "--out", out).exit_code == 0
    assert run("round", "open", planned).output == f"round {planned} is open\n"
    secret = get_settings().key_for("invitations")
    for code in out.read_text().split():
        with writing(town.engine) as session:
            cast_ballot(session, planned, by_code(secret, code), "54", today())
    town.score(planned)
    assert run("round", "close", planned).output == f"round {planned} is closed and swept\n"
    assert run("round", "close", planned).exit_code == 0

    published = run("round", "publish", planned)

    with Session(town.engine) as session:
        (result,) = session.scalars(select(Published)).all()
    assert published.output == f"round {planned} is published; bundle {result.digest}\n"
    assert town.state(planned) == "published"


@pytest.mark.parametrize("step", ["open", "close", "publish"])
def test_a_step_out_of_turn_ends_with_one_and_a_sentence(
    town: Town, planned: str, step: str
) -> None:
    before = forensics.everything(town.engine)

    result = run("round", step, planned)

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.output
    assert forensics.everything(town.engine) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("round", "open", "no-such-round"),
        ("round", "close", "no-such-round"),
        ("round", "publish", "no-such-round"),
        ("invite", "no-such-round", "--count", 1, "--out", "codes"),
    ],
)
def test_a_round_that_is_not_there_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...]
) -> None:
    monkeypatch.chdir(tmp_path)

    result = run(*arguments)

    assert result.exit_code == 1
    assert "no evaluation round has the id no-such-round" in result.stderr
    assert not (tmp_path / "codes").exists()


def test_codes_are_written_once_for_their_owner_s_eyes(
    town: Town, planned: str, tmp_path: Path
) -> None:
    out = tmp_path / "codes.txt"
    mask = os.umask(0)
    try:
        result = run("invite", planned, "--count", 25, "--out", out)
    finally:
        os.umask(mask)

    codes = out.read_text().splitlines()
    assert result.exit_code == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert len(set(codes)) == 25
    assert [each.name for each in tmp_path.glob("*codes*")] == ["codes.txt"]
    stored = str(forensics.everything(town.engine))
    for code in codes:
        assert normalise_code(code) == code.replace("-", "")
        assert code not in stored + result.output
        assert code.replace("-", "") not in stored + result.output


def test_a_file_that_is_there_is_never_written_over(
    town: Town, planned: str, tmp_path: Path
) -> None:
    out = tmp_path / "codes.txt"
    out.write_text("earlier codes")

    result = run("invite", planned, "--count", 5, "--out", out)

    assert result.exit_code == 1
    assert f"{out} exists already" in result.stderr
    assert out.read_text() == "earlier codes"
    assert invited(town) == 0


@pytest.mark.parametrize("count", [0, -3, 1_000_001])
def test_a_senseless_number_leaves_no_file_and_no_code(
    town: Town, planned: str, tmp_path: Path, count: int
) -> None:
    result = run("invite", planned, "--count", count, "--out", tmp_path / "codes.txt")

    assert result.exit_code == 1
    assert "number of codes" in result.stderr
    assert list(tmp_path.glob("*codes*")) == []
    assert invited(town) == 0


def test_a_file_that_cannot_be_written_is_named_and_no_code_is_kept(
    town: Town, planned: str, tmp_path: Path
) -> None:
    out = tmp_path / "no such folder" / "codes.txt"

    result = run("invite", planned, "--count", 5, "--out", out)

    assert result.exit_code == 1
    assert result.stderr == f"Error: {out} cannot be written: No such file or directory\n"
    assert invited(town) == 0


def test_codes_that_cannot_be_kept_leave_no_file(
    town: Town, planned: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database fails after the last code was written down."""
    monkeypatch.setattr("portal.evaluation.invitations.new_ballot_id", lambda: "0" * 32)

    with pytest.raises(DatabaseFaultError):
        run("invite", planned, "--count", 5, "--out", tmp_path / "codes.txt")

    assert list(tmp_path.glob("*codes*")) == []
    assert invited(town) == 0


@pytest.mark.parametrize(
    "options",
    [(), ("--count", 5), ("--out", "x"), ("--count", 5, "--out", "x", "--subjects", __file__)],
)
def test_half_a_wish_is_wrong_usage(town: Town, planned: str, options: tuple[object, ...]) -> None:
    assert run("invite", planned, *options).exit_code == 2
    assert invited(town) == 0


def test_people_are_invited_to_sign_in_all_of_the_list_or_none(
    town: Town, planned: str, tmp_path: Path
) -> None:
    people = tmp_path / "people.txt"
    people.write_text("b-1\n\nb-2\nb-1\n", encoding="utf-8")
    refused = run("invite", planned, "--subjects", people)
    assert refused.exit_code == 1
    assert f"{people}:4: this person is invited to the round already" in refused.stderr
    assert invited(town) == 0

    people.write_text("\ufeffb-1\r\n\r\n  b-2 \r\n", encoding="utf-8")
    assert run("invite", planned, "--subjects", people).exit_code == 0

    run("round", "open", planned)
    secret, issuer = get_settings().key_for("invitations"), get_settings().account_issuer
    for name in ("b-1", "b-2"):
        with writing(town.engine) as session:
            credential = by_subject(secret, planned, issuer, name)
            cast_ballot(session, planned, credential, "54", today())
    assert town.count(planned) == (2, 2)
    assert "b-1" not in str(forensics.everything(town.engine)["invitation"])


def test_a_role_is_granted_and_revoked_for_one_organisation(town: Town) -> None:
    def roles() -> set[tuple[Role, str | None]]:
        with Session(town.engine) as session:
            return set(acting_for(session, ISSUER, "new-1").grants)

    given = ("new-1", "purchaser", "--issuer", ISSUER, "--organisation", PURCHASER)
    assert run("grant", *given).output == "new-1 now holds the role purchaser\n"
    assert run("grant", *given).output == "new-1 held already the role purchaser\n"
    assert roles() == {(Role.PURCHASER, PURCHASER)}

    assert run("revoke", "new-1", "purchaser", "--issuer", ISSUER).exit_code == 1
    assert roles() == {(Role.PURCHASER, PURCHASER)}
    assert run("revoke", *given).output == "new-1 no longer holds the role purchaser\n"
    assert roles() == set()
    assert run("revoke", *given).exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("grant", "new-1", "purchaser", "--organisation", "nowhere"), 1),
        (("grant", "new-1", "king"), 2),
        (("grant", "new-1"), 2),
        (("revoke", "nobody", "operator"), 1),
    ],
)
def test_a_grant_that_makes_no_sense_changes_nothing(
    town: Town, arguments: tuple[object, ...], status: int
) -> None:
    before = forensics.everything(town.engine)

    assert run(*arguments).exit_code == status

    assert forensics.everything(town.engine) == before
