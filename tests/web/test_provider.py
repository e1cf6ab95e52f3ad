"""The demonstration sign-in, spoken to as the portal and as a browser would."""

import base64
import hashlib
import html
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from authlib.oidc.discovery import (  # type: ignore[import-untyped] # Authlib ships no types
    OpenIDProviderMetadata,
)
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError
from joserfc.jwk import KeySet
from starlette.applications import Starlette
from starlette.testclient import TestClient

from portal.demo.provider.accounts import DemoRole, accounts, find_account
from portal.demo.provider.issued import CODE_SECONDS, TOKEN_SECONDS, Issued
from portal.demo.provider.routes import provider_routes
from portal.errors import ForbiddenError
from portal.settings import Settings, read_settings

VERIFIER = "a-verifier-of-more-than-forty-three-characters-000"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()[:-1]


@dataclass
class Clock:
    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Portal:
    """A browser and the portal's back channel, with the provider behind both."""

    settings: Settings
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.app = Starlette(routes=provider_routes(self.settings, Issued(self.clock)))
        self.browser = self.new_browser()

    def new_browser(self) -> TestClient:
        return TestClient(self.app, self.settings.public_url, follow_redirects=False)

    @property
    def callback(self) -> str:
        return f"{self.settings.public_url}/oauth2callback"

    def request(self, **changes: str | None) -> str:
        asked: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.settings.oidc.client_id,
            "redirect_uri": self.callback,
            "scope": "openid profile",
            "state": "state-of-the-browser",
            "nonce": "nonce-of-the-browser",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        kept = {name: text for name, text in (asked | changes).items() if text is not None}
        return f"/oidc/authorize?{urlencode(kept)}"

    def page(self, **changes: str | None) -> str:
        response = self.browser.get(self.request(**changes))
        assert response.status_code == 200
        return response.text

    def choose(self, subject: str, **changes: str | None) -> dict[str, str]:
        """Return the parameters the browser brings back to the portal."""
        form = {"request": sealed(self.page(**changes)), "account": subject}
        response = self.browser.post("/oidc/choose", data=form)
        assert response.status_code == 302
        location = response.headers["location"]
        assert location.startswith(f"{self.callback}?")
        return {name: texts[0] for name, texts in parse_qs(urlsplit(location).query).items()}

    def exchange(self, code: str | None, **changes: str | None) -> Any:
        oidc = self.settings.oidc
        form: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.callback,
            "code_verifier": VERIFIER,
            "client_id": oidc.client_id,
            "client_secret": oidc.client_secret.get_secret_value(),
        }
        kept = {name: text for name, text in (form | changes).items() if text is not None}
        return self.browser.post("/oidc/token", data=kept)

    def tokens(self, subject: str = "demo-beneficiary-1") -> dict[str, str]:
        response = self.exchange(self.choose(subject)["code"])
        assert response.status_code == 200, response.text
        tokens: dict[str, str] = response.json()
        return tokens

    def userinfo(self, token: str) -> Any:
        return self.browser.get("/oidc/userinfo", headers={"Authorization": f"Bearer {token}"})


def sealed(page: str) -> str:
    match = re.search(r'name="request" value="([^"]+)"', page)
    assert match is not None
    return html.unescape(match[1])


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = Portal(read_settings({"PORTAL_VAR_DIR": str(tmp_path)}))
    with portal.browser:
        yield portal


def test_the_whole_sign_in_gives_an_id_token_that_the_published_keys_verify(
    portal: Portal,
) -> None:
    metadata = portal.browser.get("/oidc/.well-known/openid-configuration").json()
    answer = portal.choose("demo-officer-2")
    assert answer["state"] == "state-of-the-browser"
    tokens = portal.exchange(answer["code"]).json()

    keys = KeySet.import_key_set(portal.browser.get(metadata["jwks_uri"]).json())
    token = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"])
    jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": metadata["issuer"]},
        aud={"essential": True, "value": portal.settings.oidc.client_id},
        nonce={"essential": True, "value": "nonce-of-the-browser"},
        exp={"essential": True},
    ).validate(token.claims)
    assert token.header == {"alg": "RS256", "kid": keys.keys[0].kid, "typ": "JWT"}
    assert token.claims["sub"] == "demo-officer-2"
    assert token.claims["name"] == "演示经办人乙"
    assert token.claims["demo"] is True
    assert token.claims.keys() == {
        *("iss", "aud", "iat", "exp", "auth_time", "nonce", "at_hash", "sub", "name", "demo")
    }


