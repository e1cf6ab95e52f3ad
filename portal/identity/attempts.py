"""A limit on how many wrong codes may be tried from one place, kept in memory only.

A table of attempts would hold the time at which somebody voted; this forgets by itself.
"""

import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from portal.errors import TooManyAttemptsError

PLACES = 10_000


class AttemptLimit:
    """A leaky bucket for each place: ``burst`` failures at once, then one every ``seconds``."""

    def __init__(
        self, burst: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst, self._seconds, self._clock = burst, seconds, clock
        self._salt = secrets.token_bytes(16)
        self._full_until: OrderedDict[bytes, float] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, place: str) -> None:
        """Raise TooManyAttemptsError when no further failure is allowed from ``place`` now."""
        with self._lock:
            waiting = self._full_until.get(self._key(place), 0.0) - self._clock()
        if waiting > (self._burst - 1) * self._seconds:
            raise TooManyAttemptsError(
                "too many codes were tried; wait {seconds} seconds and try again",
                seconds=max(1, round(waiting - (self._burst - 1) * self._seconds)),
            )

    def count_failure(self, place: str) -> None:
        """Note one failure; only wrong codes count, so a full village hall is not locked out."""
        key = self._key(place)
        with self._lock:
            now = self._clock()
            self._full_until[key] = max(self._full_until.pop(key, now), now) + self._seconds
            while len(self._full_until) > PLACES:
                self._full_until.popitem(last=False)

    def _key(self, place: str) -> bytes:
        return hashlib.blake2b(place.encode(), key=self._salt, digest_size=16).digest()
