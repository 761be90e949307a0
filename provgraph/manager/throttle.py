"""Throttling of failed attempts: a client that guesses waits longer and longer."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field

FREE_ATTEMPTS = 5
_LONGEST_WAIT = 300.0
_REMEMBERED = 10_000
_SECONDS_TO_FORGET = 900.0


@dataclass(frozen=True, slots=True)
class _Failures:
    number: int
    last: float


@dataclass(slots=True)
class Throttle:
    """How often each client failed, and how long it must wait; safe for threads."""

    _failures: OrderedDict[str, _Failures] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def seconds_to_wait(self, client: str) -> float:
        """Return how long a client must wait before it may try again; 0 if it may now."""
        with self._lock:
            failures = self._failures.get(client)
        if not failures or failures.number < FREE_ATTEMPTS:
            return 0.0
        # The exponent is bounded, too: a float ends at 2 ** 1024.
        wait = min(_LONGEST_WAIT, 2.0 ** min(failures.number - FREE_ATTEMPTS, 10))
        return max(0.0, failures.last + wait - time.monotonic())

    def failed(self, client: str) -> None:
        """Count a failed attempt; those of a quarter of an hour ago are forgotten."""
        now = time.monotonic()
        with self._lock:
            before = self._failures.pop(client, _Failures(0, now))
            number = 0 if now - before.last > _SECONDS_TO_FORGET else before.number
            self._failures[client] = _Failures(number + 1, now)
            if len(self._failures) > _REMEMBERED:
                self._failures.popitem(last=False)

    def succeeded(self, client: str) -> None:
        """Forget the failures of a client."""
        with self._lock:
            self._failures.pop(client, None)
