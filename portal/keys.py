"""Keys of one install: files only their owner may read, and keys too weak to be trusted."""

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from portal.errors import InvalidInputError

SHORTEST_SECRET: Final = 32
FEWEST_DISTINCT_CHARACTERS: Final = 10
# Words that betray a key copied from a document or an example file.
_PLACEHOLDER_WORDS: Final = ("change", "default", "example", "placeholder", "replace", "your-")


def private_file(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return the bytes of a file only its owner may read, made at the first call."""
    try:
        if not path.exists():
            _make_private(path, make)
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
        return path.read_bytes()
    except OSError as error:
        raise InvalidInputError(
            f"{path} can be neither made nor read: {error.strerror}."
        ) from error


def _make_private(path: Path, make: Callable[[], bytes]) -> None:
    """Let the file appear whole, through a link, so that two first starts agree on one content."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(make())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()


def refuse_weak(name: str, secret: str) -> None:
    """Refuse a key a stranger could guess; the sentence never repeats the key."""
    if len(secret) < SHORTEST_SECRET:
        raise InvalidInputError(
            f"{name} has {len(secret)} characters; production mode needs at least "
            f"{SHORTEST_SECRET} random ones."
        )
    copied = any(word in secret.lower() for word in _PLACEHOLDER_WORDS)
    if copied or len(set(secret)) < FEWEST_DISTINCT_CHARACTERS:
        raise InvalidInputError(
            f"{name} is a known default or a pattern; production mode needs at least "
            f"{SHORTEST_SECRET} random characters."
        )
