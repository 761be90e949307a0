"""What pages ask of the store, and who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar

from fastapi import Depends, Request

from provgraph.manager.access import Principal, require
from provgraph.manager.running import Limit
from provgraph.manager.services import services_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.store import Store

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of a person who may read."""

    request: Request
    principal: Principal

    async def ask(self, work: Callable[[Store], Result]) -> Result:
        """Return what `work` returns of the store, within the manager's limits."""
        running = services_of(self.request).running
        return await running.run(self.request, self.principal, work, Limit())


def _visit(request: Request, principal: Annotated[Principal, Depends(require("reader"))]) -> Visit:
    return Visit(request, principal)


Reader = Annotated[Visit, Depends(_visit)]
"""The parameter of a page that readers may see."""
