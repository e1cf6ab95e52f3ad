"""Doing once what somebody clicks twice: Streamlit answers the second click in a new thread."""

import threading
from collections.abc import Callable
from typing import cast

import streamlit as st


class Once:
    """Remembers what was done last, under a lock that a second click waits at."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._done: object = None

    def do(self, entered: object, act: Callable[[], None]) -> None:
        """Act on what was entered, unless the very same was acted on just before."""
        with self._lock:
            if self._done != entered:
                act()
                self._done = entered


def once(key: str, entered: object, act: Callable[[], None]) -> None:
    """Act once on what was entered in the form called ``key``; an error lets it be tried again."""
    cast(Once, st.session_state.setdefault(f"once-{key}", Once())).do(entered, act)
