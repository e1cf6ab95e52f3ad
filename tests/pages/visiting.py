"""Opening a screen as a visitor does: through the shell, with an address and perhaps signed in."""

import re
from collections.abc import Mapping
from html import unescape
from types import MappingProxyType

from streamlit.testing.v1 import AppTest

from portal.locale import gettext
from portal.settings import ROOT, get_settings
from portal.sitemap import HOME

SHELL = ROOT / "portal" / "ui" / "shell.py"
PAGES = ROOT / "pages"
SECONDS = 30.0
Claims = dict[str, str | bool]


def signed_in(subject: str, name: str = "来访者") -> Claims:
    """What Streamlit knows of somebody whom the configured provider has vouched for."""
    issuer = get_settings().oidc.issuer
    return {"is_logged_in": True, "iss": issuer, "sub": subject, "name": name}


def open_screen(
    name: str,
    query: Mapping[str, str] = MappingProxyType({}),
    *,
    user: Claims | None = None,
    **more: str,
) -> AppTest:
    """The screen after its first run, with the parameters of its address."""
    visit = AppTest.from_file(SHELL, default_timeout=SECONDS)
    if user:
        visit.user = user
    visit.run()
    for key, value in {**query, **more}.items():
        visit.query_params[key] = value
    if name != HOME:
        visit.switch_page(str(PAGES / f"{name}.py"))
    visit.run()
    assert not visit.exception
    return visit


def markup(visit: AppTest) -> str:
    """All HTML of the screen, in its order."""
    return "".join(element.proto.body for element in visit.get("html"))


def content(visit: AppTest) -> str:
    """The HTML between the frame's top and its foot."""
    return markup(visit).partition("</header>")[2].rpartition("<footer")[0]


def words(visit: AppTest) -> str:
    """The text of the screen without its markup, the frame left out."""
    return unescape(re.sub(r"<[^>]+>", " ", content(visit)))


def links(visit: AppTest) -> list[str]:
    """Where the links of the screen lead, the frame left out."""
    return [unescape(each) for each in re.findall(r'href="([^"]*)"', content(visit))]


def ids(visit: AppTest, path: str) -> list[str]:
    """The ids of the records that the screen links to, in their order."""
    return [each.partition("id=")[2] for each in links(visit) if each.startswith(f"{path}?id=")]


def submit(visit: AppTest, form: str, label: str) -> AppTest:
    """Press the button of a form, by its English message."""
    pressed = visit.button(key=f"FormSubmitter:{form}-{gettext(label)}").click().run()
    assert not pressed.exception
    return pressed


def press(visit: AppTest, key: str) -> AppTest:
    """Press a button outside a form."""
    pressed = visit.button(key=key).click().run()
    assert not pressed.exception
    return pressed


def errors(visit: AppTest) -> list[str]:
    """The sentences that say what went wrong."""
    return [unescape(each) for each in re.findall(r'role="alert"><p>(.*?)</p>', content(visit))]


def status(visit: AppTest) -> str:
    """The line that says how many rows there are."""
    (line,) = re.findall(r'role="status"><h2[^>]*>(.*?)</h2>', content(visit))
    return unescape(line)
