"""The browser that `make test` promises draws a page, Chinese included."""

import pytest
from playwright.sync_api import Browser

from tools import browser


def test_the_browser_draws_chinese_with_a_font_that_has_it(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content("<span id=a>救助</span><br><span id=b>\U0010fffd\U0010fffd</span>")

    assert page.inner_text("#a") == "救助"
    assert page.locator("#a").screenshot() != page.locator("#b").screenshot()


def test_a_stub_that_cannot_start_is_no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "NAMES", ("false",))
    monkeypatch.setattr(browser, "USUAL_PLACES", ())

    assert browser.find_browser() is None