def test_the_portal_may_authenticate_with_a_header_too(portal: Portal) -> None:
    oidc = portal.settings.oidc
    response = portal.browser.post(
        "/oidc/token",
        data={
            "grant_type": "authorization_code",
            "code": portal.choose("demo-finance-1")["code"],
            "redirect_uri": portal.callback,
            "code_verifier": VERIFIER,
        },
        auth=(oidc.client_id, oidc.client_secret.get_secret_value()),
    )
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"


def test_the_discovery_document_is_valid_and_names_only_its_own_issuer(portal: Portal) -> None:
    metadata = portal.browser.get("/oidc/.well-known/openid-configuration").json()
    OpenIDProviderMetadata(metadata).validate()
    assert metadata["issuer"] == "http://127.0.0.1:8501/oidc"
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    addresses = {text for name, text in metadata.items() if name.endswith(("_endpoint", "_uri"))}
    assert len(addresses) == 5
    assert all(text.startswith("http://127.0.0.1:8501/oidc/") for text in addresses)


def test_the_published_key_has_no_private_part_and_survives_a_restart(portal: Portal) -> None:
    first = portal.browser.get("/oidc/jwks.json").json()
    assert [set(key) for key in first["keys"]] == [{"kty", "use", "alg", "kid", "n", "e"}]
    assert Portal(portal.settings).browser.get("/oidc/jwks.json").json() == first
    mode = (portal.settings.var_dir / "oidc-signing-key.pem").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_the_chooser_offers_every_account_and_says_what_it_is(portal: Portal) -> None:
    page = portal.page()
    assert 'lang="zh-CN"' in page
    assert "任何人都能以任何身份登录" in page
    for account in accounts():
        assert f'value="{account.subject}"' in page
        assert account.name.zh in page
        assert account.task.zh in page
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_every_role_has_an_account_and_a_round_needs_two_officers() -> None:
    roles = [account.role for account in accounts()]
    assert set(roles) == set(DemoRole)
    assert roles.count(DemoRole.BENEFICIARY) == 3
    assert roles.count(DemoRole.PURCHASER) == 2
    assert len({account.subject for account in accounts()}) == len(accounts())
    assert all(account.subject.startswith("demo-") for account in accounts())
    assert find_account("demo-nobody") is None


@pytest.mark.parametrize(
    ("ui_locales", "cookie", "accept", "shown"),
    [
        (None, None, None, "zh-CN"),
        (None, None, "en-GB,en;q=0.9", "en"),
        (None, None, "fr,de", "zh-CN"),
        (None, "zh-CN", "en", "zh-CN"),
        (None, "en", "zh-CN", "en"),
        ("zh", "en", "en", "zh-CN"),
        ("fr en", None, "zh", "en"),
    ],
)
def test_the_chooser_speaks_the_language_asked_for(
    portal: Portal, ui_locales: str | None, cookie: str | None, accept: str | None, shown: str
) -> None:
    if cookie is not None:
        portal.browser.cookies.set("lang", cookie)
    response = portal.browser.get(
        portal.request(ui_locales=ui_locales), headers={"Accept-Language": accept or ""}
    )
    assert f'<html lang="{shown}">' in response.text
    assert response.headers["content-language"] == shown


def test_the_language_link_repeats_the_same_request(portal: Portal) -> None:
    link = re.search(r'href="(\?[^"]+)"', portal.page())
    assert link is not None
    english = portal.browser.get(f"/oidc/authorize{html.unescape(link[1])}")
    assert "Anyone can be anyone here." in english.text
    chosen = portal.browser.post(
        "/oidc/choose",
        data={"request": sealed(english.text), "account": "demo-evaluator-1"},
    )
    assert "state=state-of-the-browser" in chosen.headers["location"]


