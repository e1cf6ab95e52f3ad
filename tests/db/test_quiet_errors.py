"""What reaches the log when the database fails holds no answer of anybody."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.records.base import new_ballot_id
from portal.records.evaluation import Ballot

ROOT = Path(__file__).resolve().parents[2]


def test_the_error_of_a_failed_ballot_does_not_repeat_its_answers(engine: Engine) -> None:
    ballot = {"id": new_ballot_id(), "round_id": "r" * 20, "answers": "54321-55"}
    with Session(engine) as session:
        session.execute(insert(Ballot), ballot)
        with pytest.raises(IntegrityError) as caught:
            session.execute(insert(Ballot), ballot)

    assert "54321-55" not in str(caught.value)


def test_only_its_owner_may_enter_the_folder_of_the_database(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    environment = os.environ | {
        "PORTAL_VAR_DIR": str(folder),
        "PORTAL_SECRET_KEY": "a key that is given, so that no key file is made",
    }
    command = [sys.executable, "-m", "portal", "migrate"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
