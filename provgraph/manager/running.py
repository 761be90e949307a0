"""Running: what a request asks of the store, in a thread, within its limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from anyio import to_thread

from provgraph.manager.services import services_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from provgraph.manager.access import Principal
    from provgraph.store import Store

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Limit:
    """The time limit of a question, in seconds; `None` is the manager's own."""

    seconds: float | None = None


async def run(
    request: Request,
    principal: Principal,  # noqa: ARG001
    work: Callable[[Store], Result],
    limit: Limit | None,
) -> Result:
    """Return what `work` returns of the store, asked in a thread.

    A question has a `limit` of time; a change has none, since half of one is worse than none.
    """
    services = services_of(request)
    store = services.store
    if limit is not None:
        longest = services.settings.limits.seconds
        store = store.within(min(limit.seconds or longest, longest))
    return await to_thread.run_sync(work, store)