def test_the_chooser_runs_no_script_and_sends_its_form_nowhere_else(portal: Portal) -> None:
    response = portal.browser.get(portal.request())
    policy = response.headers["content-security-policy"]
    style = re.search(r"<style>(.*?)</style>", response.text, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    assert response.headers["cache-control"] == "no-store"
    assert "style=" not in response.text


def test_hostile_parameters_are_shown_as_text(portal: Portal) -> None:
    page = portal.page(display='"><script>alert(1)</script>')
    assert "<script" not in page
    assert "%3Cscript%3E" in page


def test_a_wrong_verifier_gives_no_token_and_burns_the_code(portal: Portal) -> None:
    code = portal.choose("demo-beneficiary-1")["code"]
    wrong = portal.exchange(code, code_verifier="x" * 50)
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_grant")
    late = portal.exchange(code)
    assert (late.status_code, late.json()["error"]) == (400, "invalid_grant")


def test_a_missing_verifier_gives_no_token(portal: Portal) -> None:
    code = portal.choose("demo-beneficiary-1")["code"]
    response = portal.exchange(code, code_verifier=None)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


def test_a_code_used_twice_is_refused_and_takes_the_first_token_with_it(portal: Portal) -> None:
    code = portal.choose("demo-beneficiary-1")["code"]
    token = portal.exchange(code).json()["access_token"]
    assert portal.userinfo(token).status_code == 200
    replay = portal.exchange(code)
    assert (replay.status_code, replay.json()["error"]) == (400, "invalid_grant")
    assert portal.userinfo(token).status_code == 401


def test_a_code_is_good_for_a_minute(portal: Portal) -> None:
    early, late = (portal.choose("demo-beneficiary-1")["code"] for _ in range(2))
    portal.clock.now += CODE_SECONDS - 1
    assert portal.exchange(early).status_code == 200
    portal.clock.now += 1
    assert portal.exchange(late).json()["error"] == "invalid_grant"


def test_what_has_expired_is_forgotten(portal: Portal) -> None:
    issued = Issued(portal.clock)
    portal.app = Starlette(routes=provider_routes(portal.settings, issued))
    portal.browser = portal.new_browser()
    for _ in range(3):
        portal.tokens()
        portal.clock.now += TOKEN_SECONDS
    portal.choose("demo-beneficiary-1")
    assert (len(issued._codes), len(issued._spent), len(issued._tokens)) == (1, 0, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"client_secret": "wrong"},
        {"client_secret": "密钥"},
        {"client_secret": None},
        {"client_id": "somebody-else"},
    ],
)
def test_a_client_that_is_not_the_portal_gets_no_token(
    portal: Portal, changes: dict[str, str | None]
) -> None:
    response = portal.exchange(portal.choose("demo-operator-1")["code"], **changes)
    assert response.json()["error"] == "invalid_client"
    assert response.status_code in {400, 401}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": '"\\'}, "unsupported_grant_type"),
        ({"grant_type": None}, "unsupported_grant_type"),
        ({"code": None}, "invalid_request"),
        ({"code": "unknown"}, "invalid_grant"),
        ({"redirect_uri": "http://127.0.0.1:8501/other"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_grant"),
    ],
)
def test_a_malformed_exchange_is_named_and_gives_no_token(
    portal: Portal, changes: dict[str, str | None], error: str
) -> None:
    form = {"code": portal.choose("demo-operator-1")["code"]} | changes
    response = portal.exchange(**form)
    assert response.status_code == 400
    assert response.json()["error"] == error


@pytest.mark.parametrize("credentials", ["Basic /w==", "Basic ===", "Basic", "Bearer x"])
def test_credentials_that_are_no_text_are_refused_calmly(portal: Portal, credentials: str) -> None:
    response = portal.browser.post(
        "/oidc/token",
        data={"grant_type": "authorization_code", "code": "x"},
        headers={"Authorization": credentials},
    )
    assert response.status_code in {400, 401}
    assert response.json()["error"] in {"invalid_client", "invalid_request"}


def test_an_enormous_form_is_refused(portal: Portal) -> None:
    assert portal.browser.post("/oidc/token", content=b"a=" + b"b" * 20_000).status_code == 400
    many = "&".join(f"f{number}=1" for number in range(2000))
    assert portal.browser.post("/oidc/choose", content=many).status_code == 403


@pytest.mark.parametrize(
    "redirect_uri",
    [
        "https://evil.example/oauth2callback",
        "http://127.0.0.1:8501/oauth2callback/",
        "http://127.0.0.1:8501/oauth2callback?next=//evil.example",
        "http://127.0.0.1:8501/oauth2callback#x",
        "http://127.0.0.1:8501",
        "http://localhost:8501/oauth2callback",
        "http://127.0.0.1:8501@evil.example/oauth2callback",
        "HTTP://127.0.0.1:8501/oauth2callback",
        "javascript:alert(1)",
        'http://127.0.0.1:8501/"\\回',
        "",
        None,
    ],
)
def test_a_redirect_address_that_is_not_registered_to_the_letter_is_never_followed(
    portal: Portal, redirect_uri: str | None
) -> None:
    response = portal.browser.get(portal.request(redirect_uri=redirect_uri))
    assert response.status_code == 400
    assert "location" not in response.headers
    assert "登录请求不完整或不被接受" in response.text


