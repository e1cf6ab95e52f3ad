"""What a test of the records may ask for: an invented town on each kind of database."""

import pytest
from sqlalchemy import Engine

from tests.db.town import Town, settle


@pytest.fixture
def town(engine: Engine) -> Town:
    """A town with a contract, a yardstick of two questions and everybody's roles."""
    return settle(engine)
