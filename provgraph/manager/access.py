"""Who may do what: the dependency of each route that knows the caller and asks for a role."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Protocol

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute
from fastapi.security import APIKeyCookie, HTTPBearer

from provgraph.errors import ForbiddenError, UnauthenticatedError
from provgraph.results.access import ROLES, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from fastapi import Response
    from fastapi.dependencies.models import Dependant

SESSION_COOKIE = "provgraph_session"
"""What the names of the cookies of all managers begin with; browsers send those of all ports."""
CSRF_HEADER = "x-csrf-token"
CSRF_FIELD = "csrf"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FORM = "application/x-www-form-urlencoded"
_HOW = "give a token: 'Authorization: Bearer …', or 'provgraph login URL'"

# They look at nothing: they tell OpenAPI how a caller is known.
_bearer = HTTPBearer(auto_error=False, scheme_name="token", description="A token of the manager.")
_cookie = APIKeyCookie(
    name=SESSION_COOKIE,
    auto_error=False,
    scheme_name="session",
    description="The session of a browser; the name goes on with what tells managers apart.",
)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls: a person or a job.

    `id` is that of the token or session and may stand in logs; `production` is the only one that
    a writer may hand in documents of, or `None` for all.
    """

    id: str
    name: str
    role: Role
    production: str | None = None

    def may(self, role: Role) -> bool:
        """Return whether the principal may do what needs this role."""
        return ROLES.index(self.role) >= ROLES.index(role)

    def may_write_to(self, production: str | None) -> bool:
        """Return whether the principal may hand in documents of a production."""
        return self.may("writer") and self.production in (None, production)


class Authenticator(Protocol):
    """Knows callers by one kind of credentials."""

    def principal(self, request: Request) -> Principal | None:
        """Return the caller, or `None` if the request has no credentials of this kind.

        Raises:
            UnauthenticatedError: the credentials are wrong, expired or revoked.

        """

    def check_proof(self, request: Request, proof: str) -> None:
        """Check that the caller meant to send a change, where a browser adds the credentials.

        Raises:
            ForbiddenError: the change lacks the proof that a page of the manager sent it.

        """


def hash_of(secret: str) -> bytes:
    """Return what is kept of a secret: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()


async def _submitted_proof(request: Request) -> str:
    """Return the proof that a page of the manager sends with a change, in a header or a form."""
    is_form = request.headers.get("content-type", "").startswith(_FORM)
    has_session = any(name.startswith(SESSION_COOKIE) for name in request.cookies)
    if CSRF_HEADER in request.headers or not is_form or not has_session:
        return request.headers.get(CSRF_HEADER, "")
    return str((await request.form()).get(CSRF_FIELD, ""))


@dataclass(frozen=True, slots=True)
class Requires:
    """The dependency of a route that a role is needed for; returns the caller."""

    role: Role

    async def __call__(
        self,
        request: Request,
        _bearer: Annotated[object, Depends(_bearer)],
        _cookie: Annotated[object, Depends(_cookie)],
        proof: Annotated[str, Depends(_submitted_proof)],
    ) -> Principal:
        """Return the caller.

        Raises:
            UnauthenticatedError: there are no valid credentials.
            ForbiddenError: the caller's role is not enough, or a change lacks its proof.

        """
        authenticator, principal = await self.checked(request)
        if request.method not in SAFE_METHODS:
            authenticator.check_proof(request, proof)
        return principal

    async def checked(self, request: Request) -> tuple[Authenticator, Principal]:
        """Return the caller and what knows it, once for each request; its role is enough.

        Raises:
            UnauthenticatedError: there are no valid credentials.
            ForbiddenError: the caller's role is not enough.

        """
        if not hasattr(request.state, "authenticator"):
            # An issuer may be asked for its keys, and the last use of a token be written.
            await run_in_threadpool(_identify, request)
        authenticator: Authenticator = request.state.authenticator
        return authenticator, self._allowed(request.state.principal)

    def _allowed(self, principal: Principal) -> Principal:
        if not principal.may(self.role):
            raise ForbiddenError(
                f"this needs the role {self.role}; {principal.name} has the role {principal.role}"
            )
        return principal


def require(role: Role) -> Requires:
    """Return the dependency of a route that a role is needed for."""
    return Requires(role)


def required(dependant: Dependant) -> Requires | None:
    """Return what asks for a role in a route, through however many dependencies."""
    for each in dependant.dependencies:
        if isinstance(each.call, Requires):
            return each.call
        if requires := required(each):
            return requires
    return None


class CheckedRoute(APIRoute):
    """A route that checks the caller before it reads a body: FastAPI reads the body first."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what handles a request."""
        handle = super().get_route_handler()
        requires = required(self.dependant)
        if requires is None:
            return handle

        async def handle_checked(request: Request) -> Response:
            if request.method not in SAFE_METHODS:
                await requires.checked(request)
            return await handle(request)

        return handle_checked


def _identify(request: Request) -> None:
    """Note who calls, and what knows it by the first credentials that the request has."""
    authenticators: Sequence[Authenticator] = request.app.state.services.authenticators
    for authenticator in authenticators:
        if principal := authenticator.principal(request):
            request.state.principal, request.state.authenticator = principal, authenticator
            return
    raise UnauthenticatedError(f"who calls is not known: {_HOW}")
