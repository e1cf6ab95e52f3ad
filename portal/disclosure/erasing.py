"""After a withdrawal: nothing of it is left in the records, nor in the files made of them."""

from collections.abc import Iterable

from sqlalchemy import Engine

from portal.disclosure.whole.keeping import Keeper
from portal.notices.erasing import Erased, erase
from portal.notices.storage import Storage


def erase_everywhere(
    engine: Engine, kept_in: Storage, keeper: Keeper, hashes: Iterable[str]
) -> Erased:
    """Take away files, old copies in the database, and the whole tables that lie ready."""
    erased = erase(engine, kept_in, hashes)
    keeper.forget_all()
    return erased
