"""One step of the register: done and shown at once, or the reason why it cannot be done."""

from collections.abc import Callable

import streamlit as st
from sqlalchemy.orm import Session

from portal.errors import PortalError
from portal.identity.acting import Acting
from portal.records.session import writing
from portal.ui import frame


def act(deed: Callable[[Acting, Session], object], person: Acting) -> None:
    """One transaction; afterwards the page shows what became of the record."""
    try:
        with writing() as session:
            deed(person, session)
    except PortalError as error:
        frame.show_error(error)
        return
    st.rerun()
