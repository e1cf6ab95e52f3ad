"""All tables in one import, for migrations and for tests that need the whole schema."""

from portal.records import (
    account,
    audit,
    compliance,
    contract,
    credit,
    evaluation,
    notice,
    organisation,
    project,
    publishing,
    region,
    stamp,
)
from portal.records.base import Base

MODULES = (
    account,
    audit,
    compliance,
    contract,
    credit,
    evaluation,
    notice,
    organisation,
    project,
    publishing,
    region,
    stamp,
)
metadata = Base.metadata
