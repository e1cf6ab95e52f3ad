"""A person in front of a browser: what they open, press and see."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

from portal.locale import gettext

PHONE, DESK = (390, 844), (1280, 900)
SMALLEST = (320, 640)
IDLE = (
    '[data-testid="stApp"][data-test-connection-state="CONNECTED"]'
    '[data-test-script-state="notRunning"]'
)
PATIENCE_MS = 15_000
Scheme = Literal["light", "dark"]

expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Visitor:
    """One browser window, and everything in it that went wrong."""

    url: str
    page: Page
    trouble: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("pageerror", lambda error: self.trouble.append(f"script error: {error}"))
        self.page.on("dialog", self._refuse)
        self.page.on("console", self._listen)

    def open(self, path: str) -> Response:
        """Type an address of the portal and wait until the page is finished."""
        response = self.visit(path)
        self.settled()
        return response

    def visit(self, path: str) -> Response:
        """Type an address of the portal, wherever it leads."""
        response = self.page.goto(f"{self.url}{path}")
        assert response
        return response

    def turn_to(self) -> None:
        """Bring this window to the front; a browser starves the others of time."""
        self.page.bring_to_front()

    def settled(self) -> None:
        """Wait until Streamlit has finished the page, widgets it loads late included."""
        self.page.locator(IDLE).wait_for()
        self.page.locator("footer.bottom").wait_for()
        expect(self.page.locator('[data-testid="stSkeleton"]')).to_have_count(0)

    def resize(self, size: tuple[int, int]) -> None:
        """Turn the telephone, or change the window."""
        self.page.set_viewport_size({"width": size[0], "height": size[1]})

    def expect_no_sideways_scrolling(self) -> None:
        """Nothing reaches beyond the window, once charts have taken its size."""
        self.page.wait_for_function(
            """() => [document.documentElement, document.querySelector('[data-testid="stMain"]')]
                .every(each => !each || each.scrollWidth <= each.clientWidth)"""
        )

    def follow(self, link: Locator, address: str | re.Pattern[str]) -> None:
        """Press a link and wait for the page it leads to."""
        link.click()
        self.page.wait_for_url(address)
        self.settled()

    def sign_in_here(self, subject: str) -> None:
        """Press the page's own sign-in button, choose an account, and come back."""
        self.page.locator(".st-key-sign-in button").click()
        self.page.locator(f'button.account[value="{subject}"]').click()
        self.page.wait_for_url(f"{self.url}/**")
        self.settled()

    def button(self, message: str) -> Locator:
        """A button by its English message."""
        return self.page.get_by_role("button", name=gettext(message), exact=True)

    def says(self, message: str) -> Locator:
        """Text on the page by its English message."""
        return self.page.get_by_text(gettext(message))

    def alert(self) -> Locator:
        """The sentence that says why something was not done."""
        return self.page.get_by_role("alert").filter(visible=True)

    def links(self, prefix: str) -> list[str]:
        """Where the links of the page's content lead, those that begin so."""
        links = self.page.locator(f'[data-testid="stHtml"] a[href^="{prefix}"]')
        found: list[str] = links.evaluate_all("all => all.map(a => a.getAttribute('href'))")
        return found

    def _refuse(self, dialog: Any) -> None:
        self.trouble.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _listen(self, message: Any) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.trouble.append(f"policy: {message.text}")


@dataclass
class Visitors:
    """Everybody who visits during one test; their windows close with it."""

    url: str
    browser: Browser
    passes: dict[str, Any]
    """What the browser of each demonstration account holds after signing in once"""
    contexts: list[BrowserContext] = field(default_factory=list)
    present: list[Visitor] = field(default_factory=list)

    def come(
        self,
        size: tuple[int, int] = DESK,
        *,
        subject: str | None = None,
        scheme: Scheme = "light",
        touch: bool = False,
    ) -> Visitor:
        """A person with a browser of their own, signed in if they have a name."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="zh-CN",
            color_scheme=scheme,
            has_touch=touch,
            storage_state=self._pass_of(subject) if subject else None,
        )
        self.contexts.append(context)
        return self._in(context)

    def another_tab(self, visitor: Visitor) -> Visitor:
        """The same person in a second tab."""
        return self._in(visitor.page.context)

    def leave(self) -> None:
        """Close every window; nobody may have met trouble."""
        trouble = [each for visitor in self.present for each in visitor.trouble]
        for context in self.contexts:
            context.close()
        assert trouble == []

    def _in(self, context: BrowserContext) -> Visitor:
        visitor = Visitor(self.url, context.new_page())
        self.present.append(visitor)
        return visitor

    def _pass_of(self, subject: str) -> Any:
        if subject not in self.passes:
            with self._for_a_moment() as visitor:
                visitor.open("/account")
                visitor.sign_in_here(subject)
                self.passes[subject] = visitor.page.context.storage_state()
        return self.passes[subject]

    @contextmanager
    def _for_a_moment(self) -> Iterator[Visitor]:
        context = self.browser.new_context(locale="zh-CN")
        yield Visitor(self.url, context.new_page())
        context.close()
