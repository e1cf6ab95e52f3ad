"""Answers that are kept until the public data changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from portal.records.stamp import data_stamp

T = TypeVar("T")
MOST_KEPT = 500
_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def kept(session: Session, key: Hashable, compute: Callable[[], T]) -> T:
    """What ``compute`` gave when the data was as it is now, or gives now.

    Only for sessions that read. The stamp is read first: an answer that is newer than its stamp is
    right, and is only computed once more.
    """
    stamped = (data_stamp(session), key)
    with _lock:
        if stamped in _kept:
            _kept.move_to_end(stamped)
            found: T = _kept[stamped]
            return found
    answer = compute()
    with _lock:
        _kept[stamped] = answer
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return answer


def forget() -> None:
    """Begin anew, for whoever changes how something is computed."""
    with _lock:
        _kept.clear()
