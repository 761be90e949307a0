"""Running: what a request asks of the store, in a thread, within limits of time and number.

A question whose client goes away is ended in Neo4j, too.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from anyio import CapacityLimiter, to_thread

from provgraph.errors import StoreError, TooManyRequestsError
from provgraph.graph.cancellation import Cancellation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.requests import Request

    from provgraph.manager.access import Principal
    from provgraph.manager.settings import Limits
    from provgraph.store import Store

Result = TypeVar("Result")
_SECONDS_BETWEEN_ENDS = 0.2


@dataclass(frozen=True, slots=True)
class Limit:
    """The time limit of a question, in seconds; `None` is the manager's own."""

    seconds: float | None = None


@dataclass(slots=True)
class Running:
    """What runs now: at most `concurrent` requests of one principal, and `threads` of all.

    `seconds` is the longest time for an answer.
    """

    store: Store
    seconds: float
    concurrent: int
    threads: CapacityLimiter
    _numbers: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def on(cls, store: Store, limits: Limits) -> Running:
        """Return what runs on a store within limits: nothing yet."""
        return cls(store, limits.seconds, limits.concurrent, CapacityLimiter(limits.threads))

    def seconds_of(self, limit: Limit) -> float:
        """Return the seconds that a question may take."""
        return min(limit.seconds or self.seconds, self.seconds)

    async def run(
        self,
        request: Request,
        principal: Principal,
        work: Callable[[Store], Result],
        limit: Limit | None,
    ) -> Result:
        """Return what `work` returns of the store, asked in a thread.

        A question has a `limit` of time, and ends when its client goes away. A change has none,
        and goes on to its end: half of one is worse than none.

        Raises:
            TooManyRequestsError: the principal asks for more at once than it may.

        """
        with self._slot(principal):
            if limit is None:
                return await to_thread.run_sync(work, self.store, limiter=self.threads)
            return await self._question(request, work, limit)

    @contextmanager
    def _slot(self, principal: Principal) -> Iterator[None]:
        """Count a request of a principal while it runs."""
        with self._lock:
            if self._numbers[principal.id] >= self.concurrent:
                raise TooManyRequestsError(
                    f"{principal.name} has {self.concurrent} requests running, which is the limit"
                )
            self._numbers[principal.id] += 1
        try:
            yield
        finally:
            with self._lock:
                self._numbers[principal.id] -= 1
                self._numbers += Counter()  # without those that are 0

    async def _question(
        self, request: Request, work: Callable[[Store], Result], limit: Limit
    ) -> Result:
        cancellation = Cancellation()
        store = self.store.within(self.seconds_of(limit))
        store = store.cancellable(cancellation)
        asking = asyncio.ensure_future(to_thread.run_sync(work, store, limiter=self.threads))
        leaving = asyncio.ensure_future(_left(request))
        await asyncio.wait((asking, leaving), return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        while not asking.done():
            await _end(self.store, cancellation)
            # A transaction that just begins is not yet there to be ended: again, until all is.
            await asyncio.wait((asking,), timeout=_SECONDS_BETWEEN_ENDS)
        return asking.result()


async def _end(store: Store, cancellation: Cancellation) -> None:
    with suppress(StoreError):
        await to_thread.run_sync(store.cancel, cancellation)


async def _left(request: Request) -> None:
    """Return when the client goes away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
