"""The key that signs the demonstration's ID tokens, made once per install."""

from pathlib import Path
from typing import Final

from joserfc.jwk import KeySet, RSAKey

from portal.keys import private_file

KEY_FILE: Final = "oidc-signing-key.pem"
ALGORITHM: Final = "RS256"


def signing_key(var_dir: Path) -> RSAKey:
    """Return the RSA key under ``var``, named after its own thumbprint."""
    pem = private_file(var_dir / KEY_FILE, _new_pem)
    key = RSAKey.import_key(pem, {"use": "sig", "alg": ALGORITHM})
    key.ensure_kid()
    return key


def public_keys(key: RSAKey) -> KeySet:
    """Return what anyone may know of the key."""
    return KeySet([RSAKey.import_key(key.as_dict(private=False))])


def _new_pem() -> bytes:
    return RSAKey.generate_key(2048).as_pem(private=True)