@pytest.mark.parametrize("client_id", ["somebody-else", "", None, '"<script>'])
def test_an_unknown_client_is_told_so_on_our_own_page(
    portal: Portal, client_id: str | None
) -> None:
    response = portal.browser.get(portal.request(client_id=client_id))
    assert response.status_code == 400
    assert "location" not in response.headers


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"prompt": "none"}, "login_required"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
    ],
)
def test_a_request_the_portal_would_not_make_goes_back_with_a_reason(
    portal: Portal, changes: dict[str, str | None], error: str
) -> None:
    response = portal.browser.get(portal.request(**changes))
    assert response.status_code == 302
    location = response.headers["location"]
    assert location.startswith(f"{portal.callback}?")
    answer = parse_qs(urlsplit(location).query)
    assert answer["error"] == [error]
    assert answer["state"] == ["state-of-the-browser"]


def test_a_repeated_parameter_is_refused(portal: Portal) -> None:
    response = portal.browser.get(f"{portal.request()}&redirect_uri=https://evil.example/")
    assert response.status_code == 400
    assert "location" not in response.headers


def test_an_unknown_scope_is_ignored_as_openid_asks(portal: Portal) -> None:
    code = portal.choose("demo-beneficiary-1", scope="openid email profile")["code"]
    assert portal.exchange(code).json()["scope"] == "openid profile"


