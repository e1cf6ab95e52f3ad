"""After a close: leaving no earlier copy of a ballot or an invitation in the database files."""

import time

from sqlalchemy import Engine

from portal.errors import ConflictError
from portal.locale import marked
from portal.records.evaluation import Ballot, Invitation
from portal.records.rewriting import leave_no_copies
from portal.records.session import reachable

TABLES = (Ballot.__tablename__, Invitation.__tablename__)
PATIENCE_SECONDS = 20.0
"""How long an officer is kept waiting for somebody else's reading to end"""
LOCK_TIMEOUT_MS = 2_000
"""How long one try may hold up the ballots of other rounds, which queue behind it"""
PAUSE_SECONDS = 0.25
BUSY = marked(
    "the old copies of the ballots could not be swept yet, because another connection still reads "
    "them; the round stays closed and can be swept again in a moment"
)


def sweep_ballots(engine: Engine) -> None:
    """Remove every old copy; raises ConflictError while another connection still needs one."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    with reachable():
        while not leave_no_copies(engine, TABLES, LOCK_TIMEOUT_MS):
            if time.monotonic() >= give_up_at:
                raise ConflictError(BUSY)
            time.sleep(PAUSE_SECONDS)
