"""Taking one step with a draft from a button or a form, once, and saying what came of it."""

from collections.abc import Callable, Hashable
from typing import NoReturn, cast

import streamlit as st
from sqlalchemy.orm import Session

from portal.errors import PortalError
from portal.records.base import new_id
from portal.records.session import writing
from portal.ui import frame, once
from portal.ui.markup import Child

DONE, BEGUN = "notice-done", "notices-begun"


def do(entry: Hashable, act: Callable[[Session], object]) -> str | None:
    """Do it in a transaction of its own unless this visit did it before; None if it was refused.

    A refusal is said where the reader pressed.
    """

    def store() -> str:
        with writing() as session:
            return str(act(session))

    try:
        return once.of("notices-done").keep(entry, store)
    except PortalError as error:
        frame.show_error(error)
        return None


def say_next(*sentences: Child) -> None:
    """What the next run of this visit says on top of the draft."""
    st.session_state[DONE] = sentences


def show_said() -> None:
    """Say once what was done."""
    if said := st.session_state.pop(DONE, None):
        frame.show_done(*said)


def go_to(**where: str) -> NoReturn:
    """Show another part of the desk, under its own address."""
    st.session_state.pop(BEGUN, None)
    st.query_params.clear()
    st.query_params.from_dict(where)
    st.rerun()


def begun(key: str) -> str:
    """The id of what a button begins: the same one until the visit goes on to it."""
    ids = cast(dict[str, str], st.session_state.setdefault(BEGUN, {}))
    return ids.setdefault(key, new_id())


def turn(draft_id: str) -> int:
    """How often this visit handed a draft in or took it back; the same step comes again then."""
    return int(st.session_state.get(f"turn-{draft_id}", 0))


def next_turn(draft_id: str) -> None:
    """The step was taken; the next one like it is another."""
    st.session_state[f"turn-{draft_id}"] = turn(draft_id) + 1