@pytest.mark.parametrize("forged", ["", "nonsense", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_a_forged_form_signs_nobody_in(portal: Portal, forged: str) -> None:
    portal.page()
    form = {"request": forged, "account": "demo-operator-1"}
    response = portal.browser.post("/oidc/choose", data=form)
    assert response.status_code == 403
    assert "location" not in response.headers
    assert "登录页面已过期" in response.text


def test_a_form_made_in_another_browser_signs_nobody_in(portal: Portal) -> None:
    elsewhere = sealed(portal.page())
    with portal.new_browser() as victim:
        form = {"request": elsewhere, "account": "demo-operator-1"}
        assert victim.post("/oidc/choose", data=form).status_code == 403
        victim.get(portal.request())
        assert victim.post("/oidc/choose", data=form).status_code == 403


def test_a_form_that_lay_open_for_too_long_signs_nobody_in(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = {"request": sealed(portal.page()), "account": "demo-operator-1"}
    monkeypatch.setattr("time.time", lambda: 9_999_999_999.0)
    assert portal.browser.post("/oidc/choose", data=form).status_code == 403


def test_two_tabs_of_one_browser_both_work(portal: Portal) -> None:
    first, second = sealed(portal.page(state="one")), sealed(portal.page(state="two"))
    for request, state in ((first, "one"), (second, "two")):
        form = {"request": request, "account": "demo-beneficiary-1"}
        location = portal.browser.post("/oidc/choose", data=form).headers["location"]
        assert f"state={state}" in location


def test_a_double_click_on_an_account_works(portal: Portal) -> None:
    form = {"request": sealed(portal.page()), "account": "demo-beneficiary-1"}
    portal.browser.post("/oidc/choose", data=form)
    second = portal.browser.post("/oidc/choose", data=form).headers["location"]
    code = parse_qs(urlsplit(second).query)["code"][0]
    assert portal.exchange(code).status_code == 200


def test_the_mark_of_the_browser_is_hidden_from_scripts_and_other_sites(portal: Portal) -> None:
    cookie = portal.browser.get(portal.request()).headers["set-cookie"]
    assert cookie.startswith("sunlight_oidc=")
    assert "HttpOnly" in cookie
    assert "Path=/oidc" in cookie
    assert "SameSite=strict" in cookie
    assert "Max-Age=600" in cookie
    portal.browser.cookies.clear()
    portal.browser.cookies.set("sunlight_oidc", "planted")
    fresh = portal.browser.get(portal.request()).headers["set-cookie"]
    assert "planted" not in fresh


@pytest.mark.parametrize("subject", ["", "demo-nobody", "admin"])
def test_leaving_or_an_unknown_account_signs_nobody_in(portal: Portal, subject: str) -> None:
    answer = portal.choose(subject)
    assert answer["error"] == "access_denied"
    assert answer["state"] == "state-of-the-browser"
    assert "code" not in answer


def test_userinfo_repeats_the_claims_until_the_token_expires(portal: Portal) -> None:
    token = portal.tokens("demo-contractor-1")["access_token"]
    assert portal.userinfo(token).json() == {
        "sub": "demo-contractor-1",
        "name": "演示承接机构代表",
        "demo": True,
    }
    portal.clock.now += TOKEN_SECONDS
    assert portal.userinfo(token).status_code == 401


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer nonsense", "Basic eDp5", "Bearer  "])
def test_userinfo_without_a_good_token_is_refused(portal: Portal, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    assert portal.browser.get("/oidc/userinfo", headers=headers).status_code == 401


def test_signing_out_returns_to_the_portal_and_forgets_the_tokens(portal: Portal) -> None:
    tokens = portal.tokens("demo-officer-1")
    response = portal.browser.get(
        "/oidc/logout",
        params={
            "id_token_hint": tokens["id_token"],
            "client_id": portal.settings.oidc.client_id,
            "post_logout_redirect_uri": portal.callback,
            "state": "farewell",
        },
    )
    assert response.status_code == 302
    assert response.headers["location"] == f"{portal.callback}?state=farewell"
    assert portal.userinfo(tokens["access_token"]).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"post_logout_redirect_uri": "https://evil.example/"},
        {"post_logout_redirect_uri": "http://127.0.0.1:8501/oauth2callback/x"},
        {"post_logout_redirect_uri": "//evil.example"},
        {"post_logout_redirect_uri": None},
        {"id_token_hint": None},
        {"id_token_hint": "nonsense"},
        {"id_token_hint": "eyJhbGciOiJub25lIn0.eyJhdWQiOiJzdW5saWdodC1wb3J0YWwifQ."},
        {"client_id": "somebody-else"},
    ],
)
def test_signing_out_never_redirects_to_an_address_that_is_not_registered(
    portal: Portal, changes: dict[str, str | None]
) -> None:
    asked: dict[str, str | None] = {
        "id_token_hint": portal.tokens()["id_token"],
        "client_id": portal.settings.oidc.client_id,
        "post_logout_redirect_uri": portal.callback,
    }
    kept = {name: text for name, text in (asked | changes).items() if text is not None}
    response = portal.browser.get("/oidc/logout", params=kept)
    assert response.status_code == 200
    assert "location" not in response.headers
    assert "您已退出本平台" in response.text


def test_signing_out_may_be_posted(portal: Portal) -> None:
    form = {
        "id_token_hint": portal.tokens()["id_token"],
        "post_logout_redirect_uri": f"{portal.settings.public_url}/",
    }
    response = portal.browser.post("/oidc/logout", data=form)
    assert response.headers["location"] == "http://127.0.0.1:8501/"


@pytest.mark.parametrize("path", ["/oidc/", "/oidc/other", "/oidc/choose"])
def test_there_is_nothing_else_under_the_provider(portal: Portal, path: str) -> None:
    assert portal.browser.get(path).status_code in {404, 405}


def test_a_key_of_another_install_does_not_verify_a_token(portal: Portal, tmp_path: Path) -> None:
    other = Portal(read_settings({"PORTAL_VAR_DIR": str(tmp_path / "other")}))
    keys = KeySet.import_key_set(other.browser.get("/oidc/jwks.json").json())
    token = portal.tokens()["id_token"]
    with pytest.raises(InvalidKeyIdError):
        jwt.decode(token, keys, algorithms=["RS256"])


def test_production_never_mounts_the_provider(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "PORTAL_VAR_DIR": str(tmp_path),
            "PORTAL_MODE": "production",
            "PORTAL_SECRET_KEY": "Zk3-9QwErT7yUiOpLmNbVcXz2AsDfGh5",
            "PORTAL_OIDC_ISSUER": "https://id.example",
            "PORTAL_OIDC_CLIENT_ID": "portal",
            "PORTAL_OIDC_CLIENT_SECRET": "secret",
        }
    )
    with pytest.raises(ForbiddenError, match="never part of production"):
        provider_routes(settings)
