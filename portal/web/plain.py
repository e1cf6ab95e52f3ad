"""Small finished pages without Streamlit: not found, wrong filter, not available."""

from collections.abc import Sequence
from html import escape

from starlette.responses import HTMLResponse

from portal.disclosure.withdrawals import told
from portal.locale import LANGUAGES, gettext, marked, use
from portal.records.publishing import Withdrawal

LINKS = (("/", marked("To the home page")), ("/notices", marked("Search the notices")))
WITHDRAWALS = ("/withdrawals", marked("All withdrawals"))
STYLE = """
:root{color-scheme:light dark}
body{margin:0;font:1.125rem/1.7 "PingFang SC","Noto Sans CJK SC","Source Han Sans SC",
"Microsoft YaHei",system-ui,sans-serif;background:#fcfbf8;color:#1d2622}
main{max-width:34rem;margin:12vh auto;padding:0 1.25rem}
h1{font-size:1.6rem;line-height:1.35;margin:0 0 .75rem}
a{color:#0b5d4e;text-underline-offset:.2em;display:inline-block;padding:.6rem 1rem .6rem 0}
.mark{width:1.4rem;height:1.4rem;border-radius:50%;background:#e3a008;display:block;
margin-bottom:1.5rem}
@media(prefers-color-scheme:dark){body{background:#111816;color:#e8ece9}a{color:#7ed0b8}}
"""


def plain_page(
    status: int,
    title: str,
    sentence: str,
    language: str,
    headers: dict[str, str] | None = None,
    ways: Sequence[tuple[str, str]] = LINKS,
) -> HTMLResponse:
    """A page with a title and one sentence, both given in the reader's language already."""
    use(language)
    links = "".join(
        f'<a href="{escape(href)}">{escape(gettext(label))}</a>' for href, label in ways
    )
    return HTMLResponse(
        f'<!DOCTYPE html><html lang="{LANGUAGES[language]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f'<body><main><span class="mark" aria-hidden="true"></span><h1>{escape(title)}</h1>'
        f"<p>{escape(sentence)}</p><p>{links}</p></main></body></html>",
        status_code=status,
        headers=headers,
    )


def not_found(language: str) -> HTMLResponse:
    """The page for an address that leads nowhere."""
    use(language)
    return plain_page(
        404,
        gettext("This page does not exist"),
        gettext("The address may be mistyped, or the record was never public."),
        language,
    )


def withdrawn(withdrawal: Withdrawal, language: str) -> HTMLResponse:
    """The page in place of what was withdrawn."""
    use(language)
    return plain_page(
        410,
        gettext("This was withdrawn"),
        told(withdrawal),
        language,
        {"Cache-Control": "no-cache"},
        (*LINKS, WITHDRAWALS),
    )


def unavailable(language: str) -> HTMLResponse:
    """The page for the time in which the database cannot be reached."""
    use(language)
    return plain_page(
        503,
        gettext("The portal is not available for a moment"),
        gettext("The records cannot be reached. Nothing is lost; please try again soon."),
        language,
        {"Retry-After": "60"},
    )
