"""Readiness: what anyone may ask keeps the database busy no more than once a second."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

import pytest

from provgraph.errors import UnreachableError
from provgraph.manager import readiness
from provgraph.manager.readiness import Readiness

if TYPE_CHECKING:
    from provgraph.manager.inbox.inbox import Inbox
    from provgraph.store import Store


class _Parts:
    """An inbox that works, and a store that answers, or fails; it counts how often."""

    def __init__(self) -> None:
        self.asked = 0
        self.failure: Exception | None = None

    def check(self) -> None:
        pass

    def within(self, _: float) -> _Parts:
        return self

    def is_empty(self) -> bool:
        self.asked += 1
        if self.failure:
            raise self.failure
        return True


def _readiness(parts: _Parts) -> Readiness:
    return Readiness(cast("Inbox", parts), cast("Store", parts))


@pytest.mark.parametrize("failure", [None, UnreachableError("gone")])
def test_the_database_is_asked_once_for_all(
    monkeypatch: pytest.MonkeyPatch, failure: Exception | None
) -> None:
    """Twenty at once and twenty after them learn the same from one question."""
    monkeypatch.setattr(readiness, "_SECONDS_TO_KEEP", 3600.0)
    parts = _Parts()
    parts.failure = failure

    async def ask() -> list[BaseException | None]:
        ready = _readiness(parts)
        checks = [ready.check() for _ in range(20)]
        first = await asyncio.gather(*checks, return_exceptions=True)
        later = await asyncio.gather(*(ready.check() for _ in range(20)), return_exceptions=True)
        return [*first, *later]

    assert asyncio.run(ask()) == [failure] * 40
    assert parts.asked == 1


def test_it_is_asked_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that is back is seen."""
    monkeypatch.setattr(readiness, "_SECONDS_TO_KEEP", -1.0)
    parts = _Parts()

    async def ask() -> None:
        ready = _readiness(parts)
        parts.failure = UnreachableError("gone")
        with pytest.raises(UnreachableError):
            await ready.check()
        parts.failure = None
        await ready.check()

    asyncio.run(ask())
    assert parts.asked == 2
