"""The pages a visitor of the demonstration sign-in sees: plain HTML, no script, no asset."""

import base64
import hashlib
from collections.abc import Iterable
from html import escape
from importlib.resources import files
from typing import Final
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse

from portal.demo.provider.accounts import ROLE_NAMES, DemoAccount, DemoRole, Language, Text

_STYLE: Final = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
_STYLE_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}
_BRAND: Final = Text("阳光救助", "Sunlight")
_MARK: Final = (
    '<svg viewBox="0 0 32 32" aria-hidden="true"><path class="sun" d="M8 22a8 8 0 0 1 16 0z"/>'
    '<path class="rays" d="M16 5v4M5.4 10.6l2.4 2.4M26.6 10.6l-2.4 2.4"/>'
    '<path class="ground" d="M3 26h26"/></svg>'
)
_ARROW: Final = '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="m7 4 6 6-6 6"/></svg>'

_TITLE: Final = Text("演示登录", "Demonstration sign-in")
_ANYONE: Final = Text(
    "在这里，任何人都能以任何身份登录。",
    "Anyone can be anyone here.",
)
_INVENTED: Final = Text(
    "以下账号均为虚构，不对应任何真实的人或机构，也没有密码。请不要填写真实的个人信息。",
    "These accounts are invented, belong to no real person or organisation and have no "
    "password. Please enter no real personal information.",
)
_CHOOSE: Final = Text(
    "选择一个身份，随后回到刚才的页面。",
    "Choose who to be; you will then return to the page you came from.",
)
_LEAVE: Final = Text("不登录，返回", "Return without signing in")
_FOOT: Final = Text(
    "正式运行时，登录由政府自己的统一身份认证完成，本页不会出现。",
    "In production people sign in with the government's own identity provider, and this page "
    "does not exist.",
)
_HOME: Final = Text("回到首页", "Go to the home page")


def chooser(
    accounts: Iterable[DemoAccount], sealed: str, query: str, language: Language
) -> HTMLResponse:
    """Return the page that offers every account, in a form only this browser can send."""
    groups = "".join(
        _group(role, [a for a in accounts if a.role is role], language) for role in DemoRole
    )
    body = f"""\
<h1>{_TITLE.in_language(language)}</h1>
<div class="notice"><strong>{_ANYONE.in_language(language)}</strong>
<p>{_INVENTED.in_language(language)}</p></div>
<p class="lead">{_CHOOSE.in_language(language)}</p>
<form method="post" action="choose">
<input type="hidden" name="request" value="{escape(sealed)}">
<div class="groups">{groups}</div>
<button class="back" name="account" value="">{_LEAVE.in_language(language)}</button>
</form>"""
    other = f'<a class="language" {_other_language(query, language)}</a>'
    return _page(_TITLE, body, language, aside=other, foot=_FOOT)


def message(title: Text, sentence: Text, language: Language, *, status: int) -> HTMLResponse:
    """Return a page with one calm sentence and the way home."""
    body = (
        f"<h1>{title.in_language(language)}</h1>"
        f'<p class="lead">{sentence.in_language(language)}</p>'
        f'<a class="back" href="/">{_HOME.in_language(language)}</a>'
    )
    return _page(title, body, language, status=status)


def language_of(request: Request, ui_locales: str | None = None) -> Language:
    """Return the reader's language: what was asked for, the portal's cookie, the browser's wish.

    Chinese stands when none of them names one of the two.
    """
    wishes = (
        (ui_locales or "").split(),
        [request.cookies.get("lang", "")],
        request.headers.get("accept-language", "").split(","),
    )
    for wish in (tag.strip().lower() for tags in wishes for tag in tags):
        if wish.startswith("en"):
            return "en"
        if wish.startswith("zh"):
            return "zh"
    return "zh"


def _group(role: DemoRole, members: list[DemoAccount], language: Language) -> str:
    width = {1: "single", 2: "pair"}.get(len(members), "wide")
    buttons = "".join(f"<li>{_button(account, language)}</li>" for account in members)
    heading = ROLE_NAMES[role].in_language(language)
    return (
        f'<section class="{width}" aria-labelledby="{role}"><h2 id="{role}">{heading}</h2>'
        f'<ul class="accounts">{buttons}</ul></section>'
    )


def _button(account: DemoAccount, language: Language) -> str:
    name, task = account.name.in_language(language), account.task.in_language(language)
    return (
        f'<button class="account" name="account" value="{account.subject}">'
        f"<span><b>{name}</b><small>{task}</small></span>{_ARROW}</button>"
    )


def _other_language(query: str, language: Language) -> str:
    """Return the link to the same request in the other language, without its opening tag."""
    code, tag, label = ("en", "en", "English") if language == "zh" else ("zh", "zh-CN", "中文")
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "ui_locales"]
    address = urlencode([*kept, ("ui_locales", code)])
    return f'href="?{escape(address)}" lang="{tag}" hreflang="{tag}">{label}'


def _page(
    title: Text,
    body: str,
    language: Language,
    *,
    status: int = 200,
    aside: str = "",
    foot: Text | None = None,
) -> HTMLResponse:
    tag = "zh-CN" if language == "zh" else "en"
    brand = _BRAND.in_language(language)
    footer = f"<footer>{foot.in_language(language)}</footer>" if foot else ""
    html = f"""\
<!doctype html>
<html lang="{tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>{title.in_language(language)} · {brand}</title>
<style>{_STYLE}</style>
</head>
<body>
<div class="band"><header><span class="brand">{_MARK}{brand}</span>{aside}</header></div>
<main>{body}</main>
{footer}
</body>
</html>
"""
    return HTMLResponse(html, status, {**_HEADERS, "Content-Language": tag})
