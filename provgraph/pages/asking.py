"""What pages ask of the store, and who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeVar

from fastapi import Depends, Request
from fastapi.responses import RedirectResponse

from provgraph.errors import SelectorError
from provgraph.manager.access import Principal, require
from provgraph.manager.locations import root_of
from provgraph.manager.running import Limit
from provgraph.manager.services import services_of
from provgraph.pages.rendering import url_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence

    from fastapi import Response

    from provgraph.results.access import Role
    from provgraph.store import Store

Result = TypeVar("Result")
_SECONDS_TO_KEEP = 5.0
"""Counts of values, which the store itself keeps for a while, are not kept much longer."""


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

    async def kept(self, make: Callable[[], Awaitable[Response]]) -> Response:
        """Return a page that is made again when the store has changed, or after some seconds.

        It is kept for whoever asks, since it shows what they may do, and has their session's proof.
        """
        services = services_of(self.request)
        proof = services.sessions.csrf_token(self.request)
        key = str(self.request.url), proof, repr(self.principal)
        state = await services.state.now(services.running.seconds)
        if state is None:
            return await make()
        answer = services.answers.get(state, key)
        if answer is None:
            answer = await make()
            services.answers.put(state, key, answer, _SECONDS_TO_KEEP)
        return answer

    def redirect(self, path: str, **parameters: object) -> RedirectResponse:
        """Lead the browser to another page."""
        return RedirectResponse(root_of(self.request) + url_of(path, parameters), 303)


def two(ids: Sequence[str] | None, left: str, right: str, what: str) -> tuple[str, str]:
    """Return the two sides of a comparison: two chosen ids, else two fields.

    Raises:
        SelectorError: there are not two.

    """
    sides = tuple(ids or (left, right))
    if len(sides) != 2 or not all(sides):  # noqa: PLR2004  # as the name says
        number = sum(map(bool, sides))
        raise SelectorError(f"choose two {what} to compare: {number} are chosen")
    return sides[0], sides[1]


def _visit(role: Role) -> Callable[..., Coroutine[None, None, Visit]]:
    caller = Depends(require(role))

    # As a default: in an annotation, which is text, FastAPI would not see `role`. Async: FastAPI
    # has threads for functions that are not.
    async def visit(request: Request, principal: Principal = caller) -> Visit:
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
