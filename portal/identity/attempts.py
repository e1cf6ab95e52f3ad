"""A limit on how many codes may be tried from one place and in all, kept in memory only.

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
    """A leaky bucket for each place: ``burst`` tries at once, then one every ``seconds``."""

    def __init__(
        self, burst: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst, self._seconds, self._clock = burst, seconds, clock
        self._salt = secrets.token_bytes(16)
        self._full_until: OrderedDict[bytes, float] = OrderedDict()
        self._lock = threading.Lock()

    def spend(self, place: str) -> None:
        """Count one try from ``place``; raise TooManyAttemptsError when none is left."""
        key = hashlib.blake2b(place.encode(), key=self._salt, digest_size=16).digest()
        with self._lock:
            now = self._clock()
            until = max(self._full_until.pop(key, now), now) + self._seconds
            if until - now > self._burst * self._seconds:
                self._full_until[key] = until - self._seconds
                raise TooManyAttemptsError(
                    "too many codes were tried; wait {seconds} seconds and try again",
                    seconds=max(1, round(self._seconds)),
                )
            self._full_until[key] = until
            while len(self._full_until) > PLACES:
                self._full_until.popitem(last=False)
