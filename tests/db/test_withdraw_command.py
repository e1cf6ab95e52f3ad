"""``portal withdraw`` and ``portal sweep``, as the operator types them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from portal.disclosure.notices import NOTICES
from portal.disclosure.pages import find_row
from portal.records.audit import AuditEntry
from portal.records.notice import Notice
from portal.records.publishing import Withdrawal
from tests.db.printed import a_row, configured, keep, run

REASON = "含有服务对象的个人信息。"


@pytest.fixture
def reprint(engine: Engine, tmp_path: Path) -> Iterator[str]:
    """A reprinted notice in the configured database; its id."""
    keep(engine, a_row("1", title="孟庆霜救助公告"))
    with Session(engine) as session:
        notice_id = session.scalars(select(Notice.id)).one()
    with configured(engine, tmp_path / "var"):
        yield notice_id


def test_the_operator_withdraws_a_reprint_at_the_console(engine: Engine, reprint: str) -> None:
    result = run("withdraw", reprint, "--reason", REASON)

    assert (result.exit_code, result.stdout) == (0, "withdrawn; files taken away 0\n")
    with Session(engine) as session:
        assert find_row(session, NOTICES, reprint) is None
        row = session.scalars(select(Withdrawal)).one()
        assert (row.reason, row.account_id) == (REASON, None)
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "withdraw")).one()
        assert entry.actor.startswith("console#")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--version", "1", "--attachment", "x"], "name a version or an attachment, not both"),
        (["--version", "7"], "the notice has no version 7"),
        (["--attachment", "0" * 20], "no attachment has the id"),
        (["--basis", ""], "legal basis: say it in words"),
    ],
)
def test_what_cannot_be_withdrawn_is_said_in_one_sentence(
    engine: Engine, reprint: str, options: list[str], sentence: str
) -> None:
    result = run("withdraw", reprint, "--reason", REASON, *options)

    assert result.exit_code == 1
    assert sentence in result.stderr
    with Session(engine) as session:
        assert find_row(session, NOTICES, reprint) is not None


def test_a_reason_is_asked_for(reprint: str) -> None:
    result = run("withdraw", reprint)

    assert result.exit_code == 2
    assert "--reason" in result.stderr


@pytest.mark.usefixtures("reprint")
def test_the_sweep_says_that_nothing_is_left(engine: Engine) -> None:
    del engine
    result = run("sweep")

    assert (result.exit_code, result.stdout) == (
        0,
        "files taken away 0\nno old copy of a notice is left\n",
    )
