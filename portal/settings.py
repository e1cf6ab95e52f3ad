"""What the operator decided, read once from the environment, for every room of the house."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from portal.addresses import (
    database_address,
    is_loopback,
    is_wildcard,
    origin,
    origin_of,
    web_address,
)
from portal.errors import InvalidInputError
from portal.keys import SHORTEST_SECRET, private_file, refuse_weak
from portal.licence import DataLicence, read_licence
from portal.publisher import Publisher, read_publisher
from portal.site import Site, read_site

ROOT: Final = Path(__file__).resolve().parents[1]
DEMO_CLIENT_ID: Final = "sunlight-portal"
DEMO_ISSUER_PATH: Final = "/oidc"
DISCOVERY_PATH: Final = "/.well-known/openid-configuration"

_ISSUER: Final = "PORTAL_OIDC_ISSUER"
_METADATA: Final = "PORTAL_OIDC_METADATA_URL"
_YES: Final = frozenset({"1", "true", "yes", "on"})
_NO: Final = frozenset({"0", "false", "no", "off"})


class Mode(StrEnum):
    """How the portal runs; the operator decides it with ``PORTAL_MODE``."""

    DEMO = "demo"
    PRODUCTION = "production"


class IdentityProvider(BaseModel):
    """The OpenID Connect provider that says who is signing in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    metadata_url: str
    client_id: str
    client_secret: SecretStr


class Settings(BaseModel):
    """Every decision of the operator, checked; it never shows a secret when printed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    root: Path
    var_dir: Path
    files_dir: Path
    """Where attached files are kept"""
    largest_file: int
    """Bytes that an attached file may have"""
    mode: Mode
    host: str
    port: int
    public_url: str
    demo_public: bool
    # A PostgreSQL address carries a password, so it stays out of every printed form.
    database_url: str = Field(repr=False)
    packs: Path | None
    statement_days: int
    """Days an organisation has to answer a proposed credit record; no law gives a number"""
    data_licence: DataLicence | None
    publisher: Publisher
    site: Site
    secret_key: SecretStr
    oidc: IdentityProvider

    @property
    def is_demo(self) -> bool:
        """Whether demonstration data and the embedded identity provider may be loaded."""
        return self.mode is Mode.DEMO

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the portal over an encrypted connection."""
        return self.public_url.startswith("https://")

    @property
    def account_issuer(self) -> str:
        """The name under which the provider's accounts are kept.

        The embedded provider's address changes with the port it is served on; its accounts do not.
        """
        return "demonstration" if self.is_demo else self.oidc.issuer

    def key_for(self, purpose: str) -> bytes:
        """Thirty-two bytes that serve this purpose alone, so that one leak opens one door."""
        key = self.secret_key.get_secret_value().encode()
        return hmac.new(key, f"sunlight/{purpose}".encode(), hashlib.sha256).digest()


