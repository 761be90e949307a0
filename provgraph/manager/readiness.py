"""Readiness: whether inbox and database answer, found out at most once a second.

Anyone may ask, and must not keep the database busy by it.
"""

from __future__ import annotations

import asyncio
import math
import time
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread

if TYPE_CHECKING:
    from provgraph.manager.inbox.inbox import Inbox
    from provgraph.store import Store

_SECONDS_TO_ANSWER = 5.0
_SECONDS_TO_KEEP = 1.0


class Readiness:
    """Checks the parts of a manager, once for all who ask meanwhile."""

    def __init__(self, inbox: Inbox, store: Store) -> None:
        """Take what is checked."""
        self._inbox = inbox
        self._store = store
        self._thread = CapacityLimiter(1)
        self._checking: asyncio.Task[None] | None = None
        self._ended = -math.inf

    async def check(self) -> None:
        """Return if inbox and database answer.

        Raises:
            InboxError: the inbox does not.
            StoreError: the database does not.

        """
        is_old = time.monotonic() - self._ended > _SECONDS_TO_KEEP
        if self._checking is None or (self._checking.done() and is_old):
            self._checking = asyncio.create_task(self._check())
        if not self._checking.done():
            await asyncio.wait((self._checking,))
        self._checking.result()

    async def _check(self) -> None:
        try:
            await to_thread.run_sync(self._look, limiter=self._thread)
        finally:
            self._ended = time.monotonic()

    def _look(self) -> None:
        self._inbox.check()
        self._store.within(_SECONDS_TO_ANSWER).is_empty()
