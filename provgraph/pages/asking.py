"""What pages ask of the store, and who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse

from provgraph.manager.access import Principal, require
from provgraph.manager.running import Limit
from provgraph.manager.services import services_of
from provgraph.pages.rendering import root_of, url_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from provgraph.results.access import Role
    from provgraph.store import Store

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of a person who may do what its page needs."""

    request: Request
    principal: Principal

    async def ask(self, work: Callable[[Store], Result]) -> Result:
        """Return what `work` returns of the store, within the manager's limits."""
        running = services_of(self.request).running
        return await running.run(self.request, self.principal, work, Limit())

    async def change(self, work: Callable[[Store], Result]) -> Result:
        """Return what `work` returns, which changes the store and goes on to its end."""
        running = services_of(self.request).running
        return await running.run(self.request, self.principal, work, None)

    def redirect(self, path: str, **parameters: object) -> RedirectResponse:
        """Lead the browser to another page."""
        return RedirectResponse(root_of(self.request) + url_of(path, parameters), 303)


def _visit(role: Role) -> Callable[..., Visit]:
    caller = Depends(require(role))

    # As a default: in an annotation, which is text, FastAPI would not see `role`.
    def visit(request: Request, principal: Principal = caller) -> Visit:
        return Visit(request, principal)

    return visit


Reader = Annotated[Visit, Depends(_visit("reader"))]
"""The parameter of a page that readers may see."""

Writer = Annotated[Visit, Depends(_visit("writer"))]
"""That of a form that hands in documents."""

Curator = Annotated[Visit, Depends(_visit("curator"))]
"""That of a form that changes what is in the store."""

Admin = Annotated[Visit, Depends(_visit("admin"))]
"""That of a page about access."""
