"""The state of the store: what is another one after each change, by whichever process."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread

if TYPE_CHECKING:
    from provgraph.store import Store


class StoreState:
    """Asks the store for its state, once for all requests that wait for it.

    A request gets a state that was asked for after it had come, so that what its client knows to
    be written is in it. Requests that come while a question is on its way share the next one.
    """

    def __init__(self, store: Store, seconds: float) -> None:
        """Take the store, and the longest time for one question."""
        self._store = store
        self._seconds = seconds
        # No question waits behind those that take long.
        self._thread = CapacityLimiter(1)
        self._on_its_way: asyncio.Task[str] | None = None
        self._next: asyncio.Task[str] | None = None

    async def now(self, seconds: float) -> str | None:
        """Return the state, or `None` if that takes longer than so many seconds.

        Raises:
            StoreError: the store does not answer.

        """
        if self._next is None:
            self._next = asyncio.create_task(self._ask_after(self._on_its_way))
        done, _ = await asyncio.wait((self._next,), timeout=seconds)
        return next(iter(done)).result() if done else None

    async def _ask_after(self, before: asyncio.Task[str] | None) -> str:
        if before is not None and not before.done():
            await asyncio.wait((before,))
        self._on_its_way, self._next = self._next, None
        store = self._store.within(self._seconds)
        return await to_thread.run_sync(store.bookmark, limiter=self._thread)
