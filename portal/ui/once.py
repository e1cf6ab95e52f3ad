"""Storing what was entered once, however often its button is pressed."""

import threading
from collections.abc import Callable, Hashable
from typing import cast

import streamlit as st


class Once:
    """Remembers the entries of one visit.

    Streamlit answers a second click in a thread of its own, with the same entry, and breaks the
    first one off: storing and remembering are one step under a lock.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Hashable, str] = {}

    def keep(self, entry: Hashable, store: Callable[[], str]) -> str:
        """The id that ``store`` gives for this entry, now or when it was stored before."""
        with self._lock:
            if entry not in self._kept:
                self._kept[entry] = store()
            return self._kept[entry]


def of(key: str) -> Once:
    """The memory of one form in this visit."""
    return cast(Once, st.session_state.setdefault(key, Once()))
