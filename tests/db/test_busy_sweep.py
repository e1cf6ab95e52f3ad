"""A sweep that has to wait for too long says so, and can be repeated."""

import pytest
from sqlalchemy import text

from portal.errors import ConflictError
from portal.evaluation import sweep
from portal.records.session import make_engine


def test_a_sweep_beside_a_running_dump_says_that_it_is_not_done(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "LOCK_TIMEOUT_MS", 200)
    engine = make_engine(postgresql_url)
    with engine.begin() as dump:
        dump.execute(text("LOCK TABLE ballot IN ACCESS SHARE MODE"))
        with pytest.raises(ConflictError, match="could not be swept yet"):
            sweep.sweep_ballots(engine)

    sweep.sweep_ballots(engine)

    engine.dispose()
