"""The script Streamlit runs for every page: language, frame, page, and calm words on trouble."""

import logging
import secrets
from pathlib import Path

import streamlit as st

from portal.errors import (
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    PortalError,
    UnavailableError,
)
from portal.locale import explain, gettext, use
from portal.settings import get_settings
from portal.sitemap import BY_NAME, HOME, SCREENS
from portal.ui import frame, guard

PAGES = Path(__file__).resolve().parents[2] / "pages"
log = logging.getLogger(__name__)


def main() -> None:
    """Run one page inside the frame."""
    use(st.query_params.get("lang") or st.context.cookies.get("lang"))
    pages = [
        st.Page(
            PAGES / f"{screen.name}.py",
            title=f"{gettext(screen.title)} · {gettext('Sunlight')}",
            icon="☀️",
            url_path=None if screen.name == HOME else screen.name,
            default=screen.name == HOME,
        )
        for screen in SCREENS
    ]
    page = st.navigation(pages, position="hidden")
    screen = BY_NAME[page.url_path or HOME]
    st.set_page_config(layout="centered")
    frame.show_top(screen, signed_in=guard.identity() is not None, is_demo=get_settings().is_demo)
    try:
        page.run()
    except guard.EndOfPage:
        pass
    except PortalError as error:
        _explain(error)
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("page %s failed, reference %s", screen.name, reference)
        frame.show_problem(
            gettext("Something went wrong here"),
            gettext("It is our fault and was noted under the reference {reference}.").format(
                reference=reference
            ),
        )
    frame.show_bottom(screen)


def _explain(error: PortalError) -> None:
    titles = {
        NotFoundError: gettext("This record does not exist"),
        ForbiddenError: gettext("This is not open to you"),
        InvalidInputError: gettext("This request cannot be read"),
        UnavailableError: gettext("The portal is not available for a moment"),
    }
    frame.show_problem(titles.get(type(error), gettext("This cannot be done")), explain(error))


main()
