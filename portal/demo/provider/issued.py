"""Codes and tokens the demonstration provider has handed out; a restart forgets them all."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

CODE_SECONDS: Final = 60
TOKEN_SECONDS: Final = 300


@dataclass(frozen=True)
class AuthorizationCode:
    """One visitor's choice of account, bound to the request that asked for it."""

    code: str
    subject: str
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str
    issued_at: int
    code_challenge_method: str = "S256"

    def get_redirect_uri(self) -> str:
        """Answer Authlib: the token request must repeat this address."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """Answer Authlib: what the code may be exchanged for."""
        return self.scope

    def get_nonce(self) -> str | None:
        """Answer Authlib: the ID token carries it back to the browser that asked."""
        return self.nonce

    def get_auth_time(self) -> int:
        """Answer Authlib: when the visitor chose, in seconds since 1970."""
        return self.issued_at

    def get_acr(self) -> None:
        """Answer Authlib: nobody was authenticated, so there is no assurance to claim."""

    def get_amr(self) -> None:
        """Answer Authlib: no method was used either."""


@dataclass(frozen=True)
class AccessToken:
    """What the userinfo endpoint accepts; ``expires_at`` is in seconds since 1970."""

    subject: str
    scope: str
    expires_at: float
    clock: Callable[[], float] = field(repr=False)

    def get_scope(self) -> str:
        """Answer Authlib: what the token opens."""
        return self.scope

    def is_expired(self) -> bool:
        """Answer Authlib: whether its time is over."""
        return self.clock() >= self.expires_at

    def is_revoked(self) -> bool:
        """Answer Authlib: a revoked token is forgotten, so one that is found is good."""
        return False


class Issued:
    """Everything handed out that may still be good, in the memory of one process."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self._codes: dict[str, AuthorizationCode] = {}
        self._spent: dict[str, list[str]] = {}
        self._tokens: dict[str, AccessToken] = {}

    def add_code(self, code: AuthorizationCode) -> None:
        """Remember a code for a minute."""
        self._forget_the_old()
        self._codes[code.code] = code

    def spend_code(self, text: str) -> AuthorizationCode | None:
        """Return a code once; a second use also revokes what the first gave (RFC 6749 §4.1.2)."""
        code = self._codes.get(text)
        if code is None or self.clock() >= code.issued_at + CODE_SECONDS:
            return None
        if text in self._spent:
            for token in self._spent[text]:
                self._tokens.pop(token, None)
            return None
        self._spent[text] = []
        return code

    def add_token(self, text: str, code: AuthorizationCode) -> None:
        """Remember a token for five minutes, and which code it came from."""
        expires_at = self.clock() + TOKEN_SECONDS
        self._tokens[text] = AccessToken(code.subject, code.scope, expires_at, self.clock)
        self._spent[code.code].append(text)

    def find_token(self, text: str) -> AccessToken | None:
        """Return a token that was handed out, expired or not."""
        return self._tokens.get(text)

    def revoke(self, subject: str) -> None:
        """Forget every token of an account that signed out."""
        self._tokens = {
            text: token for text, token in self._tokens.items() if token.subject != subject
        }

    def _forget_the_old(self) -> None:
        now = self.clock()
        for text, code in list(self._codes.items()):
            if now >= code.issued_at + CODE_SECONDS:
                del self._codes[text]
                self._spent.pop(text, None)
        for text, token in list(self._tokens.items()):
            if now >= token.expires_at:
                del self._tokens[text]
