"""What somebody has done on the rating page since it was opened, over all clicks of one visit."""

import threading
from collections.abc import Callable
from typing import cast

import streamlit as st

KEY = "rating-visit"


class Visit:
    """Remembers that this visitor has rated, so that a second click is thanked like the first.

    Streamlit answers a second click in a new thread and breaks the first one off where it next
    touches the page or the session state. So the ballot and the memory of it are one step under a
    lock, and the memory is changed in place.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._has_rated = False
        self.shown: str | None = None
        """The round that the questions on the page are about"""

    @property
    def has_rated(self) -> bool:
        """Whether the ballot of this visit was counted; waits for one that is being cast."""
        with self._lock:
            return self._has_rated

    def rate(self, cast_ballot: Callable[[], None]) -> None:
        """Cast the ballot, unless an earlier click of this visit has done so."""
        with self._lock:
            if not self._has_rated:
                cast_ballot()
                self._has_rated, self.shown = True, None


def current() -> Visit:
    """The visit that this run belongs to."""
    return cast(Visit, st.session_state.setdefault(KEY, Visit()))


def start_again() -> None:
    """Forget what was done, for another service or another person."""
    del st.session_state[KEY]
