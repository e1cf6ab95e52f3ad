"""Keyed hashes of what must be recognised but not read; the key lies outside the database."""

import hashlib
import hmac


def keyed_hash(secret: bytes, purpose: str, *parts: str) -> str:
    """HMAC-SHA-256 as 64 hexadecimal digits; each purpose has a key of its own."""
    key = hmac.digest(secret, purpose.encode(), "sha256")
    return hmac.new(key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()