@cache
def get_settings() -> Settings:
    """Return the settings of this process; ``get_settings.cache_clear()`` forgets them."""
    return read_settings(os.environ)


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read and check every ``PORTAL_*`` variable; an empty one counts as not set.

    In demonstration mode without ``PORTAL_SECRET_KEY`` this makes ``secret-key`` in the
    ``var`` folder, once per install.
    """
    given = {name: text.strip() for name, text in environ.items() if text.strip()}
    mode = _mode(given)
    demo_public = _flag(given, "PORTAL_DEMO_PUBLIC")
    var_dir = _folder(given, "PORTAL_VAR_DIR", ROOT / "var")
    host = given.get("PORTAL_HOST", "127.0.0.1").strip("[]")
    port = _port(given)
    public_url = _public_url(given, host, port)
    if mode is Mode.DEMO and not demo_public:
        _refuse_strangers(host, public_url)
    secret = _secret_key(given, mode, var_dir)
    return Settings(
        root=ROOT,
        var_dir=var_dir,
        files_dir=_folder(given, "PORTAL_FILES_DIR", var_dir / "attachments"),
        largest_file=_largest_file(given),
        mode=mode,
        host=host,
        port=port,
        public_url=public_url,
        demo_public=demo_public,
        database_url=_database_url(given, var_dir),
        packs=_packs(given),
        site=read_site(given, is_indexed=_flag(given, "PORTAL_INDEXED", mode is Mode.PRODUCTION)),
        statement_days=_statement_days(given),
        data_licence=read_licence(given, is_demo=mode is Mode.DEMO),
        publisher=read_publisher(given),
        secret_key=SecretStr(secret),
        oidc=_identity_provider(given, mode, public_url, secret),
    )


def _mode(given: Mapping[str, str]) -> Mode:
    text = given.get("PORTAL_MODE", Mode.DEMO)
    try:
        return Mode(text)
    except ValueError:
        raise InvalidInputError(
            f"PORTAL_MODE is {text!r}; it must be 'demo' or 'production'."
        ) from None


def _flag(given: Mapping[str, str], name: str, default: bool = False) -> bool:
    text = given.get(name, "1" if default else "0").lower()
    if text not in _YES | _NO:
        raise InvalidInputError(f"{name} is {text!r}; it must be 1 (yes) or 0 (no).")
    return text in _YES


def _folder(given: Mapping[str, str], name: str, default: Path) -> Path:
    """Return an absolute folder; a relative one lies under the checkout, wherever one stands."""
    return (ROOT / Path(given[name]).expanduser()).resolve() if name in given else default


def _packs(given: Mapping[str, str]) -> Path | None:
    if "PORTAL_PACKS" not in given:
        return None
    folder = _folder(given, "PORTAL_PACKS", ROOT)
    if not folder.is_dir():
        raise InvalidInputError(f"PORTAL_PACKS is {str(folder)!r}, which is not a folder.")
    return folder


def _largest_file(given: Mapping[str, str]) -> int:
    name = "PORTAL_LARGEST_FILE_MB"
    text = given.get(name, "20")
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 500):
        raise InvalidInputError(f"{name} is {text!r}; it must be a number from 1 to 500.")
    return int(text) * 2**20


def _statement_days(given: Mapping[str, str]) -> int:
    name = "PORTAL_STATEMENT_DAYS"
    text = given.get(name, "10")
    if not (text.isascii() and text.isdecimal() and 3 <= int(text) <= 60):
        raise InvalidInputError(f"{name} is {text!r}; it must be a number from 3 to 60.")
    return int(text)


def _port(given: Mapping[str, str]) -> int:
    text = given.get("PORTAL_PORT", "8501")
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 65535):
        raise InvalidInputError(f"PORTAL_PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def _public_url(given: Mapping[str, str], host: str, port: int) -> str:
    """Return the one origin browsers use, without a default port or a final slash.

    Streamlit silently treats a visitor as anonymous when the browser's origin differs from
    this one by so much as ``:443``.
    """
    name = "PORTAL_PUBLIC_URL"
    if name in given:
        return origin_of(name, given[name])
    if is_wildcard(host):
        raise InvalidInputError(
            f"PORTAL_HOST is {host!r}, which no browser can open; set {name} to the address "
            "people will use."
        )
    return origin("http", host, port)


def _refuse_strangers(host: str, public_url: str) -> None:
    """Keep demonstration mode on this machine, because anyone can sign in there as anyone."""
    public_host = str(urlsplit(public_url).hostname)
    for name, value in (("PORTAL_HOST", host), ("PORTAL_PUBLIC_URL", public_host)):
        if not is_loopback(value):
            raise InvalidInputError(
                f"{name} is {value!r}, but demonstration mode serves this machine only "
                "(127.0.0.1, ::1 or localhost), because anyone can sign in there as anyone; "
                "set PORTAL_DEMO_PUBLIC=1 to serve it to others all the same."
            )


def _secret_key(given: Mapping[str, str], mode: Mode, var_dir: Path) -> str:
    name = "PORTAL_SECRET_KEY"
    if name in given:
        if mode is Mode.PRODUCTION:
            refuse_weak(name, given[name])
        return given[name]
    if mode is Mode.PRODUCTION:
        raise InvalidInputError(
            f"{name} is not set; production mode needs one of at least {SHORTEST_SECRET} "
            "random characters."
        )
    path = var_dir / "secret-key"
    secret = private_file(path, lambda: secrets.token_urlsafe(48).encode()).decode().strip()
    if len(secret) < SHORTEST_SECRET:
        raise InvalidInputError(f"{path} is damaged; delete it and a new key will be made.")
    return secret


def _database_url(given: Mapping[str, str], var_dir: Path) -> str:
    name = "PORTAL_DATABASE_URL"
    if name in given:
        return database_address(name, given[name], ROOT)
    return f"sqlite:///{var_dir / 'portal.db'}"


def _identity_provider(
    given: Mapping[str, str], mode: Mode, public_url: str, secret: str
) -> IdentityProvider:
    if mode is Mode.DEMO:
        return _embedded_provider(given, public_url, secret)
    for name in ("PORTAL_OIDC_CLIENT_ID", "PORTAL_OIDC_CLIENT_SECRET"):
        if name not in given:
            raise InvalidInputError(f"{name} is not set; production mode needs it to sign in.")
    metadata_url = _metadata_url(given)
    _refuse_embedded(metadata_url, public_url)
    return IdentityProvider(
        issuer=given.get(_ISSUER, metadata_url.removesuffix(DISCOVERY_PATH)),
        metadata_url=metadata_url,
        client_id=given["PORTAL_OIDC_CLIENT_ID"],
        client_secret=SecretStr(given["PORTAL_OIDC_CLIENT_SECRET"]),
    )


def _refuse_embedded(metadata_url: str, public_url: str) -> None:
    """Keep a provider where anyone is anyone out of production, this portal's or a neighbour's."""
    parts = urlsplit(metadata_url)
    here = metadata_url.startswith(f"{public_url}/") or is_loopback(str(parts.hostname))
    if here and parts.path.startswith(f"{DEMO_ISSUER_PATH}/"):
        raise InvalidInputError(
            f"{_ISSUER} is the portal's own demonstration provider; production mode needs "
            "a real one."
        )


def _metadata_url(given: Mapping[str, str]) -> str:
    if _METADATA in given:
        return web_address(_METADATA, given[_METADATA]).geturl()
    if _ISSUER in given:
        issuer = web_address(_ISSUER, given[_ISSUER]).geturl()
        return f"{issuer.rstrip('/')}{DISCOVERY_PATH}"
    raise InvalidInputError(
        f"{_ISSUER} is not set; production mode needs it (or {_METADATA}) to sign in."
    )


def _embedded_provider(given: Mapping[str, str], public_url: str, secret: str) -> IdentityProvider:
    for name in given:
        if name.startswith("PORTAL_OIDC_"):
            raise InvalidInputError(
                f"{name} is set, but demonstration mode uses its own identity provider; unset "
                "it or set PORTAL_MODE=production."
            )
    issuer = f"{public_url}{DEMO_ISSUER_PATH}"
    client_secret = hmac.new(secret.encode(), b"sunlight/demo-client", hashlib.sha256).hexdigest()
    return IdentityProvider(
        issuer=issuer,
        metadata_url=f"{issuer}{DISCOVERY_PATH}",
        client_id=DEMO_CLIENT_ID,
        client_secret=SecretStr(client_secret),
    )
