"""Who may do what: the dependency of each route that knows the caller and asks for a role."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Protocol

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPBearer

from provgraph.errors import ForbiddenError, UnauthenticatedError
from provgraph.results.access import ROLES, Role

if TYPE_CHECKING:
    from collections.abc import Sequence

SESSION_COOKIE = "provgraph_session"
CSRF_HEADER = "x-csrf-token"
CSRF_FIELD = "csrf"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FORM = "application/x-www-form-urlencoded"
_HOW = "give a token: 'Authorization: Bearer …', or 'provgraph login URL'"

# They look at nothing: they tell OpenAPI how a caller is known.
_bearer = HTTPBearer(auto_error=False, scheme_name="token", description="A token of the manager.")
_cookie = APIKeyCookie(name=SESSION_COOKIE, auto_error=False, scheme_name="session")


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
            ForbiddenError: a change lacks the proof that the caller's page sent it.

        """


def principal_of(request: Request, authenticators: Sequence[Authenticator]) -> Principal:
    """Return who calls.

    Raises:
        UnauthenticatedError: there are no valid credentials.

    """
    for authenticator in authenticators:
        if principal := authenticator.principal(request):
            request.state.principal = principal
            return principal
    raise UnauthenticatedError(f"who calls is not known: {_HOW}")


def hash_of(secret: str) -> bytes:
    """Return what is kept of a secret: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()


async def _submitted_proof(request: Request) -> str:
    """Return the proof that a page of the manager sends with a change, in a header or a form."""
    is_form = request.headers.get("content-type", "").startswith(_FORM)
    if CSRF_HEADER in request.headers or not is_form or SESSION_COOKIE not in request.cookies:
        return request.headers.get(CSRF_HEADER, "")
    return str((await request.form()).get(CSRF_FIELD, ""))


@dataclass(frozen=True, slots=True)
class Requires:
    """The dependency of a route that a role is needed for; returns the caller."""

    role: Role

    def __call__(
        self,
        request: Request,
        _bearer: Annotated[object, Depends(_bearer)],
        _cookie: Annotated[object, Depends(_cookie)],
        proof: Annotated[str, Depends(_submitted_proof)],
    ) -> Principal:
        """Return the caller.

        Raises:
            UnauthenticatedError: there are no valid credentials.
            ForbiddenError: the caller's role is not enough.

        """
        request.state.proof = proof
        principal = principal_of(request, request.app.state.services.authenticators)
        if not principal.may(self.role):
            raise ForbiddenError(
                f"this needs the role {self.role}; {principal.name} has the role {principal.role}"
            )
        return principal


def require(role: Role) -> Requires:
    """Return the dependency of a route that a role is needed for."""
    return Requires(role)
